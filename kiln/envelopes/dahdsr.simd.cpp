// The kernels of envelopes: planning a control period, and drawing it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/envelopes/segment.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/envelopes/dahdsr.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using envelope::LevelRender;
using envelope::Segments;

// Does the period lie behind a rounded corner, within the segment, and is it short enough?
HWY_INLINE Mask fits(const Segments& s, Mask lanes, int frames, int i) {
  const IntVec position = as_int(load(&s.position[i]));
  const Mask bends = hn::RebindMask(D(), as_int(load(&s.corner[i])) > position);
  const Mask ends = hn::RebindMask(D(), position + set_int(frames) > as_int(load(&s.length[i])));
  const Vec bend = abs(load(&s.k[i])) * load(&s.inverse_length[i]);
  const Mask small = bend * set(static_cast<float>(frames)) <= set(envelope::kLongestPiece);
  return hn::And(hn::And(lanes, small), hn::Not(hn::Or(bends, ends)));
}

void plan_kernel(Segments& s, LaneMask lanes, int frames, LaneMask& planned) {
  const float inverse = 1.0f / static_cast<float>(frames);
  for (const int i : ActiveVectors(lanes)) {
    const Mask chosen = fits(s, lane_select_mask(lanes, i), frames, i);
    const LaneMask bits = mask_bits(chosen);
    if (bits == 0) continue;
    planned |= bits << i;
    const auto keep = [&](Vec x, Lanes& to)
                          HWY_ATTR { store(select(chosen, x, load(&to[i])), &to[i]); };
    const UintVec before = load(&s.position[i]);
    const UintVec position = before + set_uint(static_cast<uint32_t>(frames));
    store(select(hn::RebindMask(DU(), chosen), position, before), &s.position[i]);

    // The law at the period's end: envelope::bent_line.
    const Vec x = to_float(as_int(position)) * load(&s.inverse_length[i]);
    const Vec k = load(&s.k[i]);
    const Vec base = load(&s.base[i]);
    const Vec z = x * (x - set(1.0f));
    const Vec second = k * k * set(1.0f / 12.0f);
    const Vec line = x + z * (set(0.5f) * k + second * (set(2.0f) * x - set(1.0f)));
    const Vec line_slope = set(1.0f) + k * (x - set(0.5f)) + second * (set(6.0f) * z + set(1.0f));
    const Vec bent = (exp2(x * (k * set(envelope::kLog2E))) - set(1.0f)) * base;
    const Mask near_line = abs(k) < set(envelope::kNearLine);
    const Vec value = select(near_line, line, bent);
    const Vec rise = select(near_line, line_slope, k * (bent + base));

    const Vec span = load(&s.span[i]);
    const Vec level = load(&s.from[i]) + span * value;
    const Vec slope = span * rise * load(&s.inverse_length[i]);
    const Vec level0 = load(&s.level[i]);
    const Vec slope0 = load(&s.slope[i]);
    const Vec mean = (level - level0) * set(inverse);
    keep(level0, s.c0);
    keep(slope0, s.c1);
    keep((set(3.0f) * mean - set(2.0f) * slope0 - slope) * set(inverse), s.c2);
    keep((slope0 + slope - set(2.0f) * mean) * set(inverse * inverse), s.c3);
    keep(zero(), s.origin);
    keep(level, s.level);
    keep(slope, s.slope);
  }
}

bool params_kernel(Lanes* seen, const Lanes* params, int count, LaneMask lanes) {
  bool moved = false;
  for (const int i : ActiveVectors(lanes)) {
    const Mask chosen = lane_select_mask(lanes, i);
    Mask same = hn::MaskFromVec(hn::BitCast(D(), set_uint(0xffffffffu)));
    for (int p = 0; p < count; ++p) {
      const Vec old = load(&seen[p][i]);
      const Vec now = select(chosen, load(&params[p][i]), old);
      same = hn::And(same, now == old);
      store(now, &seen[p][i]);
    }
    moved = moved || !hn::AllTrue(D(), same);
  }
  return moved;
}

void values_kernel(const Segments& s, const Ramp& scale, LaneMask lanes, Lanes& value) {
  for (const int i : ActiveVectors(lanes)) {
    const Vec now = load(&s.c0[i]) * load(&scale.start[i]);
    store(select(lane_select_mask(lanes, i), now, load(&value[i])), &value[i]);
  }
}

// Levels never fall below zero by rounding.
HWY_INLINE Vec level_at(const Segments& s, int i, int k) {
  const Vec t = set(static_cast<float>(k)) - load(&s.origin[i]);
  const Vec high = load(&s.c2[i]) + t * load(&s.c3[i]);
  return max_(load(&s.c0[i]) + t * (load(&s.c1[i]) + t * high), zero());
}

void render_kernel(const Segments& s, const LevelRender& r, LaneBlock& out) {
  for (const int i : ActiveVectors(r.lanes)) {
    if (!active(r.moving, i)) {
      const Vec level = load(&s.c0[i]);
      for (int k = r.begin; k < r.end; ++k) store(level, &out[k][i]);
    } else {
      for (int k = r.begin; k < r.end; ++k) store(level_at(s, i, k), &out[k][i]);
    }
    if (r.scale == nullptr) continue;
    const RampVec scale = load_ramp(*r.scale, i);
    for (int k = r.begin; k < r.end; ++k) store(load(&out[k][i]) * scale.at(k), &out[k][i]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln::envelope {
namespace {

HWY_EXPORT(plan_kernel);
HWY_EXPORT(params_kernel);
HWY_EXPORT(values_kernel);
HWY_EXPORT(render_kernel);

}  // namespace

LaneMask plan_periods(Segments& segments, LaneMask lanes, int frames) noexcept {
  LaneMask planned = 0;
  KILN_DISPATCH(plan_kernel, lanes)(segments, lanes, frames, planned);
  return planned;
}
bool params_moved(Lanes* seen, const Lanes* params, int count, LaneMask lanes) noexcept {
  return KILN_DISPATCH(params_kernel, lanes)(seen, params, count, lanes);
}
void take_values(const Segments& segments, const Ramp& scale, LaneMask lanes,
                 Lanes& value) noexcept {
  KILN_DISPATCH(values_kernel, lanes)(segments, scale, lanes, value);
}
void render_levels(const Segments& segments, const LevelRender& render, LaneBlock& out) noexcept {
  KILN_DISPATCH(render_kernel, render.lanes)(segments, render, out);
}

}  // namespace kiln::envelope
#endif
