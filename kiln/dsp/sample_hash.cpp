// The sample hash of one signal.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/sample_hash.h"

#include <bit>

#include "kiln/dsp/sample_hash_keys.h"

namespace kiln {

void SampleHash::add(std::span<const float> samples) noexcept {
  for (const float sample : samples) {
    const std::uint32_t bits = sample_hash::scramble(std::bit_cast<std::uint32_t>(sample));
    if (bits != 0) {
      const auto place = static_cast<std::size_t>(count_ % sample_hash::kChunk);
      const sample_hash::Keys chunk = sample_hash::chunk_keys(count_);
      sum_[0] += bits * sample_hash::kKeys[place].first * chunk.first;
      sum_[1] += bits * sample_hash::kKeys[place].second * chunk.second;
    }
    ++count_;
  }
}

void SampleHash::skip(std::int64_t count) noexcept { count_ += count; }

std::uint64_t SampleHash::value() const noexcept {
  return sample_hash::finish(sum_[0], sum_[1], count_);
}

std::uint64_t LaneHash::value(int lane, std::int64_t samples) const noexcept {
  return sample_hash::finish(sum_[0][lane], sum_[1][lane], samples);
}

}  // namespace kiln
