// Raises a signal by an octave: two heads read the past at double speed and take turns.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A head starts `window` frames behind and comes one frame nearer each frame, so that it reads
// whole frames and needs no interpolation. The gains of the two heads add up to 1: never louder
// than the input, which keeps a loop round it stable.
#pragma once

#include <cstdint>

#include "kiln/base/math.h"
#include "kiln/effects/history.h"
#include "kiln/effects/tone.h"

namespace kiln {

class OctaveShifter {
 public:
  static constexpr double kWindowSeconds = 0.08;

  static std::size_t floats(double rate) { return History::floats(kWindowSeconds * rate + 8.0); }
  // [main-thread]
  void attach(std::span<float>& memory, double rate) {
    window_ = 2 * static_cast<uint32_t>(0.5 * kWindowSeconds * rate);
    line_.attach(memory, kWindowSeconds * rate + 8.0);
    // What lies above half of the range would fold back when it is read at double speed.
    g_ = tone::warped(rate * 0.2 < 9000.0 ? rate * 0.2 : 9000.0, rate);
    clear();
  }
  void clear() noexcept {
    line_.clear();
    filter_ = {};
    played_ = 0;
  }
  float step(float x) noexcept {
    line_.write(static_cast<float>(filter_.low(x, g_)));
    const uint32_t half = window_ / 2;
    const uint32_t other = played_ < half ? played_ + half : played_ - half;
    const float t = static_cast<float>(played_) / static_cast<float>(window_);
    const float first = 0.5f - 0.5f * math::cos_cycles(t);
    const float a = line_.at(window_ - played_);
    const float b = line_.at(window_ - other);
    played_ = played_ + 1 == window_ ? 0 : played_ + 1;
    return b + first * (a - b);
  }
  void snap() { filter_.snap(); }

 private:
  History line_;
  tone::TwoPole filter_;
  double g_ = 0.5;
  uint32_t window_ = 2;
  uint32_t played_ = 0;
};

}  // namespace kiln
