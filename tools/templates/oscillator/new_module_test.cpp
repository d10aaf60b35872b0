// The new_module oscillator measured: its partials, its aliases, and its bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/new_module.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kiln/oscillators/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using Module = NewModuleOscillator;
using Rig = TestRig<NewModuleOscillator>;

// J_n(b) = 1/π ∫ cos(n t − b sin t) dt over 0…π.
double bessel(int n, double b) {
  constexpr int kPoints = 4096;
  double sum = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double t = math::kPi * (i + 0.5) / kPoints;
    sum += math::cos(n * t - b * math::sin(t));
  }
  return sum / kPoints;
}

TEST(NewModuleTest, partials_are_the_bessel_numbers) {
  for (const float percent : {0.0f, 25.0f, 100.0f}) {
    Rig rig;
    rig.set(Module::kBend, percent);
    // 64 cycles in 2^14 frames: each partial is one line of the spectrum.
    rig.note = Lanes::filled(static_cast<float>(69.0 + 12.0 * math::log2(375.0 / 440.0)));
    rig.start(lane_bit(3));
    const std::vector<float> audio = rig.render(1 << 14, 3);
    const auto spectrum = real_spectrum(std::vector<double>(audio.begin(), audio.end()));
    const double b = 0.01 * static_cast<double>(percent) * static_cast<double>(Module::kDeepest);
    for (int partial = 1; partial <= 8; ++partial) {
      // sin(−m θ) folds over: partial m takes J_{m−1} and loses J_{−m−1} = (−1)^{m+1} J_{m+1}.
      const double sign = partial % 2 == 0 ? 1.0 : -1.0;
      const double wanted = std::fabs(bessel(partial - 1, b) + sign * bessel(partial + 1, b));
      const double got = std::abs(spectrum[static_cast<size_t>(64 * partial)]) / (1 << 13);
      EXPECT_NEAR(got, wanted, 2e-4)
          << "amplitude of partial " << partial << " at bend " << percent << " %";
    }
  }
}

TEST(NewModuleTest, aliases_stay_below_100_db) {
  for (const int quality : {1, 2, 4}) {
    for (const float note : {72.0f, 91.0f, 100.0f, 111.0f, 123.0f}) {
      Rig rig(48000.0 * quality, quality);
      rig.set(Module::kBend, 100.0f);
      rig.note = Lanes::filled(note);
      rig.start(lane_bit(0));
      const double hz = static_cast<double>(rig.increment(0, 0)) * rig.setup.engine_rate;
      EXPECT_LT(worst_spur_db(rig.render(1 << 15), hz, rig.setup.engine_rate), -100.0)
          << "dBc of the worst alias of note " << note << " at " << quality << "x";
    }
  }
}

TEST(NewModuleTest, unison_lanes_have_their_gains) {
  Rig one, two;
  two.setup.unison = 2;
  two.left_gain[0] = Ramp::constant(0.25f);
  two.left_gain[1] = Ramp::constant(0.0f);
  two.detune = 0.0f;
  for (Rig* rig : {&one, &two}) rig->start(lane_bit(0));
  const std::vector<float> alone = one.render(400), left = two.render(400);
  for (size_t n = 0; n < alone.size(); ++n) {
    ASSERT_EQ(left[n], 0.25f * alone[n]) << "frame " << n << " of the left channel";
  }
}

TEST(NewModuleTest, a_voice_that_starts_between_control_points_disturbs_no_other) {
  Rig alone, with_neighbour;
  for (Rig* rig : {&alone, &with_neighbour}) {
    rig->start(lane_bit(5));
    rig->render(100, 5);
    rig->set(Module::kBend, 80.0f);
    rig->note = Lanes::filled(81.0f);
    rig->render(20, 5);  // 120 = 7 periods and 8 frames: ramps are moving
  }
  Rig& rig = with_neighbour;
  const LaneMask playing = rig.sounding;
  rig.sounding = kNoLanes;
  rig.start(lane_bit(6));
  rig.update();  // of lane 6 alone
  rig.sounding |= playing;
  EXPECT_EQ(rig.render(100, 5), alone.render(100, 5)) << "lane 5 hears lane 6 begin";
}

// Lane 5 while everything moves.
std::vector<float> busy(int cut, LaneMask lanes, CrossMode cross) {
  Rig rig;
  rig.setup.unison = 3;
  rig.setup.needs_sync_out = true;
  rig.setup.has_cross = true;
  rig.setup.cross_mode = cross;
  rig.set(Module::kCross, 40.0f);
  for (int u = 0; u < 3; ++u) rig.left_gain[u].step = Lanes::filled(0.01f);
  for (int k = 0; k < kMaxControlFrames; ++k) {
    rig.cross[k] = Lanes::filled(random_bipolar(random_bits(3u, static_cast<uint32_t>(k))));
  }
  rig.start(lanes);
  std::vector<float> all;
  for (int part = 0; part < 6; ++part) {
    rig.params[Module::kBend][5] = 0.2f * static_cast<float>(part);
    rig.params[Module::kCross][5] = 0.1f * static_cast<float>(part);
    rig.note[5] = 50.0f + 9.3f * static_cast<float>(part);
    for (const float x : rig.render(150, 5, cut)) all.push_back(x);
    all.insert(all.end(), rig.right_audio.begin(), rig.right_audio.end());
  }
  for (int k = 0; k < 16; ++k) all.push_back(rig.sync_out[k][5]);
  return all;
}

TEST(NewModuleTest, partition_neighbours_and_target_change_no_bit) {
  for (const CrossMode cross : {CrossMode::kPhase, CrossMode::kRing, CrossMode::kAmplitude}) {
    const std::vector<float> reference = busy(kMaxControlFrames, lane_bit(5), cross);
    for (const std::string& target : usable_targets()) {
      ASSERT_TRUE(force_target_for_test(target));
      for (const int cut : {1, 3, 16}) {
        for (const LaneMask lanes : {lane_bit(5), LaneMask{0x00f0}, kAllLanes}) {
          EXPECT_EQ(busy(cut, lanes, cross), reference)
              << "cut at " << cut << ", lanes " << lanes << ", " << target;
        }
      }
    }
    force_target_for_test("");
  }
}

}  // namespace
}  // namespace kiln
