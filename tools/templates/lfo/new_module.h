// The new_module kind of LFO: a triangle that leans, from falling over even to rising ramps.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Starts at −1, rises in a straight line to +1 at (1 + lean)/2 of the cycle, and falls back. At the
// ends of Lean the steep side keeps 1/64 cycle, so that it never jumps.
#pragma once

#include <iterator>

#include "kiln/lfos/module.h"

namespace kiln {

struct NewModuleLfo {
  enum Param { kLean, kParamCount };  // the order of kParams
  static constexpr ParamSpec kParams[] = {
      {.id = "lean",
       .name = "Lean",
       .unit = Unit::kPercent,
       .min = -100,
       .max = 100,
       .flags = kModulatable,
       .help = "Falls, swings evenly, or rises"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "new_module", .name = "New module", .params = kParams, .help = "A triangle that leans"};
  static constexpr int kLengthParam = -1;        // the pattern is one cycle
  static constexpr float kSteepest = 1.0f / 64;  // cycles

  struct State {};  // the value follows from the phase alone

  static void prepare(State&, const LfoKindSetup&) {}
  static void start(State&, const LfoKindStart&) noexcept {}
  static void read(State&, const LfoKindRead& read) noexcept;
};
static_assert(LfoKind<NewModuleLfo>);

}  // namespace kiln
