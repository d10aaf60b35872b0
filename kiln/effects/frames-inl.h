// Vectors of frames in kernels of effects: ramps, and blocks that end inside a vector.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/effects/block_ramp.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_EFFECTS_FRAMES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_EFFECTS_FRAMES_INL_H_
#undef KILN_EFFECTS_FRAMES_INL_H_
#else
#define KILN_EFFECTS_FRAMES_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// Frames k, k + 1 … of the period.
HWY_INLINE Vec ramp_at(const BlockRamp<float>& ramp, int k) {
  alignas(64) static constexpr float kCount[kLanes] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                       8, 9, 10, 11, 12, 13, 14, 15};
  const Vec at = load(kCount) + set(static_cast<float>(k));
  return set(ramp.start) + at * set(ramp.step);
}

// As many of the vector's frames as there are from p on, zeros behind them.
HWY_INLINE Vec load_frames(const float* p, int frames) {
  if (frames >= kVecLanes) return hn::LoadU(D(), p);
  HWY_ALIGN float some[kVecLanes] = {};
  for (int i = 0; i < frames; ++i) some[i] = p[i];
  return load(some);
}
HWY_INLINE void store_frames(Vec x, float* p, int frames) {
  if (frames >= kVecLanes) {
    hn::StoreU(x, D(), p);
    return;
  }
  HWY_ALIGN float some[kVecLanes];
  store(x, some);
  for (int i = 0; i < frames; ++i) p[i] = some[i];
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
