// A delay line on memory of its owner, with the usual ways to read between its frames.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Delays are given as whole frames and a fraction 0 <= f < 1: a float alone has no room for the
// fraction of a long delay. Interpolators after Laakso, Välimäki, Karjalainen & Laine, "Splitting
// the Unit Delay", IEEE SPM 13(1), 1996. Worst gain error of a half-frame delay at 0.1 / 0.25 of
// the rate, dB: linear -0.44 / -3.0, Hermite -0.03 / -1.07, Lagrange of six points -0.002 / -0.44.
#pragma once

#include <cstddef>
#include <span>

#include "kiln/base/math.h"

namespace kiln {

struct DelayTime {
  int whole = 0;          // frames
  float fraction = 0.0f;  // 0 <= fraction < 1

  // `frames` >= 0 and below 2^30.
  static DelayTime from(double frames) noexcept {
    const int whole = static_cast<int>(frames);
    return {whole, static_cast<float>(frames - whole)};
  }
};

class DelayLine {
 public:
  DelayLine() = default;

  // [main-thread] Uses `memory`, whose size is a power of two, and clears it. The memory is the
  // owner's and lives longer than this object.
  explicit DelayLine(std::span<float> memory);

  // Smallest memory for reading `frames` back with any of the interpolators.
  static std::size_t memory_floats(int frames);

  void reset() noexcept;

  // Longest delay that every read accepts.
  int max_delay() const noexcept { return static_cast<int>(mask_) - 3; }

  void write(float value) noexcept {
    data_[at_ & mask_] = value;
    ++at_;
  }

  // Delay in frames since the newest write: 0 is the newest value itself.
  float read(int delay) const noexcept {
    return data_[(at_ - 1u - static_cast<unsigned>(delay)) & mask_];
  }

  // From 0 frames on.
  float read_linear(DelayTime delay) const noexcept {
    const float y0 = read(delay.whole);
    return y0 + delay.fraction * (read(delay.whole + 1) - y0);
  }

  // 4-point, third-order Hermite; from 1 frame on (shorter delays read as 1 frame).
  float read_hermite(DelayTime delay) const noexcept;

  // 6-point, fifth-order Lagrange; from 2 frames on (shorter delays read as 2 frames).
  float read_lagrange(DelayTime delay) const noexcept;

 private:
  static DelayTime at_least(DelayTime delay, int frames) noexcept {
    return delay.whole >= frames ? delay : DelayTime{frames, 0.0f};
  }

  float* data_ = nullptr;
  unsigned mask_ = 0;
  unsigned at_ = 0;  // next frame to write
};

// Schroeder's all-pass (JAES 10(3), 1962): flat in level, dense in time, |gain| < 1:
// H(z) = (z^-N - g) / (1 - g z^-N).
class AllpassDelay {
 public:
  AllpassDelay() = default;
  explicit AllpassDelay(std::span<float> memory) : line_(memory) {}

  void reset() noexcept { line_.reset(); }
  const DelayLine& line() const noexcept { return line_; }

  // `delay` >= 1 frame.
  float process(float x, int delay, float gain) noexcept {
    return finish(x, line_.read(delay - 1), gain);
  }

  // A modulated delay, `delay` >= 3 frames.
  float process_modulated(float x, DelayTime delay, float gain) noexcept {
    return finish(x, line_.read_hermite({delay.whole - 1, delay.fraction}), gain);
  }

 private:
  float finish(float x, float delayed, float gain) noexcept {
    const float inner = math::snap(x + gain * delayed);
    line_.write(inner);
    return delayed - gain * inner;
  }

  DelayLine line_;
};

}  // namespace kiln
