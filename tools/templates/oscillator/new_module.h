// The new_module oscillator: a sine whose phase is bent by itself, from pure to bright.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With θ the phase and b the bend, the wave is
//
//   sin(θ + b sin θ) = Σ J_n(b) sin((n + 1) θ)
//
// (Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency Modulation", JAES 21(7)
// 1973, at ratio 1:1). The Bessel numbers J_n(b) fall below 1e-5 from n = 6 + 1.6 b on: the bend of
// each voice is held where the partials that reach half the engine rate are weaker than that. From
// 1/14 of the engine rate up the wave is a sine.
//
// The peak is 1 at every bend. Cross modulates as PM, Ring and AM.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/oscillators/cross.h"
#include "kiln/oscillators/module.h"
#include "kiln/oscillators/phase_steps.h"

namespace kiln {

struct NewModuleOscillator {
  enum Param { kBend, kCross, kParamCount };  // the order of kParams
  static constexpr float kDeepest = 6.0f;     // bend in radians at 100 %

  static constexpr ParamSpec kParams[] = {
      {.id = "bend",
       .name = "Bend",
       .curve = Curve::kPower2,
       .unit = Unit::kPercent,
       .max = 100,
       .initial = 25,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "From a pure sine to a bright wave"},
      cross_param(),
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {.id = "new_module",
                                       .name = "New module",
                                       .params = kParams,
                                       .help = "A sine that bends its own phase"};

  // What a voice (one lane) remembers from frame to frame.
  struct State {
    IntLanes phase[kMaxUnison];
  };

  // What control points set and rendering reads.
  struct Coefficients {
    int unison = 1;
    bool has_cross = false;
    CrossMode cross_mode = CrossMode::kPhase;
    PhaseSteps increment[kMaxUnison];
    Ramp bend[kMaxUnison];  // cycles
    Lanes bend_target[kMaxUnison];
    Ramp cross;
    Lanes cross_target;
  };

  static std::size_t memory_floats(const OscillatorSetup&) { return 0; }
  static bool stereo(const OscillatorSetup&) { return false; }
  static void prepare(State& state, Coefficients& c, const OscillatorSetup& setup,
                      std::span<float> memory);
  static void start(State& state, Coefficients& c, const OscillatorStart& start) noexcept;
  static void update(State& state, Coefficients& c, const OscillatorUpdate& update) noexcept;
  static void render(State& state, Coefficients& c, const OscillatorRender& render) noexcept;
};
static_assert(Oscillator<NewModuleOscillator>);

}  // namespace kiln
