// The vectors behind master_bus.h: of frames, not of voices.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/master_bus.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/engine/master_bus.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE Vec load_frames(const float* frames) { return hn::LoadU(D(), frames); }
HWY_INLINE void store_frames(Vec x, float* frames) { hn::StoreU(x, D(), frames); }

void peak_kernel(const float* left, const float* right, int count, float& peak) {
  float most = 0.0f;
  int k = 0;
  if (count >= kVecLanes) {
    Vec highest = zero();
    for (; k + kVecLanes <= count; k += kVecLanes) {
      highest = max_(highest, max_(abs(load_frames(left + k)), abs(load_frames(right + k))));
    }
    HWY_ALIGN float lanes[kVecLanes];
    store(highest, lanes);
    for (const float lane : lanes) most = std::max(most, lane);
  }
  for (; k < count; ++k) most = std::max({most, std::fabs(left[k]), std::fabs(right[k])});
  peak = most;
}

void sum_kernel(const MasterSum& sum, const float* out, float* effects) {
  int k = sum.begin;
  for (; k + kVecLanes <= sum.end; k += kVecLanes) {
    const Vec gain = set(sum.from) + frames_from(k) * set(sum.step);
    store_frames((load_frames(effects + k) + load_frames(out + k)) * gain, effects + k);
  }
  for (; k < sum.end; ++k) {
    const float gain = sum.from + static_cast<float>(k) * sum.step;
    effects[k] = (effects[k] + out[k]) * gain;
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(peak_kernel);
HWY_EXPORT(sum_kernel);

// The vectors that fit so many frames.
[[maybe_unused]] LaneMask frames_mask(int count) {
  return count < kLanes ? (LaneMask{1} << count) - 1 : kAllLanes;
}

}  // namespace

float bus_peak(const Bus& bus, int begin, int end) noexcept {
  float peak = 0.0f;
  KILN_DISPATCH(peak_kernel, frames_mask(end - begin))
  (bus.left.data() + begin, bus.right.data() + begin, end - begin, peak);
  return peak;
}

void sum_buses(const MasterSum& sum, const Bus& out, Bus& effects) noexcept {
  const auto kernel = KILN_DISPATCH(sum_kernel, frames_mask(sum.end - sum.begin));
  kernel(sum, out.left.data(), effects.left.data());
  kernel(sum, out.right.data(), effects.right.data());
}

}  // namespace kiln
#endif
