// The nearest note value to a length in beats.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/tempo.h"

namespace kiln {

// The larger quotient of two lengths orders as the distance of their logarithms does.
int nearest_division(double beats) noexcept {
  if (!(beats > 0.0)) return kDivisionCount - 1;
  int best = 0;
  double best_quotient = 0.0;
  for (int i = 0; i < kDivisionCount; ++i) {
    const double length = division_beats(i);
    const double quotient = beats > length ? beats / length : length / beats;
    if (i == 0 || quotient < best_quotient) {
      best = i;
      best_quotient = quotient;
    }
  }
  return best;
}

}  // namespace kiln
