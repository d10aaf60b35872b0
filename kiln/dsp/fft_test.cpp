// The FFT against sums written out, and against itself undone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "kiln/base/math.h"

namespace kiln {
namespace {

std::vector<double> noise(size_t n) {
  std::vector<double> out(n);
  uint32_t state = 12345;
  for (double& v : out) {
    state = state * 1664525u + 1013904223u;
    v = static_cast<double>(state) / 2147483648.0 - 1.0;
  }
  return out;
}

TEST(FftTest, MatchesTheDefinitionWrittenOut) {
  for (const int n : {1, 2, 4, 64, 256}) {
    const std::vector<double> re = noise(static_cast<size_t>(n));
    std::vector<std::complex<double>> data(re.begin(), re.end());
    for (int i = 0; i < n; ++i) data[static_cast<size_t>(i)] += std::complex<double>(0, 0.1 * i);
    const auto original = data;
    Fft(n).forward(data);
    for (int k = 0; k < n; ++k) {
      std::complex<double> sum = 0;
      for (int i = 0; i < n; ++i) {
        const double angle = -2.0 * std::numbers::pi * ((i * k) % n) / n;
        sum += original[static_cast<size_t>(i)] *
               std::complex<double>(math::cos(angle), math::sin(angle));
      }
      EXPECT_LT(std::norm(sum - data[static_cast<size_t>(k)]), 1e-22)
          << "bin " << k << " of size " << n << " is off";
    }
  }
}

TEST(FftTest, InverseGivesBackTheSignal) {
  const std::vector<double> signal = noise(1 << 16);
  const std::vector<double> back = real_signal(real_spectrum(signal));
  double worst = 0.0;
  for (size_t i = 0; i < signal.size(); ++i) {
    worst = std::max(worst, std::abs(signal[i] - back[i]));
  }
  EXPECT_LT(worst, 1e-13) << "there and back again changes the signal by " << worst;
}

TEST(FftTest, RealSpectrumEqualsTheComplexOne) {
  const std::vector<double> signal = noise(1024);
  std::vector<std::complex<double>> data(signal.begin(), signal.end());
  Fft(1024).forward(data);
  const auto bins = real_spectrum(signal);
  ASSERT_EQ(bins.size(), 513u);
  for (size_t k = 0; k < bins.size(); ++k) {
    EXPECT_LT(std::norm(bins[k] - data[k]), 1e-22) << "bin " << k << " differs";
  }
}

TEST(FftTest, LargestSizeKeepsItsPrecision) {
  std::vector<double> signal(1 << 20);
  for (size_t i = 0; i < signal.size(); ++i) {
    const double turns = static_cast<double>(i * 54321 % signal.size()) / (1 << 20);
    signal[i] = math::cos(2.0 * std::numbers::pi * turns);
  }
  const auto bins = real_spectrum(signal);
  double rest = 0.0;
  for (size_t k = 0; k < bins.size(); ++k) {
    if (k != 54321) rest = std::max(rest, std::norm(bins[k]));
  }
  EXPECT_NEAR(bins[54321].real(), 524288.0, 1e-6) << "the tone is not where it belongs";
  EXPECT_LT(std::sqrt(rest) / 524288.0, 1e-14) << "a tone leaks above -280 dB into other bins";
}

TEST(FftTest, RefusesOtherSizes) {
  EXPECT_THROW(Fft(12), std::invalid_argument);
  EXPECT_THROW(Fft(1 << 21), std::invalid_argument);
  EXPECT_THROW(Fft(0), std::invalid_argument);
}

}  // namespace
}  // namespace kiln
