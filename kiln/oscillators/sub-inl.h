// The kernel of sub.h: adds the sub oscillator to a block.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/cycle-inl.h"
#include "kiln/oscillators/sub.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_SUB_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_SUB_INL_H_
#undef KILN_OSCILLATORS_SUB_INL_H_
#else
#define KILN_OSCILLATORS_SUB_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// Adds to `left` and, where it is not null, to `right`.
HWY_INLINE void add_sub(const SubCoefficients& c, SubState& state, int begin, int end,
                        LaneMask lanes, LaneBlock& left, LaneBlock* right) {
  for (const int offset : ActiveVectors(lanes & c.active)) {
    const Mask sounding = lane_select_mask(c.active, offset);
    const RampVec level = load_ramp(c.level, offset);
    const RampVec increment = load_ramp(c.increment, offset);
    const float* const* levels = c.levels + offset;
    // The tables' saw falls at phase 0 and their pulse needs it half a cycle apart.
    const UintVec half =
        set_uint(c.shape == SubShape::kSaw || c.shape == SubShape::kSquare ? 0x80000000u : 0u);
    UintVec phase = load(&state.phase[offset]);
    for (int k = begin; k < end; ++k) {
      Vec y = read_cycles(levels, phase + half);
      if (c.shape == SubShape::kSquare) y = y - read_cycles(levels, phase);
      y = select_or_zero(sounding, y * level.at(k));
      store(load(&left[k][offset]) + y, &left[k][offset]);
      if (right != nullptr) store(load(&(*right)[k][offset]) + y, &(*right)[k][offset]);
      phase = phase + increment_to_phase(select_or_zero(sounding, increment.at(k)));
    }
    store(phase, &state.phase[offset]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
