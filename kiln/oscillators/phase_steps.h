// An oscillator's increment as whole phase steps that move on a straight line: exact for every cut.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Integers neither round nor drift: after any partition of a control period the phase is the same,
// and two operators at ratio 1 stay locked for ever. The vector twin is in phase_steps-inl.h.
#pragma once

#include <cmath>
#include <cstdint>

#include "kiln/simd/lanes.h"

namespace kiln {

struct PhaseSteps {
  IntLanes start;   // at frame 0 of the control period; 2^32 is one cycle
  IntLanes step;    // added each frame; two's complement
  IntLanes target;  // where the next period starts
};

// Cycles per frame, held inside 0…0.5, in whole steps.
inline uint32_t to_phase_steps(double cycles) {
  const double bounded = cycles > 0.0 ? (cycles < 0.5 ? cycles : 0.5) : 0.0;
  return static_cast<uint32_t>(bounded * 0x1p32 + 0.5);
}

// [audio-thread] At a control point: towards `target`, or there at once.
inline void move_phase_steps(PhaseSteps& steps, int lane, uint32_t target, bool jump,
                             float inverse_frames) noexcept {
  const uint32_t from = jump ? target : steps.target[lane];
  const double difference = static_cast<double>(target) - static_cast<double>(from);
  const double step = std::floor(difference * static_cast<double>(inverse_frames));
  steps.start[lane] = from;
  steps.step[lane] = static_cast<uint32_t>(static_cast<int32_t>(step));
  steps.target[lane] = target;
}

// [audio-thread] The same for a value: `target` becomes `to`.
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
