// Comb filter: a tuned delay in a loop with damping and dispersion; a string without a pluck.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// J. O. Smith, "Physical Audio Signal Processing" (filtered-delay-loop strings; dispersion by
// first-order all-passes). The loop's own phase at the cutoff, of the damping one-pole and the
// all-passes, is taken off the delay line, so that the fundamental stays on the cutoff.
//
//   +   peaks at all harmonics of the cutoff
//   -   inverted feedback round half the period: odd harmonics, hollow
//   ±   as +, with the delayed signal added: notches between the peaks, also at resonance 0
//
// Feedback is 0.9995 (1 - (1 - r)²). The input is scaled by √(1 - feedback²), which keeps the level
// of noise; tones on a peak grow by up to 36 dB and meet a soft limit at +12 dB inside the loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

#include "kiln/filters/coefficient_ramp.h"
#include "kiln/filters/module.h"
#include "kiln/filters/saturator.h"

namespace kiln {

struct Comb {
  enum Param { kMode, kDamp, kStretch, kParamCount };
  enum Mode { kPlus, kMinus, kBoth, kModeCount };
  static constexpr int kAllpasses = 2;
  static constexpr double kLowestHz = 20.0;  // longer delays are held there

  static constexpr const char* kModes[] = {"+", "-", "±"};
  static_assert(std::size(kModes) == kModeCount);

  static constexpr ParamSpec kParams[] = {
      {.id = "mode",
       .name = "Mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = kModeCount - 1,
       .flags = kStructural,
       .choices = kModes,
       .help = "All harmonics, odd harmonics, or peaks with notches between"},
      {.id = "damp",
       .name = "Damp",
       .curve = Curve::kLog,
       .unit = Unit::kHertz,
       .min = 200,
       .max = 20480,
       .initial = 12000,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Low-pass in the loop: high partials die sooner"},
      {.id = "stretch",
       .name = "Stretch",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Dispersion: partials above the first go sharp, towards bells"},
  };
  static_assert(std::size(kParams) == kParamCount);

  static constexpr ModuleSpec kSpec = {
      .id = "comb", .name = "Comb", .params = kParams, .help = "Tuned delay with feedback"};

  struct Channel {
    float* lines;    // kLanes delay lines, one after the other, in the slot's memory
    int32_t length;  // frames of one
    int32_t at;      // where the next frame is written
    Lanes dc;        // 5 Hz high-pass of the input
    Lanes damp;      // one-pole
    Lanes allpass[kAllpasses];
    Saturator::Channel drive;
  };

  enum Input { kCutoff, kResonance, kDriveIn, kDampIn, kStretchIn, kInputCount };

  struct Coefficients {
    CoefficientRamp period;    // frames the loop takes at the cutoff
    CoefficientRamp loop;      // frames of it in damping and all-passes
    CoefficientRamp feedback;  // with its sign
    CoefficientRamp gain;
    CoefficientRamp damp;     // pole of the one-pole
    CoefficientRamp stretch;  // pole of the all-passes
    Saturator drive;
    Lanes from[kInputCount];
    Lanes to[kInputCount];
    float rate;
    float longest;  // frames the delay line can hold
    float dc;
    Mode mode;
    LaneMask moving;
  };

  static std::size_t memory_floats(const FilterSetup& setup);
  static void prepare(Channel& channel, Coefficients& coefficients, const FilterSetup& setup,
                      std::span<float> memory);
  static void start(Channel& channel, Coefficients& coefficients,
                    const FilterStart& start) noexcept;
  static void update(Coefficients& coefficients, const FilterUpdate& update) noexcept;
  static void render(Channel* const* channels, Coefficients& coefficients,
                     const FilterRender& render) noexcept;
};

}  // namespace kiln
