// Vectors of frames in kernels of effects: ramps, interpolation, blocks that end inside a vector.
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
  return set(ramp.start) + frames_from(k) * set(ramp.step);
}

// History::between for several frames: from b (t = 0) to c (t = 1).
HWY_INLINE Vec between(Vec a, Vec b, Vec c, Vec d, Vec t) {
  const Vec slope = set(0.5f) * (c - a);
  const Vec v = b - c;
  const Vec w = slope + v;
  const Vec q = w + v + set(0.5f) * (d - b);
  return ((q * t - (w + q)) * t + slope) * t + b;
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
