// The Random kind: drawn by lot once a cycle and held, glided through, or wandering.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The n-th value follows from the key and n alone (kiln/base/random.h), correlation included: it is
// a weighted mean of the last 16 draws. So the song may jump and lands on the same values.
#pragma once

#include <iterator>

#include "kiln/lfos/module.h"

namespace kiln {

struct RandomLfo {
  enum Param { kStyle, kCorrelation, kParamCount };
  enum class Style : std::uint8_t { kHold, kGlide, kWalk };
  static constexpr const char* kStyles[] = {"hold", "glide", "walk"};
  static constexpr ParamSpec kParams[] = {
      {.id = "style",
       .name = "Style",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 2,
       .initial = 1,
       .flags = kStructural,
       .choices = kStyles,
       .help = "Hold a value each cycle, glide between them, or walk in small steps"},
      {.id = "correlation",
       .name = "Correlation",
       .unit = Unit::kPercent,
       .max = 100,
       .flags = kModulatable,
       .help = "How near a value stays to those before"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "random", .name = "Random", .params = kParams, .help = "New values by lot"};
  static constexpr int kLengthParam = -1;

  // Between which two values an output is.
  struct Place {
    std::uint32_t number = 0;
    float from = 0.0f;
    float to = 0.0f;
  };
  struct State {
    Style style = Style::kGlide;
    std::uint32_t key[kLanes];
    Place place[2][kLanes];  // left, right
  };

  static void prepare(State& state, const LfoKindSetup& setup);
  static void start(State& state, const LfoKindStart& start) noexcept;
  static void read(State& state, const LfoKindRead& read) noexcept;
};

}  // namespace kiln
