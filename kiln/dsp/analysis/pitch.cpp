// The exact fundamental: Gauss-Newton on a windowed fit of a few harmonics.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/dsp/analysis/spectrum.h"
#include "kiln/dsp/fft.h"

namespace kiln::analysis {
namespace {

constexpr int kMaxColumns = 12;

// Solves a symmetric positive system by Gaussian elimination with pivoting; in place.
using Matrix = std::array<std::array<double, kMaxColumns + 1>, kMaxColumns>;
void solve(Matrix& a, int n) {
  for (int col = 0; col < n; ++col) {
    int pivot = col;
    for (int row = col + 1; row < n; ++row) {
      if (std::abs(a[static_cast<size_t>(row)][static_cast<size_t>(col)]) >
          std::abs(a[static_cast<size_t>(pivot)][static_cast<size_t>(col)])) {
        pivot = row;
      }
    }
    std::swap(a[static_cast<size_t>(col)], a[static_cast<size_t>(pivot)]);
    auto& top = a[static_cast<size_t>(col)];
    if (top[static_cast<size_t>(col)] == 0.0) throw MeasureError("a silent signal has no pitch");
    for (int row = 0; row < n; ++row) {
      if (row == col) continue;
      auto& line = a[static_cast<size_t>(row)];
      const double factor = line[static_cast<size_t>(col)] / top[static_cast<size_t>(col)];
      for (int i = col; i <= n; ++i) {
        line[static_cast<size_t>(i)] -= factor * top[static_cast<size_t>(i)];
      }
    }
  }
  for (int row = 0; row < n; ++row) {
    auto& line = a[static_cast<size_t>(row)];
    line[static_cast<size_t>(n)] /= line[static_cast<size_t>(row)];
  }
}

// Windowed least squares of `target` on 1, cos and sin of the harmonics and, if `slope` is given,
// on the derivative by frequency that belongs to those amplitudes. Time is in units of half the
// segment, so that all columns are of one size. Returns the coefficients.
std::array<double, kMaxColumns> fit(const std::vector<double>& target,
                                    const std::vector<double>& window, double turns_per_sample,
                                    int harmonics, const double* slope) {
  const int n = 2 * harmonics + 1 + (slope != nullptr ? 1 : 0);
  const double half = 0.5 * static_cast<double>(target.size());
  Matrix normal{};
  std::array<double, kMaxColumns> row{};
  for (size_t i = 0; i < target.size(); ++i) {
    const double t = static_cast<double>(i) - half;
    double turns = turns_per_sample * t;
    turns -= std::floor(turns);
    const double c1 = math::cos_pi(2.0 * turns);
    const double s1 = math::sin_pi(2.0 * turns);
    double c = 1.0, s = 0.0, derivative = 0.0;
    row[0] = 1.0;
    for (int h = 1; h <= harmonics; ++h) {
      const double next = c * c1 - s * s1;
      s = c * s1 + s * c1;
      c = next;
      const size_t at = static_cast<size_t>(2 * h - 1);
      row[at] = c;
      row[at + 1] = s;
      if (slope != nullptr) derivative += h * (t / half) * (slope[at + 1] * c - slope[at] * s);
    }
    if (slope != nullptr) row[static_cast<size_t>(n - 1)] = derivative;
    for (int a = 0; a < n; ++a) {
      const double weighted = window[i] * row[static_cast<size_t>(a)];
      auto& line = normal[static_cast<size_t>(a)];
      for (int b = 0; b < n; ++b) {
        line[static_cast<size_t>(b)] += weighted * row[static_cast<size_t>(b)];
      }
      line[static_cast<size_t>(n)] += weighted * target[i];
    }
  }
  solve(normal, n);
  std::array<double, kMaxColumns> out{};
  for (int a = 0; a < n; ++a) {
    out[static_cast<size_t>(a)] = normal[static_cast<size_t>(a)][static_cast<size_t>(n)];
  }
  return out;
}

}  // namespace

double find_f0(std::span<const float> signal, double rate, double guess_hz, int harmonics) {
  const size_t n = std::min<size_t>(signal.size(), size_t{1} << 16);
  if (n < 64) throw MeasureError("too few samples for a pitch");
  double mean = 0.0;
  for (size_t i = 0; i < n; ++i) mean += signal[i];
  mean /= static_cast<double>(n);

  // Four-term Blackman-Harris.
  std::vector<double> window(n), segment(n);
  std::vector<double> padded(std::bit_ceil(n) * 4, 0.0);
  for (size_t i = 0; i < n; ++i) {
    const double x = 2.0 * static_cast<double>(i) / static_cast<double>(n);
    window[i] = 0.35875 - 0.48829 * math::cos_pi(x) + 0.14128 * math::cos_pi(2.0 * x) -
                0.01168 * math::cos_pi(3.0 * x);
    segment[i] = signal[i] - mean;
    padded[i] = segment[i] * window[i];
  }
  const auto bins = real_spectrum(padded);
  const double bin_hz = rate / static_cast<double>(padded.size());
  size_t low = 1, high = bins.size() - 1;
  if (guess_hz > 0.0) {
    const double span =
        std::max(guess_hz * (math::exp2(80.0 / 1200.0) - 1.0), 1.5 * rate / static_cast<double>(n));
    low = static_cast<size_t>(std::max(1.0, (guess_hz - span) / bin_hz));
    high = std::min(high, static_cast<size_t>((guess_hz + span) / bin_hz) + 2);
  }
  size_t peak = low;
  for (size_t k = low; k < high; ++k) {
    if (std::norm(bins[k]) > std::norm(bins[peak])) peak = k;
  }
  const double a = math::log(std::norm(bins[peak - 1]) + 1e-60);
  const double b = math::log(std::norm(bins[peak]) + 1e-60);
  const double c = math::log(std::norm(bins[peak + 1]) + 1e-60);
  const double bend = a - 2.0 * b + c;
  double f = (static_cast<double>(peak) + (bend < 0.0 ? 0.5 * (a - c) / bend : 0.0)) * bin_hz;

  for (int pass = 0; pass < 6; ++pass) {
    const int count = std::clamp(static_cast<int>(0.45 * rate / f), 1,
                                 std::min(harmonics, (kMaxColumns - 2) / 2));
    const auto amplitudes = fit(segment, window, f / rate, count, nullptr);
    const auto with_slope = fit(segment, window, f / rate, count, amplitudes.data());
    // The slope column is the derivative by 2π·half·(turns per sample).
    const double step = with_slope[static_cast<size_t>(2 * count + 1)] * rate /
                        (math::kPi * static_cast<double>(n));
    const double limit = 0.5 * rate / static_cast<double>(n);
    f += std::clamp(step, -limit, limit);
    if (std::abs(step) < 1e-9 * f) break;
  }
  return f;
}

}  // namespace kiln::analysis
