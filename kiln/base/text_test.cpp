// Numbers survive the way to text and back; near misses find the name that was meant.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/text.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "kiln/base/random.h"

namespace kiln {
namespace {

TEST(TextTest, WritesTheShortestDecimals) {
  EXPECT_EQ(format_float(0.1f), "0.1");
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_float(440.0f), "440");
  EXPECT_EQ(format_float(-0.5f), "-0.5");
}

TEST(TextTest, EveryFloatComesBack) {
  for (uint32_t i = 0; i < 200000; ++i) {
    const float value = std::bit_cast<float>(random_bits(3, i));
    if (!std::isfinite(value)) continue;
    const std::string text = format_float(value);
    const auto back = parse_float(text);
    ASSERT_TRUE(back.has_value()) << text;
    ASSERT_EQ(std::bit_cast<uint32_t>(*back), std::bit_cast<uint32_t>(value)) << text;
  }
}

TEST(TextTest, ReadsWholeFiniteNumbersOnly) {
  EXPECT_EQ(parse_double("1e3"), 1000.0);
  EXPECT_EQ(parse_double("+2.5"), 2.5);
  EXPECT_EQ(parse_double("-2.5"), -2.5);
  for (const char* bad :
       {"", " 1", "1 ", "1,5", "abc", "1.5x", "nan", "inf", "-inf", "+-1", "+", "0x10", "1e999"}) {
    EXPECT_FALSE(parse_double(bad).has_value()) << "\"" << bad << "\" was read as a number";
  }
  EXPECT_FALSE(parse_float("1e39").has_value());
}

TEST(TextTest, EditDistanceCountsLetters) {
  EXPECT_EQ(edit_distance("cutoff", "cutoff"), 0u);
  EXPECT_EQ(edit_distance("Cutoff", "cutoff"), 0u);
  EXPECT_EQ(edit_distance("cutof", "cutoff"), 1u);
  EXPECT_EQ(edit_distance("cutfof", "cutoff"), 1u) << "two neighbours swapped are one slip";
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(TextTest, FindsTheNameThatWasMeant) {
  constexpr std::array<std::string_view, 4> kNames = {"filter1.cutoff", "filter1.resonance",
                                                      "osc1.level", "amp.attack"};
  EXPECT_EQ(nearest_name("filter1.cutof", kNames), "filter1.cutoff");
  EXPECT_EQ(nearest_name("Filter.cutoff", kNames), "filter1.cutoff");
  EXPECT_EQ(nearest_name("osc1.levle", kNames), "osc1.level");
  EXPECT_EQ(nearest_name("banana", kNames), "");
  EXPECT_EQ(nearest_name("", kNames), "");
  constexpr std::array<std::string_view, 2> kShort = {"lp", "hp"};
  EXPECT_EQ(nearest_name("xq", kShort), "") << "nothing in common is no near miss";
}

}  // namespace
}  // namespace kiln
