// The sum of a half-band's pairs of taps, several outputs side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/halfband.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/dsp/halfband.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

static_assert(kVecLanes <= kHalfbandSlack);

// Vectors of frames here, not of voices.
void sum_pairs(const HalfbandPass& pass, float* out) {
  for (int n = 0; n < pass.count; n += kVecLanes) {
    const float* oldest = pass.filtered + n;
    const float* newest = oldest + 2 * pass.pairs - 1;
    Vec sum = zero();
    for (int k = 0; k < pass.pairs; ++k) {
      const Vec pair = hn::LoadU(D(), oldest + k) + hn::LoadU(D(), newest - k);
      sum = sum + set(pass.taps[k]) * pair;
    }
    const Vec centre = hn::LoadU(D(), pass.delayed + n);
    HWY_ALIGN float y[kVecLanes];
    store(sum + set(0.5f) * centre, y);
    std::copy_n(y, std::min(kVecLanes, pass.count - n), out + n);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(sum_pairs);

void run_halfband(const HalfbandPass& pass, float* out) noexcept {
  // A control period has eight frames: half a vector of AVX-512.
  [[maybe_unused]] const LaneMask frames =
      pass.count < kLanes ? (LaneMask{1} << pass.count) - 1 : kAllLanes;
  KILN_DISPATCH(sum_pairs, frames)(pass, out);
}
}  // namespace kiln
#endif
