// The noise oscillator: white, sample-and-hold or crackle, coloured, cut, and tuned to the note.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two independent streams of counter-based random numbers make left and right; Width turns them
// from one (0 %) to two unrelated channels (100 %). Then, each only on lanes that use it:
//   Colour   a slope of −6…+6 dB/octave from seven first-order shelves, poles half a decade apart
//            (1/f noise as a sum over octaves; Keshner, Proc. IEEE 70(3) 1982): a zero stands
//            above its pole by the slope's share of that distance. The RMS stays the same.
//   Low cut, High cut   12 dB/octave, off at the ends of their ranges
//   Tune     a band-pass at the note, Q 0.5…200, at constant RMS for white noise
// Filters are trapezoidal (Zavalishin, The Art of VA Filter Design; Simper 2013) and take new
// coefficients at control points. One noise sounds whatever the unison count; Cross modulates as
// Ring and AM, there is no phase for PM, FM and Sync.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/oscillators/cross.h"
#include "kiln/oscillators/module.h"

namespace kiln {

struct NoiseOscillator {
  enum Param {
    kColour,
    kLowCut,
    kHighCut,
    kHold,
    kDensity,
    kTune,
    kWidth,
    kCross,
    kMode,
    kParamCount
  };
  static constexpr int kContinuous = kMode;
  enum Mode { kWhite, kSampleAndHold, kCrackle };
  static constexpr const char* kModes[] = {"White", "Sample and hold", "Crackle"};

  static constexpr ParamSpec kParams[] = {
      {.id = "colour",
       .name = "Colour",
       .unit = Unit::kDecibelPerOctave,
       .min = -6,
       .max = 6,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .help = "Brown -6, pink -3, white 0, violet +6"},
      {.id = "low_cut",
       .name = "Low cut",
       .curve = Curve::kLog,
       .unit = Unit::kHertz,
       .min = 20,
       .max = 20480,
       .initial = 20,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "12 dB per octave below; off at 20 Hz"},
      {.id = "high_cut",
       .name = "High cut",
       .curve = Curve::kLog,
       .unit = Unit::kHertz,
       .min = 20,
       .max = 20480,
       .initial = 20480,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "12 dB per octave above; off at 20.5 kHz"},
      {.id = "hold",
       .name = "Hold",
       .curve = Curve::kLog,
       .unit = Unit::kRatio,
       .min = 0.125f,
       .max = 64,
       .initial = 16,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Rate of sample and hold against the note"},
      {.id = "density",
       .name = "Density",
       .curve = Curve::kLog,
       .unit = Unit::kPerSecond,
       .min = 0.5f,
       .max = 2000,
       .initial = 40,
       .flags = kModulatable,
       .help = "Crackles per second"},
      {.id = "tune",
       .name = "Tune",
       .curve = Curve::kPower2,
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Resonance at the note: from wind to whistle"},
      {.id = "width",
       .name = "Width",
       .unit = Unit::kPercent,
       .max = 100,
       .initial = 100,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .help = "How different left and right are"},
      cross_param(),
      {.id = "mode",
       .name = "Mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 2,
       .flags = kStructural,
       .choices = kModes,
       .help = "Kind of noise"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "noise",
      .name = "Noise",
      .params = kParams,
      .help = "White noise, sample and hold, crackle; coloured and tuned"};

  static constexpr int kShelves = 7;
  static constexpr int kGains = 65;  // points of the loudness table over Colour

  // One second-order filter on both channels.
  struct StageState {
    Lanes band[2];
    Lanes low[2];
  };
  struct Stage {
    LaneMask active = 0;
    Lanes g;        // tan(π f / rate)
    Lanes damping;  // 1/Q
  };

  struct State {
    IntLanes random_key;
    IntLanes counter;  // of frames, or of held values
    IntLanes hold_phase;
    Lanes held[2];
    Lanes crackle[2];
    Lanes shelf[2][kShelves];
    StageState low_cut, high_cut, tune;
  };

  struct Coefficients {
    Mode mode = kWhite;
    CrossMode cross_mode = CrossMode::kPhase;
    bool cross_gain = false;
    float rate = 96000.0f;
    float loudness = 1.0f;  // of white noise: what the half-band takes is given back
    float crackle_decay = 0.0f;
    float shelf_g[kShelves] = {};     // tan(π f / rate) of the poles
    float shelf_pole[kShelves] = {};  // g/(1 + g)
    float colour_gain[kGains] = {};

    LaneMask coloured = 0;
    Lanes slope;       // dB per octave, on its way to the knob's
    Lanes shelf_high;  // each shelf's gain far above its pole
    Stage low_cut, high_cut, tune;
    Lanes tune_wet;
    Lanes tune_gain;
    IntLanes density;  // of 2³²: probability of a crackle in a frame
    Lanes hold_target;
    Ramp hold;  // cycles per frame
    Lanes same_target, apart_target, gain_target, cross_target;
    Ramp same, apart;  // left and right are same·a ± apart·b
    Ramp gain;         // of the coloured noise
    Ramp cross;
  };

  static std::size_t memory_floats(const OscillatorSetup&) { return 0; }
  static bool stereo(const OscillatorSetup&) { return true; }
  static void prepare(State& state, Coefficients& c, const OscillatorSetup& setup,
                      std::span<float> memory);
  static void start(State& state, Coefficients& c, const OscillatorStart& start) noexcept;
  // True: the colour is on its way, or crackles die away, whose last bits end at control points.
  static bool update(State& state, Coefficients& c, const OscillatorUpdate& update) noexcept;
  static void render(State& state, Coefficients& c, const OscillatorRender& render) noexcept;
};
static_assert(Oscillator<NoiseOscillator>);

}  // namespace kiln
