// The vectors behind lane_peaks.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/lane_peaks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/engine/lane_peaks.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

template <bool kStereo>
HWY_INLINE LaneMask find_peaks_body(const Lanes* left, const Lanes* right, int frames, int per_peak,
                                    Lanes* peaks, const Lanes& ceilings) {
  LaneMask above = 0;
  for (int i = 0; i < kLanes; i += kVecLanes) {
    Vec whole = zero();
    for (int begin = 0; begin < frames; begin += per_peak) {
      Vec peak = zero();
      for (int k = begin; k < begin + per_peak; ++k) {
        peak = max_(peak, abs(load(&left[k][i])));
        if (kStereo) peak = max_(peak, abs(load(&right[k][i])));
      }
      if (peaks != nullptr) store(peak, &peaks[begin / per_peak][i]);
      whole = max_(whole, peak);
    }
    above |= mask_bits(hn::Not(whole <= load(&ceilings[i]))) << i;
  }
  return above;
}

void find_peaks_kernel(const Lanes* left, const Lanes* right, int frames, int per_peak,
                       Lanes* peaks, const Lanes& ceilings, LaneMask& above) {
  above = right != nullptr ? find_peaks_body<true>(left, right, frames, per_peak, peaks, ceilings)
                           : find_peaks_body<false>(left, right, frames, per_peak, peaks, ceilings);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(find_peaks_kernel);

}  // namespace

LaneMask find_peaks(const Lanes* left, const Lanes* right, int frames, int per_peak, Lanes* peaks,
                    const Lanes& ceilings) noexcept {
  LaneMask above = 0;
  KILN_DISPATCH(find_peaks_kernel, kAllLanes)
  (left, right, frames, per_peak, peaks, ceilings, above);
  return above;
}

}  // namespace kiln
#endif
