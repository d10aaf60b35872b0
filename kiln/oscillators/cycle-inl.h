// Reading one cycle per lane, each from its own level, without a gather: 4 floats a lane, turned.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/dsp/single_cycle.h"
#include "kiln/simd/kernel-inl.h"

#if defined(KILN_OSCILLATORS_CYCLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_OSCILLATORS_CYCLE_INL_H_
#undef KILN_OSCILLATORS_CYCLE_INL_H_
#else
#define KILN_OSCILLATORS_CYCLE_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

// y[-1], y[0], y[1], y[2] around the phase of every lane.
struct FourPoints {
  Vec a, b, c, d;
};

#if HWY_TARGET != HWY_SCALAR
// The 4 floats at p[0], p[4], p[8] …: one 128-bit block each.
template <int kCount>
HWY_INLINE auto load_rows(const float* const* p) {
  if constexpr (kCount == 4) {
    return hn::LoadU(hn::CappedTag<float, 4>(), p[0]);
  } else {
    return hn::Combine(hn::CappedTag<float, kCount>(), load_rows<kCount / 2>(p + kCount / 2),
                       load_rows<kCount / 2>(p));
  }
}
#endif

// p[i] points at the 4 floats of lane i.
HWY_INLINE FourPoints load_four_points(const float* const* p) {
#if HWY_TARGET == HWY_SCALAR
  return {set(p[0][0]), set(p[0][1]), set(p[0][2]), set(p[0][3])};
#else
  const Vec r0 = load_rows<kVecLanes>(p), r1 = load_rows<kVecLanes>(p + 1);
  const Vec r2 = load_rows<kVecLanes>(p + 2), r3 = load_rows<kVecLanes>(p + 3);
  // A transposition inside each block.
  const Vec t0 = hn::InterleaveLower(D(), r0, r2);   // a0 a2 b0 b2
  const Vec t1 = hn::InterleaveLower(D(), r1, r3);   // a1 a3 b1 b3
  const Vec t2 = hn::InterleaveUpper(D(), r0, r2);   // c0 c2 d0 d2
  const Vec t3 = hn::InterleaveUpper(D(), r1, r3);   // c1 c3 d1 d3
  return {hn::InterleaveLower(D(), t0, t1), hn::InterleaveUpper(D(), t0, t1),
          hn::InterleaveLower(D(), t2, t3), hn::InterleaveUpper(D(), t2, t3)};
#endif
}

// kiln::hermite4, the same operations in the same order.
HWY_INLINE Vec hermite4(const FourPoints& y, Vec t) {
  const Vec half = set(0.5f);
  const Vec c1 = half * (y.c - y.a);
  const Vec c2 = (y.a - set(2.5f) * y.b) + (set(2.0f) * y.c - half * y.d);
  const Vec c3 = half * (y.d - y.a) + set(1.5f) * (y.b - y.c);
  return ((c3 * t + c2) * t + c1) * t + y.b;
}

// kiln::read_cycle for every lane: levels[i] is MipTable::level() of lane i (never null).
HWY_INLINE Vec read_cycles(const float* const* levels, UintVec phase) {
  constexpr int kFractionBits = 32 - kCycleBits;
  HWY_ALIGN uint32_t index[kVecLanes];
  store(hn::ShiftRight<kFractionBits>(phase), index);
  const float* p[kVecLanes];
  for (int i = 0; i < kVecLanes; ++i) p[i] = levels[i] + index[i];
  const Vec fraction = to_float(as_int(phase & set_uint((1u << kFractionBits) - 1u))) *
                       set(1.0f / static_cast<float>(1u << kFractionBits));
  return hermite4(load_four_points(p), fraction);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
