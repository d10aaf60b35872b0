// Note values: lengths, and the nearest one to a free time.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/tempo.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(TempoTest, LengthsInBeats) {
  EXPECT_DOUBLE_EQ(division_beats(division_index("1/4")), 1.0);
  EXPECT_DOUBLE_EQ(division_beats(division_index("1/8.")), 0.75);
  EXPECT_DOUBLE_EQ(division_beats(division_index("1/4T")), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(division_beats(division_index("16/1")), 64.0);
  EXPECT_DOUBLE_EQ(division_beats(division_index("1/64T")), 1.0 / 24.0);
  EXPECT_EQ(division_index("1/5"), -1);
}

TEST(TempoTest, DivisionsGetShorter) {
  for (int i = 1; i < kDivisionCount; ++i) {
    EXPECT_LT(division_beats(i), division_beats(i - 1)) << kDivisionNames[i];
  }
}

TEST(TempoTest, EveryDivisionIsNearestToItself) {
  for (int i = 0; i < kDivisionCount; ++i) {
    const int nearest = nearest_division(division_beats(i));
    EXPECT_DOUBLE_EQ(division_beats(nearest), division_beats(i)) << kDivisionNames[i];
  }
}

TEST(TempoTest, DistanceIsMeasuredInLogTime) {
  // 0.7 beats: a ratio of 1.050 from 1/4T (0.667), of 1.071 from 1/8. (0.75).
  EXPECT_STREQ(kDivisionNames[nearest_division(0.7)], "1/4T");
  EXPECT_STREQ(kDivisionNames[nearest_division(1e9)], "16/1.");
  EXPECT_STREQ(kDivisionNames[nearest_division(1e-9)], "1/64T");
  EXPECT_STREQ(kDivisionNames[nearest_division(0.0)], "1/64T");
}

}  // namespace
}  // namespace kiln
