// A filter coefficient on its way through the control period.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/simd/lanes.h"

namespace kiln {

struct CoefficientRamp {
  Ramp ramp;
  Lanes target;  // where the period ends, exactly: the next one starts from here
};

}  // namespace kiln
