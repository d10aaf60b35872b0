// Gains in dB of the first-order filters, and tails that end in exact zeros.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/one_pole.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/base/units.h"

namespace kiln {
namespace {

constexpr double kRate = 96000.0;

// Gain at `hz` (a divisor of the rate's tenth of a second) once settled.
template <class Process>
double gain_at(double hz, Process process) {
  double re = 0.0, im = 0.0;
  const int settle = static_cast<int>(kRate), measure = static_cast<int>(kRate);
  for (int n = 0; n < settle + measure; ++n) {
    const double turns = hz * n / kRate;
    const double angle = 2.0 * math::kPi * (turns - std::floor(turns));
    const double y = process(static_cast<float>(math::sin(angle)));
    if (n < settle) continue;
    re += y * math::sin(angle);
    im += y * math::cos(angle);
  }
  return gain_to_db(2.0 / measure * std::sqrt(re * re + im * im));
}

TEST(OnePoleTest, CutoffIsThreeDecibelsDown) {
  for (const double hz : {100.0, 1000.0, 10000.0}) {
    const auto c = OnePoleCoefficients::from(hz, kRate);
    OnePole low, high;
    EXPECT_NEAR(gain_at(hz, [&](float x) { return low.low_pass(c, x); }), -3.0103, 0.002);
    EXPECT_NEAR(gain_at(hz, [&](float x) { return high.high_pass(c, x); }), -3.0103, 0.002);
  }
}

TEST(OnePoleTest, LowPassFallsSixDecibelsAnOctave) {
  const auto c = OnePoleCoefficients::from(100.0, kRate);
  OnePole a, b;
  const double drop = gain_at(2000.0, [&](float x) { return a.low_pass(c, x); }) -
                      gain_at(1000.0, [&](float x) { return b.low_pass(c, x); });
  EXPECT_NEAR(drop, -6.0, 0.05);
}

TEST(OnePoleTest, TiltIsWhatItSaysAtItsThreePoints) {
  for (const double tilt : {-12.0, -6.0, 0.0, 3.0, 12.0}) {
    const auto c = TiltCoefficients::from(tilt, kRate);
    Tilt a, b, d;
    EXPECT_NEAR(gain_at(100.0, [&](float x) { return a.process(c, x); }), -tilt, 0.1);
    EXPECT_NEAR(gain_at(1000.0, [&](float x) { return b.process(c, x); }), 0.0, 0.15);
    EXPECT_NEAR(gain_at(10000.0, [&](float x) { return d.process(c, x); }), tilt, 0.4);
  }
}

TEST(OnePoleTest, DcBlockerTakesDcAndLeavesTheBass) {
  DcBlocker blocker;
  blocker.prepare(kRate);
  EXPECT_NEAR(gain_at(5.0, [&](float x) { return blocker.process(x); }), -3.01, 0.01);
  EXPECT_NEAR(gain_at(50.0, [&](float x) { return blocker.process(x); }), -0.043, 0.01);
  float y = 0.0f;
  for (int n = 0; n < static_cast<int>(2 * kRate); ++n) y = blocker.process(0.5f);
  EXPECT_LT(gain_to_db(y), -110.0) << "DC is still there after two seconds";
}

TEST(OnePoleTest, TailsEndInExactZeros) {
  const auto c = OnePoleCoefficients::from(1000.0, kRate);
  OnePole pole;
  pole.low_pass(c, 1.0f);
  for (int n = 0; n < 2000; ++n) pole.low_pass(c, 0.0f);
  EXPECT_EQ(pole.state, 0.0f);
}

}  // namespace
}  // namespace kiln
