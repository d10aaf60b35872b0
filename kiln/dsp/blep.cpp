// Integrates the windowed sinc once for steps, twice for corners and so on.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/blep.h"

#include <cmath>

#include "kiln/base/math.h"

namespace kiln {
namespace {

// Solves a·x = b by elimination; nothing here is near singular.
std::array<double, 3> solved(std::array<std::array<double, 3>, 3> a, std::array<double, 3> b) {
  for (size_t i = 0; i < 3; ++i) {
    for (size_t row = i + 1; row < 3; ++row) {
      const double f = a[row][i] / a[i][i];
      for (size_t j = i; j < 3; ++j) a[row][j] -= f * a[i][j];
      b[row] -= f * b[i];
    }
  }
  for (size_t i = 3; i-- > 0;) {
    for (size_t j = i + 1; j < 3; ++j) b[i] -= a[i][j] * b[j];
    b[i] /= a[i][i];
  }
  return b;
}

// The kernel at times -zeros…0 in steps of 1/fine: area 1, second and fourth moments 0.
std::vector<double> kernel_before(int zeros, double beta, int fine) {
  const int count = zeros * fine + 1;
  std::vector<double> window(static_cast<size_t>(count)), kernel(window.size());
  std::array<std::array<double, 3>, 3> a{};
  std::array<double, 3> b{1.0, 0.0, 0.0};
  for (int i = 0; i < count; ++i) {
    const double r = static_cast<double>(i) / fine / zeros - 1.0;
    const size_t n = static_cast<size_t>(i);
    window[n] = math::bessel_i0(beta * std::sqrt(1.0 - r * r)) / math::bessel_i0(beta);
    kernel[n] = math::sinc(r * zeros) * window[n];
    // Simpson's rule over this half, and twice that for the other.
    const double weight = (i == 0 || i == count - 1 ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * 2.0 / 3.0;
    double power = weight / fine;  // times r^2k
    std::array<double, 5> moments;
    for (double& m : moments) {
      m = power * window[n];
      power *= r * r;
    }
    const double area = weight / fine * kernel[n];
    for (size_t row = 0; row < 3; ++row) {
      for (size_t column = 0; column < 3; ++column) a[row][column] += moments[row + column];
    }
    b[0] -= area;
    b[1] -= area * r * r;
    b[2] -= area * r * r * r * r;
  }
  const std::array<double, 3> c = solved(a, b);
  for (int i = 0; i < count; ++i) {
    const double r = static_cast<double>(i) / fine / zeros - 1.0;
    const size_t n = static_cast<size_t>(i);
    kernel[n] += window[n] * (c[0] + r * r * (c[1] + r * r * c[2]));
  }
  return kernel;
}

// What a change of the n-th derivative at time 0 sounds like before it, at times -zeros…0 in steps
// of 1/phases: the (n + 1)-fold integral of the kernel, ∫ (t − τ)^n / n! k(τ) dτ up to t, from
// running moments of the kernel.
std::vector<std::vector<double>> residuals_before(const std::vector<double>& kernel, int zeros,
                                                  int phases, int orders) {
  const int fine = 2 * phases;
  std::vector<std::vector<double>> out(
      static_cast<size_t>(orders), std::vector<double>(static_cast<size_t>(zeros * phases) + 1));
  std::vector<double> moment(static_cast<size_t>(orders), 0.0);
  const auto weighted = [&](int i, int power) {
    double x = kernel[static_cast<size_t>(i)];
    for (int k = 0; k < power; ++k) x *= static_cast<double>(i) / fine - zeros;
    return x;
  };
  for (int i = 1; i <= zeros * phases; ++i) {
    const double t = static_cast<double>(i) / phases - zeros;
    for (int k = 0; k < orders; ++k) {
      moment[static_cast<size_t>(k)] +=
          (weighted(2 * i - 2, k) + 4.0 * weighted(2 * i - 1, k) + weighted(2 * i, k)) /
          (6.0 * phases);
    }
    for (int n = 0; n < orders; ++n) {
      // (t − τ)^n / n! = Σ t^(n−k) / (n−k)! · (−τ)^k / k!
      double sum = 0.0;
      double factor = 1.0;  // t^(n−k) / (n−k)! for k = n, then downwards
      for (int k = n; k >= 0; --k) {
        double falling = 1.0;  // (−1)^k / k!
        for (int j = 1; j <= k; ++j) falling /= -j;
        sum += factor * falling * moment[static_cast<size_t>(k)];
        factor *= t / (n - k + 1);
      }
      out[static_cast<size_t>(n)][static_cast<size_t>(i)] = sum;
    }
  }
  return out;
}

}  // namespace

template <int kZeros>
const BlepTable<kZeros>& BlepTable<kZeros>::get() {
  static const BlepTable table = [] {
    constexpr double kStopBandDb = kZeros == 8 ? 120.0 : 80.0;
    constexpr double kBeta = 0.1102 * (kStopBandDb - 8.7);  // Kaiser 1974
    const auto before =
        residuals_before(kernel_before(kZeros, kBeta, 2 * kPhases), kZeros, kPhases, kOrders);
    BlepTable out;
    for (size_t n = 0; n < kOrders; ++n) {
      out.residual[n].resize(static_cast<size_t>(kPhases + 1) * kLength);
      for (int p = 0; p <= kPhases; ++p) {
        for (int j = 0; j < kLength; ++j) {
          // Time from the event in 1/kPhases frames; the frame of j = kZeros comes after it. Before
          // the event the plain wave is 0; after it the residual of even n is odd about the event,
          // that of odd n even.
          const int time = (j - kZeros) * kPhases + p;
          const double x = before[n][static_cast<size_t>(kZeros * kPhases - std::abs(time))];
          const size_t at = static_cast<size_t>(p) * kLength + static_cast<size_t>(j);
          out.residual[n][at] = static_cast<float>(j < kZeros || n % 2 == 1 ? x : -x);
        }
      }
    }
    return out;
  }();
  return table;
}

template struct BlepTable<8>;
template struct BlepTable<16>;

}  // namespace kiln
