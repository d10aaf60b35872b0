// Hard sync measured: aliases, the way in and out, resets by another oscillator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/sync.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/oscillators/analog_rig.h"

namespace kiln {
namespace {

using Rig = AnalogRig;

TEST(SyncTest, hard_sync_does_not_alias) {
  const struct {
    float note;
    double limit;
  } kGoals[] = {{83, -85}, {99, -85}, {111, -85}, {123, -80}};
  for (const int quality : {2, 1}) {
    for (const auto& goal : kGoals) {
      for (const AnalogShape& s : kAnalogShapes) {
        Rig rig = rig_at(48000.0, quality, goal.note);
        rig.set(Analog::kShape, s.shape);
        rig.set(Analog::kWidth, s.width);
        rig.set(Analog::kSync, static_cast<float>(12.0 * math::log2(2.37)));
        rig.start(lane_bit(0));
        EXPECT_LE(worst_spur_db(at_host_rate(rig, 1 << 14), true_hz(rig), 48000.0), goal.limit)
            << "dBc: the worst alias of a synced " << s.name << " at note " << goal.note << ", "
            << quality << "x";
      }
    }
  }
}

// The derivatives that jump at a reset are weighed by the wave's pitch: the higher the note, the
// more of them count. Bent by Width a wave has harmonics of its own beyond the rate.
TEST(SyncTest, no_shape_aliases_in_sync) {
  constexpr float kNotes[] = {83, 99, 111, 123};
  const struct {
    AnalogShape shape;
    double limits[4];
  } kRows[] = {
      {{"sine", 0, 50}, {-140, -140, -125, -85}},
      {{"sine and triangle", 16, 50}, {-140, -140, -125, -85}},
      {{"bent sine", 0, 75}, {-140, -140, -95, -45}},
      {{"bent triangle", 33, 75}, {-140, -130, -120, -90}},
      {{"bent saw", 67, 75}, {-125, -125, -100, -85}},
  };
  for (const auto& row : kRows) {
    for (size_t i = 0; i < 4; ++i) {
      Rig rig = rig_at(48000.0, 2, kNotes[i]);
      rig.set(Analog::kShape, row.shape.shape);
      rig.set(Analog::kWidth, row.shape.width);
      rig.set(Analog::kSync, static_cast<float>(12.0 * math::log2(2.37)));
      rig.start(lane_bit(0));
      EXPECT_LE(worst_spur_db(at_host_rate(rig, 1 << 14), true_hz(rig), 48000.0), row.limits[i])
          << "dBc: the worst alias of a synced " << row.shape.name << " at note " << kNotes[i];
    }
  }
}

TEST(SyncTest, the_synced_path_continues_the_tables) {
  // Sync by a cross source that never wraps: the other path, the same wave. The two differ only
  // between 20 kHz, where tables end, and half the host rate.
  for (const int quality : {2, 1}) {
    for (const AnalogShape& s : kAnalogShapes) {
      for (const float width : {s.width, 70.0f}) {
        Rig plain = rig_at(48000.0, quality, 57.0f), rig = rig_at(48000.0, quality, 57.0f);
        std::vector<float> expected, got;
        for (Rig* r : {&plain, &rig}) {
          r->phase = 0x20000000u;
          r->setup.has_cross = true;
          r->setup.cross_mode = CrossMode::kSync;
          r->set(Analog::kShape, s.shape);
          r->set(Analog::kWidth, width);
          r->start(lane_bit(0));
          std::vector<float>& audio = r == &plain ? expected : got;
          audio = r->render(800 * quality);
          // In at frame 800, out at 1600.
          r->set(Analog::kCross, r == &rig ? 100.0f : 0.0f);
          for (const float x : r->render(800 * quality)) audio.push_back(x);
          r->set(Analog::kCross, 0.0f);
          for (const float x : r->render(800 * quality)) audio.push_back(x);
        }
        std::vector<float> difference(expected.size());
        for (size_t n = 0; n < got.size(); ++n) difference[n] = got[n] - expected[n];
        Decimator decimator;
        decimator.prepare(quality);
        decimator.process(difference.data(), 2400 * quality, difference.data());
        double worst = 0.0;
        for (int n = 0; n < 2400; ++n) {
          worst =
              std::max(worst, std::fabs(static_cast<double>(difference[static_cast<size_t>(n)])));
        }
        // At 1x nothing takes away what lies above 20 kHz; one frame of shift would give 1.
        EXPECT_LT(worst, quality == 1 ? 0.25 : 0.05)
            << "peak difference of the paths: " << s.name << ", width " << width << ", " << quality
            << "x";
      }
    }
  }
}

TEST(SyncTest, a_cross_source_resets_the_wave) {
  // Resets every 100 frames make any wave periodic in 100 frames.
  Rig rig = rig_at(48000.0, 2, 83.0f);
  rig.setup.has_cross = true;
  rig.setup.cross_mode = CrossMode::kSync;
  rig.set(Analog::kCross, 100.0f);
  rig.start(lane_bit(0));
  std::vector<float> audio;
  for (int n = 0; n < 4096; n += 16) {
    rig.cross_sync.clear();
    for (int k = 0; k < 16; ++k) {
      if ((n + k) % 100 == 0) rig.cross_sync[k] = Lanes::filled(0.5f);
    }
    for (const float x : rig.render(16)) audio.push_back(x);
  }
  for (size_t n = 1000; n < 2000; ++n) {
    ASSERT_NEAR(audio[n], audio[n + 100], 2e-3f) << "frame " << n << " against one period later";
  }
}

}  // namespace
}  // namespace kiln
