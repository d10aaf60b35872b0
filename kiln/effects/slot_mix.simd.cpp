// Gate, peaks and mix of an effect slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/slot_mix.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/slot_mix.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/effects/frames-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// NaN never counts.
HWY_INLINE Vec higher(Vec peak, Vec x) { return select(abs(x) > peak, abs(x), peak); }

HWY_INLINE float highest(Vec peak) {
  HWY_ALIGN float each[kVecLanes];
  store(peak, each);
  return *std::max_element(each, each + kVecLanes);
}

float enter_block(SlotBlock& block, const EffectRender& r, const BlockRamp<float>& gate,
                  float peak) {
  Vec most = set(peak);
  for (int f = 0; f < r.frames; f += kVecLanes) {
    const int rest = r.frames - f;
    const Vec left = load_frames(r.left + f, rest);
    const Vec right = load_frames(r.right + f, rest);
    store(left, &block.left[f]);
    store(right, &block.right[f]);
    const Vec gain = ramp_at(gate, r.begin + f);
    most = higher(higher(most, left * gain), right * gain);
    store_frames(left * gain, r.left + f, rest);
    store_frames(right * gain, r.right + f, rest);
  }
  return highest(most);
}

bool leave_block(const SlotBlock& block, const EffectRender& r, const BlockRamp<float>& dry,
                 const BlockRamp<float>& wet, float limit, float& peak) {
  Vec most = set(peak);
  Mask sound = zero() <= zero();
  for (int f = 0; f < r.frames; f += kVecLanes) {
    const Vec left = load_frames(r.left + f, r.frames - f);
    const Vec right = load_frames(r.right + f, r.frames - f);
    // What is no number is not below the limit.
    sound = hn::And(sound, hn::And(abs(left) <= set(limit), abs(right) <= set(limit)));
    most = higher(higher(most, left), right);
  }
  if (!hn::AllTrue(D(), sound)) return false;
  for (int f = 0; f < r.frames; f += kVecLanes) {
    const int rest = r.frames - f;
    const Vec dry_gain = ramp_at(dry, r.begin + f);
    const Vec wet_gain = ramp_at(wet, r.begin + f);
    const Vec left = wet_gain * load_frames(r.left + f, rest);
    const Vec right = wet_gain * load_frames(r.right + f, rest);
    store_frames(dry_gain * load(&block.left[f]) + left, r.left + f, rest);
    store_frames(dry_gain * load(&block.right[f]) + right, r.right + f, rest);
  }
  peak = highest(most);
  return true;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(enter_block);
HWY_EXPORT(leave_block);

float SlotBlock::enter(const EffectRender& r, const BlockRamp<float>& gate, float peak) noexcept {
  return KILN_DISPATCH(enter_block, kAllLanes)(*this, r, gate, peak);
}

bool SlotBlock::leave(const EffectRender& r, const BlockRamp<float>& dry,
                      const BlockRamp<float>& wet, float limit, float& peak) const noexcept {
  return KILN_DISPATCH(leave_block, kAllLanes)(*this, r, dry, wet, limit, peak);
}

}  // namespace kiln
#endif
