// The kernel of tilt.h: one one-pole per channel, in place.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/tilt.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_TILT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_TILT_INL_H_
#undef KILN_OSCILLATORS_TILT_INL_H_
#else
#define KILN_OSCILLATORS_TILT_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE void apply_tilt_channel(const TiltCoefficients& c, Lanes& state_lanes, int begin,
                                   int end, LaneMask lanes, LaneBlock& audio) {
  for (const int offset : ActiveVectors(lanes & c.active)) {
    const Mask tilted = lane_select_mask(c.active, offset);
    const RampVec high = load_ramp(c.high, offset);
    const RampVec low = load_ramp(c.low, offset);
    const RampVec pole = load_ramp(c.pole, offset);
    Vec state = load(&state_lanes[offset]);
    for (int k = begin; k < end; ++k) {
      const Vec x = load(&audio[k][offset]);
      const Vec v = (x - state) * pole.at(k);
      const Vec lowpass = v + state;
      state = select_or_zero(tilted, lowpass + v);
      store(select(tilted, high.at(k) * x + low.at(k) * lowpass, x), &audio[k][offset]);
    }
    store(state, &state_lanes[offset]);
  }
}

// `right` may be null.
HWY_INLINE void apply_tilt(const TiltCoefficients& c, TiltState& state, int begin, int end,
                           LaneMask lanes, LaneBlock& left, LaneBlock* right) {
  if ((lanes & c.active) == 0) return;
  apply_tilt_channel(c, state.left, begin, end, lanes, left);
  if (right != nullptr) apply_tilt_channel(c, state.right, begin, end, lanes, *right);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
