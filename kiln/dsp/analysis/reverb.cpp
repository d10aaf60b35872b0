// Measurements of impulse responses. They begin with the first sound: cut the pre-delay first.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/reverb.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln::analysis {

std::optional<double> measure_t30_seconds(std::span<const float> response, double rate) {
  std::vector<double> energy(response.size() + 1, 0.0);
  for (size_t i = response.size(); i-- > 0;) {
    energy[i] = energy[i + 1] + static_cast<double>(response[i]) * response[i];
  }
  if (energy[0] <= 0.0) throw MeasureError("a silent response has no decay");
  // Straight line through the decay in dB by least squares.
  double n = 0.0, st = 0.0, sy = 0.0, stt = 0.0, sty = 0.0;
  bool reached = false;
  for (size_t i = 0; i < response.size() && !reached; ++i) {
    const double db = power_db(energy[i] / energy[0]);
    reached = db <= -35.0;
    if (db > -5.0 || reached) continue;
    const double t = static_cast<double>(i) / rate;
    n += 1.0;
    st += t;
    sy += db;
    stt += t * t;
    sty += t * db;
  }
  if (!reached || n < 2.0) return std::nullopt;
  const double slope = (n * sty - st * sy) / (n * stt - st * st);
  return slope < 0.0 ? std::optional(-60.0 / slope) : std::nullopt;
}

double echo_density(std::span<const float> response, double rate, double at_seconds) {
  const int half = static_cast<int>(0.010 * rate);
  const int centre = static_cast<int>(at_seconds * rate);
  const int begin = std::max(0, centre - half);
  const int end = std::min(static_cast<int>(response.size()), centre + half);
  if (end - begin < half) throw MeasureError("the response ends before that time");
  const auto part = response.subspan(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
  double power = 0.0;
  for (const float x : part) power += static_cast<double>(x) * x;
  const double deviation = std::sqrt(power / static_cast<double>(part.size()));
  if (deviation <= 0.0) return 0.0;
  double outside = 0.0;
  for (const float x : part) outside += std::abs(static_cast<double>(x)) > deviation ? 1.0 : 0.0;
  constexpr double kGaussianShare = 0.31731050786291415;  // erfc(1/√2)
  return outside / static_cast<double>(part.size()) / kGaussianShare;
}

double late_correlation(std::span<const float> left, std::span<const float> right, double rate) {
  const size_t begin = static_cast<size_t>(0.1 * rate);
  const size_t end = std::min({static_cast<size_t>(0.6 * rate), left.size(), right.size()});
  if (end < begin + 1024) throw MeasureError("the response ends before 600 ms");
  const double n = static_cast<double>(end - begin);
  double sl = 0.0, sr = 0.0, ll = 0.0, rr = 0.0, lr = 0.0;
  for (size_t i = begin; i < end; ++i) {
    const double l = left[i], r = right[i];
    sl += l;
    sr += r;
    ll += l * l;
    rr += r * r;
    lr += l * r;
  }
  const double spread = (ll - sl * sl / n) * (rr - sr * sr / n);
  return (lr - sl * sr / n) / std::max(std::sqrt(std::max(spread, 0.0)), kTiny);
}

double ringing_db(std::span<const float> response, double rate) {
  constexpr size_t kSize = size_t{1} << 15;
  constexpr size_t kFirst = 200, kLast = 12000, kHalf = 100;
  const size_t begin = static_cast<size_t>(0.2 * rate);
  if (response.size() < begin + kSize) throw MeasureError("the response is too short");
  std::vector<double> windowed(kSize);
  for (size_t i = 0; i < kSize; ++i) {
    const double x = 2.0 * static_cast<double>(i) / (kSize - 1);
    windowed[i] = response[begin + i] * (0.5 - 0.5 * math::cos_pi(x));
  }
  const auto bins = real_spectrum(windowed);
  std::vector<double> power;
  for (size_t k = kFirst; k < kLast; ++k) power.push_back(std::norm(bins[k]));
  const int count = static_cast<int>(power.size());
  double worst = 0.0;
  std::vector<double> around(2 * kHalf + 1);
  for (int k = 0; k < count; ++k) {
    for (int j = 0; j < static_cast<int>(around.size()); ++j) {
      int at = k + j - static_cast<int>(kHalf);  // mirrored at both ends
      if (at < 0) at = -at - 1;
      if (at >= count) at = 2 * count - 1 - at;
      around[static_cast<size_t>(j)] = power[static_cast<size_t>(at)];
    }
    std::nth_element(around.begin(), around.begin() + kHalf, around.end());
    worst = std::max(worst, power[static_cast<size_t>(k)] / (around[kHalf] + kTiny));
  }
  return power_db(worst);
}

}  // namespace kiln::analysis
