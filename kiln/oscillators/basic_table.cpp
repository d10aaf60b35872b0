// The four frames of a slot that names no wavetable, from their series.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/basic_table.h"

#include <complex>
#include <memory>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln {

const WavetableMips& basic_table() {
  static const std::shared_ptr<const WavetableMips> table = [] {
    std::vector<float> samples;
    for (int frame = 0; frame < 4; ++frame) {
      std::vector<std::complex<double>> bins(kCycleSamples / 2 + 1);
      for (int h = 1; h <= kMaxHarmonics; ++h) {
        const double odd = h % 2 == 1 ? 1.0 : 0.0;
        const double side = h % 4 == 3 ? -1.0 : 1.0;
        const double sines[] = {
            h == 1 ? 0.81649658 : 0.0, odd * side * 8.0 / (math::kPi * math::kPi * h * h),
            (h % 2 == 1 ? 2.0 : -2.0) / (math::kPi * h), odd * 4.0 * 0.57735027 / (math::kPi * h)};
        bins[static_cast<size_t>(h)] = {0.0, -0.5 * kCycleSamples * sines[frame]};
      }
      for (const double y : real_signal(bins)) samples.push_back(static_cast<float>(y));
    }
    return WavetableMips::make(samples);
  }();
  return *table;
}

}  // namespace kiln
