// Adds the routes of one target in all lanes and applies the parameter's law.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/modulation/plan_evaluate.simd.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"
#include "kiln/simd/kernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

constexpr float kOffBelow = 0.005f;  // a level below this knob position is silence

// f on 0…1 with f(0) = 0 and f(1) = 1.
HWY_INLINE Vec bent(const PlanRoute& route, Vec u) {
  switch (route.curve) {
    case RouteCurve::kExponential:  // 36 dB over the range
      return (exp2(u * set(6.0f)) - set(1.0f)) * set(1.0f / 63.0f);
    case RouteCurve::kSShape:
      return u * u * (set(3.0f) - set(2.0f) * u);
    case RouteCurve::kStepped: {
      const auto levels = static_cast<float>(route.steps);
      const Vec level = min_(floor(u * set(levels)), set(levels - 1.0f));
      return level * set(1.0f / (levels - 1.0f));
    }
    default:
      return u;
  }
}

// Drawn curves are read lane by lane.
HWY_INLINE Vec drawn(const PlanRoute& route, Vec u) {
  HWY_ALIGN float lanes[kLanes];
  store(u, lanes);
  const auto pieces = static_cast<float>(route.pieces);
  for (int i = 0; i < kVecLanes; ++i) {
    const float at = lanes[i] * pieces;
    const int left = at < pieces - 1.0f ? static_cast<int>(at) : route.pieces - 1;
    const float t = at - static_cast<float>(left);
    const float a = route.drawn[static_cast<std::size_t>(left)];
    lanes[i] = a + t * (route.drawn[static_cast<std::size_t>(left + 1)] - a);
  }
  return load(lanes);
}

HWY_INLINE Vec shaped(const PlanRoute& route, Vec s) {
  if (route.source_bipolar && !route.out_bipolar) s = s * set(0.5f) + set(0.5f);
  if (!route.source_bipolar && route.out_bipolar) s = s * set(2.0f) - set(1.0f);
  if (route.curve == RouteCurve::kLinear) return s;
  s = clamp(s, -1.0f, 1.0f);
  if (route.curve == RouteCurve::kDrawn) {
    if (!route.out_bipolar) return drawn(route, max_(s, zero()));
    return drawn(route, s * set(0.5f) + set(0.5f)) * set(2.0f) - set(1.0f);
  }
  return copy_sign(bent(route, abs(s)), s);
}

// The vector twin of x_to_engine (kiln/parameters/spec.cpp), step by step.
HWY_INLINE Vec engine_law(const PlanLaw& law, Vec position) {
  const Vec x = clamp(position, law.x_min, law.x_max);
  const Vec low = set(law.low);
  Vec real;
  switch (law.curve) {
    case Curve::kLinear:
      real = low + set(law.range) * x;
      break;
    case Curve::kLog:
      real = low * exp2(x * set(law.range));
      break;
    case Curve::kStep:
      real = clamp(floor(low + set(law.range) * x + set(0.5f)), low, set(law.high));
      break;
    case Curve::kLevel:
      return select(x < set(kOffBelow), zero(), set(law.high) * (x * x * x));
    default: {
      const Vec u = law.both_ways ? set(2.0f) * x - set(1.0f) : max_(x, zero());
      const Vec size = abs(u);
      const Vec power = law.curve == Curve::kPower2   ? size * size
                        : law.curve == Curve::kPower3 ? size * size * size
                                                      : (size * size) * (size * size);
      real = set(law.high) * power;
      real = law.both_ways ? select(u < zero(), negate(real), real) : max_(real, low);
      break;
    }
  }
  return law.percent ? real * set(0.01f) : real;
}

// What a route adds to the base, as far as its bounds let it.
HWY_INLINE Vec inside(const RouteBounds& bounds, Vec base, Vec y) {
  return clamp(y, min_(set(bounds.low) - base, zero()), max_(set(bounds.high) - base, zero()));
}

bool evaluate_kernel(const Plan& plan, const PlanTarget& target, const Lanes* sources,
                     const Lanes& base_x, LaneMask lanes, LaneMask starting, PlanState& state,
                     Lanes& engine_value) {
  const PlanRoute* const routes = plan.routes().data() + target.first_route;
  const bool to_depth = target.param == kNoParam;
  const bool pitch = target.pitch;
  Lanes& out = to_depth ? state.depth[target.depth_of] : engine_value;
  const Vec full = set(pitch ? kPitchFullDepth : 1.0f);
  bool changed = false;
  for (const int i : ActiveVectors(lanes)) {
    const Vec base =
        to_depth ? set(plan.depths()[target.depth_of]) : (pitch ? zero() : load(&base_x[i]));
    Vec x = base;
    for (int r = 0; r < target.route_count; ++r) {
      const PlanRoute& route = routes[r];
      Vec y = shaped(route, load(&sources[static_cast<int>(route.source)][i]));
      y = y * load(&state.depth[route.number][i]);
      if (route.via != Source::kNone) y = y * load(&sources[static_cast<int>(route.via)][i]);
      if (route.smooth_coefficient < 1.0f) {
        const Vec before = load(&state.smoothed[route.number][i]);
        const Vec next = snap(before + set(route.smooth_coefficient) * (y - before));
        y = select(lane_select_mask(starting, i), y, next);
        const Mask chosen = lane_select_mask(lanes, i);
        store(select(chosen, y, before), &state.smoothed[route.number][i]);
      }
      y = y * full;
      if (const MovingBounds& bounds = state.bounds[route.number]; bounds.on()) {
        const Vec after = inside(bounds.to, base, y);
        const Vec before = inside(bounds.from, base, y);
        y = bounds.mix < 1.0f ? before + set(bounds.mix) * (after - before) : after;
      }
      x = x + y;
    }
    Vec value;
    if (to_depth) {
      value = clamp(x, -1.0f, 1.0f);
    } else if (pitch) {
      value = clamp(x, -kMostSemitones, kMostSemitones);
    } else {
      value = engine_law(target.law, x);
    }
    const Vec old = load(&out[i]);
    const Mask chosen = lane_select_mask(lanes, i);
    // Only of lanes that sound: others may hold anything.
    changed = changed || !hn::AllFalse(D(), hn::AndNot(value == old, chosen));
    store(select(chosen, value, old), &out[i]);
  }
  return changed;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
HWY_EXPORT(evaluate_kernel);
bool evaluate_target(const Plan& plan, const PlanTarget& target, const Lanes* sources,
                     const Lanes& base_x, LaneMask lanes, LaneMask starting, PlanState& state,
                     Lanes& engine_value) noexcept {
  return KILN_DISPATCH(evaluate_kernel, lanes)(plan, target, sources, base_x, lanes, starting,
                                               state, engine_value);
}
}  // namespace kiln
#endif
