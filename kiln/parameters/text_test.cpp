// Values print as a player reads them, and everything printed or typed is understood again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/text.h"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include "kiln/parameters/tempo.h"

namespace kiln {
namespace {

constexpr const char* kModes[] = {"LP12", "LP24", "Low pass", "+", "−"};
constexpr ParamSpec kCutoff = {
    .curve = Curve::kLog, .unit = Unit::kHertz, .min = 0.0078f, .max = 20480, .initial = 640};
constexpr ParamSpec kTime = {.curve = Curve::kPower4, .unit = Unit::kSecond, .max = 32};
constexpr ParamSpec kMix = {.unit = Unit::kPercent, .max = 100};
constexpr ParamSpec kPan = {.unit = Unit::kPercent, .min = -100, .max = 100};
constexpr ParamSpec kLevel = {
    .curve = Curve::kLevel, .unit = Unit::kDecibel, .min = -INFINITY, .max = 6.0206f};
constexpr ParamSpec kPitch = {.unit = Unit::kSemitone, .min = -48, .max = 48};
constexpr ParamSpec kPhase = {.unit = Unit::kDegree, .max = 360};
constexpr ParamSpec kRatio = {.curve = Curve::kLog, .unit = Unit::kRatio, .min = 0.125f, .max = 32};
constexpr ParamSpec kMode = {
    .curve = Curve::kStep, .unit = Unit::kChoice, .max = 4, .choices = kModes};
constexpr ParamSpec kSwitch = {.curve = Curve::kStep, .unit = Unit::kSwitch, .max = 1};
constexpr ParamSpec kUnison = {.curve = Curve::kStep, .unit = Unit::kCount, .min = 1, .max = 16};
constexpr ParamSpec kDivision = division_choice("division", "Division", "1/4");

TEST(TextTest, PrintsAsAPlayerReads) {
  EXPECT_EQ(display_text(kCutoff, 640.0f), "640 Hz");
  EXPECT_EQ(display_text(kCutoff, 1280.0f), "1.28 kHz");
  EXPECT_EQ(display_text(kCutoff, 20480.0f), "20.5 kHz");
  EXPECT_EQ(display_text(kCutoff, 999.7f), "1.00 kHz");
  EXPECT_EQ(display_text(kCutoff, 99.96f), "100 Hz");
  EXPECT_EQ(display_text(kCutoff, 2.0f), "2.00 Hz");
  EXPECT_EQ(display_text(kCutoff, 0.0078f), "0.00780 Hz");
  EXPECT_EQ(display_text(kTime, 0.012f), "12.0 ms");
  EXPECT_EQ(display_text(kTime, 1.24f), "1.24 s");
  EXPECT_EQ(display_text(kTime, 0.9999f), "1.00 s");
  EXPECT_EQ(display_text(kTime, 0.0f), "0 ms");
  EXPECT_EQ(display_text(kMix, 35.0f), "35 %");
  EXPECT_EQ(display_text(kMix, 12.46f), "12.5 %");
  EXPECT_EQ(display_text(kPan, -30.0f), "−30 %");
  EXPECT_EQ(display_text(kPan, 30.0f), "+30 %");
  EXPECT_EQ(display_text(kPan, -0.01f), "0 %") << "a rounded zero has no sign";
  EXPECT_EQ(display_text(kLevel, -6.0f), "−6.0 dB");
  EXPECT_EQ(display_text(kLevel, -INFINITY), "−∞ dB");
  EXPECT_EQ(display_text(kPitch, 7.0f), "+7 st");
  EXPECT_EQ(display_text(kPitch, 7.03f), "+7.03 st");
  EXPECT_EQ(display_text(kPhase, 90.0f), "90°");
  EXPECT_EQ(display_text(kRatio, 1.0f), "1.00");
  EXPECT_EQ(display_text(kRatio, 0.125f), "0.125");
  EXPECT_EQ(display_text(kMode, 1.0f), "LP24");
  EXPECT_EQ(display_text(kSwitch, 1.0f), "on");
  EXPECT_EQ(display_text(kUnison, 7.0f), "7");
  EXPECT_EQ(display_text(kDivision, static_cast<float>(division_index("1/8."))), "1/8.");
}

TEST(TextTest, UnderstandsWhatPeopleType) {
  const struct {
    const ParamSpec& spec;
    const char* text;
    float real;
  } cases[] = {
      {kCutoff, "640", 640.0f},
      {kCutoff, "640Hz", 640.0f},
      {kCutoff, "0.64 kHz", 640.0f},
      {kCutoff, "1.2k", 1200.0f},
      {kCutoff, " 640 hz ", 640.0f},
      {kTime, "12ms", 0.012f},
      {kTime, "1.2 s", 1.2f},
      {kTime, "1,2 s", 1.2f},
      {kTime, "0.5", 0.5f},
      {kLevel, "-6dB", -6.0f},
      {kLevel, "-inf", -INFINITY},
      {kLevel, "−6 dB", -6.0f},
      {kLevel, "off", -INFINITY},
      {kPitch, "+7 st", 7.0f},
      {kPitch, "700 ct", 7.0f},
      {kPitch, "-1 oct", -12.0f},
      {kMix, "35%", 35.0f},
      {kMix, "35 %", 35.0f},
      {kPhase, "90°", 90.0f},
      {kMode, "lp24", 1.0f},
      {kMode, "low_pass", 2.0f},
      {kMode, "+", 3.0f},
      {kMode, "−", 4.0f},
      {kMode, "0", 0.0f},
      {kSwitch, "ON", 1.0f},
      {kSwitch, "off", 0.0f},
      {kUnison, "7", 7.0f},
      {kDivision, "1/8.", static_cast<float>(division_index("1/8."))},
      {kDivision, "1/16t", static_cast<float>(division_index("1/16T"))},
  };
  for (const auto& item : cases) {
    const ParsedValue value = parse_value(item.spec, item.text);
    EXPECT_TRUE(value.ok) << item.text << ": " << value.error;
    EXPECT_EQ(value.real, item.real) << item.text;
    EXPECT_FALSE(value.clamped) << item.text;
  }
}

TEST(TextTest, UnderstandsNotesCentsAndSides) {
  const auto read = [](const ParamSpec& spec, const char* text) {
    const ParsedValue value = parse_value(spec, text);
    return value.ok ? value.real : -12345.0f;
  };
  EXPECT_FLOAT_EQ(read(kCutoff, "A4"), 440.0f);
  EXPECT_NEAR(read(kCutoff, "C3"), 130.81f, 0.005f);
  EXPECT_NEAR(read(kCutoff, " c#3 "), 138.59f, 0.005f);
  EXPECT_NEAR(read(kCutoff, "Db3"), 138.59f, 0.005f);
  EXPECT_NEAR(read(kCutoff, "B♭3"), 233.08f, 0.005f);
  EXPECT_NEAR(read(kCutoff, "C-1"), 8.1758f, 0.0005f);
  constexpr ParamSpec kDetune = {.unit = Unit::kCent, .max = 100};
  EXPECT_FLOAT_EQ(read(kDetune, "12 ct"), 12.0f);
  EXPECT_FLOAT_EQ(read(kDetune, "20 cents"), 20.0f);
  EXPECT_FLOAT_EQ(read(kPitch, "20 cents"), 0.2f);
  constexpr ParamSpec kNamed = {.id = "pan", .unit = Unit::kPercent, .min = -100, .max = 100};
  const std::pair<const char*, float> sides[] = {{"L50", -50.0f},   {"50L", -50.0f}, {"R20", 20.0f},
                                                 {"20 % r", 20.0f}, {"C", 0.0f},     {"l", -100.0f},
                                                 {"-30 %", -30.0f}};
  for (const auto& [text, percent] : sides) EXPECT_FLOAT_EQ(read(kNamed, text), percent) << text;
  for (const char* text : {"H4", "A", "A4x", "A99", "#4", "A#", "Ab"}) {
    EXPECT_FALSE(parse_value(kCutoff, text).ok) << text;
  }
  for (const char* text : {"L-50", "50 Hz L", "LR", "Lfifty"}) {
    EXPECT_FALSE(parse_value(kNamed, text).ok) << text;
  }
  EXPECT_FALSE(parse_value(kTime, "A4").ok) << "a time is no note";
  EXPECT_FALSE(parse_value(kMix, "C").ok) << "a mix has no sides";
  EXPECT_FALSE(parse_value(kLevel, "50 %").ok) << "of what";
}

TEST(TextTest, SaysWhenItHadToClamp) {
  const struct {
    const ParamSpec& spec;
    const char* text;
    float real;
  } cases[] = {
      {kCutoff, "90 kHz", 20480.0f}, {kMix, "-3", 0.0f},    {kLevel, "+12 dB", 6.0206f},
      {kUnison, "64", 16.0f},        {kTime, "inf", 32.0f}, {kCutoff, "1e99", 20480.0f},
  };
  for (const auto& item : cases) {
    const ParsedValue value = parse_value(item.spec, item.text);
    EXPECT_TRUE(value.ok) << item.text;
    EXPECT_TRUE(value.clamped) << item.text;
    EXPECT_EQ(value.real, item.real) << item.text;
  }
}

TEST(TextTest, ErrorsNameTheNearestPossibility) {
  const struct {
    const ParamSpec& spec;
    const char* text;
    const char* says;
  } cases[] = {
      {kCutoff, "640 Hx", "did you mean 'Hz'"},
      {kTime, "12 mz", "did you mean 'ms'"},
      {kMode, "LPP24", "did you mean 'LP24'"},
      {kRatio, "3 st", "unknown unit 'st'"},
      {kMix, "nan", "not a number"},
      {kMix, "", "empty"},
      {kMix, "- ", "not a number"},
      {kSwitch, "maybe", "neither 'on' nor 'off'"},
      {kMode, "7", "no such choice"},
  };
  for (const auto& item : cases) {
    const ParsedValue value = parse_value(item.spec, item.text);
    EXPECT_FALSE(value.ok) << item.text;
    EXPECT_NE(value.error.find(item.says), std::string::npos) << value.error;
  }
}

TEST(TextTest, ReadsBackWhatItPrints) {
  for (const ParamSpec* spec : {&kCutoff, &kTime, &kMix, &kPan, &kLevel, &kPitch, &kPhase, &kRatio,
                                &kMode, &kSwitch, &kUnison, &kDivision}) {
    for (float x = 0.0f; x <= 1.0f; x += 1.0f / 128.0f) {
      const float real = x_to_real(*spec, x);
      const std::string text = display_text(*spec, real);
      const ParsedValue value = parse_value(*spec, text);
      ASSERT_TRUE(value.ok) << text << ": " << value.error;
      EXPECT_EQ(display_text(*spec, value.real), text);
    }
  }
}

}  // namespace
}  // namespace kiln
