// Fingers: one that rests beside a step of the scale is pulled to it, one that moves is not;
// pressure and slide follow as fast as the player says.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "kiln/dsp/analysis/tone.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::part_of;
using engine_test::Player;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr int kMs = 48;
constexpr int kMember = 1;  // channel 2 of the lower zone

SynthSettings mpe(float rounding, MpeMode mode = MpeMode::kLower) {
  SynthSettings settings;
  settings.performance.mpe = mode;
  settings.performance.pitch_rounding = rounding;
  return settings;
}

// 48 semitones are 8191 steps up.
void bend(Player& player, int frame, double cents) {
  const int value = 8192 + static_cast<int>(std::lround(cents / 4800.0 * 8191.0));
  player.midi(frame, 0xe0 | kMember, value & 127, value >> 7);
}

double cents_between(const Sound& sound, int from_ms, int to_ms) {
  const double hz =
      analysis::find_f0(part_of(sound.left, from_ms * kMs, to_ms * kMs), 48000.0, 440.0, 1);
  return 1200.0 * std::log2(hz / 440.0);
}

// Mean over a time, by upward zero crossings: right for a pitch that moves, too.
double mean_cents(const Sound& sound, int from_ms, int to_ms) {
  double first = -1.0, last = -1.0;
  int cycles = -1;
  for (int i = from_ms * kMs; i < to_ms * kMs; ++i) {
    const float a = sound.left[static_cast<std::size_t>(i)];
    const float b = sound.left[static_cast<std::size_t>(i + 1)];
    if (a >= 0.0f || b < 0.0f) continue;
    last = i + static_cast<double>(a) / static_cast<double>(a - b);
    if (cycles++ < 0) first = last;
  }
  return 1200.0 * std::log2(cycles * 48000.0 / (last - first) / 440.0);
}

double resting_at(double cents, const SynthSettings& settings) {
  Player player(sine_patch(), settings);
  bend(player, 0, cents);
  player.midi(10, 0x90 | kMember, 69, 100);
  return cents_between(player.play(900 * kMs), 500, 900);
}

TEST(RoundingTest, PullsARestingFingerToTheNearestStep) {
  EXPECT_NEAR(resting_at(30.0, mpe(1.0f)), 0.0, 0.2);
  EXPECT_NEAR(resting_at(-20.0, mpe(1.0f)), 0.0, 0.2);
  EXPECT_NEAR(resting_at(70.0, mpe(1.0f)), 100.0, 0.2) << "the next semitone is nearer";
  EXPECT_NEAR(resting_at(30.0, mpe(0.5f)), 15.0, 0.5) << "half-way at 50 %";
}

TEST(RoundingTest, LeavesOthersAlone) {
  EXPECT_NEAR(resting_at(30.0, mpe(0.0f)), 30.0, 0.5);
  SynthSettings wheel = mpe(1.0f, MpeMode::kOff);
  Player player(sine_patch(), wheel);
  player.midi(0, 0xe0 | kMember, 0, 80);  // a quarter of ± 2 st
  player.midi(10, 0x90 | kMember, 69, 100);
  EXPECT_NEAR(cents_between(player.play(900 * kMs), 500, 900), 50.0, 0.5)
      << "a pitch wheel is no finger";
}

TEST(RoundingTest, FollowsAFingerThatMoves) {
  const auto slide = [](float rounding) {
    Player player(sine_patch(), mpe(rounding));
    player.midi(0, 0x90 | kMember, 69, 100);
    for (int ms = 0; ms < 1000; ms += 5) bend(player, ms * kMs + 20, 0.05 * ms);
    return cents_between(player.play(900 * kMs), 700, 800);
  };
  EXPECT_NEAR(slide(1.0f), slide(0.0f), 0.1) << "50 cents a second are no rest";
}

TEST(RoundingTest, ArrivesAndLetsGoSmoothly) {
  Player player(sine_patch(), mpe(1.0f));
  player.midi(0, 0x90 | kMember, 69, 100);
  bend(player, 10 * kMs, 40.0);
  const Sound sound = player.play(500 * kMs);
  EXPECT_GT(cents_between(sound, 60, 105), 35.0) << "pulled before the finger rests";
  EXPECT_NEAR(cents_between(sound, 350, 500), 0.0, 2.0) << "not there after 150 ms";
  // Vibrato of ± 30 cents, 5 Hz, round 40 cents: the pull ends.
  for (int ms = 500; ms < 1500; ms += 4) {
    bend(player, ms * kMs, 40.0 + 30.0 * std::sin(6.2832 * 0.005 * ms));
  }
  const Sound vibrato = player.play(1000 * kMs);
  EXPECT_NEAR(mean_cents(vibrato, 400, 800), 40.0, 3.0);
}

// Semitones of an octave that a full press or slide has made, on the way from `from_ms` to `to_ms`.
double followed(Source source, float smoothing, int from_ms, int to_ms) {
  Patch patch = sine_patch();
  patch.routes = {engine_test::route("voice.pitch", source, 0.125f)};  // of 8 octaves
  SynthSettings settings;
  settings.performance.finger_smoothing = smoothing;
  settings.performance.slide_mode = SlideMode::kAbsolute;
  Player player(patch, settings);
  player.controller(0, 74, 0);
  player.controller(0, 1, 0);
  player.on(10, 69);
  player.play(100 * kMs);
  player.midi(100 * kMs, 0xd0, 127, 0);
  player.controller(100 * kMs, 74, 127);
  player.controller(100 * kMs, 1, 127);
  return mean_cents(player.play(300 * kMs), from_ms, to_ms) / 100.0;
}

TEST(FingerSmoothingTest, PressureAndSlideFollowWithTheTimeConstantThatIsSet) {
  for (const Source source : {Source::kChannelPressure, Source::kSlide}) {
    const double all = followed(source, 12.0f, 200, 280);
    EXPECT_GT(all, 5.0);
    EXPECT_NEAR(followed(source, 0.0f, 2, 30) / all, 1.0, 0.02) << "none: at once";
    EXPECT_NEAR(followed(source, 12.0f, 2, 22) / all, 0.59, 0.05);
    EXPECT_NEAR(followed(source, 100.0f, 90, 110) / all, 0.63, 0.02) << "1 − 1/e";
  }
  const double all = followed(Source::kWheel, 12.0f, 200, 280);
  EXPECT_NEAR(followed(Source::kWheel, 100.0f, 90, 110) / all, 1.0, 0.02) << "no finger";
}

}  // namespace
}  // namespace kiln
