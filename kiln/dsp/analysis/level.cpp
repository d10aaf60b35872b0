// Measurements of level, colour and width.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/level.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln::analysis {
namespace {

double mean_of(std::span<const float> signal) {
  double sum = 0.0;
  for (const float x : signal) sum += x;
  return signal.empty() ? 0.0 : sum / static_cast<double>(signal.size());
}

// Hann-windowed power per bin; the bins of a sine add up to twice its mean square.
PowerSpectrum hann_spectrum(std::span<const float> signal, double rate) {
  if (signal.size() < 1024) throw MeasureError("fewer than 1024 samples are too few");
  const size_t n = std::bit_floor(std::min<size_t>(signal.size(), size_t{1} << 20));
  const double mean = mean_of(signal.first(n));
  std::vector<double> windowed(n);
  double window_power = 0.0;
  for (size_t i = 0; i < n; ++i) {
    const double x = 2.0 * static_cast<double>(i) / static_cast<double>(n - 1);
    const double w = 0.5 - 0.5 * math::cos_pi(x);
    windowed[i] = (signal[i] - mean) * w;
    window_power += w * w;
  }
  PowerSpectrum out{{}, static_cast<int>(n), rate};
  for (const auto& bin : real_spectrum(windowed)) {
    out.power.push_back(std::norm(bin) * 4.0 / (static_cast<double>(n) * window_power));
  }
  return out;
}

}  // namespace

double rms_db(std::span<const float> signal) {
  double sum = 0.0;
  for (const float x : signal) sum += static_cast<double>(x) * x;
  return power_db(signal.empty() ? 0.0 : 2.0 * sum / static_cast<double>(signal.size()));
}

double peak_db(std::span<const float> signal) {
  double peak = 0.0;
  for (const float x : signal) peak = std::max(peak, std::abs(static_cast<double>(x)));
  return power_db(peak * peak);
}

bool all_finite(std::span<const float> signal) {
  return std::ranges::all_of(signal, [](float x) { return std::isfinite(x); });
}

int count_denormals(std::span<const float> signal) {
  return static_cast<int>(std::ranges::count_if(signal, [](float x) {
    const uint32_t magnitude = std::bit_cast<uint32_t>(x) & 0x7fffffffu;
    return magnitude != 0 && magnitude < 0x00800000u;
  }));
}

double third_octave_hz(int band) { return 1000.0 * math::exp2((band - 15) / 3.0); }

std::array<double, kThirdOctaves> measure_third_octaves(std::span<const float> signal,
                                                        double rate) {
  const PowerSpectrum spectrum = hann_spectrum(signal, rate);
  std::array<double, kThirdOctaves> sums{};
  for (size_t i = 0; i < spectrum.power.size(); ++i) {
    const double thirds = 3.0 * math::log2(std::max(spectrum.hz(i), 1.0) / 1000.0) + 15.0;
    const int low = static_cast<int>(std::floor(thirds));
    for (const int band : {low, low + 1}) {
      if (band < 0 || band >= kThirdOctaves) continue;
      const double c = math::cos_pi(0.5 * (thirds - band));
      sums[static_cast<size_t>(band)] += spectrum.power[i] * c * c;
    }
  }
  for (double& sum : sums) sum = power_db(sum);
  return sums;
}

double third_octave_spread_db(std::span<const std::array<double, kThirdOctaves>> rows,
                              double floor_db) {
  double loudest = -300.0;
  for (const auto& row : rows) loudest = std::max(loudest, *std::ranges::max_element(row));
  double spread = 0.0;
  for (size_t band = 0; band < kThirdOctaves; ++band) {
    double low = 1e9, high = -1e9;
    for (const auto& row : rows) {
      low = std::min(low, row[band]);
      high = std::max(high, row[band]);
    }
    if (high > loudest + floor_db) spread = std::max(spread, high - low);
  }
  return spread;
}

double spectral_centroid_hz(std::span<const float> signal, double rate) {
  const PowerSpectrum spectrum = hann_spectrum(signal, rate);
  double power = 0.0, weighted = 0.0;
  for (size_t i = 0; i < spectrum.power.size(); ++i) {
    power += spectrum.power[i];
    weighted += spectrum.power[i] * spectrum.hz(i);
  }
  if (power <= 0.0) throw MeasureError("silence has no brightness");
  return weighted / power;
}

StereoImage measure_stereo(std::span<const float> left, std::span<const float> right) {
  if (left.size() != right.size() || left.empty()) {
    throw MeasureError("left and right must have the same length");
  }
  const double mean_left = mean_of(left), mean_right = mean_of(right);
  double ll = 0.0, rr = 0.0, lr = 0.0;
  for (size_t i = 0; i < left.size(); ++i) {
    const double l = left[i] - mean_left, r = right[i] - mean_right;
    ll += l * l;
    rr += r * r;
    lr += l * r;
  }
  const double mid = 0.25 * (ll + rr + 2.0 * lr), side = 0.25 * (ll + rr - 2.0 * lr);
  StereoImage out;
  out.correlation = lr / std::max(std::sqrt(ll * rr), kTiny);
  out.balance_db = power_db(std::max(ll, kTiny) / std::max(rr, kTiny));
  out.mono_loss_db = power_db(2.0 * mid / std::max(ll + rr, kTiny));
  out.side_to_mid_db = power_db(std::max(side, kTiny) / std::max(mid, kTiny));
  return out;
}

std::vector<int> find_onsets(std::span<const float> signal, double threshold, int gap) {
  std::vector<int> onsets;
  int last_loud = -gap - 2;
  for (int i = 0; i < static_cast<int>(signal.size()); ++i) {
    if (std::abs(static_cast<double>(signal[static_cast<size_t>(i)])) <= threshold) continue;
    if (i - last_loud > gap) onsets.push_back(i);
    last_loud = i;
  }
  return onsets;
}

}  // namespace kiln::analysis
