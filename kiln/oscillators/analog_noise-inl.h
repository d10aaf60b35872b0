// The breath and grit of the analog oscillator: noise around the note, added to a block.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/analog.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_ANALOG_NOISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_ANALOG_NOISE_INL_H_
#undef KILN_OSCILLATORS_ANALOG_NOISE_INL_H_
#else
#define KILN_OSCILLATORS_ANALOG_NOISE_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// White noise through a trapezoidal band-pass (Simper 2013) two octaves wide, Q = 2/3, at the note.
// `right` may be null.
HWY_INLINE void add_noise(AnalogOscillator::State& state, const AnalogOscillator::Coefficients& c,
                          const OscillatorRender& r, LaneMask lanes, LaneBlock* right) {
  constexpr float kDamping = 1.5f;  // 1/Q
  for (const int offset : ActiveVectors(lanes & c.noisy)) {
    const Mask sounding = lane_select_mask(c.noisy, offset);
    const UintVec one = hn::BitCast(DU(), hn::VecFromMask(D(), sounding)) & set_uint(1);
    const RampVec level = load_ramp(c.noise, offset);
    const Vec g = load(&c.noise_g[offset]);
    const Vec a1 = set(1.0f) / (set(1.0f) + g * (g + set(kDamping)));
    const UintVec key = load(&state.random_key[offset]);
    UintVec counter = load(&state.noise_counter[offset]);
    Vec s1 = load(&state.noise_band[0][offset]);
    Vec s2 = load(&state.noise_band[1][offset]);
    for (int k = r.begin; k < r.end; ++k) {
      const Vec x = random_bipolar(random_bits(key, counter));
      counter = counter + one;
      const Vec v1 = a1 * (s1 + g * (x - s2));
      const Vec v2 = s2 + g * v1;
      s1 = select_or_zero(sounding, v1 + v1 - s1);
      s2 = select_or_zero(sounding, v2 + v2 - s2);
      const Vec y = select_or_zero(sounding, v1 * level.at(k));
      store(load(&(*r.left)[k][offset]) + y, &(*r.left)[k][offset]);
      if (right != nullptr) store(load(&(*right)[k][offset]) + y, &(*right)[k][offset]);
    }
    store(counter, &state.noise_counter[offset]);
    store(s1, &state.noise_band[0][offset]);
    store(s2, &state.noise_band[1][offset]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
