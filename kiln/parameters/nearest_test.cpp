// Edit distance counts letters as people misspell them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(NearestTest, CountsInsertedDroppedReplacedAndSwappedLetters) {
  EXPECT_EQ(edit_distance("cutoff", "cutoff"), 0);
  EXPECT_EQ(edit_distance("cutoff", "CutOff"), 0) << "case doesn't count";
  EXPECT_EQ(edit_distance("cutof", "cutoff"), 1);
  EXPECT_EQ(edit_distance("cuttoff", "cutoff"), 1);
  EXPECT_EQ(edit_distance("cutofg", "cutoff"), 1);
  EXPECT_EQ(edit_distance("cutfof", "cutoff"), 1) << "two neighbours swapped are one slip";
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance(std::string(500, 'a'), std::string(500, 'b')), 64);
}

TEST(NearestTest, FindsTheWordThatWasMeant) {
  constexpr std::array<std::string_view, 3> words = {"level", "pan", "detune"};
  const auto word = [&](std::size_t i) { return words[i]; };
  EXPECT_EQ(nearest_word("detunne", words.size(), word), 2);
  EXPECT_EQ(nearest_word("pann", words.size(), word), 1);
  EXPECT_EQ(nearest_word("x", 0, word), -1);
}

}  // namespace
}  // namespace kiln
