// Sending filter coefficients to new targets, and noticing when nothing moves.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/filters/coefficient_ramp.h"
#include "kiln/simd/kernel-inl.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_FILTERS_COEFFICIENT_RAMP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_FILTERS_COEFFICIENT_RAMP_INL_H_
#undef KILN_FILTERS_COEFFICIENT_RAMP_INL_H_
#else
#define KILN_FILTERS_COEFFICIENT_RAMP_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {

// How coefficients move in a kernel: not at all, on ramps, or made anew in every frame.
enum class Motion { kStill, kRamped, kAudioRate };

HWY_INLINE LaneMask vector_lanes(int offset) {
  return (kAllLanes >> (kLanes - kVecLanes)) << offset;
}

HWY_INLINE bool any(Mask mask) { return !hn::AllFalse(D(), mask); }

HWY_INLINE RampVec load_ramp(const CoefficientRamp& coefficient, int offset) {
  return load_ramp(coefficient.ramp, offset);
}

// Which lanes of one vector a control point changes.
class RampSetter {
 public:
  HWY_INLINE RampSetter(LaneMask lanes, LaneMask starting, float inverse_frames, int offset)
      : chosen_(lane_select_mask(lanes, offset)),
        jumping_(lane_select_mask(starting, offset)),
        changed_(jumping_),
        inverse_frames_(set(inverse_frames)),
        offset_(offset) {}

  // Keeps a knob's last and new values. Afterwards changed() knows whether any knob was moved; the
  // answer is whether this one was.
  HWY_INLINE bool knob(Lanes& from, Lanes& to, const Lanes& now) {
    const Vec value = load(&now[offset_]);
    const Vec last = load(&to[offset_]);
    const Mask moved = hn::Or(jumping_, hn::And(chosen_, value != last));
    changed_ = hn::Or(changed_, moved);
    store(select(chosen_, select(jumping_, value, last), load(&from[offset_])), &from[offset_]);
    store(select(chosen_, value, last), &to[offset_]);
    return any(moved);
  }

  HWY_INLINE void send(CoefficientRamp& c, Vec to) {
    const Vec from = select(jumping_, to, load(&c.target[offset_]));
    const Vec step = select(chosen_, (to - from) * inverse_frames_, load(&c.ramp.step[offset_]));
    store(select(chosen_, from, load(&c.ramp.start[offset_])), &c.ramp.start[offset_]);
    store(step, &c.ramp.step[offset_]);
    store(select(chosen_, to, load(&c.target[offset_])), &c.target[offset_]);
    moving_ |= any(step != zero());
  }

  bool changed() const { return any(changed_); }
  bool moving() const { return moving_; }
  Mask jumping() const { return jumping_; }

 private:
  Mask chosen_;
  Mask jumping_;
  Mask changed_;
  Vec inverse_frames_;
  int offset_;
  bool moving_ = false;
};

}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
