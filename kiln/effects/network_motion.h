// Where the sixteen lines of a feedback network are read: slow motions of their own, and the size.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/effects/network_lines.h"
#include "kiln/simd/lanes.h"

namespace kiln {

struct NetworkMotion {
  static constexpr double kLeastDelay = 20.0;  // frames: a chunk is read before it is written

  alignas(64) double position[kLanes] = {};  // delay at the next control point, frames
  alignas(64) double turn[kLanes] = {};      // phase of each line's motion, cycles
  alignas(64) double length[kLanes] = {};    // frames at size 1
  alignas(64) double speed[kLanes] = {};     // cycles a control period
  double size = 1.0;
  double swing = 0.0;    // frames
  bool settled = false;  // the size stands still: lengths are whole frames

  // At once to where the motion is.
  void jump() noexcept;
  // Through one control period: the lines' places in it.
  void advance(float inverse_frames, NetworkLines& lines) noexcept;
};

}  // namespace kiln
