// Hard sync without aliases: the classic waves written plainly, their jumps and corners smoothed.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A synced lane leaves the tables: its wave is the plain mixture of sine, triangle, saw and pulse,
// and every jump (of the saw, of the pulse, of the reset itself) and corner gets the residual of
// kiln/dsp/blep.h at its exact time; a reset also those of all derivatives up to the fifth. The
// wave starts anew whenever the lane's own master phase (knob Sync) or the cross source wraps.
//
// The residuals look blep_zeros() frames ahead. So the lane runs that many frames ahead of its
// table: entering sync it is run through the frames that its ring needs, and what comes out goes on
// where the table stopped, without a shift or a click. Resets by a cross source can't be known
// ahead: they act blep_zeros() frames late (83 µs at 96 kHz).
//
// Phases: 2³² is one cycle, 0 is where the saw falls; a reset goes there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kiln/oscillators/module.h"
#include "kiln/simd/lanes.h"

namespace kiln {

struct SyncState {
  LaneMask active = 0;  // lanes that run here and not on the tables
  IntLanes master[kMaxUnison];
  IntLanes slave[kMaxUnison];  // phase since the last reset
  IntLanes wave[kMaxUnison];   // slave plus phase modulation
  IntLanes modulation;         // phase modulation of the last frame
  IntLanes last_half_width;    // shape of the last frame
  Lanes last_bend;
  IntLanes now;  // place in the rings
};

struct SyncCoefficients {
  int quality = 2;
  int unison = 1;
  float* rings = nullptr;  // [unison][kLanes][2·blep_zeros(quality)]
  LaneMask by_master = 0;  // lanes reset by their own master
  LaneMask by_cross = 0;   // lanes reset by the cross source
  Lanes ratio_target;
  Ramp ratio;  // of the slave's pitch to the master's
};

// The wave and its modulation, in the units of AnalogOscillator::Coefficients.
struct SyncWave {
  const Ramp* weight = nullptr;  // [4] sine, triangle, saw, pulse
  const Ramp* half_width = nullptr;
  const Ramp* bend = nullptr;
  const Ramp* increment = nullptr;  // [unison]
  const Ramp* cross_depth = nullptr;
  CrossMode cross_mode = CrossMode::kPhase;
  const LaneBlock* cross = nullptr;  // for PM and FM, else null
};

std::size_t sync_memory_floats(int unison, int quality);

// [main-thread] `memory` holds sync_memory_floats().
void prepare_sync(SyncCoefficients& c, int unison, int quality, float* memory);

// [audio-thread] At a control point. `phase` [unison] is the table path's phase of its last frame:
// read for lanes in `entering`, written for lanes in `leaving`. A starting lane begins in the
// middle of its synced cycle, others go on as the plain wave that they were.
void enter_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                const IntLanes* phase, LaneMask entering, LaneMask starting) noexcept;
void leave_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave, IntLanes* phase,
                LaneMask leaving) noexcept;

// [audio-thread] Overwrites the lanes `state.active & render.lanes` of left, right and sync_out
// (wraps of unison lane `centre`).
void render_sync(SyncState& state, const SyncCoefficients& c, const SyncWave& wave,
                 const OscillatorRender& render, int centre) noexcept;

}  // namespace kiln
