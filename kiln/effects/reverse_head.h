// A read head that plays a delay line backwards, stretch by stretch.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "kiln/effects/history.h"

namespace kiln {

// Plays the last `length` frames, newest first, then the next stretch; the end of one fades into
// the beginning of the other. A new length counts from the next stretch on: it cannot click.
class ReverseHead {
 public:
  // One frame. `fade` frames of overlap, at most half a stretch.
  float read(const History& line, uint32_t wanted, uint32_t fade, double drift) noexcept {
    if (length_ == 0 || played_ >= length_) {
      before_ = length_;
      length_ = wanted;
      played_ = 0;
    }
    const uint32_t overlap = fade < length_ / 2 ? fade : length_ / 2;
    float y = line.read(2.0 * played_ + 2.0 + drift);
    if (played_ < overlap) {
      const float t = static_cast<float>(played_) / static_cast<float>(overlap);
      const float old = before_ == 0 ? 0.0f : line.read(2.0 * (before_ + played_) + 2.0 + drift);
      y = old + t * t * (3.0f - 2.0f * t) * (y - old);
    }
    ++played_;
    return y;
  }

 private:
  uint32_t length_ = 0;  // frames of this stretch; 0 before the first
  uint32_t before_ = 0;  // and of the one before, which still fades out
  uint32_t played_ = 0;
};

}  // namespace kiln
