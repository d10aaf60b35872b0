// Transistor ladder: four saturating stages in a loop, low-pass, band-pass and high-pass by mixing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The circuit model of S. D'Angelo and V. Välimäki ("An improved virtual analog model of the Moog
// ladder filter", ICASSP 2013; "Generalized Moog ladder filter", IEEE TASLP 22(12), 2014): each
// stage integrates tanh(its input) - tanh(its output), the first one tanh(input - k output).
// Trapezoidal integrators; the delay-free loop is solved in two fixed steps per frame: a linear
// solution with each stage's tanh as a conductance at its predicted voltage, then one pass with
// the input's tanh evaluated at that solution. So w0 never leaves ±1, and no stage ±3.
//
// A unit saw at drive 0 is 12 dB below the knee. Feedback is 4.35 times the resonance: it
// oscillates from 92 % on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

#include "kiln/filters/coefficient_ramp.h"
#include "kiln/filters/module.h"

namespace kiln {

struct Ladder {
  enum Param { kMode, kBass, kAge, kParamCount };
  enum Mode { kLp24, kLp12, kBp24, kHp24, kModeCount };
  static constexpr int kStages = 4;

  static constexpr const char* kModes[] = {"LP24", "LP12", "BP24", "HP24"};
  static_assert(std::size(kModes) == kModeCount);

  static constexpr ParamSpec kParams[] = {
      {.id = "mode",
       .name = "Mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = kModeCount - 1,
       .flags = kStructural,
       .choices = kModes,
       .help = "Response and slope in dB per octave"},
      {.id = "bass",
       .name = "Bass",
       .unit = Unit::kPercent,
       .max = 100,
       .initial = 50,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Low-passes: gives back the level below the cutoff that resonance takes"},
      {.id = "age",
       .name = "Age",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Stages drift apart, differently in each voice"},
  };
  static_assert(std::size(kParams) == kParamCount);

  static constexpr ModuleSpec kSpec = {.id = "ladder",
                                       .name = "Ladder",
                                       .params = kParams,
                                       .help = "Transistor ladder with saturating stages"};

  struct Channel {
    Lanes s[kStages];  // integrator states, in units of the tanh knee
  };

  enum Input { kCutoff, kResonance, kDriveIn, kBassIn, kAgeIn, kInputCount };

  struct Coefficients {
    CoefficientRamp g;  // tan of half the cutoff angle, tuning corrected
    CoefficientRamp feedback;
    CoefficientRamp gain_in, gain_out;
    CoefficientRamp scale[kStages];  // of g, per stage: age
    Lanes from[kInputCount];  // what the period started from and what it goes to, for audio-rate
    Lanes to[kInputCount];    // modulation
    IntLanes key;             // of each voice's component tolerances
    float inverse_frames;
    float inverse_rate;
    Mode mode;
    LaneMask moving;
  };

  static std::size_t memory_floats(const FilterSetup&) { return 0; }
  static void prepare(Channel& channel, Coefficients& coefficients, const FilterSetup& setup,
                      std::span<float> memory);
  static void start(Channel& channel, Coefficients& coefficients,
                    const FilterStart& start) noexcept;
  static void update(Coefficients& coefficients, const FilterUpdate& update) noexcept;
  static void render(Channel* const* channels, Coefficients& coefficients,
                     const FilterRender& render) noexcept;
};

}  // namespace kiln
