// The sample hash of sixteen signals side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/sample_hash.h"

#include "kiln/dsp/sample_hash_keys.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/dsp/sample_hash.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// frames[0 … count) lie in one chunk of the hash and begin at `place` in it.
void add_kernel(const Lanes* frames, int count, int place, int spacing, uint32_t chunk_first,
                uint32_t chunk_second, LaneMask lanes, IntLanes* sums) {
  for (const int i : ActiveVectors(lanes)) {
    const auto chosen = hn::RebindMask(DU(), lane_select_mask(lanes, i));
    UintVec first = set_uint(0), second = set_uint(0);
    for (int k = 0; k < count; ++k) {
      UintVec bits = hn::BitCast(DU(), load(&frames[k][i])) * set_uint(sample_hash::kSpread);
      bits = bits ^ shift_right<15>(bits);
      const sample_hash::Keys& keys =
          sample_hash::kKeys[static_cast<std::size_t>(place + k * spacing)];
      first = first + bits * set_uint(keys.first);
      second = second + bits * set_uint(keys.second);
    }
    const UintVec old_first = load(&sums[0][i]);
    const UintVec old_second = load(&sums[1][i]);
    store(select(chosen, old_first + first * set_uint(chunk_first), old_first), &sums[0][i]);
    store(select(chosen, old_second + second * set_uint(chunk_second), old_second), &sums[1][i]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(add_kernel);

void LaneHash::add(const Lanes* frames, int count, std::int64_t sample, int spacing,
                   LaneMask lanes) noexcept {
  while (count > 0) {
    const auto place = static_cast<int>(sample % sample_hash::kChunk);
    const int left = (sample_hash::kChunk - place + spacing - 1) / spacing;
    const int run = count < left ? count : left;
    const sample_hash::Keys chunk = sample_hash::chunk_keys(sample);
    HWY_DYNAMIC_DISPATCH(add_kernel)
    (frames, run, place, spacing, chunk.first, chunk.second, lanes, sum_);
    frames += run;
    sample += std::int64_t{run} * spacing;
    count -= run;
  }
}
}  // namespace kiln
#endif
