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

// Gives one lane its place and `count` steps of time `h`.
void put_orbit(ChaosLfo::Steps& steps, int lane, const OrbitPoint& p, const Orbit& orbit, double h,
               int count) {
  steps.x[lane] = p.x;
  steps.y[lane] = p.y;
  steps.z[lane] = p.z;
  steps.control[lane] = orbit.control;
  steps.h[lane] = h;
  steps.count[lane] = count;
  if (count > steps.most) steps.most = count;
  if (count > 0) steps.lanes |= lane_bit(lane);
}

OrbitPoint orbit_point(const ChaosLfo::Steps& steps, int lane) {
  return {steps.x[lane], steps.y[lane], steps.z[lane]};
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
  const auto go = [&](int count) {
    Steps steps;
    put_orbit(steps, 0, p, orbit, h, count);
    move(state.style, steps);
    p = orbit_point(steps, 0);
  };
  go(kSettle);
  for (OrbitPoint& origin : state.origins) {
    go(kApart);
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
  Steps steps;
  Orbit orbits[kLanes];
  double seen = 0.0;  // the spread whose orbit is known
  Orbit orbit = orbit_of(state.style, seen);
  for (const int i : lanes_of(r.lanes)) {
    const double spread = double{math::clamp(r.params[kSpread][i], -1.0f, 1.0f)};
    if (spread != seen) orbit = orbit_of(state.style, spread);
    seen = spread;
    orbits[i] = orbit;
    const bool jumped = has_lane(r.jumped, i);
    const double cycles = double{(*r.moved)[i]};
    const bool moves = !jumped && cycles > 0.0;
    const int count = moves ? 1 + static_cast<int>(cycles * kStepsPerCycle) : 0;
    const double h = moves ? cycles * orbit.units_per_cycle / count : 0.0;
    put_orbit(steps, i, jumped ? state.origin[i] : state.at[i], orbit, h, count);
  }
  move(state.style, steps);
  for (const int i : lanes_of(r.lanes)) {
    OrbitPoint p = orbit_point(steps, i);
    if (is_lost(p)) p = state.origin[i];
    state.at[i] = p;
    (*r.left)[i] = bounded_output(p.x * orbits[i].scale_x);
    (*r.right)[i] = bounded_output(p.y * orbits[i].scale_y);
  }
}

}  // namespace kiln
