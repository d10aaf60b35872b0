// What a channel was up to some seconds ago: a circular line read between frames.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 4-point third-order Hermite reads (T. Laakso et al., "Splitting the unit delay", IEEE SPM 13(1)
// 1996, treats the family). clear() takes constant time on the audio thread: frames written before
// it are never read again, they count as silence.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kiln/base/math.h"

namespace kiln {

class History {
 public:
  // What kernels that read several frames at once see.
  struct View {
    const float* data;
    uint32_t mask;
    uint32_t head;     // next frame to be written
    uint32_t written;  // since clear(), at most mask + 1
  };
  // Memory for reads up to `frames` back, in floats: a power of two.
  static std::size_t floats(double frames) {
    return std::bit_ceil(static_cast<std::size_t>(frames) + 8);
  }

  // [main-thread] Takes its part from the front of `memory` and leaves the rest there.
  void attach(std::span<float>& memory, double frames) {
    const std::size_t size = floats(frames);
    data_ = memory.data();
    mask_ = static_cast<uint32_t>(size - 1);
    memory = memory.subspan(size);
    clear();
  }
  void clear() noexcept {
    head_ = 0;
    written_ = 0;
  }
  void write(float x) noexcept {
    data_[head_ & mask_] = math::snap(x);  // it may come back through a feedback
    ++head_;
    if (written_ <= mask_) ++written_;
  }
  // `back` frames before the next one to be written; 1 is the newest.
  float at(uint32_t back) const noexcept {
    return back <= written_ ? data_[(head_ - back) & mask_] : 0.0f;
  }
  // Between frames; back is held inside [2, size − 4].
  float read(double back) const noexcept {
    const double most = most_back(mask_);
    const double held = back > 2.0 ? (back < most ? back : most) : 2.0;
    const uint32_t whole = static_cast<uint32_t>(held);
    const float t = static_cast<float>(held - static_cast<double>(whole));
    return between(at(whole - 1), at(whole), at(whole + 1), at(whole + 2), t);
  }
  // `frames` neighbours from `back` frames ago on, where they lie in one piece and all were written
  // since clear(); otherwise null.
  const float* past(uint32_t back, uint32_t frames) const noexcept {
    const uint32_t from = (head_ - back) & mask_;
    return back <= written_ && frames <= back && from + frames <= mask_ + 1 ? data_ + from
                                                                            : nullptr;
  }
  // Where the next `frames` go, if in one piece; wrote() tells when they are there, snapped.
  float* room(uint32_t frames) noexcept {
    const uint32_t from = head_ & mask_;
    return from + frames <= mask_ + 1 ? data_ + from : nullptr;
  }
  void wrote(uint32_t frames) noexcept {
    head_ += frames;
    const uint32_t size = mask_ + 1;
    written_ = written_ + frames < size ? written_ + frames : size;
  }
  static double most_back(uint32_t mask) { return static_cast<double>(mask) - 3.0; }
  View view() const noexcept { return {data_, mask_, head_, written_}; }
  // Third-order Hermite (Catmull-Rom) from b (t = 0) to c (t = 1).
  static float between(float a, float b, float c, float d, float t) {
    const float slope = 0.5f * (c - a);
    const float v = b - c;
    const float w = slope + v;
    const float q = w + v + 0.5f * (d - b);
    return ((q * t - (w + q)) * t + slope) * t + b;
  }

 private:
  float* data_ = nullptr;
  uint32_t mask_ = 0;
  uint32_t head_ = 0;
  uint32_t written_ = 0;  // frames since clear(), at most the size
};

}  // namespace kiln
