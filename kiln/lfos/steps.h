// The Steps kind: a sequence of up to 64 values with slew, ties, chance and swing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One cycle of the rate is one step, so the length of the pattern does not change its tempo.
// Everything follows from the step's number alone: a jump of the song lands on the same values.
#pragma once

#include <iterator>

#include "kiln/lfos/module.h"

namespace kiln {

struct StepsLfo {
  enum Param { kLength, kSlew, kChance, kSwing, kParamCount };
  static constexpr ParamSpec kParams[] = {
      {.id = "length",
       .name = "Length",
       .curve = Curve::kStep,
       .unit = Unit::kCount,
       .min = 1,
       .max = kMaxLfoSteps,
       .initial = 16,
       .flags = kModulatable,
       .help = "Steps of the pattern"},
      {.id = "slew",
       .name = "Slew",
       .unit = Unit::kPercent,
       .max = 100,
       .flags = kModulatable,
       .help = "Share of a step that glides there from the step before"},
      {.id = "chance",
       .name = "Chance",
       .unit = Unit::kPercent,
       .max = 100,
       .initial = 100,
       .flags = kModulatable,
       .help = "How likely a step plays; else the last one stays"},
      {.id = "swing",
       .name = "Swing",
       .unit = Unit::kPercent,
       .min = 50,
       .max = 75,
       .initial = 50,
       .flags = kModulatable,
       .help = "Share of the first step of each pair"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "steps", .name = "Steps", .params = kParams, .help = "A sequence of drawn values"};
  static constexpr int kLengthParam = kLength;

  // The step an output is in: where it comes from, where it is, where it goes.
  struct Place {
    std::uint32_t step = 0;
    float from = 0.0f;
    float to = 0.0f;
    float next = 0.0f;
    bool tied = false;
  };
  struct State {
    LfoStep pattern[kMaxLfoSteps];
    int drawn = 0;  // steps that were drawn; they repeat
    std::uint32_t key[kLanes];
    Place place[2][kLanes];  // left, right
  };

  static void prepare(State& state, const LfoKindSetup& setup);
  static void start(State& state, const LfoKindStart& start) noexcept;
  static void read(State& state, const LfoKindRead& read) noexcept;
};

}  // namespace kiln
