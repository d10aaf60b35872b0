// Drive, an alias-free saturator that vanishes at 0 dB, and a soft limit at +12 dB.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/filters/coefficient_ramp-inl.h"
#include "kiln/filters/module.h"
#include "kiln/filters/saturator.h"
#include "kiln/simd/fast_math-inl.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_FILTERS_SATURATOR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_FILTERS_SATURATOR_INL_H_
#undef KILN_FILTERS_SATURATOR_INL_H_
#else
#define KILN_FILTERS_SATURATOR_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {

// x / sqrt(1 + (push x)²), then +0.3 dB per dB of drive: small signals grow by 0.3, saturated ones
// fall by 0.7 dB per dB. push = (G - 1) / 4 has its knee at +12 dB and vanishes at 0 dB.
// `changed`: the knob was moved. Returns whether anything moves in this period.
HWY_INLINE bool send_drive(Saturator& saturator, const FilterUpdate& update, int offset,
                           bool changed, Vec drive_db) {
  const LaneMask lanes = update.lanes;
  const LaneMask here = vector_lanes(offset);
  saturator.driven_from_now &= ~(lanes & here);
  if (!changed && (saturator.moving & here) == 0) return false;
  RampSetter setter(lanes, update.starting, update.inverse_frames, offset);
  const Vec drive = clamp(drive_db, 0.0f, 36.0f);
  const Vec octaves = drive * set(0.16609640f);
  const LaneMask before = saturator.driven;
  setter.send(saturator.push, (exp2(octaves) - set(1.0f)) * set(0.25f));
  setter.send(saturator.level, exp2(octaves * set(0.3f)));
  setter.send(saturator.wet, min_(drive * set(1.0f / 3.0f), set(1.0f)));
  for (int i = offset; i < offset + kVecLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    const bool driven = saturator.wet.ramp.start[i] != 0.0f || saturator.wet.target[i] != 0.0f;
    saturator.driven = driven ? saturator.driven | lane_bit(i) : saturator.driven & ~lane_bit(i);
    if (driven && !has_lane(before, i)) saturator.driven_from_now |= lane_bit(i);
  }
  saturator.moving = setter.moving() ? saturator.moving | here : saturator.moving & ~here;
  return setter.moving();
}

// The mean over each frame (first-order antiderivative anti-aliasing: J. Parker, V. Zavalishin,
// E. Le Bivic, DAFx-16). The antiderivative is the root itself, so the quotient of differences is
// (x + x₁) / (root + root₁), without a small divisor anywhere. The mean costs half a frame and
// 1.6 dB at 18 kHz (2x); 0.283 of the slope gives both back but 0.2 frames.
HWY_INLINE void saturate(Saturator::Channel& state, const Saturator& saturator, LaneBlock& block,
                         int begin, int end, int offset) {
  const RampVec push = load_ramp(saturator.push, offset);
  const RampVec level = load_ramp(saturator.level, offset);
  const RampVec wet = load_ramp(saturator.wet, offset);
  Vec last_x = load(&state.in[offset]);
  Vec last_root = load(&state.root[offset]);
  Vec last_y = load(&state.out[offset]);
  if (begin == 0) {  // where `wet` is still 0, so that last_y does not matter
    const Mask fresh = lane_select_mask(saturator.driven_from_now, offset);
    last_x = select(fresh, zero(), last_x);
    last_root = select(fresh, set(1.0f), last_root);
  }
  for (int k = begin; k < end; ++k) {
    const Vec x = load(&block[k][offset]);
    const Vec z = push.at(k) * x;
    const Vec root = sqrt(set(1.0f) + z * z);
    const Vec y = (x + last_x) / (root + last_root);
    const Vec driven = level.at(k) * (y + set(0.283f) * (y - last_y));
    store(x + wet.at(k) * (driven - x), &block[k][offset]);
    last_x = x;
    last_root = root;
    last_y = y;
  }
  store(last_x, &state.in[offset]);
  store(last_root, &state.root[offset]);
  store(last_y, &state.out[offset]);
}

// Untouched below +6 dB, never beyond +12 dB: for what only resonance, a cutoff that moves at audio
// rate, or a very loud input, brings there.
HWY_INLINE Vec soft_limit(Vec x) {
  const Vec size = abs(x);
  const Vec excess = max_(size - set(2.0f), zero());
  const Vec over = excess / (set(1.0f) + set(0.5f) * excess);
  return copy_sign(min_(size, set(2.0f)) + set(0.99f) * over, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
