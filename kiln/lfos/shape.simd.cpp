// Reads the compiled shape at the phase of each lane.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/shape.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/lfos/shape.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"
#include "kiln/simd/table_read-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

HWY_INLINE Vec value_at(const ShapeLfo::State& state, UintVec phase) {
  constexpr int kBits = ShapeLfo::kCellBits;
  static_assert(sizeof(ShapeLfo::Cell) == 4 * sizeof(float));
  const IntVec index = as_int(shift_left<2>(shift_right<32 - kBits>(phase)));
  const Vec t = phase_to_cycles(shift_left<kBits>(phase));
  Vec start, rise, split, jump;
  read_hermite4(&state.cells[0].start, index, start, rise, split, jump);
  return start + rise * t + select_or_zero(t >= split, jump);
}

void read_shape(const ShapeLfo::State& state, const LfoKindRead& r) {
  for (const int offset : ActiveVectors(r.lanes)) {
    const Mask chosen = lane_select_mask(r.lanes, offset);
    const UintVec phase = load(&(*r.phase)[offset]);
    float* const left = &(*r.left)[offset];
    store(select(chosen, value_at(state, phase), load(left)), left);
    if (!r.wants_right) continue;
    float* const right = &(*r.right)[offset];
    store(select(chosen, value_at(state, phase + set_uint(0x40000000u)), load(right)), right);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(read_shape);

}  // namespace

void ShapeLfo::read(State& state, const LfoKindRead& read) noexcept {
  KILN_DISPATCH(read_shape, read.lanes)(state, read);
}

}  // namespace kiln
#endif
