// Decaying Gaussian noise as the ideal reverb, with and without faults.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/reverb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kiln/base/math.h"

namespace kiln::analysis {
namespace {

constexpr double kRate = 48000.0;

double decay(size_t n, double seconds) {
  return math::exp(-3.0 * 2.302585092994046 * static_cast<double>(n) / kRate / seconds);
}

// Gaussian by Box and Muller.
std::vector<float> ideal_reverb(uint32_t seed, double seconds) {
  const auto uniform = [&seed] {
    seed = seed * 1664525u + 1013904223u;
    return (static_cast<double>(seed >> 8) + 0.5) / 16777216.0;
  };
  std::vector<float> out(4 * 48000);
  for (size_t n = 0; n < out.size(); ++n) {
    const double radius = std::sqrt(-2.0 * math::log(uniform()));
    out[n] = static_cast<float>(0.2 * radius * math::cos_pi(2.0 * uniform()) * decay(n, seconds));
  }
  return out;
}

TEST(ReverbTest, DecayTimeIsRead) {
  for (const double seconds : {0.5, 2.0}) {
    const auto t30 = measure_t30_seconds(ideal_reverb(1, seconds), kRate);
    ASSERT_TRUE(t30.has_value());
    EXPECT_NEAR(*t30, seconds, 0.03 * seconds);
  }
  EXPECT_FALSE(measure_t30_seconds(std::vector<float>(100, 1.0f), kRate).has_value());
}

TEST(ReverbTest, NoiseIsDenseAndSparseEchoesAreNot) {
  auto response = ideal_reverb(2, 2.0);
  EXPECT_NEAR(echo_density(response, kRate, 0.1), 1.0, 0.15);
  for (size_t n = 0; n < response.size(); ++n) response[n] *= n % 50 == 0 ? 1.0f : 0.0f;
  EXPECT_LT(echo_density(response, kRate, 0.1), 0.2);
}

TEST(ReverbTest, CorrelationTellsMonoFromWide) {
  const auto left = ideal_reverb(3, 2.0);
  EXPECT_NEAR(late_correlation(left, left, kRate), 1.0, 1e-9);
  EXPECT_NEAR(late_correlation(left, ideal_reverb(777, 2.0), kRate), 0.0, 0.05);
}

TEST(ReverbTest, ARingingLineStandsOut) {
  auto response = ideal_reverb(4, 2.0);
  EXPECT_LT(ringing_db(response, kRate), 16.0);
  for (size_t n = 0; n < response.size(); ++n) {
    const double line = math::sin_pi(2.0 * 1234.5 / kRate * static_cast<double>(n));
    response[n] = static_cast<float>(response[n] + 0.05 * line * decay(n, 2.0));
  }
  EXPECT_GT(ringing_db(response, kRate), 18.0) << "a ringing tone was planted";
}

}  // namespace
}  // namespace kiln::analysis
