// Counter-based random numbers: the n-th number of a key needs no state and no order of drawing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keyed by (seed, note number in the epoch, module), counted by frame or event, never by lane: the
// same note draws the same numbers wherever the allocator puts it. The vector twins are in
// kiln/simd/kernel-inl.h.
#pragma once

#include <cstdint>

#include "kiln/base/fp_guard.h"

namespace kiln {

// A bijective mixer of 32 bits: C. Wellons, hash-prospector ("lowbias32", 2018, public domain),
// exact bias 0.174.
constexpr uint32_t mix_bits(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

// Key of a stream. Neighbouring seeds, notes and modules give unrelated keys.
constexpr uint32_t random_key(uint64_t seed, uint32_t note, uint32_t module) {
  uint32_t key = mix_bits(static_cast<uint32_t>(seed) + 0x9e3779b9u);
  key = mix_bits(key ^ (static_cast<uint32_t>(seed >> 32) + 0x85ebca6bu));
  key = mix_bits(key + note * 0x9e3779b9u);
  return mix_bits(key ^ (module * 0xc2b2ae35u + 0x27d4eb2fu));
}

// 32 random bits. The key enters before and after the first round, by addition and by exclusive or:
// two keys whose first rounds meet for a shifted counter part again in the second.
constexpr uint32_t random_bits(uint32_t key, uint32_t counter) {
  return mix_bits(mix_bits(counter + key) ^ (key * 0x9e3779b9u));
}

// [0, 1) in steps of 2^-24; every value exact.
constexpr float random_unipolar(uint32_t bits) { return static_cast<float>(bits >> 8) * 0x1p-24f; }

// [-1, 1) in steps of 2^-23; every value exact, mean -2^-24.
constexpr float random_bipolar(uint32_t bits) {
  return static_cast<float>(static_cast<int32_t>(bits) >> 8) * 0x1p-23f;
}

}  // namespace kiln
