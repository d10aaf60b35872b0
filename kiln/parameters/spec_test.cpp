// The laws hit the figures a player knows, and every value survives real → x → real.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/spec.h"

#include <cmath>

#include <gtest/gtest.h>

namespace kiln {
namespace {

constexpr ParamSpec kCutoff = {.id = "cutoff",
                               .curve = Curve::kLog,
                               .unit = Unit::kHertz,
                               .min = 20,
                               .max = 20480,
                               .initial = 20480,
                               .x_min = -0.2f,
                               .x_max = 1.2f};
constexpr ParamSpec kLevel = {.id = "level",
                              .curve = Curve::kLevel,
                              .unit = Unit::kDecibel,
                              .min = -INFINITY,
                              .max = 6.0206f,
                              .x_max = 1.26f};
constexpr ParamSpec kVoiceLevel = {
    .id = "level", .curve = Curve::kLevel, .unit = Unit::kDecibel, .min = -INFINITY, .max = 12.0f};
constexpr ParamSpec kPan = {.id = "pan", .unit = Unit::kPercent, .min = -100, .max = 100};
constexpr ParamSpec kAttack = {.id = "attack",
                               .curve = Curve::kPower4,
                               .unit = Unit::kSecond,
                               .min = 0.001f,
                               .max = 32,
                               .initial = 0.005f};
constexpr ParamSpec kDetune = {
    .id = "detune", .curve = Curve::kPower2, .unit = Unit::kPercent, .max = 100, .initial = 15};
constexpr ParamSpec kShift = {.id = "shift",
                              .curve = Curve::kPower3,
                              .unit = Unit::kHertz,
                              .min = -2000,
                              .max = 2000,
                              .initial = 7};
constexpr ParamSpec kUnison = {
    .id = "unison", .curve = Curve::kStep, .unit = Unit::kCount, .min = 1, .max = 16, .initial = 1};

double decibel(float gain) { return 20.0 * std::log10(static_cast<double>(gain)); }

TEST(SpecTest, TenPercentOfCutoffIsAnOctave) {
  EXPECT_NEAR(x_to_real(kCutoff, 0.5f), 640.0f, 0.01f);
  EXPECT_NEAR(x_to_real(kCutoff, 0.0f), 20.0f, 1e-4f);
  EXPECT_NEAR(x_to_real(kCutoff, 1.0f), 20480.0f, 0.05f);
  for (float x = 0.0f; x < 0.95f; x += 0.1f) {
    const float octaves = std::log2(x_to_real(kCutoff, x + 0.1f) / x_to_real(kCutoff, x));
    EXPECT_NEAR(octaves, 1.0f, 1e-5f) << "from x = " << x;
  }
}

TEST(SpecTest, ModulationReachesAsFarAsTheSpecSays) {
  EXPECT_NEAR(x_to_real(kCutoff, -0.2f), 5.0f, 1e-3f);
  EXPECT_EQ(x_to_real(kCutoff, -3.0f), x_to_real(kCutoff, -0.2f));
  EXPECT_NEAR(decibel(x_to_engine(kLevel, 2.0f)), 12.04, 0.02) << "x_max of 1.26 is +12 dB";
  EXPECT_EQ(x_to_engine(kPan, 1.7f), 1.0f);
}

TEST(SpecTest, LevelLaw) {
  EXPECT_EQ(x_to_engine(kLevel, 1.0f), 2.0f);
  EXPECT_NEAR(decibel(x_to_engine(kLevel, 0.5f)), -12.04, 0.005);
  EXPECT_NEAR(x_to_real(kLevel, 0.7937f), 0.0f, 0.001f) << "0 dB is at x = 0.794";
  EXPECT_EQ(x_to_engine(kLevel, 0.0049f), 0.0f);
  EXPECT_EQ(x_to_real(kLevel, 0.0049f), -INFINITY);
  EXPECT_GT(x_to_engine(kLevel, 0.0051f), 0.0f);
  EXPECT_EQ(real_to_engine(kLevel, -INFINITY), 0.0f);
  EXPECT_EQ(real_to_engine(kLevel, 0.0f), 1.0f) << "0 dB is bit-transparent";
  EXPECT_EQ(clamp_real(kLevel, -140.0f), -INFINITY) << "below the knob's off position";
  EXPECT_EQ(real_to_x(kLevel, -INFINITY), 0.0f);
  EXPECT_NEAR(decibel(x_to_engine(kVoiceLevel, 1.0f)), 12.0, 0.001)
      << "a level with another top keeps the cubic law below it";
}

TEST(SpecTest, EnvelopeTimesFollowTheFourthPower) {
  EXPECT_NEAR(x_to_real(kAttack, 0.1f), 0.0032f, 1e-6f);
  EXPECT_NEAR(x_to_real(kAttack, 0.25f), 0.125f, 1e-6f);
  EXPECT_NEAR(x_to_real(kAttack, 0.5f), 2.0f, 1e-6f);
  EXPECT_EQ(x_to_real(kAttack, 0.0f), 0.001f) << "the floor of 1 ms";
  EXPECT_EQ(x_to_real(kAttack, 1.0f), 32.0f);
}

TEST(SpecTest, PercentBecomesAFraction) {
  EXPECT_EQ(x_to_engine(kPan, 0.0f), -1.0f);
  EXPECT_EQ(x_to_engine(kPan, 0.5f), 0.0f);
  EXPECT_EQ(x_to_engine(kPan, 1.0f), 1.0f);
  EXPECT_EQ(real_to_engine(kDetune, 50.0f), 0.5f);
}

TEST(SpecTest, TwoSidedPowersMirrorAboutTheMiddle) {
  EXPECT_EQ(x_to_real(kShift, 0.5f), 0.0f);
  EXPECT_EQ(x_to_real(kShift, 0.75f), 250.0f);
  EXPECT_EQ(x_to_real(kShift, 0.25f), -250.0f);
}

TEST(SpecTest, StepsRoundAndStayInside) {
  EXPECT_EQ(clamp_real(kUnison, 6.6f), 7.0f);
  EXPECT_EQ(clamp_real(kUnison, 99.0f), 16.0f);
  EXPECT_EQ(x_to_real(kUnison, 1.0f), 16.0f);
  for (int n = 1; n <= 16; ++n) {
    const auto real = static_cast<float>(n);
    EXPECT_EQ(x_to_real(kUnison, real_to_x(kUnison, real)), real) << n << " lanes";
  }
}

TEST(SpecTest, NotANumberBecomesTheInitialValue) {
  const float nan = std::nanf("");
  for (const ParamSpec* spec : {&kCutoff, &kPan, &kAttack, &kUnison}) {
    EXPECT_EQ(clamp_real(*spec, nan), spec->initial) << spec->id;
    EXPECT_NEAR(x_to_real(*spec, nan), spec->initial, 1e-3f * std::fabs(spec->initial) + 1e-6f)
        << spec->id;
    EXPECT_EQ(real_to_engine(*spec, nan), real_to_engine(*spec, spec->initial)) << spec->id;
  }
}

TEST(SpecTest, KnobPositionsSurviveTheWayOverRealValues) {
  for (const ParamSpec* spec : {&kCutoff, &kLevel, &kVoiceLevel, &kPan, &kDetune, &kShift}) {
    for (float x = 0.01f; x <= 1.0f; x += 0.01f) {
      EXPECT_NEAR(real_to_x(*spec, x_to_real(*spec, x)), x, 2e-6f) << spec->id << " at x = " << x;
    }
  }
}

TEST(SpecTest, BothWaysToTheEngineMeet) {
  for (const ParamSpec* spec : {&kCutoff, &kLevel, &kVoiceLevel, &kPan, &kDetune, &kAttack}) {
    for (float x = 0.01f; x <= 1.0f; x += 0.01f) {
      const float direct = x_to_engine(*spec, x);
      EXPECT_NEAR(real_to_engine(*spec, x_to_real(*spec, x)), direct, 3e-6f * std::fabs(direct))
          << spec->id << " at x = " << x;
    }
  }
}

}  // namespace
}  // namespace kiln
