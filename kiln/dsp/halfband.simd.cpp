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

// Even and odd frames apart.
HWY_INLINE void deal(const HalfbandPass& pass) {
  int n = 0;
#if HWY_TARGET != HWY_SCALAR
  for (; n + kVecLanes <= pass.count; n += kVecLanes) {
    Vec even, odd;
    hn::LoadInterleaved2(D(), pass.in + 2 * n, even, odd);
    hn::StoreU(even, D(), pass.new_delayed + n);
    hn::StoreU(odd, D(), pass.new_filtered + n);
  }
#endif
  for (; n < pass.count; ++n) {
    pass.new_delayed[n] = pass.in[2 * n];
    pass.new_filtered[n] = pass.in[2 * n + 1];
  }
}

// Vectors of frames here, not of voices. Each output's additions wait for each other; the channels
// do not.
template <int kChannels>
HWY_INLINE void sum_channels(const HalfbandPass* passes, float* const* out) {
  const int pairs = passes[0].pairs;
  const int count = passes[0].count;
  for (int n = 0; n < count; n += kVecLanes) {
    Vec sum[kChannels];
    for (int c = 0; c < kChannels; ++c) sum[c] = zero();
    for (int k = 0; k < pairs; ++k) {
      const Vec tap = set(passes[0].taps[k]);
      for (int c = 0; c < kChannels; ++c) {
        const float* oldest = passes[c].filtered + n;
        const float* newest = oldest + 2 * pairs - 1;
        const Vec pair = hn::LoadU(D(), oldest + k) + hn::LoadU(D(), newest - k);
        sum[c] = sum[c] + tap * pair;
      }
    }
    for (int c = 0; c < kChannels; ++c) {
      const Vec centre = hn::LoadU(D(), passes[c].delayed + n);
      HWY_ALIGN float y[kVecLanes];
      store(sum[c] + set(0.5f) * centre, y);
      std::copy_n(y, std::min(kVecLanes, count - n), out[c] + n);
    }
  }
}

void sum_pairs(const HalfbandPass* passes, int channels, float* const* out) {
  for (int c = 0; c < channels; ++c) deal(passes[c]);
  if (channels == 2) {
    sum_channels<2>(passes, out);
  } else {
    sum_channels<1>(passes, out);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(sum_pairs);

void run_halfband(const HalfbandPass* passes, int channels, float* const* out) noexcept {
  // A control period has eight frames: half a vector of AVX-512.
  [[maybe_unused]] const LaneMask frames =
      passes[0].count < kLanes ? (LaneMask{1} << passes[0].count) - 1 : kAllLanes;
  KILN_DISPATCH(sum_pairs, frames)(passes, channels, out);
}
}  // namespace kiln
#endif
