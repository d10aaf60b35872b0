// Reading a table at another place for each lane, without gather instructions.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gathers cost one load for each lane and number; here each lane loads all it needs at once (a pair
// in 64 bits, four neighbours in 128) and shuffles sort the numbers into vectors: with AVX2, 8
// loads and 8 shuffles for 8 pairs, 8 loads and 12 shuffles for 8 times four neighbours. Lanes may
// play different tables: either one big array and an offset in the index, or one pointer a lane.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kiln/simd/kernel-inl.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_SIMD_TABLE_READ_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_SIMD_TABLE_READ_INL_H_
#undef KILN_SIMD_TABLE_READ_INL_H_
#else
#define KILN_SIMD_TABLE_READ_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace table_detail {

// A 128-bit block is what one lane's four neighbours fill; a vector has one or more of them.
#if HWY_TARGET != HWY_SCALAR
using Block = hn::FixedTag<float, 4>;
using BlockVec = hn::Vec<Block>;

// Each pair travels as one double, which compilers load straight into its half of the block.
HWY_INLINE BlockVec two_pairs(const float* low, const float* high) {
  const hn::FixedTag<double, 1> one;
  double low_pair;
  double high_pair;
  std::memcpy(&low_pair, low, sizeof low_pair);
  std::memcpy(&high_pair, high, sizeof high_pair);
  const hn::FixedTag<double, 2> both;
  return hn::BitCast(Block(), hn::Combine(both, hn::Set(one, high_pair), hn::Set(one, low_pair)));
}

// The blocks of `block(0)`, `block(1)` ... side by side.
template <class F>
HWY_INLINE Vec join(F block) {
#if HWY_MAX_BYTES >= 64
  const hn::FixedTag<float, 8> half;
  return hn::Combine(D(), hn::Combine(half, block(3), block(2)),
                     hn::Combine(half, block(1), block(0)));
#elif HWY_MAX_BYTES >= 32
  return hn::Combine(D(), block(1), block(0));
#else
  return block(0);
#endif
}

HWY_INLINE Vec interleave_pairs_lower(Vec a, Vec b) {
  const hn::Repartition<double, D> d;
  return hn::BitCast(D(), hn::InterleaveLower(d, hn::BitCast(d, a), hn::BitCast(d, b)));
}
HWY_INLINE Vec interleave_pairs_upper(Vec a, Vec b) {
  const hn::Repartition<double, D> d;
  return hn::BitCast(D(), hn::InterleaveUpper(d, hn::BitCast(d, a), hn::BitCast(d, b)));
}
#endif

// Two indices travel from the vector to the scalar side at once.
class Indices {
 public:
  HWY_INLINE explicit Indices(IntVec index) {
    HWY_ALIGN uint32_t i[kVecLanes];
    store(as_uint(index), i);
    std::memcpy(two_, i, sizeof i);
  }
  HWY_INLINE size_t operator[](int lane) const {
    const uint64_t two = two_[lane / 2];
    return lane % 2 == 0 ? static_cast<uint32_t>(two) : two >> 32;
  }

 private:
  uint64_t two_[(kVecLanes + 1) / 2];
};

// `at(lane)` is where the lane's pair stands.
template <class At>
HWY_INLINE void pairs(At at, Vec& value, Vec& difference) {
#if HWY_TARGET == HWY_SCALAR
  value = set(at(0)[0]);
  difference = set(at(0)[1]);
#else
  // Per block: even = v0 d0 v2 d2 and odd = v1 d1 v3 d3, so that one swap and one blend sort each.
  const Vec even = join([&](int b) HWY_ATTR { return two_pairs(at(4 * b), at(4 * b + 2)); });
  const Vec odd = join([&](int b) HWY_ATTR { return two_pairs(at(4 * b + 1), at(4 * b + 3)); });
  value = hn::OddEven(hn::Shuffle2301(odd), even);
  difference = hn::OddEven(odd, hn::Shuffle2301(even));
#endif
}

// `at(lane)` is where the first of the lane's four neighbours stands.
template <class At>
HWY_INLINE void fours(At at, Vec& y0, Vec& y1, Vec& y2, Vec& y3) {
#if HWY_TARGET == HWY_SCALAR
  y0 = set(at(0)[0]);
  y1 = set(at(0)[1]);
  y2 = set(at(0)[2]);
  y3 = set(at(0)[3]);
#else
  // Row r of each block belongs to the block's lane r; then a 4 × 4 transposition per block.
  const Block four;
  const Vec r0 = join([&](int b) HWY_ATTR { return hn::LoadU(four, at(4 * b)); });
  const Vec r1 = join([&](int b) HWY_ATTR { return hn::LoadU(four, at(4 * b + 1)); });
  const Vec r2 = join([&](int b) HWY_ATTR { return hn::LoadU(four, at(4 * b + 2)); });
  const Vec r3 = join([&](int b) HWY_ATTR { return hn::LoadU(four, at(4 * b + 3)); });
  const Vec low01 = hn::InterleaveLower(D(), r0, r1);
  const Vec low23 = hn::InterleaveLower(D(), r2, r3);
  const Vec high01 = hn::InterleaveUpper(D(), r0, r1);
  const Vec high23 = hn::InterleaveUpper(D(), r2, r3);
  y0 = interleave_pairs_lower(low01, low23);
  y1 = interleave_pairs_upper(low01, low23);
  y2 = interleave_pairs_lower(high01, high23);
  y3 = interleave_pairs_upper(high01, high23);
#endif
}

}  // namespace table_detail

// Pairs (value, difference to the next): lane i gets the pair number index[i] of `pairs`, whose
// memory is value0, difference0, value1, ... Indices are not negative. For tables of its own a lane
// adds the number of the table's first pair to its index.
HWY_INLINE void read_pairs(const float* pairs, IntVec index, Vec& value, Vec& difference) {
  const table_detail::Indices i(index);
  table_detail::pairs([&](int lane) HWY_ATTR { return pairs + 2 * i[lane]; }, value, difference);
}

// The same from one table a lane: tables[0] belongs to the vector's first lane.
HWY_INLINE void read_pairs(const float* const* tables, IntVec index, Vec& value, Vec& difference) {
  const table_detail::Indices i(index);
  table_detail::pairs([&](int lane) HWY_ATTR { return tables[lane] + 2 * i[lane]; }, value,
                      difference);
}

// Four neighbours for a 4-point interpolation: lane i gets table[index[i]] ... table[index[i] + 3].
HWY_INLINE void read_hermite4(const float* table, IntVec index, Vec& y0, Vec& y1, Vec& y2,
                              Vec& y3) {
  const table_detail::Indices i(index);
  table_detail::fours([&](int lane) HWY_ATTR { return table + i[lane]; }, y0, y1, y2, y3);
}

// The same from one table a lane: tables[0] belongs to the vector's first lane.
HWY_INLINE void read_hermite4(const float* const* tables, IntVec index, Vec& y0, Vec& y1, Vec& y2,
                              Vec& y3) {
  const table_detail::Indices i(index);
  table_detail::fours([&](int lane) HWY_ATTR { return tables[lane] + i[lane]; }, y0, y1, y2, y3);
}

// The same with the lanes' indices in memory.
HWY_INLINE void read_hermite4(const float* table, const uint32_t* index, Vec& y0, Vec& y1, Vec& y2,
                              Vec& y3) {
  table_detail::fours([&](int lane) HWY_ATTR { return table + index[lane]; }, y0, y1, y2, y3);
}

// 4-point, 3rd-order Hermite (Catmull-Rom) between y1 (at = 0) and y2 (at = 1), in the form of
// L. de Soras, "The Quest for the Perfect Resampler" (2005).
HWY_INLINE Vec hermite4(Vec y0, Vec y1, Vec y2, Vec y3, Vec at) {
  const Vec slope = set(0.5f) * (y2 - y0);
  const Vec v = y1 - y2;
  const Vec w = slope + v;
  const Vec a = w + v + set(0.5f) * (y3 - y1);
  const Vec b = w + a;
  return ((a * at - b) * at + slope) * at + y1;
}

}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
