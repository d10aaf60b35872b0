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

void find_peaks_kernel(const LaneBlock& left, const LaneBlock* right, int frames, int per_peak,
                       Lanes* peaks, Lanes& most) {
  for (int i = 0; i < kLanes; i += kVecLanes) {
    Vec whole = load(&most[i]);
    for (int begin = 0; begin < frames; begin += per_peak) {
      Vec peak = zero();
      for (int k = begin; k < begin + per_peak; ++k) {
        peak = max_(peak, abs(load(&left[k][i])));
        if (right != nullptr) peak = max_(peak, abs(load(&(*right)[k][i])));
      }
      if (peaks != nullptr) store(peak, &peaks[begin / per_peak][i]);
      whole = max_(whole, peak);
    }
    store(whole, &most[i]);
  }
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

void find_peaks(const LaneBlock& left, const LaneBlock* right, int frames, int per_peak,
                Lanes* peaks, Lanes& most) noexcept {
  KILN_DISPATCH(find_peaks_kernel, kAllLanes)(left, right, frames, per_peak, peaks, most);
}

}  // namespace kiln
#endif
