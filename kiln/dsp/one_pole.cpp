// Coefficients of the first-order filters.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/one_pole.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/units.h"

namespace kiln {

OnePoleCoefficients OnePoleCoefficients::from(double cutoff_hz, double rate_hz) {
  const double frequency = std::clamp(cutoff_hz / rate_hz, 1e-7, 0.49);
  const double g = math::tan(math::kPi * frequency);
  return {static_cast<float>(g / (1.0 + g))};
}

// |H| at 10 kHz (s = 10j) is the tilt: (100 r² + 1) / (100 + r²) = G². A negative tilt is the
// inverse filter, r < 1.
TiltCoefficients TiltCoefficients::from(double tilt_db, double rate_hz) {
  const double power = db_to_gain(2.0 * std::clamp(tilt_db, -18.0, 18.0));
  const double r = std::sqrt((100.0 * power - 1.0) / (100.0 - power));
  return {OnePoleCoefficients::from(1000.0 * r, rate_hz), static_cast<float>(1.0 / r),
          static_cast<float>(r)};
}

void DcBlocker::prepare(double rate_hz) {
  const double g = math::tan(math::kPi * std::min(kCutoffHz / rate_hz, 0.49));
  gain_ = g / (1.0 + g);
  reset();
}

}  // namespace kiln
