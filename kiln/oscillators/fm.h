// Three sine operators in phase modulation: A and B on a carrier, B also on A, A on itself.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   b = wave(φb)      a = wave(φa + stack·depth_b·b + feedback)      out = wave(φc + depth_a·a + …)
//
// Through-zero phase modulation (Chowning, JAES 21(7) 1973) on 32-bit phases: an increment that
// moves never makes the operators drift apart. Feedback is the mean of the last two outputs, which
// stops the period-two hunting of a single delay (Nielsen, DAFx-20); below zero its square is fed
// back, which leaves odd partials only. Waves other than the sine are its rectified relatives and
// any frame of the slot's wavetable, summed from their first partials (Clenshaw), which fade out
// before the modulation can fold them.
//
// All waves have the RMS of a full sine, -3.0 dBFS; the default patch has -5.3 dBFS. Cross "Sync"
// sets all phases back at once; the sound before goes on for four frames while the new one fades in
// (seam-inl.h).
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/dsp/wavetable.h"
#include "kiln/oscillators/cross.h"
#include "kiln/oscillators/module.h"
#include "kiln/oscillators/phase_steps.h"
#include "kiln/oscillators/tilt.h"

namespace kiln {

struct FmOscillator {
  enum Param {
    kRatioA,
    kDepthA,
    kRatioB,
    kDepthB,
    kStack,
    kFeedback,
    kTone,
    kCross,
    kCarrierWave,
    kModulatorWave,
    kKeyScale,
    kModeA,
    kModeB,
    kCarrierFrame,
    kModulatorFrame,
    kParamCount
  };
  enum Wave { kSine, kHalf, kFull, kQuarter, kSquared, kCycle, kWaveCount };
  static constexpr const char* kWaves[] = {"Sine", "Half", "Full", "Quarter", "Squared", "Cycle"};
  static constexpr const char* kKeyScales[] = {"0 dB/oct",  "-1 dB/oct", "-2 dB/oct", "-3 dB/oct",
                                               "-4 dB/oct", "-5 dB/oct", "-6 dB/oct"};
  static constexpr const char* kModes[] = {"Ratio", "x 100 Hz"};
  static constexpr float kFixedHz = 100.0f;  // of ratio 1 in the fixed mode

  // A modulator, and a partial of a wave, fades out between these cycles per engine frame.
  static constexpr float kFadeFrom = 0.35f, kFadeTo = 0.45f;

  static constexpr ParamSpec kParams[] = {
      {.id = "ratio_a",
       .name = "Ratio A",
       .curve = Curve::kLog,
       .unit = Unit::kRatio,
       .min = 0.125f,
       .max = 32,
       .initial = 1,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Frequency of A against the note"},
      {.id = "depth_a",
       .name = "Depth A",
       .curve = Curve::kPower2,
       .unit = Unit::kRadian,
       .max = 12,
       .initial = 1.5f,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "How far A bends the carrier's phase"},
      {.id = "ratio_b",
       .name = "Ratio B",
       .curve = Curve::kLog,
       .unit = Unit::kRatio,
       .min = 0.125f,
       .max = 32,
       .initial = 3,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Frequency of B against the note"},
      {.id = "depth_b",
       .name = "Depth B",
       .curve = Curve::kPower2,
       .unit = Unit::kRadian,
       .max = 12,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "How far B bends the phase of what it modulates"},
      {.id = "stack",
       .name = "Stack",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Moves B from the carrier to A: side by side at 0, a chain at 100 %"},
      {.id = "feedback",
       .name = "Feedback",
       .unit = Unit::kPercent,
       .min = -100,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "A onto itself: towards a saw above 0, a square below"},
      tone_param(),
      cross_param(),
      {.id = "carrier_wave",
       .name = "Carrier wave",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = kWaveCount - 1,
       .flags = kStructural,
       .choices = kWaves,
       .help = "Wave of the carrier"},
      {.id = "modulator_wave",
       .name = "Modulator wave",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = kWaveCount - 1,
       .flags = kStructural,
       .choices = kWaves,
       .help = "Wave of A and B"},
      {.id = "key_scale",
       .name = "Key scale",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 6,
       .initial = 3,
       .flags = kStructural,
       .choices = kKeyScales,
       .help = "Both depths fall above C4"},
      {.id = "mode_a",
       .name = "Mode A",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 1,
       .flags = kStructural,
       .choices = kModes,
       .help = "A follows the note or stays in place"},
      {.id = "mode_b",
       .name = "Mode B",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = 1,
       .flags = kStructural,
       .choices = kModes,
       .help = "B follows the note or stays in place"},
      {.id = "carrier_frame",
       .name = "Carrier frame",
       .curve = Curve::kStep,
       .unit = Unit::kCount,
       .min = 1,
       .max = kMaxWavetableFrames,
       .initial = 1,
       .flags = kStructural,
       .help = "Frame of the slot's wavetable that is the carrier's Cycle"},
      {.id = "modulator_frame",
       .name = "Modulator frame",
       .curve = Curve::kStep,
       .unit = Unit::kCount,
       .min = 1,
       .max = kMaxWavetableFrames,
       .initial = 1,
       .flags = kStructural,
       .help = "Frame of the slot's wavetable that is the Cycle of A and B"},
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {
      .id = "fm",
      .name = "FM",
      .params = kParams,
      .help = "Phase modulation with two modulators, a stack and feedback"};

  // A wave's partials as the lanes use them: those that would fold are faded out.
  static constexpr int kPartials = 16;       // of the sine's relatives
  static constexpr int kCyclePartials = 32;  // of a wavetable's frame
  struct Series {
    Lanes cosine[kCyclePartials];  // of partial k + 1
    Lanes sine[kCyclePartials];
  };
  struct SeriesTable {
    int partials = 0;
    float cosine[kCyclePartials] = {};
    float sine[kCyclePartials] = {};
  };

  struct State {
    IntLanes carrier[kMaxUnison];
    IntLanes a[kMaxUnison];
    IntLanes b[kMaxUnison];
    Lanes output_1[kMaxUnison];  // A's last output
    Lanes output_2[kMaxUnison];  // and the one before
    // What goes on for a moment after a reset by Cross "Sync".
    IntLanes old_carrier[kMaxUnison];
    IntLanes old_a[kMaxUnison];
    IntLanes old_b[kMaxUnison];
    Lanes since_reset[kMaxUnison];  // frames
    TiltState tilt;
  };

  struct Coefficients {
    int unison = 1;
    double engine_rate = 96000.0;
    float key_scale = 0.0f;  // log₂ of gain per semitone above C4
    bool fixed_a = false;
    bool fixed_b = false;
    bool has_cross = false;
    CrossMode cross_mode = CrossMode::kPhase;
    Wave carrier_wave = kSine;
    Wave modulator_wave = kSine;
    SeriesTable carrier_table;
    SeriesTable modulator_table;
    Series carrier_series;
    Series modulator_series;
    PhaseSteps carrier[kMaxUnison];
    PhaseSteps a[kMaxUnison];
    PhaseSteps b[kMaxUnison];
    // Depths in cycles of phase.
    Ramp depth_a;      // A on the carrier
    Ramp depth_b;      // B on the carrier
    Ramp depth_stack;  // B on A
    Ramp feedback;     // A on A
    Lanes depth_a_target, depth_b_target, depth_stack_target, feedback_target;
    TiltCoefficients tilt;
    Ramp cross;
    Lanes cross_target;
    // How fast the waves' phases run at most, modulation counted: cycles per frame.
    Lanes carrier_speed, modulator_speed;
  };

  static std::size_t memory_floats(const OscillatorSetup&) { return 0; }
  static bool stereo(const OscillatorSetup& setup) { return setup.unison > 1; }
  static void prepare(State& state, Coefficients& coefficients, const OscillatorSetup& setup,
                      std::span<float> memory);
  static void start(State& state, Coefficients& coefficients,
                    const OscillatorStart& start) noexcept;
  static void update(State& state, Coefficients& coefficients,
                     const OscillatorUpdate& update) noexcept;
  static void render(State& state, Coefficients& coefficients,
                     const OscillatorRender& render) noexcept;

  // [audio-thread] Part of update(): increments and depths.
  static void update_operators(State& state, Coefficients& coefficients,
                               const OscillatorUpdate& update) noexcept;

  // The first partials of a wave, of a sine's RMS, without DC.
  static SeriesTable wave_series(Wave wave);

  // The same of one of a wavetable's frames (0 <= frame; the last one where it has fewer). A silent
  // frame stays silent.
  static SeriesTable cycle_series(const WavetableMips& table, int frame);
};

}  // namespace kiln
