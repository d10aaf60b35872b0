// The sixteen delay lines of a feedback network: memory, places of reading, shelves.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lines of a reverb are the same for both channels and know nothing of voices; here a lane is a
// line, and in network_lines.simd.cpp now and then a frame.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/octave_shifter.h"
#include "kiln/simd/lanes.h"

namespace kiln {

struct NetworkLines {
  static constexpr int kChunk = 16;   // frames read before they are written
  static constexpr int kMirror = 20;  // a chunk and the four points of a read
  static constexpr int kRisingA = 3;  // the lines that go up an octave in shimmer
  static constexpr int kRisingB = 12;
  static constexpr float kInGain = 0.35355339f;  // eight lines each

  float* memory = nullptr;
  std::size_t stride = 0;  // floats from line to line
  uint32_t mask = 0;
  uint32_t head = 0;
  uint32_t written = 0;                 // frames since the start, at most the size
  std::array<uint32_t, kLanes> base{};  // whole frames of delay in this period
  Lanes offset{};                       // and what is added to them: start + k·step
  Lanes offset_step{};

  // Shelf and attenuation of each line: y = c0·x + c1·band + c2·low.
  float a1 = 0.0f, a2 = 0.0f, a3 = 0.0f;
  Lanes s1{}, s2{};
  Lanes c0{}, c1{}, c2{};  // at the control point
  Lanes c0_step{}, c1_step{}, c2_step{};

  // What goes up an octave; null where nothing does.
  struct Rising {
    OctaveShifter* shifters = nullptr;  // two
    BlockRamp<float> share;
  };

  // Asks for the memory of the chunk from frame `begin` of the period on: sixteen places far apart,
  // which come while the frames before the lines are computed.
  void prefetch(int begin) const noexcept;
  // One chunk in place, `frames` of at most kChunk. [in network_lines.simd.cpp]
  void run(int begin, int frames, const Rising& rising, float* left, float* right) noexcept;

  // Frame f of a chunk from `begin` on: its place in the line's delay.
  float offset_at(int line, int frame) const {
    return offset[line] + static_cast<float>(frame) * offset_step[line];
  }
  const float* line(int number) const { return memory + static_cast<std::size_t>(number) * stride; }
};

}  // namespace kiln
