// Random and chaotic LFOs: range, distribution, smoothness, correlation, repeatability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/random.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/lfos/test_rig.h"

namespace kiln {
namespace {

using lfo_test::Rig;
using Style = RandomLfo::Style;

std::vector<float> play(Style style, float correlation, int points, std::uint32_t key = 42) {
  Rig rig("random");
  rig.set(lfo::kRate, 60.0f);  // 100 control points a cycle
  rig.set_own(RandomLfo::kStyle, static_cast<float>(style));
  rig.set_own(RandomLfo::kCorrelation, correlation);
  rig.prepare();
  rig.start(0, 0, key);
  return rig.play(points, 0, 1);
}

double correlation_of_neighbours(float correlation) {
  const auto y = play(Style::kHold, correlation, 200000);
  double product = 0.0, power = 0.0;
  for (std::size_t n = 50; n + 100 < y.size(); n += 100) {
    product += double{y[n]} * y[n + 100];
    power += double{y[n]} * y[n];
  }
  return product / power;
}

TEST(RandomTest, HoldDrawsOnceACycle) {
  const auto y = play(Style::kHold, 0.0f, 100000);
  double sum = 0.0, power = 0.0;
  for (std::size_t n = 50; n < y.size(); n += 100) {
    EXPECT_EQ(y[n - 45], y[n + 45]) << "it holds";
    EXPECT_LE(std::fabs(y[n]), 1.0f);
    sum += y[n];
    power += double{y[n]} * y[n];
  }
  EXPECT_NEAR(sum / 1000.0, 0.0, 0.06);
  EXPECT_NEAR(power / 1000.0, 1.0 / 3.0, 0.03) << "evenly between −1 and +1";
}

TEST(RandomTest, CorrelationHoldsNeighboursTogether) {
  EXPECT_NEAR(correlation_of_neighbours(0.0f), 0.0, 0.06);
  EXPECT_NEAR(correlation_of_neighbours(50.0f), 0.5, 0.06);
  EXPECT_GT(correlation_of_neighbours(100.0f), 0.85);
}

TEST(RandomTest, GlideAndWalkMakeNoJumps) {
  for (const Style style : {Style::kGlide, Style::kWalk}) {
    const auto y = play(style, 0.0f, 50000);
    double step = 0.0, low = 1.0, high = -1.0;
    for (std::size_t n = 1; n < y.size(); ++n) {
      step = std::max(step, std::fabs(double{y[n]} - y[n - 1]));
      low = std::min(low, double{y[n]});
      high = std::max(high, double{y[n]});
    }
    EXPECT_LT(step, 0.05);
    EXPECT_LT(low, -0.7);
    EXPECT_GT(high, 0.7);
  }
}

TEST(RandomTest, KeysAreOtherSequences) {
  EXPECT_EQ(play(Style::kGlide, 30.0f, 1000, 7), play(Style::kGlide, 30.0f, 1000, 7));
  EXPECT_NE(play(Style::kGlide, 30.0f, 1000, 7), play(Style::kGlide, 30.0f, 1000, 8));
}

}  // namespace
}  // namespace kiln
