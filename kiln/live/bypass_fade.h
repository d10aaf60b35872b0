// Bypass without a click: a straight fade of 20 ms, counted in frames and not in blocks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace kiln {

class BypassFade {
 public:
  void prepare(double rate, bool bypassed) noexcept {
    constexpr double kSeconds = 0.02;
    const double frames = kSeconds * rate;
    length_ = frames > 1.0 ? static_cast<int>(frames) : 1;
    position_ = bypassed ? 0 : length_;
    bypassed_ = bypassed;
  }
  void set(bool bypassed) noexcept { bypassed_ = bypassed; }
  bool bypassed() const noexcept { return bypassed_; }
  bool silent() const noexcept { return position_ == 0; }

  void process(float* left, float* right, int frames) noexcept {
    if (position_ == (bypassed_ ? 0 : length_)) {
      if (!bypassed_) return;
      for (int i = 0; i < frames; ++i) left[i] = right[i] = 0.0f;
      return;
    }
    const float step = 1.0f / static_cast<float>(length_);
    for (int i = 0; i < frames; ++i) {
      if (bypassed_ && position_ > 0) --position_;
      if (!bypassed_ && position_ < length_) ++position_;
      const float gain = position_ == length_ ? 1.0f : static_cast<float>(position_) * step;
      left[i] *= gain;
      right[i] *= gain;
    }
  }

 private:
  int length_ = 1;
  int position_ = 1;  // length_: open, 0: silent
  bool bypassed_ = false;
};

}  // namespace kiln
