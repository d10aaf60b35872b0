// How much of something is heard while an edit takes it out or brings it in.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Moved once a control period along a raised cosine; whoever holds it ramps between the gains.
#pragma once

#include <algorithm>

#include "kiln/base/math.h"

namespace kiln {

class Presence {
 public:
  static constexpr double kFadeSeconds = 0.008;

  void leave() noexcept { target_ = 0.0f; }
  void stay() noexcept { target_ = 1.0f; }  // comes back from where it is
  void enter() noexcept { value_ = 0.0f, target_ = 1.0f; }
  void jump() noexcept { value_ = target_; }

  bool gone() const noexcept { return value_ == 0.0f && target_ == 0.0f; }
  bool whole() const noexcept { return value_ == 1.0f && target_ == 1.0f; }
  float gain() const noexcept {
    return value_ >= 1.0f ? 1.0f : 0.5f - 0.5f * math::cos_cycles(0.5f * value_);
  }
  // At a control point. Returns whether the gain moved.
  bool advance(double period_seconds) noexcept {
    if (value_ == target_) return false;
    const auto step = static_cast<float>(period_seconds / kFadeSeconds);
    value_ = target_ > value_ ? std::min(target_, value_ + step) : std::max(target_, value_ - step);
    return true;
  }

 private:
  float value_ = 1.0f;  // 0 … 1, straight in time
  float target_ = 1.0f;
};

}  // namespace kiln
