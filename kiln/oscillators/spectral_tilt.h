// A tilt of ±12 dB per octave from the note's fundamental up, of constant loudness.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Four first-order shelves in a row, their poles and zeros spaced evenly in octaves from the note
// to 20 kHz, follow any slope up to ±6 dB/oct (J. O. Smith & H. F. Smith, "Closed form fractional
// integration and differentiation via real exponentially spaced pole-zero pairs", 2016); the row
// runs twice. A shelf is g + (1 − g)·L with one and the same g and L a trapezoidal one-pole
// (Zavalishin, The Art of VA Filter Design, ch. 3). What the tilt adds to the power of the wave's
// octaves is taken off again. A rise ends 60 dB above the note. A lane at 0 is left untouched bit
// for bit. Kernel: spectral_tilt-inl.h.
#pragma once

#include <span>

#include "kiln/simd/lanes.h"

namespace kiln {

inline constexpr int kTiltShelves = 4;
inline constexpr int kTiltOctaves = 10;

struct SpectralTiltState {
  Lanes left[2 * kTiltShelves];
  Lanes right[2 * kTiltShelves];
};

struct SpectralTilt {
  double engine_rate = 96000.0;
  float octave_power[kTiltOctaves] = {};  // of the wave in harmonics 1, 2–3, 4–7, …; sums to 1
  LaneMask active = 0;
  Lanes slope;  // dB/oct and note the targets were computed for
  Lanes note;
  Lanes shelf_target;  // g
  Lanes gain_target;
  Lanes pole_target[kTiltShelves];  // G = w / (1 + w)
  Ramp shelf;
  Ramp gain;
  Ramp pole[kTiltShelves];
};

// [main-thread] `harmonic_power` of harmonics 1, 2, 3 …
void prepare_spectral_tilt(SpectralTilt& c, double engine_rate,
                           std::span<const double> harmonic_power);

// [audio-thread] At a control point: `slope` −12…+12 dB/oct, `note` in semitones, per lane.
void update_spectral_tilt(SpectralTilt& c, SpectralTiltState& state, const Lanes& slope,
                          const Lanes& note, LaneMask lanes, LaneMask starting,
                          float inverse_frames) noexcept;

}  // namespace kiln
