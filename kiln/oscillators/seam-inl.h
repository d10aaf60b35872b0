// A smoothed seam: how a wave passes into another in a few frames, where it would jump.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A step smoothed by the cubic B-spline takes four frames; what would alias falls with sinc⁴, 40 dB
// at three quarters of the rate, so that an engine at 2x keeps little of it below 20 kHz.

#include "kiln/oscillators/seam.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_SEAM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_SEAM_INL_H_
#undef KILN_OSCILLATORS_SEAM_INL_H_
#else
#define KILN_OSCILLATORS_SEAM_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// The integral of the cubic B-spline beyond |u|: 1/2 at 0, 0 from |u| = 2 on.
HWY_INLINE Vec seam_tail(Vec u) {
  const Vec v = min_(abs(u), set(2.0f));
  const Vec far = set(2.0f) - v;
  const Vec far2 = far * far;
  const Vec s = set(1.0f) - v;
  const Vec near = set(1.0f) + s * (set(4.0f) + s * (set(6.0f) + s * (set(4.0f) - set(3.0f) * s)));
  return select(v < set(1.0f), near, far2 * far2) * set(1.0f / 24.0f);
}

HWY_INLINE bool any(Mask mask) { return !hn::AllFalse(D(), mask); }

// Share of the wave before a reset that lies `since` frames back.
HWY_INLINE Vec seam_before(Vec since) {
  const Vec u = since - set(kSeamFrames);
  const Vec tail = seam_tail(u);
  return select_or_zero(since < set(2.0f * kSeamFrames),
                        select(u < zero(), set(1.0f) - tail, tail));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
