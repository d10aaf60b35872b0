// The pieces of ln cosh, from its value, slope and curvature at their ends.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/log_cosh.h"

#include "kiln/base/math.h"

namespace kiln::distortion {

LogCosh::LogCosh() {
  struct End {
    double value, slope, bend;  // with the piece's width as unit
  };
  const auto end = [](double u) {
    const double tanh = math::tanh(u);
    return End{u + math::log(0.5 + 0.5 * math::exp(-2.0 * u)), tanh / kPerUnit,
               (1.0 - tanh * tanh) / (kPerUnit * kPerUnit)};
  };
  End from = end(0.0);
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const End to = end(static_cast<double>(i + 1) / kPerUnit);
    // What the first three terms leave open at the far end.
    const double value = to.value - from.value - from.slope - 0.5 * from.bend;
    const double slope = to.slope - from.slope - from.bend;
    const double bend = to.bend - from.bend;
    pieces_[i] = {from.value,
                  from.slope,
                  0.5 * from.bend,
                  10.0 * value - 4.0 * slope + 0.5 * bend,
                  -15.0 * value + 7.0 * slope - bend,
                  6.0 * value - 3.0 * slope + 0.5 * bend};
    from = to;
  }
}

const LogCosh& LogCosh::shared() {
  static const LogCosh table;
  return table;
}

}  // namespace kiln::distortion
