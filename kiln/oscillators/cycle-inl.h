// Reading band-limited cycles (dsp/single_cycle.h) in kernels: a phase in, a sample out, per lane.
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kiln/dsp/single_cycle.h"
#include "kiln/simd/kernel-inl.h"
#include "kiln/simd/table_read-inl.h"

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

inline constexpr int kCycleFractionBits = 32 - kCycleBits;

// One cycle is 2^32; `cycles` 0…0.5 per frame.
HWY_INLINE UintVec increment_to_phase(Vec cycles) {
  return as_uint(to_int(min_(max_(cycles, zero()), set(0.4999999f)) * set(0x1p32f)));
}

HWY_INLINE Vec cycle_fraction(UintVec phase) {
  return to_float(as_int(phase & set_uint((1u << kCycleFractionBits) - 1u))) *
         set(1.0f / static_cast<float>(1u << kCycleFractionBits));
}

// levels[i] is MipTable::level() of the vector's lane i, never null.
HWY_INLINE Vec read_cycles(const float* const* levels, UintVec phase) {
  Vec y0, y1, y2, y3;
  read_hermite4(levels, as_int(hn::ShiftRight<kCycleFractionBits>(phase)), y0, y1, y2, y3);
  return hermite4(y0, y1, y2, y3, cycle_fraction(phase));
}

// The same with all lanes in one MipTable: `level_start` is each lane's level · kLevelStride.
HWY_INLINE Vec read_cycles(const float* table, UintVec level_start, UintVec phase) {
  Vec y0, y1, y2, y3;
  read_hermite4(table, as_int(hn::ShiftRight<kCycleFractionBits>(phase) + level_start), y0, y1, y2,
                y3);
  return hermite4(y0, y1, y2, y3, cycle_fraction(phase));
}

// The same at places that stand in memory: `index` is level_start and the phase's upper bits.
HWY_INLINE Vec read_cycles_at(const float* table, const uint32_t* index, Vec fraction) {
  Vec y0, y1, y2, y3;
  read_hermite4(table, index, y0, y1, y2, y3);
  return hermite4(y0, y1, y2, y3, fraction);
}

// kiln::level_for_increment · kLevelStride for every lane, the same steps.
HWY_INLINE UintVec level_start_for_increment(Vec cycles, int quality) {
  const Vec x = max_(cycles * set(mip_scale(quality)), set(1.0f));
  const UintVec bits = hn::BitCast(DU(), x);
  const IntVec exponent = as_int(hn::ShiftRight<23>(bits)) - set_int(127);
  const Vec mantissa = hn::BitCast(D(), (bits & set_uint(0x007fffffu)) | set_uint(0x3f800000u));
  // A true mask is −1 as an integer.
  const auto one_above = [&](float limit) HWY_ATTR {
    return hn::BitCast(DI(), hn::VecFromMask(D(), mantissa > set(limit)));
  };
  IntVec level = exponent - one_above(1.0f);
  if (quality == 1) {
    level = exponent + exponent + exponent - one_above(1.0f) - one_above(kCubeRoot2) -
            one_above(kCubeRoot4);
  }
  level = hn::Min(level, set_int(mip_levels(mip_spacing(quality)) - 1));
  return as_uint(level * set_int(kLevelStride));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
