// State-variable filter: clean 12, 24 and 36 dB responses that follow the analog ones to 18 kHz.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trapezoidal integrators after A. Simper, "Linear Trapezoidal Integrated State Variable Filter
// With Low Noise Optimisation" (2011): two integrator states, one delay-free loop solved exactly.
// Three corrections make it analog-like where the trapezoidal rule alone droops by 2.2 dB at 2x:
//   - the poles are those of the impulse-invariant filter (a shift of g and k, svf.simd.cpp);
//   - the low-pass adds 1.21 g times its band-pass, the band-pass 0.82 g times its high-pass;
//   - the high-pass gets the gain that leaves its low slope in place.
// At 2x (88.2 kHz and more) and cutoffs to 10 kHz all modes stay within 1 dB of the prototype.
//
// Modulation is stable: the energy s1² + s2² never grows by itself for any path of the cutoff,
// because each period's state matrix lies between two contractions of it (A. Wishnick,
// "Time-varying filters for musical applications", DAFx-14).
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/filters/coefficient_ramp.h"
#include "kiln/filters/module.h"
#include "kiln/filters/saturator.h"

namespace kiln {

struct Svf {
  enum Param { kMode, kMorph, kGain, kSplit, kParamCount };
  enum Mode {
    kLp12,
    kLp24,
    kLp36,
    kBp12,
    kBp24,
    kHp12,
    kHp24,
    kHp36,
    kNotch,
    kPeak,
    kMorphing,
    kModeCount
  };
  static constexpr int kMaxStages = 3;

  static constexpr const char* kModes[] = {"LP12", "LP24", "LP36",  "BP12", "BP24", "HP12",
                                           "HP24", "HP36", "Notch", "Peak", "Morph"};
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
      {.id = "morph",
       .name = "Morph",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .drop_depth = 0.5f,
       .help = "Mode Morph: low-pass over band-pass to high-pass"},
      {.id = "gain",
       .name = "Gain",
       .unit = Unit::kDecibel,
       .min = -18,
       .max = 18,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Mode Peak: height of the peak"},
      {.id = "split",
       .name = "Split",
       .unit = Unit::kSemitone,
       .min = -24,
       .max = 24,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Slopes of 24 and 36 dB: the second stage apart from the first, a second peak"},
  };
  static_assert(std::size(kParams) == kParamCount);

  static constexpr ModuleSpec kSpec = {
      .id = "svf", .name = "SVF", .params = kParams, .help = "Clean state-variable filter"};

  struct Channel {
    Lanes s1[kMaxStages];  // band-pass integrators
    Lanes s2[kMaxStages];  // low-pass integrators
    Saturator::Channel drive;
  };

  // s1' = b1 s1 + b2 (x - s2);  s2' = s2 + b2 s1 + b3 (x - s2)
  // y = m0 x + m1 (s1 + s1') + m2 (s2 + s2')
  struct Stage {
    CoefficientRamp b1, b2, b3, m0, m1, m2;
  };
  enum Input { kCutoff, kResonance, kMorphIn, kGainIn, kSplitIn, kDriveIn, kInputCount };

  struct Coefficients {
    Stage stage[kMaxStages];
    CoefficientRamp limit;  // strength of the limit on self-oscillation, 0 below 90 % resonance
    Saturator drive;
    Lanes from[kInputCount];  // what the period started from and what it goes to, for audio-rate
    Lanes to[kInputCount];    // modulation, which makes its coefficients in every frame
    float inverse_frames;
    float inverse_rate;
    Mode mode;
    int stages;
    bool direct;      // m0 and m2 are needed: all but the low-passes
    LaneMask moving;  // lanes whose coefficients move in this period
    LaneMask limited;
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
