// The new_module effect measured: depth, rate, sync and the two sides.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/new_module.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

using Settings = EffectRig::Settings;

// The gain of both sides over time: what becomes of a constant 1.
Stereo gain_curve(const Settings& settings, double seconds, bool playing = false) {
  EffectRig rig("new_module", settings);
  rig.playing = playing;
  Stereo io(static_cast<std::size_t>(seconds * rig.rate()));
  std::fill(io.left.begin(), io.left.end(), 1.0f);
  std::fill(io.right.begin(), io.right.end(), 1.0f);
  rig.process(io);
  return io;
}

int count_dips(const std::vector<float>& gain) {
  int dips = 0;
  for (std::size_t i = 1; i < gain.size(); ++i) dips += gain[i - 1] >= 0.75f && gain[i] < 0.75f;
  return dips;
}

TEST(NewModuleTest, depth_is_how_far_the_level_falls) {
  for (const float depth : {0.0f, 50.0f, 90.0f}) {
    const Stereo gain = gain_curve({{"depth", depth}}, 1.0);
    const auto [low, high] = std::minmax_element(gain.left.begin(), gain.left.end());
    EXPECT_NEAR(*high, 1.0, 1e-4) << "highest gain at depth " << depth << " %";
    EXPECT_NEAR(*low, 1.0 - 0.01 * static_cast<double>(depth), 1e-3)
        << "lowest gain at depth " << depth << " %";
  }
}

TEST(NewModuleTest, swings_as_often_as_asked) {
  EXPECT_EQ(count_dips(gain_curve({{"rate", 7.0f}}, 4.0).left), 28) << "dips in 4 s at 7 Hz";
  // 1/8 at two beats a second.
  EXPECT_EQ(count_dips(gain_curve({{"rate_sync", 1.0f}}, 4.0, true).left), 16)
      << "dips in eight beats at 1/8";
}

TEST(NewModuleTest, is_loudest_on_the_beat_and_half_as_loud_a_quarter_cycle_later) {
  const Stereo gain = gain_curve({{"rate_sync", 1.0f}, {"depth", 100.0f}}, 2.0, true);
  for (const double beat : {1.0, 2.0, 3.0}) {
    const auto frame = static_cast<std::size_t>(beat * 48000.0);
    EXPECT_NEAR(gain.left[frame], 1.0, 1e-4) << "gain at beat " << beat;
    EXPECT_NEAR(gain.left[frame + 6000], 0.5, 1e-3) << "gain 1/32 after beat " << beat;
  }
}

TEST(NewModuleTest, pan_swings_the_sides_against_each_other) {
  const Stereo gain = gain_curve({{"mode", 1.0f}, {"depth", 100.0f}}, 1.0);
  const Stereo same = gain_curve({{"mode", 0.0f}, {"depth", 100.0f}}, 1.0);
  for (std::size_t i = 0; i < gain.size(); ++i) {
    ASSERT_NEAR(gain.left[i] + gain.right[i], 1.0, 2e-4) << "sum of both gains at frame " << i;
    ASSERT_EQ(same.left[i], same.right[i]) << "together at frame " << i;
  }
}

}  // namespace
}  // namespace kiln
