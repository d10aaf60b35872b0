// Where the sweeps of all voices of both sides are, side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/chorus.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/effects/chorus.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

static_assert(2 * Chorus::kMaxVoices == kLanes);

using Long = hn::CappedTag<double, 8>;
using LongVec = hn::Vec<Long>;
using LongFloats = hn::Rebind<float, Long>;
constexpr int kLongs = static_cast<int>(hn::MaxLanes(Long()));

HWY_INLINE LongVec set_long(double x) { return hn::Set(Long(), x); }

// cos 2π(phase + places)
HWY_INLINE void find_cosines(double phase, const double* places, float* out) {
  for (int i = 0; i < kLanes; i += kLongs) {
    const LongVec cycles = set_long(phase) + hn::Load(Long(), places + i);
    hn::Store(hn::DemoteTo(LongFloats(), cycles), LongFloats(), out + i);
  }
  for (int i = 0; i < kLanes; i += kVecLanes) store(cos_cycles(load(out + i)), out + i);
}

HWY_INLINE LongVec load_cosines(const float* p) {
  return hn::PromoteTo(Long(), hn::Load(LongFloats(), p));
}

void find_sweeps(const Chorus::Sweep& sweep, double* out) {
  alignas(64) static constexpr double kVoice[kLanes] = {0, 1, 2, 3, 4, 5, 6, 7,
                                                        0, 1, 2, 3, 4, 5, 6, 7};
  HWY_ALIGN double places[kLanes];
  const LongVec voices = set_long(sweep.voices);
  for (int i = 0; i < kLanes; i += kLongs) {
    const double side = i < Chorus::kMaxVoices ? 0.0 : 1.0;
    const LongVec apart = set_long(side * sweep.width * 0.5) / voices;
    hn::Store(hn::Load(Long(), kVoice + i) / voices + apart, Long(), places + i);
  }
  HWY_ALIGN float slow[kLanes];
  HWY_ALIGN float fast[kLanes];
  find_cosines(sweep.slow, places, slow);
  if (sweep.ensemble) find_cosines(sweep.fast, places, fast);
  for (int i = 0; i < kLanes; i += kLongs) {
    const LongVec y = load_cosines(slow + i);
    hn::Store(sweep.ensemble
                  ? set_long(0.5) - set_long(0.42) * y - set_long(0.08) * load_cosines(fast + i)
                  : set_long(0.5) - set_long(0.5) * y,
              Long(), out + i);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {

HWY_EXPORT(find_sweeps);

void Chorus::Sweep::find(double* places) const noexcept {
  KILN_DISPATCH(find_sweeps, kAllLanes)(*this, places);
}

}  // namespace kiln
#endif
