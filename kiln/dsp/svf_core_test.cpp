// The SVF's responses in dB against the bilinear transform of its analog prototype.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/svf_core.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

constexpr int kSize = 1 << 14;
constexpr double kRate = 96000.0;

// Largest departure in dB from num(s)/(s² + k s + 1), s warped as the trapezoidal rule does.
template <class Numerator>
double worst_error_db(double hz, double q, const SvfMix& mix, Numerator numerator) {
  const auto c = SvfCoefficients::from(hz, q, kRate);
  SvfState state;
  std::vector<double> impulse(kSize);
  for (int n = 0; n < kSize; ++n) {
    impulse[static_cast<size_t>(n)] = state.process(c, mix, n == 0 ? 1.0f : 0.0f);
  }
  const auto bins = real_spectrum(impulse);
  double worst = 0.0;
  for (int k = 1; k < kSize / 2; ++k) {
    const double warped = math::tan(math::kPi * k / kSize) / math::tan(math::kPi * hz / kRate);
    const std::complex<double> s(0.0, warped);
    const double want = std::norm(numerator(s)) / std::norm(s * s + s / q + 1.0);
    if (want < 1e-6) continue;
    const double got = std::norm(bins[static_cast<size_t>(k)]);
    worst = std::max(worst, std::abs(10.0 * math::log10(got / want)));
  }
  return worst;
}

TEST(SvfCoreTest, EveryMixIsItsPrototype) {
  using C = std::complex<double>;
  for (const double hz : {500.0, 4000.0, 20000.0}) {
    for (const double q : {0.7071, 5.0}) {
      const float k = static_cast<float>(1.0 / q);
      EXPECT_LT(worst_error_db(hz, q, SvfMix::low_pass(), [](C) { return C(1.0); }), 0.02);
      EXPECT_LT(worst_error_db(hz, q, SvfMix::band_pass(), [](C s) { return s; }), 0.02);
      EXPECT_LT(worst_error_db(hz, q, SvfMix::high_pass(k), [](C s) { return s * s; }), 0.02);
      EXPECT_LT(worst_error_db(hz, q, SvfMix::notch(k), [](C s) { return s * s + 1.0; }), 0.05);
      EXPECT_LT(
          worst_error_db(hz, q, SvfMix::all_pass(k), [q](C s) { return s * s - s / q + 1.0; }),
          0.02);
    }
  }
}

TEST(SvfCoreTest, CutoffIsHeldBelowNyquist) {
  const auto c = SvfCoefficients::from(1e9, 0.7, kRate);
  SvfState state;
  for (int n = 0; n < 1000; ++n) {
    EXPECT_TRUE(std::isfinite(state.process(c, SvfMix::low_pass(), n % 2 == 0 ? 1.0f : -1.0f)));
  }
}

TEST(SvfCoreTest, TailsEndInExactZeros) {
  const auto c = SvfCoefficients::from(2000.0, 2.0, kRate);
  SvfState state;
  state.tick(c, 1.0f);
  for (int n = 0; n < 10000; ++n) state.tick(c, 0.0f);
  EXPECT_EQ(state.ic1, 0.0f);
  EXPECT_EQ(state.ic2, 0.0f);
}

}  // namespace
}  // namespace kiln
