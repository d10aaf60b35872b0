// The Chaos kind: the attractors of Lorenz and Rössler, x on the left and y on the right.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// E. N. Lorenz, "Deterministic nonperiodic flow" (1963): σ = 10, β = 8/3, ρ = 28 at spread 0.
// O. E. Rössler, "An equation for continuous chaos" (1976): a = b = 0.2, c = 5.7 at spread 0.
// One cycle of the rate is about one turn of the orbit. Integrated by the classical Runge–Kutta
// method in equal steps of at most 1/48 cycle, in double: the same bits everywhere. A chaotic orbit
// has no place one could jump to: when the song jumps it begins again at its first point.
#pragma once

#include <iterator>

#include "kiln/lfos/module.h"

namespace kiln {

struct ChaosLfo {
  enum Param { kStyle, kSpread, kParamCount };
  enum class Style : std::uint8_t { kLorenz, kRoessler };
  static constexpr const char* kStyles[] = {"Lorenz", "Rössler"};
  static constexpr ParamSpec kParams[] = {
      {.id = "style",
       .name = "Style",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 1,
       .flags = kStructural,
       .choices = kStyles,
       .help = "Two wings, or a spiral that folds"},
      {.id = "spread",
       .name = "Spread",
       .unit = Unit::kPercent,
       .min = -100,
       .max = 100,
       .flags = kModulatable,
       .help = "From calm, nearly periodic orbits to wild ones"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "chaos", .name = "Chaos", .params = kParams, .help = "Never the same turn twice"};
  static constexpr int kLengthParam = -1;

  struct Point {
    double x = 0.0, y = 0.0, z = 0.0;
  };
  static constexpr int kOrigins = 64;
  struct State {
    Style style = Style::kLorenz;
    Point origins[kOrigins];  // places of the orbit to begin at
    Point origin[kLanes];     // this lane's first point
    Point at[kLanes];
  };

  // What moves the points of all lanes by some steps.
  struct Steps {
    alignas(64) double x[kLanes] = {}, y[kLanes] = {}, z[kLanes] = {};
    alignas(64) double control[kLanes] = {};  // ρ or c
    alignas(64) double h[kLanes] = {};        // time of a step
    alignas(64) double count[kLanes] = {};    // steps of the lane, whole numbers
    int most = 0;                             // the largest of them
    LaneMask lanes = 0;
  };
  // [any-thread] In chaos.simd.cpp.
  static void move(Style style, Steps& steps) noexcept;

  static void prepare(State& state, const LfoKindSetup& setup);
  static void start(State& state, const LfoKindStart& start) noexcept;
  static void read(State& state, const LfoKindRead& read) noexcept;
};

}  // namespace kiln
