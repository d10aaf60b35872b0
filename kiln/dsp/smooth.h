// A value that moves to its target on a straight line over a number of control periods.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

#include "kiln/base/fp_guard.h"

namespace kiln {

// One number of periods for a smoothing time: at least 1, so that no value ever jumps in a period.
inline int smoothing_periods(double seconds, double control_rate_hz) noexcept {
  const double periods = std::floor(seconds * control_rate_hz + 0.5);
  return periods < 1.0 ? 1 : (periods > 1e6 ? 1000000 : static_cast<int>(periods));
}

// One scalar value. Call next() once per control period; inside the period the value runs from
// start() to end(): start() + k·step(1 / frames) at frame k.
class LinearSmoother {
 public:
  // Jumps.
  void reset(float value) noexcept {
    start_ = end_ = target_ = value;
    left_ = 0;
  }

  // Moves from where the value is to `target` within `periods` >= 1 control periods.
  void set_target(float target, int periods) noexcept {
    if (target == target_) return;
    target_ = target;
    left_ = periods > 0 ? periods : 1;
  }

  // Begins the next control period. The last one lands on the target exactly.
  void next() noexcept {
    start_ = end_;
    if (left_ > 0) {
      end_ = left_ == 1 ? target_ : start_ + (target_ - start_) / static_cast<float>(left_);
      --left_;
    }
  }

  float start() const noexcept { return start_; }
  float end() const noexcept { return end_; }
  float target() const noexcept { return target_; }
  bool moving() const noexcept { return left_ > 0 || start_ != end_; }
  float step(float inverse_frames) const noexcept { return (end_ - start_) * inverse_frames; }
  float at(int frame, float inverse_frames) const noexcept {
    return start_ + static_cast<float>(frame) * step(inverse_frames);
  }

 private:
  float start_ = 0.0f;
  float end_ = 0.0f;
  float target_ = 0.0f;
  int left_ = 0;  // periods until the target
};

}  // namespace kiln
