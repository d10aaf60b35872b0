// The kernels of cross.h: phase, frequency, ring and amplitude modulation by another slot's audio.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/oscillators/cross.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_CROSS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_CROSS_INL_H_
#undef KILN_OSCILLATORS_CROSS_INL_H_
#else
#define KILN_OSCILLATORS_CROSS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// The input of one frame, held inside ±kMaxCrossInput.
HWY_INLINE Vec cross_input(const LaneBlock& cross, int k, int offset) {
  return clamp(load(&cross[k][offset]), -kMaxCrossInput, kMaxCrossInput);
}

HWY_INLINE UintVec cross_phase(UintVec phase, Vec depth, Vec x) {
  return phase + cycles_to_phase(depth * x * set(kCrossCycles));
}

// The increment in cycles per frame; stays inside 0…0.5.
HWY_INLINE Vec cross_increment(Vec increment, Vec depth, Vec x) {
  return min_(increment * exp2(depth * x * set(kCrossOctaves)), set(0.4999999f));
}

HWY_INLINE Vec cross_ring(Vec y, Vec depth, Vec x) { return y * ((set(1.0f) - depth) + depth * x); }

HWY_INLINE Vec cross_amplitude(Vec y, Vec depth, Vec x) { return y * (set(1.0f) + depth * x); }

// Ring or amplitude modulation of a whole block in place; other modes change nothing.
HWY_INLINE void apply_cross_gain(CrossMode mode, const Ramp& depth_ramp, const LaneBlock& cross,
                                 int begin, int end, LaneMask lanes, LaneBlock& audio) {
  if (mode != CrossMode::kRing && mode != CrossMode::kAmplitude) return;
  for (const int offset : ActiveVectors(lanes)) {
    const RampVec depth = load_ramp(depth_ramp, offset);
    for (int k = begin; k < end; ++k) {
      const Vec x = cross_input(cross, k, offset);
      const Vec y = load(&audio[k][offset]);
      store(mode == CrossMode::kRing ? cross_ring(y, depth.at(k), x)
                                     : cross_amplitude(y, depth.at(k), x),
            &audio[k][offset]);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
