// Vectors of phase steps, and the time of a wrap inside a frame.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/phase_steps.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_PHASE_STEPS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_PHASE_STEPS_INL_H_
#undef KILN_OSCILLATORS_PHASE_STEPS_INL_H_
#else
#define KILN_OSCILLATORS_PHASE_STEPS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

struct PhaseStepsVec {
  UintVec start, step;
  HWY_INLINE UintVec at(int k) const { return start + set_uint(static_cast<uint32_t>(k)) * step; }
};

HWY_INLINE PhaseStepsVec load_phase_steps(const PhaseSteps& steps, int offset) {
  return {load(&steps.start[offset]), load(&steps.step[offset])};
}

// Cycles per frame of an increment up to half a cycle.
HWY_INLINE Vec steps_to_cycles(UintVec steps) {
  return to_float(as_int(shift_right<1>(steps))) * set(0x1p-31f);
}

// move_phase_steps and move_ramp of phase_steps.h for the chosen lanes; those in `jump` arrive at
// once.
HWY_INLINE void move_phase_steps(PhaseSteps& steps, UintVec target, Mask chosen, Mask jump,
                                 Vec inverse_frames, int offset) {
  const hn::Mask<DU> bits = hn::RebindMask(DU(), chosen);
  const UintVec old = load(&steps.target[offset]);
  const UintVec from = select(hn::RebindMask(DU(), jump), target, old);
  const Vec step = floor(to_float(as_int(target - from)) * inverse_frames);
  store(select(bits, from, load(&steps.start[offset])), &steps.start[offset]);
  store(select(bits, as_uint(to_int(step)), load(&steps.step[offset])), &steps.step[offset]);
  store(select(bits, target, old), &steps.target[offset]);
}

HWY_INLINE void move_ramp(Ramp& ramp, Lanes& target, Vec to, Mask chosen, Mask jump,
                          Vec inverse_frames, int offset) {
  const Vec old = load(&target[offset]);
  const Vec from = select(jump, to, old);
  store(select(chosen, from, load(&ramp.start[offset])), &ramp.start[offset]);
  store(select(chosen, (to - from) * inverse_frames, load(&ramp.step[offset])), &ramp.step[offset]);
  store(select(chosen, to, old), &target[offset]);
}

// 0, or how long before the end of this frame the phase wrapped, in frames (0, 1].
HWY_INLINE Vec time_since_wrap(UintVec phase, UintVec steps) {
  const UintVec next = phase + steps;
  const Vec since = to_float(as_int(shift_right<1>(next))) /
                    max_(to_float(as_int(shift_right<1>(steps))), set(1.0f));
  return select_or_zero(hn::RebindMask(D(), next < steps), clamp(since, 0x1p-24f, 1.0f));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
