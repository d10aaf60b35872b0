// The multipliers of the sample hash.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "kiln/base/random.h"

namespace kiln::sample_hash {

inline constexpr int kChunk = 1024;  // samples that share a c
inline constexpr std::uint32_t kSpread = 0x9e3779b1u;

struct Keys {
  std::uint32_t first;
  std::uint32_t second;
};

constexpr std::array<Keys, kChunk> make_keys() {
  std::array<Keys, kChunk> keys = {};
  for (std::uint32_t i = 0; i < kChunk; ++i) {
    keys[i] = {random_bits(1, i) | 1u, random_bits(2, i) | 1u};
  }
  return keys;
}
inline constexpr std::array<Keys, kChunk> kKeys = make_keys();

constexpr Keys chunk_keys(std::int64_t sample) {
  const auto chunk = static_cast<std::uint32_t>(sample / kChunk);
  return {random_bits(3, chunk) | 1u, random_bits(4, chunk) | 1u};
}

constexpr std::uint32_t scramble(std::uint32_t bits) {
  bits *= kSpread;
  return bits ^ (bits >> 15);
}

constexpr std::uint64_t finish(std::uint32_t first, std::uint32_t second, std::int64_t samples) {
  const auto low = static_cast<std::uint32_t>(samples);
  const auto high = static_cast<std::uint32_t>(samples >> 32);
  const std::uint32_t a = mix_bits(first ^ mix_bits(low + 0x9e3779b9u));
  const std::uint32_t b = mix_bits(second ^ mix_bits(high ^ a));
  return (std::uint64_t{mix_bits(a ^ b)} << 32) | b;
}

}  // namespace kiln::sample_hash
