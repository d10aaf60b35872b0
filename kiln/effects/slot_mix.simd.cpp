// Gate, peaks and mix of an effect slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/slot_mix.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/slot_mix.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE Vec ramp_at(const BlockRamp<float>& ramp, int first) {
  alignas(64) static constexpr float kCount[kLanes] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                       8, 9, 10, 11, 12, 13, 14, 15};
  const Vec k = load(kCount) + set(static_cast<float>(first));
  return set(ramp.start) + k * set(ramp.step);
}

// NaN never counts.
HWY_INLINE Vec higher(Vec peak, Vec x) { return select(abs(x) > peak, abs(x), peak); }

HWY_INLINE float highest(Vec peak) {
  HWY_ALIGN float each[kVecLanes];
  store(peak, each);
  return *std::max_element(each, each + kVecLanes);
}

HWY_INLINE void copy_padded(const float* from, int frames, float* to) {
  for (int f = frames / kVecLanes * kVecLanes; f < frames; f += kVecLanes) store(zero(), to + f);
  std::copy_n(from, frames, to);
}

float enter_block(SlotBlock& block, const EffectRender& r, const BlockRamp<float>& gate,
                  float peak) {
  copy_padded(r.left, r.frames, block.left);
  copy_padded(r.right, r.frames, block.right);
  HWY_ALIGN float left[kMaxControlFrames];
  HWY_ALIGN float right[kMaxControlFrames];
  Vec most = set(peak);
  for (int f = 0; f < r.frames; f += kVecLanes) {
    const Vec gain = ramp_at(gate, r.begin + f);
    const Vec l = load(&block.left[f]) * gain;
    const Vec right_in = load(&block.right[f]) * gain;
    most = higher(higher(most, l), right_in);
    store(l, &left[f]);
    store(right_in, &right[f]);
  }
  std::copy_n(left, r.frames, r.left);
  std::copy_n(right, r.frames, r.right);
  return highest(most);
}

bool leave_block(const SlotBlock& block, const EffectRender& r, const BlockRamp<float>& dry,
                 const BlockRamp<float>& wet, float limit, float& peak) {
  HWY_ALIGN float left[kMaxControlFrames];
  HWY_ALIGN float right[kMaxControlFrames];
  copy_padded(r.left, r.frames, left);
  copy_padded(r.right, r.frames, right);
  Vec most = set(peak);
  Mask sound = zero() <= zero();
  for (int f = 0; f < r.frames; f += kVecLanes) {
    const Vec l = load(&left[f]);
    const Vec right_out = load(&right[f]);
    // NaN is not below the limit.
    sound = hn::And(sound, hn::And(abs(l) <= set(limit), abs(right_out) <= set(limit)));
    most = higher(higher(most, l), right_out);
    const Vec dry_gain = ramp_at(dry, r.begin + f);
    const Vec wet_gain = ramp_at(wet, r.begin + f);
    store(dry_gain * load(&block.left[f]) + wet_gain * l, &left[f]);
    store(dry_gain * load(&block.right[f]) + wet_gain * right_out, &right[f]);
  }
  if (!hn::AllTrue(D(), sound)) return false;
  std::copy_n(left, r.frames, r.left);
  std::copy_n(right, r.frames, r.right);
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
