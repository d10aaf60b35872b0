// Scales and keyboard maps give the pitches their authors meant; bad files say what is wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/tuning.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace kiln {
namespace {

constexpr char kTwelve[] =
    "! 12.scl\n!\nTwelve tones\n 12\n!\n100.0\n200.\n300.0 minor "
    "third\n400.0\n500.0\n600.0\n700.0\n"
    "800.0\n900.0\n1000.0\n1100.0\n2/1\n";
constexpr char kJust[] = "Just major\n7\n9/8\n5/4\n4/3\n3/2\n5/3\n15/8\n2\n";
constexpr char kBohlenPierce[] =
    "Bohlen-Pierce\n13\n146.304\n292.608\n438.913\n585.217\n731.521\n877.825\n1024.130\n1170.434\n"
    "1316.738\n1463.042\n1609.347\n1755.651\n3/1\n";
// White keys carry a seven-tone scale, black keys nothing; C is 256 Hz.
constexpr char kWhiteKeys[] =
    "! white.kbm\n12\n0\n127\n60\n60\n256.0\n7\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n";

TuningResult read(std::string_view scl, std::string_view kbm = "", float a4 = 440.0f) {
  return read_tuning(scl, "test.scl", kbm, "test.kbm", a4);
}

double cents_between(const Tuning& tuning, int low, int high) {
  return 100.0 * (double{tuning.pitch[static_cast<std::size_t>(high)]} -
                  double{tuning.pitch[static_cast<std::size_t>(low)]});
}

TEST(TuningTest, EqualTemperamentFollowsTheConcertPitch) {
  const Tuning tuning = Tuning::equal();
  for (int key = 0; key < 128; ++key) {
    EXPECT_EQ(tuning.pitch[static_cast<std::size_t>(key)], static_cast<float>(key));
  }
  const double cents = 100.0 * (double{Tuning::equal(432.0f).pitch[69]} - 69.0);
  EXPECT_NEAR(cents, 1200.0 * std::log2(432.0 / 440.0), 0.001) << "cents of A4 at 432 Hz";
  EXPECT_EQ(Tuning::equal(100.0f).pitch[69], Tuning::equal(380.0f).pitch[69]) << "clamped";
  EXPECT_EQ(Tuning::equal(1e9f).pitch[69], Tuning::equal(480.0f).pitch[69]) << "clamped";
}

TEST(TuningTest, TwelveTonesAsScalaAreEqualTemperament) {
  const TuningResult result = read(kTwelve);
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.tuning.name, "Twelve tones");
  for (int key = 0; key < 128; ++key) {
    EXPECT_NEAR(result.tuning.pitch[static_cast<std::size_t>(key)], key, 1e-4) << "key " << key;
  }
  const TuningResult low = read(kTwelve, "", 432.0f);
  EXPECT_NEAR(low.tuning.pitch[69], Tuning::equal(432.0f).pitch[69], 1e-5);
}

TEST(TuningTest, RatiosAreExactAndStartAtMiddleC) {
  const TuningResult result = read(kJust);
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.tuning.pitch[60], 60.0f);
  EXPECT_NEAR(cents_between(result.tuning, 60, 64), 701.955, 0.001) << "a pure fifth, four keys up";
  EXPECT_NEAR(cents_between(result.tuning, 60, 67), 1200.0, 0.001) << "the octave after seven keys";
  EXPECT_NEAR(cents_between(result.tuning, 59, 60), 1200.0 * std::log2(16.0 / 15.0), 0.001)
      << "downwards from the seventh";
}

TEST(TuningTest, ThePeriodNeedNotBeAnOctave) {
  const TuningResult result = read(kBohlenPierce);
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_NEAR(cents_between(result.tuning, 60, 73), 1901.955, 0.001) << "a tritave";
  EXPECT_NEAR(cents_between(result.tuning, 47, 60), 1901.955, 0.001) << "a tritave below";
}

TEST(TuningTest, AKeyboardMapPlacesTheScale) {
  const TuningResult result = read(kJust, kWhiteKeys);
  ASSERT_TRUE(result.ok) << result.error;
  const Tuning& tuning = result.tuning;
  EXPECT_NEAR(tuning.pitch[60], 69.0 + 12.0 * std::log2(256.0 / 440.0), 1e-4) << "256 Hz";
  EXPECT_NEAR(cents_between(tuning, 60, 67), 701.955, 0.001) << "G is a pure fifth above C";
  EXPECT_NEAR(cents_between(tuning, 60, 72), 1200.0, 0.001);
  EXPECT_NEAR(cents_between(tuning, 48, 60), 1200.0, 0.001);
  EXPECT_TRUE(std::isnan(tuning.pitch[61])) << "C sharp has no degree";
  EXPECT_TRUE(std::isnan(tuning.pitch[49]));
}

TEST(TuningTest, AMapMayCoverPartOfTheKeyboard) {
  const TuningResult result = read(kJust, "0\n60\n71\n60\n60\n256.0\n0\n", 432.0f);
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.tuning.pitch[59], Tuning::equal(432.0f).pitch[59]) << "not retuned";
  EXPECT_EQ(result.tuning.pitch[72], Tuning::equal(432.0f).pitch[72]) << "not retuned";
  EXPECT_NEAR(cents_between(result.tuning, 60, 64), 701.955, 0.001);
}

TEST(TuningTest, TheReferenceNeedNotBeTheMiddle) {
  const TuningResult result = read(kJust, "0\n0\n127\n60\n64\n384.0\n7\n");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_NEAR(result.tuning.pitch[64], 69.0 + 12.0 * std::log2(384.0 / 440.0), 1e-4);
  EXPECT_NEAR(result.tuning.pitch[60], 69.0 + 12.0 * std::log2(256.0 / 440.0), 1e-4);
}

TEST(TuningTest, ALineMayEndAsOnAnySystem) {
  for (const char* ending : {"\r\n", "\r"}) {
    std::string text;
    for (const char letter : std::string(kJust)) {
      if (letter == '\n') {
        text += ending;
      } else {
        text += letter;
      }
    }
    const TuningResult result = read("\xef\xbb\xbf" + text);
    ASSERT_TRUE(result.ok) << result.error;
    EXPECT_NEAR(cents_between(result.tuning, 60, 67), 1200.0, 0.001);
    EXPECT_EQ(result.tuning.name, "Just major");
  }
}

TEST(TuningTest, ErrorsNameFileLineAndReason) {
  EXPECT_EQ(read("").error, "test.scl, after line 0: the file ends before the description");
  EXPECT_EQ(read("name\n").error,
            "test.scl, after line 1: the file ends before the number of notes");
  EXPECT_EQ(read("name\nmany\n").error,
            "test.scl, line 2: \"many\" is not the number of notes (1 to 10000) that stands here");
  EXPECT_EQ(read("name\n99999999\n").ok, false);
  EXPECT_EQ(read("! a remark\nname\n2\n3/2\n").error,
            "test.scl, after line 4: the file ends before note 2 of 2");
  for (const char* pitch : {"3/0", "-3/2", "x", "", "1e3", "0", "nan.", "701.9.5", "99999999.0",
                            "9223372036854775808"}) {
    EXPECT_EQ(read(std::string("name\n1\n") + pitch + "\n").error,
              "test.scl, line 3: \"" + std::string(pitch) +
                  "\" is no pitch: write cents with a point (701.955) or a ratio (3/2)");
  }
  EXPECT_EQ(read(kJust, "12\n0\n128\n").error,
            "test.kbm, line 3: \"128\" is not the last key (0 to 127) that stands here");
  EXPECT_EQ(read(kJust, "0\n0\n127\n60\n69\nfast\n").error,
            "test.kbm, line 6: \"fast\" is not the reference frequency in Hz that stands here");
  EXPECT_EQ(read(kJust, "1\n0\n127\n60\n69\n440.0\n7\nq\n").error,
            "test.kbm, line 8: \"q\" is neither a degree of the scale nor x");
  EXPECT_EQ(
      read(kJust, "12\n0\n127\n60\n61\n440.0\n7\n0\nx\n").error,
      "test.kbm: the reference key 61 has no degree in the map; give it one or choose another");
  EXPECT_EQ(read(kJust, "12\n0\n127\n").error,
            "test.kbm, after line 3: the file ends before the middle key");
}

TEST(TuningTest, PitchesStayWhereTheEnginePlays) {
  const TuningResult result = read("wide\n1\n9223372036854775807/1\n", "", 440.0f);
  ASSERT_TRUE(result.ok) << result.error;
  for (const float pitch : result.tuning.pitch) {
    EXPECT_GE(pitch, -24.0f);
    EXPECT_LE(pitch, 156.0f);
  }
}

TEST(TuningTest, AFileCutAnywhereIsReadOrRefused) {
  const std::string scl = kJust;
  const std::string kbm = kWhiteKeys;
  for (std::size_t cut = 0; cut <= scl.size(); ++cut) {
    const TuningResult result = read(std::string_view(scl).substr(0, cut), kbm);
    EXPECT_EQ(result.ok, result.error.empty()) << "scl cut at byte " << cut;
  }
  for (std::size_t cut = 1; cut <= kbm.size(); ++cut) {
    const TuningResult result = read(scl, std::string_view(kbm).substr(0, cut));
    EXPECT_EQ(result.ok, result.error.empty()) << "kbm cut at byte " << cut;
  }
}

}  // namespace
}  // namespace kiln
