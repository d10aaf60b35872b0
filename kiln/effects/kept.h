// The value of a function, kept while its argument stays: at most control points most knobs rest.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

#include "kiln/base/fp_guard.h"

namespace kiln {

class Kept {
 public:
  // f(x), where f is always the same pure function.
  template <class F>
  double operator()(double x, F f) {
    if (x != argument_) {
      argument_ = x;
      value_ = f(x);
    }
    return value_;
  }

 private:
  double argument_ = std::numeric_limits<double>::quiet_NaN();
  double value_ = 0.0;
};

}  // namespace kiln
