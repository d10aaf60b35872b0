// Integrates the windowed sinc once for steps and twice for corners.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/blep.h"

#include <cmath>

#include "kiln/base/math.h"

namespace kiln {
namespace {

double kaiser_sinc(double t, double zeros, double beta) {
  const double r = t / zeros;
  if (std::abs(r) >= 1.0) return 0.0;
  return math::sinc(t) * math::bessel_i0(beta * std::sqrt(1.0 - r * r));
}

// Running integral of `f` sampled at twice the output's resolution, by Simpson's rule over each
// output interval.
std::vector<double> running_integral(const std::vector<double>& f, double interval) {
  std::vector<double> out(f.size() / 2 + 1, 0.0);
  for (size_t i = 1; i < out.size(); ++i) {
    out[i] = out[i - 1] + interval / 6.0 * (f[2 * i - 2] + 4.0 * f[2 * i - 1] + f[2 * i]);
  }
  return out;
}

}  // namespace

template <int kZeros>
const BlepTable<kZeros>& BlepTable<kZeros>::get() {
  static const BlepTable table = [] {
    // Four times the table's resolution for the kernel, twice for its integral, once for the next.
    constexpr double kStopBandDb = kZeros == 8 ? 120.0 : 80.0;
    constexpr double kBeta = 0.1102 * (kStopBandDb - 8.7);  // Kaiser 1974
    constexpr int kFine = 4 * kPhases;
    std::vector<double> kernel(static_cast<size_t>(2 * kZeros * kFine + 1));
    for (size_t i = 0; i < kernel.size(); ++i) {
      kernel[i] = kaiser_sinc(static_cast<double>(i) / kFine - kZeros, kZeros, kBeta);
    }
    std::vector<double> step = running_integral(kernel, 2.0 / kFine);
    const double total = step.back();
    const size_t event = step.size() / 2;
    for (size_t i = 0; i < step.size(); ++i) step[i] = step[i] / total;

    // The step's residual is odd about the event and the corner's even: only the half before the
    // event is needed, where the plain wave is 0.
    const std::vector<double> before(step.begin(), step.begin() + static_cast<long>(event) + 1);
    const std::vector<double> ramp = running_integral(before, 1.0 / kPhases);

    BlepTable out;
    out.step.resize(static_cast<size_t>(kPhases + 1) * kLength);
    out.ramp.resize(out.step.size());
    for (int p = 0; p <= kPhases; ++p) {
      for (int j = 0; j < kLength; ++j) {
        // Time from the event in 1/kPhases frames; the frame of j = kZeros comes after it.
        const int time = (j - kZeros) * kPhases + p;
        const size_t mirror = static_cast<size_t>(kZeros * kPhases - std::abs(time));
        const size_t at = static_cast<size_t>(p) * kLength + static_cast<size_t>(j);
        out.step[at] = static_cast<float>(j < kZeros ? step[2 * mirror] : -step[2 * mirror]);
        out.ramp[at] = static_cast<float>(ramp[mirror]);
      }
    }
    return out;
  }();
  return table;
}

template struct BlepTable<8>;
template struct BlepTable<16>;

}  // namespace kiln
