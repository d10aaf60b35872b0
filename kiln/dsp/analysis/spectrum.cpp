// Windowed spectra, and the split into harmonics and the rest.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/spectrum.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln::analysis {

double power_db(double power) { return 10.0 * math::log10(std::max(power, kTiny)); }

PowerSpectrum power_spectrum(std::span<const float> signal, double rate) {
  if (signal.size() < 1024) throw MeasureError("fewer than 1024 samples are too few");
  const size_t n = std::bit_floor(std::min<size_t>(signal.size(), size_t{1} << 18));
  double mean = 0.0;
  for (size_t i = 0; i < n; ++i) mean += signal[i];
  mean /= static_cast<double>(n);

  const double scale = 1.0 / math::bessel_i0(kKaiserBeta);
  std::vector<double> windowed(n);
  double window_power = 0.0;
  for (size_t i = 0; i < n; ++i) {
    const double r = 2.0 * static_cast<double>(i) / static_cast<double>(n) - 1.0;
    const double w = scale * math::bessel_i0(kKaiserBeta * std::sqrt(std::max(0.0, 1.0 - r * r)));
    windowed[i] = (signal[i] - mean) * w;
    window_power += w * w;
  }
  PowerSpectrum out;
  out.size = static_cast<int>(n);
  out.rate = rate;
  for (const auto& bin : real_spectrum(windowed)) {
    out.power.push_back(std::norm(bin) * 2.0 / (static_cast<double>(n) * window_power));
  }
  out.power[0] *= 0.5;
  return out;
}

HarmonicComb harmonic_comb(const PowerSpectrum& spectrum, double f0, Band band) {
  const int bins = static_cast<int>(spectrum.power.size());
  std::vector<bool> masked(spectrum.power.size(), false);
  std::fill_n(masked.begin(), std::min(bins, kLobe + 1), true);
  HarmonicComb out;
  for (int k = 1; k * f0 <= spectrum.rate / 2; ++k) {
    const int centre = static_cast<int>(std::floor(k * f0 * spectrum.size / spectrum.rate + 0.5));
    double sum = 0.0;
    for (int i = std::max(0, centre - kLobe); i <= std::min(bins - 1, centre + kLobe); ++i) {
      masked[static_cast<size_t>(i)] = true;
      sum += spectrum.power[static_cast<size_t>(i)];
    }
    out.harmonics.push_back({k, k * f0, sum});
  }
  out.free.resize(masked.size());
  out.used.resize(masked.size());
  for (size_t i = 0; i < masked.size(); ++i) {
    const bool inside = spectrum.hz(i) >= band.low_hz && spectrum.hz(i) <= band.high_hz;
    out.free[i] = inside && !masked[i];
    out.used[i] = inside && masked[i];
  }
  return out;
}

std::vector<Spur> worst_spurs(const PowerSpectrum& spectrum, const std::vector<bool>& free,
                              int count) {
  std::vector<double> left(spectrum.power.size(), 0.0);
  for (size_t i = 0; i < left.size(); ++i) left[i] = free[i] ? spectrum.power[i] : 0.0;
  std::vector<Spur> out;
  while (static_cast<int>(out.size()) < count) {
    const auto top = std::max_element(left.begin(), left.end());
    if (*top <= 0.0) break;
    const size_t k = static_cast<size_t>(top - left.begin());
    const size_t low = k < kLobe ? 0 : k - kLobe;
    const size_t high = std::min(left.size(), k + kLobe + 1);
    double sum = 0.0;
    for (size_t i = low; i < high; ++i) {
      if (free[i]) sum += spectrum.power[i];
      left[i] = 0.0;
    }
    out.push_back({spectrum.hz(k), sum});
  }
  return out;
}

// IEC 61672.
double a_weight_db(double hz) {
  const double f2 = std::max(hz, 1.0) * std::max(hz, 1.0);
  const double r = 12194.0 * 12194.0 * f2 * f2 /
                   ((f2 + 20.6 * 20.6) * (f2 + 12194.0 * 12194.0) *
                    std::sqrt((f2 + 107.7 * 107.7) * (f2 + 737.9 * 737.9)));
  return 20.0 * math::log10(r + kTiny) + 2.0;
}

}  // namespace kiln::analysis
