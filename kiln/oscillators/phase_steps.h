// An oscillator's increment as whole phase steps that move on a straight line: exact for every cut.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integers neither round nor drift: after any partition of a control period the phase is the same,
// and two operators at ratio 1 stay locked for ever. The vector twin is in phase_steps-inl.h.
#pragma once

#include <cstdint>

#include "kiln/simd/lanes.h"

namespace kiln {

struct PhaseSteps {
  IntLanes start;   // at frame 0 of the control period; 2^32 is one cycle
  IntLanes step;    // added each frame; two's complement
  IntLanes target;  // where the next period starts
};

// [audio-thread] At a control point: a value moves towards `to`, which becomes its `target`, or is
// there at once. The vector twins for phase steps and values are in phase_steps-inl.h.
inline void move_ramp(Ramp& ramp, Lanes& target, int lane, float to, bool jump,
                      float inverse_frames) noexcept {
  const float from = jump ? to : target[lane];
  ramp.start[lane] = from;
  ramp.step[lane] = (to - from) * inverse_frames;
  target[lane] = to;
}

// Is the ramp other than 0 on one of the lanes?
inline bool is_used(const Ramp& ramp, LaneMask lanes) noexcept {
  for (int i = 0; i < kLanes; ++i) {
    if (has_lane(lanes, i) && (ramp.start[i] != 0.0f || ramp.step[i] != 0.0f)) return true;
  }
  return false;
}

}  // namespace kiln
