// A bucket-brigade delay: a row of capacitors emptied into each other by a clock of any rate.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Samples are taken and given at the clock's own instants, between engine frames: that the delay
// is the sum of the clock's last periods gives the sweep its lag, and the held output its images
// (M. Holters & J. Parker, "A combined model for a bucket brigade device and its input and output
// filters", DAFx-18). Where they solve the filters in continuous time, here the held output is
// averaged over each frame and the filters round the line are ordinary ones.
#pragma once

#include <array>
#include <cstdint>

#include "kiln/base/math.h"

namespace kiln {

class BucketBrigade {
 public:
  static constexpr int kBuckets = 512;

  void clear() { *this = BucketBrigade{}; }

  // One engine frame; ticks = clock ticks per frame, > 0.
  float step(float x, double ticks) noexcept {
    double sum = 0.0;
    double from = 0.0;                      // part of the frame that is done
    double until = (1.0 - clock_) / ticks;  // when the next tick falls
    while (until < 1.0) {
      sum += (until - from) * held_;
      held_ = row_[position_];
      const float sampled = before_ + static_cast<float>(until) * (x - before_);
      row_[position_] = math::snap(saturated(sampled));
      position_ = (position_ + 1) % kBuckets;
      from = until;
      until = from + 1.0 / ticks;
    }
    clock_ = 1.0 - (until - 1.0) * ticks;
    sum += (1.0 - from) * held_;
    before_ = x;
    return static_cast<float>(sum);
  }

 private:
  // The transfer of the buckets: a little second harmonic, soft limits at ±1.5.
  static float saturated(float x) {
    const float y = x > 1.5f ? 1.5f : (x < -1.5f ? -1.5f : x);
    return y + 0.02f * y * y - 0.1f * y * y * y;
  }

  std::array<float, kBuckets> row_{};
  uint32_t position_ = 0;
  double clock_ = 0.0;  // part of the current clock period that is over, [0, 1)
  float held_ = 0.0f;
  float before_ = 0.0f;
};

}  // namespace kiln
