// The smoother's line: straight, in time, and exact at its end.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/smooth.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(SmoothTest, RunsStraightAndLandsExactly) {
  LinearSmoother value;
  value.reset(1.0f);
  value.set_target(0.3f, 7);
  for (int period = 1; period <= 7; ++period) {
    EXPECT_TRUE(period == 1 || value.moving());
    value.next();
    EXPECT_NEAR(value.end(), 1.0f - 0.1f * static_cast<float>(period), 1e-6);
    EXPECT_NEAR(value.at(8, 1.0f / 16), 0.5f * (value.start() + value.end()), 1e-6);
  }
  EXPECT_EQ(value.end(), 0.3f) << "the target must be met exactly";
  value.next();
  EXPECT_FALSE(value.moving());
  EXPECT_EQ(value.at(15, 1.0f / 16), 0.3f);
}

TEST(SmoothTest, ANewTargetStartsFromWhereTheValueIs) {
  LinearSmoother value;
  value.reset(0.0f);
  value.set_target(1.0f, 4);
  value.next();
  value.next();
  value.set_target(0.0f, 2);
  value.next();
  EXPECT_FLOAT_EQ(value.start(), 0.5f);
  EXPECT_FLOAT_EQ(value.end(), 0.25f);
}

TEST(SmoothTest, TheSameTargetAgainDoesNotProlongTheWay) {
  LinearSmoother value;
  value.reset(0.0f);
  value.set_target(1.0f, 2);
  value.next();
  value.set_target(1.0f, 2);
  value.next();
  EXPECT_EQ(value.end(), 1.0f);
}

TEST(SmoothTest, PeriodsAreRoundedAndAtLeastOne) {
  EXPECT_EQ(smoothing_periods(0.005, 6000.0), 30);
  EXPECT_EQ(smoothing_periods(0.0, 6000.0), 1);
  EXPECT_EQ(smoothing_periods(1e9, 6000.0), 1000000);
}

}  // namespace
}  // namespace kiln
