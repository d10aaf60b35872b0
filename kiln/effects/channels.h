// Left and right side by side: what the recursive filters of effects run on.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A filter waits for itself from frame to frame; two channels wait at once. Two doubles fill the
// vector that every processor Kiln runs on has, so that the compilers' own vectors do: + - * / are
// those of double, one channel each, and nothing has to be chosen at run time.
#pragma once

#include <cmath>

#include "kiln/base/fp_guard.h"

namespace kiln {

using Channels = double __attribute__((vector_size(16)));  // [0] left, [1] right

inline Channels channels(double left, double right) { return Channels{left, right}; }

}  // namespace kiln
