// Plays a wavetable: a position between frames, a warp of phase or wave, formants, tilt and a sub.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Position 1 … 256 spans the whole table, however many frames it has. A frame is read by 4-point
// Hermite from the level that fits the increment and the warp's speed (kiln/dsp/wavetable.h);
// between two frames both are read and cross-faded. A position that moves reaches any frame within
// three control periods: first to a frame, then across, then between its neighbours. On a frame
// the second read is skipped, which changes no bit.
//
// Formant keeps the pitch and moves the spectral envelope by r: each cycle is the overlap of two
// Hann-windowed grains of the table, read r times as fast, one starting where the cycle starts and
// one a cycle before (pitch-synchronous overlap-add; Moulines & Charpentier, Speech Comm. 9, 1990).
// With r = 1 the grains agree and the sum is the table itself. Warp and formant may leave an
// offset, which a 5 Hz high-pass takes off.
#pragma once

#include <cstddef>
#include <iterator>
#include <span>

#include "kiln/dsp/wavetable.h"
#include "kiln/oscillators/cross.h"
#include "kiln/oscillators/module.h"
#include "kiln/oscillators/phase_steps.h"
#include "kiln/oscillators/spectral.h"
#include "kiln/oscillators/spectral_tilt.h"
#include "kiln/oscillators/sub.h"
#include "kiln/oscillators/warp.h"

namespace kiln {

struct WavetableOscillator {
  enum Param {
    kPosition,
    kWarp,
    kSpectral,
    kFormant,
    kTilt,
    kFan,
    kSub,
    kCross,
    kWarpMode,
    kSpectralMode,
    kInterpolate,
    kSubShape,
    kSubOctave,
    kParamCount
  };
  static constexpr ParamSpec kParams[] = {
      {.id = "position",
       .name = "Position",
       .unit = Unit::kNone,
       .min = 1,
       .max = 256,
       .initial = 1,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .drop_depth = 0.5f,
       .help = "Place in the table, 256 is its last frame"},
      {.id = "warp",
       .name = "Warp",
       .unit = Unit::kPercent,
       .min = -100,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Depth of the warp"},
      {.id = "spectral",
       .name = "Spectral",
       .unit = Unit::kPercent,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Depth of the change of the partials"},
      {.id = "formant",
       .name = "Formant",
       .unit = Unit::kSemitone,
       .min = -24,
       .max = 24,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Moves the spectral envelope, the pitch stays"},
      {.id = "tilt",
       .name = "Tilt",
       .unit = Unit::kDecibelPerOctave,
       .min = -12,
       .max = 12,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Slope of the partials above the fundamental, level kept"},
      {.id = "fan",
       .name = "Fan",
       .unit = Unit::kPercent,
       .min = -100,
       .max = 100,
       .smoothing = Smoothing::k10ms,
       .flags = kModulatable,
       .help = "Spreads the unison lanes over Position, up to half the table"},
      sub_level_param(),
      cross_param(),
      {.id = "warp_mode",
       .name = "Warp mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = static_cast<float>(Warp::kCount) - 1,
       .initial = static_cast<float>(Warp::kBend),
       .flags = kStructural,
       .choices = kWarps,
       .help = "What Warp does"},
      {.id = "spectral_mode",
       .name = "Spectral mode",
       .curve = Curve::kStep,
       .unit = Unit::kChoice,
       .max = static_cast<float>(Spectral::kCount) - 1,
       .flags = kStructural,
       .choices = kSpectrals,
       .help = "What Spectral does"},
      {.id = "interpolate",
       .name = "Interpolate",
       .curve = Curve::kStep,
       .unit = Unit::kSwitch,
       .max = 1,
       .initial = 1,
       .flags = kStructural,
       .help = "Off: Position steps from frame to frame"},
      sub_shape_param(),
      sub_octave_param(),
  };
  static_assert(std::size(kParams) == kParamCount);
  static constexpr ModuleSpec kSpec = {.id = "wavetable",
                                       .name = "Wavetable",
                                       .params = kParams,
                                       .help = "Morphs between the frames of a table"};

  // Between which two frames (or spectral steps) the lanes stand at the end of a control period.
  struct Place {
    Lanes from;
    Lanes to;
    Lanes weight;  // of `to`
  };

  // One unison lane of all voices.
  struct Voice {
    PhaseSteps increment;
    Place place;
    Ramp weight;                 // of the frame that is entered
    LaneMask between = 0;        // lanes whose weight is or becomes other than 0
    IntLanes level_start;        // floats from a frame's first level to the one in use
    const float* at[4][kLanes];  // from, to, and both at the next spectral step; never null
  };

  struct State {
    IntLanes phase[kMaxUnison];
    IntLanes old_phase[kMaxUnison];   // before the last reset by Cross "Sync"
    Lanes since_reset[kMaxUnison];    // frames
    Lanes previous[kMaxUnison];       // last value read from the table
    Lanes offset_left, offset_right;  // of the 5 Hz high-pass
    SpectralTiltState tilt;
    SubState sub;
  };

  struct Coefficients {
    int unison = 1;
    int quality = 2;
    Warp warp_mode = Warp::kOff;
    const float* map = nullptr;  // of Warp::kRemap
    float map_steepest = 0.0f;
    bool interpolate = true;
    bool has_cross = false;
    CrossMode cross_mode = CrossMode::kPhase;
    const WavetableMips* table = nullptr;      // never null once prepared
    const SpectralTables* spectral = nullptr;  // null: no spectral mode
    float offset_pole = 0.0f;
    LaneMask offset_active = 0;  // lanes that warp or move formants
    Voice voice[kMaxUnison];
    Place spectral_place;
    LaneMask spectral_moved = 0;  // lanes whose steps changed at this control point
    Ramp spectral_weight;
    Ramp warp, formant, cross;  // formant: ratio − 1
    LaneMask general = 0;       // lanes that warp, move formants, cross, change
    Lanes warp_target, formant_target, cross_target;
    Lanes formant_semitones;  // what formant_target was computed for
    Lanes speed;              // of reading against the phase, at most
    SpectralTilt tilt;
    SubCoefficients sub;
  };

  // [audio-thread] Part of update(): increments, places, levels of the unison lanes.
  static void update_voices(Coefficients& coefficients, const OscillatorUpdate& update) noexcept;

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
};

}  // namespace kiln
