// The attractors of Lorenz and Rössler, integrated on several lanes side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/chaos.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/lfos/chaos.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

using Style = ChaosLfo::Style;
using Double = hn::CappedTag<double, kLanes / 2>;
using DoubleVec = hn::Vec<Double>;

HWY_INLINE DoubleVec doubles(double x) { return hn::Set(Double(), x); }

struct OrbitVec {
  DoubleVec x, y, z;
};

template <Style kStyle>
HWY_INLINE OrbitVec velocity(DoubleVec control, const OrbitVec& p) {
  if constexpr (kStyle == Style::kLorenz) {
    return {doubles(10.0) * (p.y - p.x), p.x * (control - p.z) - p.y,
            p.x * p.y - p.z * doubles(8.0 / 3.0)};
  } else {
    return {hn::Neg(p.y) - p.z, p.x + doubles(0.2) * p.y, doubles(0.2) + p.z * (p.x - control)};
  }
}

HWY_INLINE OrbitVec moved_by(const OrbitVec& p, DoubleVec h, const OrbitVec& v) {
  return {p.x + h * v.x, p.y + h * v.y, p.z + h * v.z};
}

template <Style kStyle>
HWY_INLINE OrbitVec runge_kutta(DoubleVec control, const OrbitVec& p, DoubleVec h) {
  const DoubleVec half = doubles(0.5) * h;
  const DoubleVec two = doubles(2.0);
  const OrbitVec a = velocity<kStyle>(control, p);
  const OrbitVec b = velocity<kStyle>(control, moved_by(p, half, a));
  const OrbitVec c = velocity<kStyle>(control, moved_by(p, half, b));
  const OrbitVec d = velocity<kStyle>(control, moved_by(p, h, c));
  const DoubleVec s = h / doubles(6.0);
  return {p.x + s * (a.x + two * (b.x + c.x) + d.x), p.y + s * (a.y + two * (b.y + c.y) + d.y),
          p.z + s * (a.z + two * (b.z + c.z) + d.z)};
}

template <Style kStyle>
HWY_INLINE void move_style(ChaosLfo::Steps& steps) {
  constexpr int kWidth = static_cast<int>(hn::MaxLanes(Double()));
  for (int i = 0; i < kLanes; i += kWidth) {
    if (((steps.lanes >> i) & ((LaneMask{1} << kWidth) - 1)) == 0) continue;
    const auto at = [i](double* lanes) HWY_ATTR { return hn::Load(Double(), lanes + i); };
    const DoubleVec control = at(steps.control);
    const DoubleVec h = at(steps.h);
    const DoubleVec count = at(steps.count);
    OrbitVec p = {at(steps.x), at(steps.y), at(steps.z)};
    for (int n = 0; n < steps.most; ++n) {
      const auto goes_on = doubles(n) < count;
      const OrbitVec moved = runge_kutta<kStyle>(control, p, h);
      p.x = hn::IfThenElse(goes_on, moved.x, p.x);
      p.y = hn::IfThenElse(goes_on, moved.y, p.y);
      p.z = hn::IfThenElse(goes_on, moved.z, p.z);
    }
    hn::Store(p.x, Double(), steps.x + i);
    hn::Store(p.y, Double(), steps.y + i);
    hn::Store(p.z, Double(), steps.z + i);
  }
}

void move_orbits(Style style, ChaosLfo::Steps& steps) {
  if (style == Style::kLorenz) {
    move_style<Style::kLorenz>(steps);
  } else {
    move_style<Style::kRoessler>(steps);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(move_orbits);

}  // namespace

void ChaosLfo::move(Style style, Steps& steps) noexcept {
  KILN_DISPATCH(move_orbits, steps.lanes)(style, steps);
}

}  // namespace kiln
#endif
