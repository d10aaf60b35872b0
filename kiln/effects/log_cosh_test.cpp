// ln cosh from its table: how near it is to the function, and that its slope belongs to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/log_cosh.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace kiln::distortion {
namespace {

TEST(LogCoshTest, ValueAndSlopeAreThoseOfTheFunction) {
  const LogCosh& table = LogCosh::shared();
  double value = 0.0, slope = 0.0;
  for (double u = -18.0; u < 18.0; u += 0.00137) {
    const double a = std::fabs(u);
    value = std::max(
        value, std::fabs(table.value(u) - (a + std::log1p(std::exp(-2.0 * a)) - std::log(2.0))));
    slope = std::max(slope, std::fabs(table.slope(u) - std::tanh(u)));
  }
  EXPECT_LE(value, 2.5e-11) << "largest error of ln cosh";
  EXPECT_LE(slope, 2e-9) << "largest error of tanh";
  EXPECT_EQ(table.value(0.0), 0.0);
  EXPECT_EQ(table.slope(0.0), 0.0);
  EXPECT_EQ(table.slope(1e5), 1.0);
  EXPECT_EQ(table.slope(-1e5), -1.0);
}

// The mean of the slope over a short step, as differences of the value give it.
TEST(LogCoshTest, SlopeIsTheDerivativeOfValueAcrossItsPieces) {
  const LogCosh& table = LogCosh::shared();
  const double h = 1e-4;
  for (double u = -17.0; u < 17.0; u += 0.00731) {
    const double mean = (table.value(u + h) - table.value(u - h)) / (2.0 * h);
    EXPECT_NEAR(mean, table.slope(u), 5e-9) << "at " << u;
  }
}

}  // namespace
}  // namespace kiln::distortion
