// The new_module filter: one pole, low-pass or high-pass, that may let some of the rest through.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The trapezoidal one-pole of V. Zavalishin, "The Art of VA Filter Design", section 3.10: with
// g = tan(π cutoff / rate) and G = g / (1 + g)
//
//   v = G (x − s);  low = v + s;  s' = low + v;  high = x − low
//
// 6 dB per octave, −3 dB exactly at the cutoff; |s| never outgrows the input however G moves.
// One pole cannot resonate: Resonance changes nothing. Drive is the saturator all filters share.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/filters/coefficient_ramp.h"
#include "kiln/filters/module.h"
#include "kiln/filters/saturator.h"

namespace kiln {

struct NewModule {
  enum Param { kMode, kBleed, kParamCount };  // the order of kParams
  enum Mode { kLow, kHigh, kModeCount };

  static constexpr const char* kModes[] = {"LP6", "HP6"};
  static_assert(std::size(kModes) == kModeCount);

  static constexpr ParamSpec kParams[] = {
      {.id = "mode",
       .name = "Mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = kModeCount - 1,
       .flags = kStructural,
       .choices = kModes,
       .help = "Low-pass or high-pass, 6 dB per octave"},
      {.id = "bleed",
       .name = "Bleed",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "How much gets through of what the filter takes away"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {.id = "new_module",
                                       .name = "New module",
                                       .params = kParams,
                                       .help = "Gentle one-pole filter"};

  // One audio channel of all voices.
  struct Channel {
    Lanes s;
    Saturator::Channel drive;
  };

  // y = low_gain · low + high_gain · high
  struct Coefficients {
    CoefficientRamp g, low_gain, high_gain;  // g stands for G above
    Lanes cycles;                            // cutoff / rate, for modulation at audio rate
    Saturator drive;
    float inverse_rate;
    Mode mode;
  };

  static std::size_t memory_floats(const FilterSetup&) { return 0; }
  static void prepare(Channel& channel, Coefficients& c, const FilterSetup& setup,
                      std::span<float> memory);
  static void start(Channel& channel, Coefficients& c, const FilterStart& start) noexcept;
  static void update(Coefficients& c, const FilterUpdate& update) noexcept;
  static void render(Channel* const* channels, Coefficients& c,
                     const FilterRender& render) noexcept;
};
static_assert(Filter<NewModule>);

}  // namespace kiln
