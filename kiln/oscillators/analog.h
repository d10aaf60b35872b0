// The analog oscillator: sine, triangle, saw and pulse in one continuous band-limited shape.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sine, triangle and saw are single-cycle tables, a pulse is the difference of two reads of the
// saw, and a shape in between is a cross-fade of two neighbours. The four are in phase with each
// other and have the RMS of a saw that peaks at 1, so that the sum keeps its level. Start phase 0
// is the rising zero crossing of the fundamental: the sine, the triangle and the middle of the
// saw's ramp begin at 0, the pulse with the middle of its high part a quarter of a cycle ahead.
//
// Inside, phase 0 is where the saw falls, half a cycle from there: it is the moment of hard sync
// (kiln/oscillators/sync.h), given to others by sync_out. The kernel is analog.simd.cpp; what
// moves at control points is in analog.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/dsp/single_cycle.h"
#include "kiln/oscillators/cross.h"
#include "kiln/oscillators/module.h"
#include "kiln/oscillators/sub.h"
#include "kiln/oscillators/sync.h"
#include "kiln/oscillators/tilt.h"

namespace kiln {

struct AnalogOscillator {
  enum Param {
    kShape,
    kWidth,
    kSync,
    kTone,
    kDrift,
    kNoise,
    kSub,
    kCross,
    kSubShape,
    kSubOctave,
    kParamCount
  };
  static constexpr int kContinuous = kSubShape;  // parameters that move

  enum Wave { kSine, kTriangle, kSaw, kPulse, kWaveCount };
  // The knob's position of each wave.
  static constexpr float kPlace[kWaveCount] = {0.0f, 0.33f, 0.67f, 1.0f};
  // To the RMS of the saw, 1/sqrt(3).
  static constexpr float kGain[kWaveCount] = {0.81649658f, 1.0f, 1.0f, 0.57735027f};

  static constexpr ParamSpec kParams[] = {
      {.id = "shape",
       .name = "Shape",
       .unit = Unit::kPercent,
       .max = 100,
       .initial = 67,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .help = "Sine 0, triangle 33, saw 67, pulse 100"},
      {.id = "width",
       .name = "Width",
       .unit = Unit::kPercent,
       .min = 1,
       .max = 99,
       .initial = 50,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .help = "Pulse width; skews the other shapes"},
      {.id = "sync",
       .name = "Sync",
       .unit = Unit::kSemitone,
       .max = 60,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .help = "Pitch above the note at which the synced wave runs; 0 is off"},
      tone_param(),
      {.id = "drift",
       .name = "Drift",
       .curve = Curve::kPower2,
       .unit = Unit::kPercent,
       .max = 100,
       .flags = kModulatable,
       .help = "Slow random detuning of this slot, up to 8 cents"},
      {.id = "noise",
       .name = "Noise",
       .curve = Curve::kLevel,
       .unit = Unit::kDecibel,
       .min = -INFINITY,
       .max = 6.0206f,
       .initial = -INFINITY,
       .smoothing = Smoothing::k20ms,
       .flags = kModulatable,
       .drop_depth = 0.5f,
       .help = "Noise two octaves wide around the note: breath and grit"},
      sub_level_param(),
      cross_param(),
      sub_shape_param(),
      sub_octave_param(),
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "analog",
      .name = "Analog",
      .params = kParams,
      .help = "Band-limited classic waves with hard sync, sub oscillator and noise"};

  struct State {
    IntLanes phase[kMaxUnison];  // of the last frame rendered
    IntLanes random_key;
    IntLanes drift_phase;  // 2³² is the time from knot to knot
    IntLanes drift_knot;
    IntLanes noise_counter;
    Lanes noise_band[2];  // integrators of the noise's band-pass
    SubState sub;
    TiltState tilt;
    SyncState sync;
  };

  struct Coefficients {
    int quality = 2;
    int unison = 1;
    int centre = 0;           // the unison lane whose wraps are sync_out
    bool cross_on = false;    // a cross source is there and modulates phase or frequency …
    bool cross_gain = false;  // … or ring / amplitude
    CrossMode cross_mode = CrossMode::kPhase;
    float inverse_rate = 0.0f;  // 1 / engine rate
    uint32_t drift_step = 0;
    const float* tables[3] = {};  // sine, triangle, saw, all from the saw's fall on

    uint32_t unsettled = ~0u;         // bits of parameters whose ramps may still move
    Lanes last[kContinuous];          // parameters of the last update
    LaneMask waves[kWaveCount] = {};  // lanes that hear this wave
    LaneMask moving = 0;              // lanes whose weights, width or cross depth move
    LaneMask gliding = 0;             // lanes whose increment moves
    LaneMask bent = 0;                // lanes whose phase is bent by Width
    LaneMask noisy = 0;
    LaneMask drifting = 0;

    Lanes drift;             // factor of the increments
    Lanes centre_increment;  // of the note itself, with drift
    Lanes increment_target[kMaxUnison];
    Ramp increment[kMaxUnison];        // cycles per frame
    IntLanes level_start[kMaxUnison];  // of the tables, in floats
    Lanes slope;                       // largest slope of the phase bend

    Lanes weight_target[kWaveCount];
    Ramp weight[kWaveCount];
    Lanes half_width_target;
    Ramp half_width;  // of the pulse, cycles
    Lanes bend_target;
    Ramp bend;  // −1…+1
    Lanes cross_target;
    Ramp cross;  // depth 0…1
    Lanes noise_target;
    Ramp noise;
    Lanes noise_g;  // tan(π f / rate)

    SubCoefficients sub;
    TiltCoefficients tilt;
    SyncCoefficients sync;
  };

  static std::size_t memory_floats(const OscillatorSetup& setup);
  static bool stereo(const OscillatorSetup& setup) { return setup.unison > 1; }
  static void prepare(State& state, Coefficients& c, const OscillatorSetup& setup,
                      std::span<float> memory);
  static void start(State& state, Coefficients& c, const OscillatorStart& start) noexcept;
  static bool update(State& state, Coefficients& c, const OscillatorUpdate& update) noexcept;
  static void render(State& state, Coefficients& c, const OscillatorRender& render) noexcept;

  static SyncWave sync_wave(const Coefficients& c, const LaneBlock* cross) noexcept;
  // [audio-thread] In analog.simd.cpp: ramps of what Shape, Width and Cross move.
  static void update_shape(Coefficients& c, const OscillatorUpdate& update) noexcept;
  // The same: ramps of the increments, the tables' levels, drift's time.
  static void update_increments(State& state, Coefficients& c,
                                const OscillatorUpdate& update) noexcept;
};
static_assert(Oscillator<AnalogOscillator>);

}  // namespace kiln
