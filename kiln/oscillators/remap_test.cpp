// Drawn maps of phases: what is drawn is played, smoothly.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/remap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/dsp/single_cycle.h"
#include "kiln/oscillators/test_rig.h"
#include "kiln/oscillators/wavetable.h"

namespace kiln {
namespace {

double shift_at(const PhaseMap& map, double x) {
  return read_cycle(map.shift.data(), static_cast<std::uint32_t>(x * 0x1p32));
}

TEST(RemapTest, AStraightLineShiftsNothing) {
  const auto map = make_phase_map(std::vector<float>{0.0f, 0.5f, 1.0f});
  for (const float shift : map->shift) ASSERT_NEAR(shift, 0.0f, 1e-6f);
  EXPECT_LT(map->steepest, 1e-3f);
}

TEST(RemapTest, FollowsTheDrawing) {
  // A gentle S: phases 0, 1/8, 1/2, 7/8, 1.
  const auto map = make_phase_map(std::vector<float>{0.0f, 0.125f, 0.5f, 0.875f, 1.0f});
  EXPECT_NEAR(shift_at(*map, 0.0), 0.0, 1e-3);
  EXPECT_NEAR(shift_at(*map, 0.25), -0.125, 0.02) << "a corner is rounded";
  EXPECT_NEAR(shift_at(*map, 0.5), 0.0, 1e-3);
  EXPECT_NEAR(shift_at(*map, 0.375), -0.0625, 2e-3) << "a line stays a line";
  EXPECT_NEAR(map->steepest, 0.5f, 0.05f);
}

TEST(RemapTest, RoundsAJump) {
  const auto map = make_phase_map(std::vector<float>{0.5f, 0.5f});
  for (std::size_t i = 1; i < kCycleSamples + 3; ++i) {
    ASSERT_LT(std::fabs(map->shift[i] - map->shift[i - 1]), 25.0f / kCycleSamples) << i;
  }
  EXPECT_LT(map->steepest, 25.0f);
}

// The first frame of the basic table is a sine: its phase can be read off the wave.
TEST(RemapTest, TheWaveIsReadWhereTheMapSays) {
  using Wt = WavetableOscillator;
  const std::vector<float> points = {0.0f, 0.1f, 0.2f, 0.35f, 0.5f, 0.65f, 0.8f, 0.9f, 1.0f};
  const auto map = make_phase_map(points);
  for (const float depth : {100.0f, 50.0f, -50.0f}) {
    TestRig<Wt> rig;
    rig.setup.remap = points;
    rig.set(Wt::kWarpMode, static_cast<float>(Warp::kRemap));
    rig.set(Wt::kWarp, depth);
    rig.note = Lanes::filled(81.0f);
    rig.start(lane_bit(0));
    const double increment = static_cast<double>(rig.increment(0, 0));
    const std::vector<float> audio = rig.render(800);
    double worst = 0.0;
    for (std::size_t n = 0; n < audio.size(); ++n) {
      const double x = std::fmod(static_cast<double>(n) * increment, 1.0);
      const double phase = x + 0.01 * static_cast<double>(depth) * shift_at(*map, x);
      const double expected = 0.81649658 * std::sin(2.0 * M_PI * phase);
      worst = std::max(worst, std::fabs(static_cast<double>(audio[n]) - expected));
    }
    EXPECT_LT(worst, 0.02) << "at depth " << depth << " % (the offset high-pass takes a little)";
  }
}

}  // namespace
}  // namespace kiln
