// Harmonics to mip levels, with the pre-emphasis that undoes the Hermite interpolator's response.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/single_cycle.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

using Complex = std::complex<double>;

// 1 / hermite4_response for every harmonic a table can hold.
const std::vector<double>& pre_emphasis() {
  static const std::vector<double> gains = [] {
    std::vector<double> out(kMaxHarmonics + 1, 1.0);
    for (int h = 1; h <= kMaxHarmonics; ++h) {
      out[static_cast<size_t>(h)] = 1.0 / hermite4_response(static_cast<double>(h) / kCycleSamples);
    }
    return out;
  }();
  return gains;
}

const RealFft& cycle_fft() {
  static const RealFft fft(kCycleSamples);
  return fft;
}

float snapped(double value) { return std::abs(value) < 1e-15 ? 0.0f : static_cast<float>(value); }

MipTable half_a_cycle_later(const MipTable& table) {
  MipTable late = table;
  for (int level = 0; level < mip_levels(table.spacing); ++level) {
    const float* first = table.level(level) + 1;  // a level begins with the cycle's last sample
    float* out = late.samples.data() + level * kLevelStride;
    for (int i = 0; i < kCycleSamples + 3; ++i) {
      out[i] = first[(i + kCycleSamples / 2 - 1) % kCycleSamples];
    }
  }
  return late;
}

}  // namespace

// Fourier transform of the Catmull-Rom kernel: Keys' cubic convolution with a = -1/2 (Keys, IEEE
// TASSP 29(6), 1981, eq. 20), as an even function of the frequency.
double hermite4_response(double frequency) {
  const double f = std::abs(frequency);
  if (f < 2e-3) return 1.0 - 19.481818206800487 * f * f * f * f;  // the series: 1 - (π⁴/5) f⁴ …
  const double scale = 1.0 / (std::numbers::pi * std::numbers::pi * f * f);
  const double s1 = math::sinc(f);
  const double s2 = math::sinc(2.0 * f);
  const double s4 = math::sinc(4.0 * f);
  return scale * (3.0 * (s1 * s1 - s2) - (3.0 * s2 * s2 - 2.0 * s2 - s4));
}

int mip_harmonics(MipSpacing spacing, int level) {
  if (level == 0) return kMaxHarmonics;
  if (spacing == MipSpacing::kOctave) return 1024 >> level;
  static constexpr double kRoots[3] = {1.0, 0.7937005259840998, 0.6299605249474366};
  return static_cast<int>(1024.0 / (1 << (level / 3)) * kRoots[level % 3]);
}

MipTable build_mip_table(std::span<const Complex> spectrum, MipSpacing spacing) {
  MipTable table;
  table.spacing = spacing;
  table.samples.assign(static_cast<size_t>(mip_levels(spacing)) * kLevelStride, 0.0f);
  std::vector<Complex> bins(static_cast<size_t>(cycle_fft().bins()));
  for (int level = 0; level < mip_levels(spacing); ++level) {
    const size_t top = std::min(static_cast<size_t>(mip_harmonics(spacing, level)),
                                spectrum.empty() ? 0 : spectrum.size() - 1);
    std::fill(bins.begin(), bins.end(), Complex(0.0, 0.0));
    for (size_t h = 1; h <= top; ++h) {
      bins[h] = spectrum[h] * (0.5 * kCycleSamples * pre_emphasis()[h]);
    }
    const std::vector<double> cycle = cycle_fft().inverse(bins);
    float* out = table.samples.data() + level * kLevelStride;
    for (int i = 0; i < kCycleSamples + 3; ++i) {
      out[i] = snapped(cycle[static_cast<size_t>((i + kCycleSamples - 1) % kCycleSamples)]);
    }
  }
  return table;
}

std::vector<Complex> cycle_spectrum(std::span<const float> cycle) {
  const size_t n = cycle.size();
  if (n < 2 || n > 65536) {
    throw std::invalid_argument("a cycle has 2 to 65536 samples");
  }
  const size_t top = std::min<size_t>((n - 1) / 2, kMaxHarmonics);
  std::vector<Complex> out(top + 1);
  const double scale = 2.0 / static_cast<double>(n);
  if ((n & (n - 1)) == 0) {
    const auto bins = real_spectrum(std::vector<double>(cycle.begin(), cycle.end()));
    for (size_t h = 1; h <= top; ++h) out[h] = bins[h] * scale;
    return out;
  }
  std::vector<Complex> turn(n);
  for (size_t i = 0; i < n; ++i) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    turn[i] = {math::cos(angle), -math::sin(angle)};
  }
  for (size_t h = 1; h <= top; ++h) {
    Complex sum = 0.0;
    for (size_t i = 0, at = 0; i < n; ++i, at = (at + h) % n) {
      sum += static_cast<double>(cycle[i]) * turn[at];
    }
    out[h] = sum * scale;
  }
  return out;
}

std::vector<float> resample_cycle(std::span<const Complex> spectrum) {
  std::vector<Complex> bins(static_cast<size_t>(cycle_fft().bins()));
  for (size_t h = 1; h < spectrum.size() && h <= kMaxHarmonics; ++h) {
    bins[h] = spectrum[h] * (0.5 * kCycleSamples);
  }
  const std::vector<double> cycle = cycle_fft().inverse(bins);
  std::vector<float> out(kCycleSamples);
  for (size_t i = 0; i < out.size(); ++i) out[i] = snapped(cycle[i]);
  return out;
}

const BasicShapes& basic_shapes(MipSpacing spacing) {
  static const auto build = [](MipSpacing wanted) {
    const size_t size = kMaxHarmonics + 1;
    std::vector<Complex> sine(size), triangle(size), saw(size);
    sine[1] = {0.0, -1.0};
    for (size_t h = 1; h < size; ++h) {
      const double n = static_cast<double>(h);
      saw[h] = {0.0, 2.0 / (std::numbers::pi * n)};
      if (h % 2 == 1) {
        const double sign = h % 4 == 1 ? -1.0 : 1.0;
        triangle[h] = {0.0, sign * 8.0 / (std::numbers::pi * std::numbers::pi * n * n)};
      }
    }
    BasicShapes shapes;
    shapes.sine = build_mip_table(sine, wanted);
    shapes.triangle = build_mip_table(triangle, wanted);
    shapes.saw = build_mip_table(saw, wanted);
    shapes.late_sine = half_a_cycle_later(shapes.sine);
    shapes.late_triangle = half_a_cycle_later(shapes.triangle);
    return shapes;
  };
  if (spacing == MipSpacing::kOctave) {
    static const BasicShapes octave = build(MipSpacing::kOctave);
    return octave;
  }
  static const BasicShapes third = build(MipSpacing::kThirdOctave);
  return third;
}

}  // namespace kiln
