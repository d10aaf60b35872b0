// Integrates the two attractors and scales their orbits to −1…+1.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/chaos.h"

#include "kiln/base/math.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

using OrbitPoint = ChaosLfo::Point;
using OrbitStyle = ChaosLfo::Style;

constexpr double kStepsPerCycle = 48.0;

// What a style and spread make of the equations, and how large the orbit gets.
struct Orbit {
  OrbitStyle style;
  double control;          // ρ or c
  double units_per_cycle;  // time of one turn
  double scale_x, scale_y;
};

Orbit orbit_of(OrbitStyle style, double spread) {
  if (style == OrbitStyle::kLorenz) {
    // Below ρ = 24.74 the orbit would come to rest.
    const double rho = spread < 0.0 ? 28.0 + 3.0 * spread : 28.0 + 14.0 * spread;
    const double size = math::sqrt((rho - 1.0) / 27.0);
    return {style, rho, 0.75, 1.0 / (20.5 * size), 1.0 / (28.0 * size)};
  }
  // c = 2.7 is a plain circle, from 4 on the orbit folds.
  const double c = spread < 0.0 ? 5.7 + 3.0 * spread : 5.7 + 3.3 * spread;
  const double size = c / 5.7;
  return {style, c, 5.88, 1.0 / (12.5 * size), 1.0 / (11.5 * size)};
}

OrbitPoint velocity(const Orbit& orbit, const OrbitPoint& p) {
  if (orbit.style == OrbitStyle::kLorenz) {
    return {10.0 * (p.y - p.x), p.x * (orbit.control - p.z) - p.y, p.x * p.y - p.z * (8.0 / 3.0)};
  }
  return {-p.y - p.z, p.x + 0.2 * p.y, 0.2 + p.z * (p.x - orbit.control)};
}

OrbitPoint moved_by(const OrbitPoint& p, double h, const OrbitPoint& v) {
  return {p.x + h * v.x, p.y + h * v.y, p.z + h * v.z};
}

OrbitPoint runge_kutta(const Orbit& orbit, const OrbitPoint& p, double h) {
  const OrbitPoint a = velocity(orbit, p);
  const OrbitPoint b = velocity(orbit, moved_by(p, 0.5 * h, a));
  const OrbitPoint c = velocity(orbit, moved_by(p, 0.5 * h, b));
  const OrbitPoint d = velocity(orbit, moved_by(p, h, c));
  const double s = h / 6.0;
  return {p.x + s * (a.x + 2.0 * (b.x + c.x) + d.x), p.y + s * (a.y + 2.0 * (b.y + c.y) + d.y),
          p.z + s * (a.z + 2.0 * (b.z + c.z) + d.z)};
}

// A spread that moves quickly may throw the orbit out of its basin: it begins again.
bool is_lost(const OrbitPoint& p) {
  const double size = p.x * p.x + p.y * p.y + p.z * p.z;
  return !(size < 1e5);
}

float bounded_output(double x) { return static_cast<float>(x < -1.0 ? -1.0 : (x > 1.0 ? 1.0 : x)); }

}  // namespace

void ChaosLfo::prepare(State& state, const LfoKindSetup& setup) {
  state.style = static_cast<OrbitStyle>(static_cast<int>(setup.structure[kStyle]));
  const Orbit orbit = orbit_of(state.style, 0.0);
  const double h = orbit.units_per_cycle / kStepsPerCycle;
  OrbitPoint p = {1.0, 1.0, 1.0};
  constexpr int kSettle = 2000, kApart = 77;  // steps
  for (int i = 0; i < kSettle; ++i) p = runge_kutta(orbit, p, h);
  for (OrbitPoint& origin : state.origins) {
    for (int i = 0; i < kApart; ++i) p = runge_kutta(orbit, p, h);
    origin = p;
  }
}

void ChaosLfo::start(State& state, const LfoKindStart& start) noexcept {
  // A little off the stored place, so that no two orbits stay together.
  const std::uint32_t bits = mix_bits(start.random_key);
  OrbitPoint& origin = state.origin[start.lane];
  origin = state.origins[bits % kOrigins];
  origin.x += 0.01 * double{random_bipolar(mix_bits(bits + 1))};
  state.at[start.lane] = origin;
}

void ChaosLfo::read(State& state, const LfoKindRead& r) noexcept {
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(r.lanes, i)) continue;
    const double spread = double{math::clamp(r.params[kSpread][i], -1.0f, 1.0f)};
    const Orbit orbit = orbit_of(state.style, spread);
    OrbitPoint p = has_lane(r.jumped, i) ? state.origin[i] : state.at[i];
    const double cycles = double{(*r.moved)[i]};
    if (!has_lane(r.jumped, i) && cycles > 0.0) {
      const int steps = 1 + static_cast<int>(cycles * kStepsPerCycle);
      const double h = cycles * orbit.units_per_cycle / steps;
      for (int n = 0; n < steps; ++n) p = runge_kutta(orbit, p, h);
    }
    if (is_lost(p)) p = state.origin[i];
    state.at[i] = p;
    (*r.left)[i] = bounded_output(p.x * orbit.scale_x);
    (*r.right)[i] = bounded_output(p.y * orbit.scale_y);
  }
}

}  // namespace kiln
