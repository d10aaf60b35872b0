// A scalar value that moves on a straight line through a control period.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Frame k of the period is start + k·step, k counted from the control point, so that cutting a
// block changes no bit. Each period starts anew from the last target: rounding does not pile up.
#pragma once

#include "kiln/base/fp_guard.h"

namespace kiln {

template <class T>
struct BlockRamp {
  T start = 0;
  T step = 0;
  T target = 0;

  // Called at each control point; `jump` goes there at once. inverse_frames = 1 / frames of a
  // period.
  void to(T value, bool jump, T inverse_frames) {
    start = jump ? value : target;
    step = (value - start) * inverse_frames;
    target = value;
  }
  T at(int k) const { return start + static_cast<T>(k) * step; }
  bool moving() const { return step != 0; }
};

}  // namespace kiln
