// The kernel of spectral_tilt.h, in place on one channel.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/spectral_tilt.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_SPECTRAL_TILT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_SPECTRAL_TILT_INL_H_
#undef KILN_OSCILLATORS_SPECTRAL_TILT_INL_H_
#else
#define KILN_OSCILLATORS_SPECTRAL_TILT_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE void apply_spectral_tilt(const SpectralTilt& c, Lanes* states, int begin, int end,
                                    LaneMask lanes, LaneBlock& audio) {
  for (const int offset : ActiveVectors(lanes & c.active)) {
    const Mask tilted = lane_select_mask(c.active, offset);
    const RampVec shelf = load_ramp(c.shelf, offset);
    const RampVec gain = load_ramp(c.gain, offset);
    RampVec pole[kTiltShelves];
    Vec state[2 * kTiltShelves];
    for (int s = 0; s < kTiltShelves; ++s) pole[s] = load_ramp(c.pole[s], offset);
    for (int s = 0; s < 2 * kTiltShelves; ++s) state[s] = load(&states[s][offset]);
    for (int k = begin; k < end; ++k) {
      const Vec x = load(&audio[k][offset]);
      const Vec g = shelf.at(k);
      Vec y = x * gain.at(k);
      for (int s = 0; s < 2 * kTiltShelves; ++s) {
        const Vec v = (y - state[s]) * pole[s / 2].at(k);
        const Vec lowpass = v + state[s];
        state[s] = snap(lowpass + v);
        y = g * (y - lowpass) + lowpass;
      }
      store(select(tilted, y, x), &audio[k][offset]);
    }
    for (int s = 0; s < 2 * kTiltShelves; ++s) {
      store(select_or_zero(tilted, state[s]), &states[s][offset]);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
