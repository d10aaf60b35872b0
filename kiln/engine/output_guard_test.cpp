// The guard's choices: what passes, what is limited, what mutes, and that none costs latency.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/output_guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/tone.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::param;
using engine_test::part_of;
using engine_test::patch_with;
using engine_test::peak;
using engine_test::Player;
using engine_test::Sound;

constexpr float kOff = 0.0f, kLimit = 1.0f, kMute = 2.0f;

// A chord of saws, `level_db` above what a voice usually is.
Sound chord(float guard, float level_db, int quality = 2, int notes = 4) {
  Patch patch = patch_with({{"master.guard", guard}, {"osc1.level", level_db / 2}});
  patch.values[param("master.level")] = level_db / 2;
  Player player(patch, {.quality = quality});
  for (int i = 0; i < notes; ++i) player.on(1000 + 7 * i, 40 + 5 * i, 127);
  return player.play(24000);
}

TEST(OutputGuardTest, LeavesOrdinarySoundAlone) {
  const Sound plain = chord(kOff, 0.0f, 2, 2);
  ASSERT_LT(peak(plain.left), db_to_gain(-0.3f));
  for (const float guard : {kLimit, kMute}) {
    EXPECT_EQ(first_difference(chord(guard, 0.0f, 2, 2).left, plain.left), -1)
        << "guard " << guard << " changes sound below the ceiling, or delays it";
  }
}

TEST(OutputGuardTest, LetsTwelveDecibelsOverFullScalePassUnlessItLimits) {
  const Sound loud = chord(kOff, 12.0f, 2, 5);
  ASSERT_GT(peak(loud.left), db_to_gain(6.0f));
  ASSERT_LT(peak(loud.left), db_to_gain(24.0f));
  EXPECT_EQ(first_difference(chord(kMute, 12.0f, 2, 5).left, loud.left), -1);
}

TEST(OutputGuardTest, NeverPassesTheCeilingWhileItLimits) {
  for (const int quality : {1, 2, 4}) {
    const Sound sound = chord(kLimit, 12.0f, quality, 6);
    EXPECT_LE(peak(sound.left), db_to_gain(-0.3f)) << quality << "x";
    EXPECT_GT(peak(part_of(sound.left, 12000, 24000)), 0.5f) << quality << "x";
  }
}

// The gain is there before the peak: a sine that is turned down stays a sine. The samples' ceiling
// alone would clip it.
TEST(OutputGuardTest, LimitsWithoutClipping) {
  Patch patch = engine_test::sine_patch({{"master.guard", kLimit}, {"osc1.level", 6.0f}});
  patch.values[param("voice.level")] = 12.0f;
  Player player(patch);
  player.on(0, 69, 127);
  const Sound sound = player.play(96000);
  const auto measured = analysis::measure_sine(part_of(sound.left, 48000, 96000), 48000.0, 440.0);
  EXPECT_LT(measured.thdn_db, -40.0) << "the limiter distorts a steady tone";
}

TEST(OutputGuardTest, TurnsDownBeforeThePeakComes) {
  OutputGuard guard;
  guard.prepare(48000.0);
  guard.set_mode(master::Guard::kLimit);
  std::vector<float> left(400, 0.5f), right(400, 0.5f), peaks(400, 0.5f);
  std::fill(left.begin() + 100 + kDecimatorLatency, left.end(), 2.0f);
  std::fill(peaks.begin() + 100, peaks.end(), 2.0f);
  guard.process(peaks.data(), left.data(), right.data(), 400);
  EXPECT_NEAR(left[99 + kDecimatorLatency], 0.25f * db_to_gain(-0.3f), 1e-3f);
  EXPECT_EQ(left[50], 0.5f);
}

TEST(OutputGuardTest, KeepsTheSoundInTimeWhenItLimits) {
  const Sound loud = chord(kOff, 18.0f, 2, 1), limited = chord(kLimit, 18.0f, 2, 1);
  const auto onset = [](const Sound& sound) {
    int at = 0;
    while (std::fabs(sound.left[static_cast<std::size_t>(at)]) < 1e-9f) ++at;
    return at;
  };
  EXPECT_EQ(onset(loud), onset(limited));
}

TEST(OutputGuardTest, MutesFaultsAndComesBack) {
  for (const auto mode :
       {master::Guard::kOff, master::Guard::kLimit, master::Guard::kMuteOnFault}) {
    OutputGuard guard;
    guard.prepare(48000.0);
    guard.set_mode(mode);
    std::vector<float> left(9600, 0.5f), right(9600, 0.5f), peaks(9600, 0.5f);
    left[100] = std::numeric_limits<float>::quiet_NaN();
    right[101] = std::numeric_limits<float>::infinity();
    right[102] = 100.0f;
    guard.process(peaks.data(), left.data(), right.data(), 9600);
    EXPECT_EQ(guard.faults(), 1u) << "one muting is told once";
    EXPECT_EQ(left[99], 0.5f);
    EXPECT_EQ(peak(part_of(left, 100, 100 + 4800)), 0.0f);
    EXPECT_EQ(peak(part_of(right, 100, 100 + 4800)), 0.0f);
    EXPECT_EQ(left[100 + 4800 + 960 + 3], 0.5f) << "the sound stays away";
  }
}

TEST(OutputGuardTest, MutesByLevelOnlyWhenAsked) {
  for (const auto mode : {master::Guard::kOff, master::Guard::kMuteOnFault}) {
    OutputGuard guard;
    guard.prepare(48000.0);
    guard.set_mode(mode);
    std::vector<float> left(100, 20.0f), right(100, 0.0f), peaks(100, 0.0f);
    guard.process(peaks.data(), left.data(), right.data(), 100);
    EXPECT_EQ(left[99], mode == master::Guard::kOff ? 20.0f : 0.0f);
  }
}

TEST(OutputGuardTest, MutesTheWholeOutputAndSaysSo) {
  Patch patch = patch_with({{"osc1.level", 6.0f}, {"master.level", 6.0f}});
  patch.values[param("voice.level")] = 12.0f;
  Player player(patch);
  for (int key = 30; key < 60; ++key) player.on(0, key, 127);
  const Sound sound = player.play(48000);
  EXPECT_LE(peak(sound.left), OutputGuard::kFault);
  int told = 0;
  for (const Notice& notice : player.synth.collect()) {
    told += notice.kind == Notice::Kind::kOutputFault;
  }
  EXPECT_GT(told, 0) << "the output was muted in silence";
}

// From limiting to not limiting within a note: the gain comes back, it doesn't jump.
TEST(OutputGuardTest, ComesBackSmoothlyWhenLimitingEnds) {
  OutputGuard guard;
  guard.prepare(48000.0);
  guard.set_mode(master::Guard::kLimit);
  std::vector<float> left(4800, 2.0f), right(4800, 2.0f), peaks(4800, 2.0f);
  guard.process(peaks.data(), left.data(), right.data(), 4800);
  EXPECT_NEAR(left[4799], db_to_gain(-0.3f), 1e-5f);
  guard.set_mode(master::Guard::kOff);
  std::vector<float> after(48000, 2.0f), other = after, none(48000, 0.0f);
  guard.process(none.data(), after.data(), other.data(), 48000);
  EXPECT_LT(after[0], 1.0f);
  EXPECT_EQ(after[47999], 2.0f);
}

}  // namespace
}  // namespace kiln
