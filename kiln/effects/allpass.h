// A Schroeder all-pass: the brick of reverberation diffusers.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10(3) 1962, in lattice form:
// one line, flat magnitude, gain below 1 inside for any |g| < 1.
#pragma once

#include <cstdint>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/history.h"

namespace kiln {

class Allpass {
 public:
  static constexpr int kMostInRow = 8;

  // [main-thread]
  void attach(std::span<float>& memory, double frames) {
    line_.attach(memory, frames + 4.0);
    frames_ = static_cast<uint32_t>(frames);
  }
  void clear() noexcept { line_.clear(); }

  // In two steps, for what absorbs inside: what comes out of the line, and the rest with that.
  float read() const noexcept { return line_.at(frames_); }
  float read(double frames) const noexcept { return line_.read(frames); }
  float pass(float x, float g, float z) noexcept {
    const float v = x - g * z;
    line_.write(v);
    return z + g * v;
  }
  // Several frames in place through one all-pass after the other, all with gain g. [in
  // allpass.simd.cpp]
  static void run(std::span<Allpass> row, const BlockRamp<float>& g, int begin, int frames,
                  float* x) noexcept;
  // The line itself, for taps.
  const History& line() const { return line_; }

 private:
  History line_;
  uint32_t frames_ = 1;
};

// Where an all-pass reads and writes the frames of a block.
struct AllpassBlock {
  const float* from = nullptr;
  float* to = nullptr;
};

}  // namespace kiln
