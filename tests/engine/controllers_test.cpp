// Controllers that belong to the instrument: volume, pan, expression and the macros.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "kiln/dsp/analysis/transient.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::part_of;
using engine_test::Player;
using engine_test::route;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr int kMs = 48;

double rms_db(const std::vector<float>& signal, int from_ms, int to_ms) {
  return analysis::rms_db(part_of(signal, from_ms * kMs, to_ms * kMs));
}

// dB that a controller changes the level of a sounding note by, left and right.
std::pair<double, double> change_by(int number, int value, const Patch& patch = sine_patch()) {
  Player player(patch);
  player.on(0, 69);
  player.controller(200 * kMs, number, value);
  const Sound sound = player.play(600 * kMs);
  return {rms_db(sound.left, 300, 590) - rms_db(sound.left, 50, 190),
          rms_db(sound.right, 300, 590) - rms_db(sound.right, 50, 190)};
}

// General MIDI 2: 40·log10(value/127) dB.
TEST(ControllersTest, ScalesByVolumeAndExpression) {
  for (const int number : {7, 11}) {
    for (const int value : {127, 100, 64, 20}) {
      const double wanted = 40.0 * std::log10(value / 127.0);
      const auto [left, right] = change_by(number, value);
      EXPECT_NEAR(left, wanted, 0.05) << "CC " << number << " = " << value;
      EXPECT_NEAR(right, wanted, 0.05) << "CC " << number << " = " << value;
    }
    EXPECT_LT(change_by(number, 0).first, -150.0);
  }
}

TEST(ControllersTest, LeavesExpressionToTheRoutesThatUseIt) {
  Patch patch = sine_patch();
  patch.routes = {route("voice.pan", Source::kExpression, 0.0f)};
  EXPECT_NEAR(change_by(11, 20, patch).first, 0.0, 0.01);
}

// Constant power: 0 dB in the middle, 3 dB at the end.
TEST(ControllersTest, PansByController10) {
  EXPECT_NEAR(change_by(10, 64).first, 0.0, 0.001);
  EXPECT_NEAR(change_by(10, 127).second, 3.0103, 0.01);
  EXPECT_LT(change_by(10, 127).first, -100.0);
  EXPECT_NEAR(change_by(10, 1).first, 3.0103, 0.01);
  const auto [left, right] = change_by(10, 96);
  EXPECT_NEAR(db_to_gain(2.0 * left) + db_to_gain(2.0 * right), 2.0, 0.001)
      << "the power changes on the way";
  EXPECT_LT(left, right);
}

TEST(ControllersTest, MovesMacrosByControllers20To27) {
  for (int macro = 0; macro < kMacroCount; ++macro) {
    const auto source = static_cast<Source>(static_cast<int>(Source::kMacro1) + macro);
    Patch patch = sine_patch();
    patch.routes = {route("voice.pan", source, 0.5f)};
    const auto [left, right] = change_by(20 + macro, 127, patch);
    EXPECT_LT(left, -60.0) << "CC " << 20 + macro << " leaves macro " << macro + 1 << " alone";
    EXPECT_GT(right, 2.9);
    EXPECT_NEAR(change_by(20 + (macro + 1) % kMacroCount, 127, patch).first, 0.0, 0.01);
  }
}

TEST(ControllersTest, ChangesLevelsWithoutAClick) {
  for (const auto& [number, value] :
       {std::pair{7, 20}, std::pair{11, 0}, std::pair{10, 1}, std::pair{10, 127}}) {
    Player player(sine_patch());
    player.on(0, 69, 127);
    player.controller(24000, number, value);
    const Sound sound = player.play(48000);
    const analysis::Click click = analysis::measure_click(sound.right, 48000.0, 440.0, 4800, 23000,
                                                          24000 + player.synth.latency_frames());
    EXPECT_LE(click.click_db, 6.0) << "CC " << number << " to " << value;
    EXPECT_LE(click.hf_burst_dbc, -50.0) << "CC " << number << " to " << value;
  }
}

TEST(ControllersTest, JumpsWhileNothingSounds) {
  Player early(sine_patch());
  early.controller(0, 7, 64);
  early.on(4800, 69);
  const Sound sound = early.play(9600);
  Player late(sine_patch());
  late.on(0, 69);
  const Sound loud = late.play(4800);
  for (int i = 0; i < 4800; ++i) {
    const float gain = static_cast<float>(64.0 / 127.0 * 64.0 / 127.0);
    ASSERT_NEAR(sound.left[static_cast<std::size_t>(4800 + i)],
                gain * loud.left[static_cast<std::size_t>(i)], 1e-6f)
        << "the volume still moves at frame " << i;
  }
}

// Which of these sines sounds.
double sine_at(const Sound& sound) {
  double best = 0.0, hz = 0.0;
  for (const double candidate : {220.0, 311.127, 440.0, 622.254, 880.0}) {
    const double found =
        -analysis::measure_sine(part_of(sound.left, 4800, 24000), 48000.0, candidate).thdn_db;
    if (found > best) best = found, hz = candidate;
  }
  return hz;
}

// Absolute slides are 0…1: at rest at 0 such a route adds nothing.
TEST(ControllersTest, TakesTheRangeOfASlideFromItsMode) {
  const auto pitch_at = [](SlideMode mode, int slide, RoutePolarity polarity) {
    Patch patch = sine_patch();
    patch.routes = {route("osc1.pitch", Source::kSlide, 0.25f)};  // 12 st
    patch.routes[0].polarity = polarity;
    SynthSettings settings;
    settings.performance.slide_mode = mode;
    Player player(patch, settings);
    player.controller(0, 74, slide);
    player.on(10, 69);
    const Sound sound = player.play(24000);
    return sine_at(sound);
  };
  const RoutePolarity as_source = RoutePolarity::kAsSource;
  EXPECT_EQ(pitch_at(SlideMode::kAbsolute, 0, as_source), 440.0);
  EXPECT_EQ(pitch_at(SlideMode::kAbsolute, 127, as_source), 880.0);
  EXPECT_EQ(pitch_at(SlideMode::kAbsolute, 0, RoutePolarity::kUnipolar), 440.0)
      << "0…1 counts as −1…+1";
  EXPECT_EQ(pitch_at(SlideMode::kAbsolute, 127, RoutePolarity::kUnipolar), 880.0);
  EXPECT_EQ(pitch_at(SlideMode::kAbsolute, 0, RoutePolarity::kBipolar), 220.0);
  EXPECT_EQ(pitch_at(SlideMode::kRelative, 0, RoutePolarity::kUnipolar), 622.254);
}

// The middle of a knob that gives both signs moves nothing.
TEST(ControllersTest, AMacroGivesOneSignOrBoth) {
  const auto pitch_at = [](float knob, float polarity) {
    Patch patch = sine_patch({{"macro2.value", knob}, {"macro2.polarity", polarity}});
    patch.routes = {route("osc1.pitch", Source::kMacro2, 0.25f)};  // 12 st
    Player player(patch);
    player.on(10, 69);
    const Sound sound = player.play(24000);
    return sine_at(sound);
  };
  EXPECT_EQ(pitch_at(0.0f, 0.0f), 440.0);
  EXPECT_EQ(pitch_at(50.0f, 0.0f), 622.254);
  EXPECT_EQ(pitch_at(0.0f, 1.0f), 220.0);
  EXPECT_EQ(pitch_at(25.0f, 1.0f), 311.127);
  EXPECT_EQ(pitch_at(50.0f, 1.0f), 440.0);
  EXPECT_EQ(pitch_at(100.0f, 1.0f), 880.0);
}

}  // namespace
}  // namespace kiln
