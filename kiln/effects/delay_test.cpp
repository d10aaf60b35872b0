// Delay: echo times, limits of the loop, tempo changes, drift, ducking and the modes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/effects/delay.h"
#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

using Settings = EffectRig::Settings;

// Free times, no colour.
Settings plain(Settings more = {}) {
  Settings s = {{"time_l_sync", 0}, {"time_r_sync", 0},  {"time_l", 0.1f}, {"time_r", 0.15f},
                {"low_cut", 20},    {"high_cut", 20480}, {"drift", 0}};
  s.insert(s.end(), more.begin(), more.end());
  return s;
}

std::size_t loudest(std::span<const float> x) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::fabs(x[i]) > std::fabs(x[at])) at = i;
  }
  return at;
}

TEST(DelayTest, EchoesComeOnTheFrame) {
  EffectRig rig("delay", plain({{"feedback", 50}}));
  Stereo io(48000);
  io.left[0] = io.right[0] = 0.2f;
  rig.process(io);
  EXPECT_EQ(loudest(io.left), 9600u) << "first echo at 0.1 s of 96 kHz";
  EXPECT_EQ(loudest(io.right), 14400u);
  EXPECT_EQ(loudest(std::span(io.left).subspan(10000)) + 10000, 19200u);
  EXPECT_NEAR(io.left[19200] / io.left[9600], 0.5f, 0.01f) << "second echo at 50 % feedback";
}

TEST(DelayTest, SyncedTimesFollowTheTempo) {
  EffectRig rig("delay", {{"low_cut", 20}, {"high_cut", 20480}, {"drift", 0}, {"feedback", 0}});
  rig.beats_per_second = 2.5;  // 1/8. is 0.3 s, 1/4 is 0.4 s
  Stereo io(48000);
  io.left[0] = io.right[0] = 1.0f;
  rig.process(io);
  EXPECT_EQ(loudest(io.left), 28800u);
  EXPECT_EQ(loudest(io.right), 38400u);
}

TEST(DelayTest, FeedbackAboveOneStaysUnderItsLimit) {
  for (int mode = 0; mode < Delay::kModeCount; ++mode) {
    EffectRig rig("delay", plain({{"mode", static_cast<float>(mode)}, {"feedback", 110}}));
    Stereo burst = white_noise(9600, 0.5f);
    rig.process(burst);
    Stereo io(96000 * 10);
    rig.process(io);
    const float end = peak_of(std::span(io.left).last(96000));
    EXPECT_LE(end, 0.85f) << "mode " << mode << " passes -3 dBFS and what the filters overshoot";
    EXPECT_GE(end, 0.1f) << "mode " << mode << " dies at 110 % feedback";
    EXPECT_TRUE(std::isinf(rig.tail_seconds()));
  }
}

TEST(DelayTest, TempoChangesDoNotClick) {
  for (int mode : {0, 1, 3}) {
    EffectRig rig("delay", {{"mode", static_cast<float>(mode)}, {"feedback", 40}});
    Stereo io = sine_wave(440.0, 96000.0, 96000 * 4, 0.25f);
    const std::size_t part = 4800;
    for (std::size_t at = 0; at < io.size(); at += part) {
      if (at > 96000)
        rig.beats_per_second =
            1.0 + 3.0 * random_unipolar(random_bits(8, static_cast<uint32_t>(at)));
      rig.process(std::span(io.left).subspan(at, part), std::span(io.right).subspan(at, part));
    }
    const double dbc = gain_to_db(crackle(std::span(io.left).subspan(96000)) / 0.25);
    EXPECT_LE(dbc, -50.0) << "mode " << mode
                          << " crackles while the tempo jumps twenty times a second";
  }
}

TEST(DelayTest, DriftBendsByEightCents) {
  EffectRig rig("delay", plain({{"drift", 100}, {"feedback", 0}}));
  Stereo io = sine_wave(1000.0, 96000.0, 96000 * 4, 0.5f);
  rig.process(io);
  // Frequency from the time that 50 whole cycles take.
  std::vector<double> crossings;
  for (std::size_t i = 96000; i + 1 < io.size(); ++i) {
    const float a = io.left[i];
    const float b = io.left[i + 1];
    if (a < 0.0f && b >= 0.0f) crossings.push_back(static_cast<double>(i) + a / (a - b));
  }
  double lowest = 99.0;
  double highest = -99.0;
  for (std::size_t i = 50; i < crossings.size(); ++i) {
    const double cents = ratio_to_cents(50.0 * 96.0 / (crossings[i] - crossings[i - 50]));
    lowest = std::min(lowest, cents);
    highest = std::max(highest, cents);
  }
  EXPECT_NEAR(lowest, -8.0, 0.4);
  EXPECT_NEAR(highest, 8.0, 0.4);
}

TEST(DelayTest, PingPongStartsLeftAndBounces) {
  EffectRig rig("delay", plain({{"mode", 1}, {"time_r", 0.1f}, {"feedback", 50}}));
  Stereo io(48000);
  io.left[0] = io.right[0] = 0.5f;
  rig.process(io);
  EXPECT_EQ(loudest(io.left), 9600u);
  EXPECT_EQ(loudest(io.right), 19200u);
  EXPECT_LT(peak_of(std::span(io.right).first(19000)), 1e-6f);
}

TEST(DelayTest, ReverseRunsBackwards) {
  EffectRig rig("delay", plain({{"mode", 3}, {"feedback", 0}}));
  Stereo io(48000);
  io.left[14000] = 0.5f;  // inside a stretch of 0.1 s that is played from frame 19200 on
  io.left[14300] = 1.0f;
  rig.process(io);
  const std::size_t late = loudest(io.left);
  EXPECT_EQ(late, 19200u + (19200u - 14300u) - 2u);
  EXPECT_NEAR(io.left[late + 300], 0.5f, 0.02f) << "what came first must come last";
}

TEST(DelayTest, DuckStepsBackWhileTheDrySoundPlays) {
  double level[2];
  for (int duck : {0, 1}) {
    EffectRig rig("delay", plain({{"duck", static_cast<float>(100 * duck)}, {"feedback", 0}}));
    Stereo io = sine_wave(440.0, 96000.0, 96000, 0.5f);
    rig.process(io);
    level[duck] = analysis::rms_db(std::span(io.left).last(9600));
  }
  EXPECT_NEAR(level[1] - level[0], -24.0, 1.0);
}

}  // namespace
}  // namespace kiln
