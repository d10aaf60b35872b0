// What moves in a group of LFOs at every control point: phases, ages, fades and smoothing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A phase is a 64-bit integer, 2⁶⁴ = one cycle, held in two words, with the number of cycles above
// it: it never drifts and its sums are exact in any order.
#pragma once

#include "kiln/simd/lanes.h"

namespace kiln::lfo {

struct Run {
  IntLanes low, high, cycle;        // where each LFO is
  IntLanes step_low, step_high;     // what a control period adds; less than half a cycle
  IntLanes age;                     // engine frames since the note began, at most kOldest
  IntLanes read_cycle, read_phase;  // with the phase offset: what the kind is asked for
  Lanes moved;                      // cycles added last
  Lanes left, right;                // the kind's values
  Lanes smooth_left, smooth_right;  // after fade and smoothing: the outputs
};

// Delay and fade are over before: 16 s at 768 kHz, and still whole as a float.
inline constexpr std::uint32_t kOldest = 1u << 24;

// Parameters in the order of lfo::Common; `length` is the pattern in cycles, null for one.
struct Place {
  LaneMask lanes;
  bool one_shot;
  const Lanes* phase;  // degrees
  const Lanes* length;
};

struct Finish {
  LaneMask lanes;
  LaneMask jumping;  // these begin: smoothing has no past
  bool unipolar;
  bool wants_right;
  float engine_rate;
  float period_seconds;
  const Lanes* delay;
  const Lanes* fade;
  const Lanes* smooth;
};

// Adds a whole control period to phases and ages.
void move_phases(Run& run, LaneMask lanes, std::uint32_t frames) noexcept;
// Is any of these LFOs still within its delay?
bool some_wait(const Run& run, const Lanes& delay, float engine_rate, LaneMask lanes) noexcept;
// Phase and cycle where the pattern is read.
void find_place(Run& run, const Place& place, Lanes& shown) noexcept;
// All three for a whole control period, in one pass. Returns false, and has done nothing, if some
// LFO is still within its delay.
struct Advance {
  Place place;
  std::uint32_t frames;
  float engine_rate;
  const Lanes* delay;  // null: phases run during the delay
};
bool advance_places(Run& run, const Advance& advance, Lanes& shown) noexcept;
// Polarity, fade and smoothing: from run.left/right to smooth_left/right.
void finish_outputs(Run& run, const Finish& finish) noexcept;
// What the rate of an LFO follows: three parameters, and key tracking in semitones.
struct RateInputs {
  Lanes rate, sync, division, tracked;
};
// Takes over the present inputs of the chosen lanes; did any differ?
bool rates_moved(RateInputs& seen, const Lanes* common, const Lanes& note, LaneMask lanes) noexcept;

// The steps of LFOs whose rate is in Hz alone: `step` is the phase of an engine frame, 2⁶⁴ = one
// cycle. Returns false, and has done nothing, if some rate follows the tempo or the key. Frames of
// a period are a power of two.
struct Rates {
  LaneMask lanes;
  double engine_rate;
  double most;  // cycles per frame
  int frames;
};
bool find_free_steps(Run& run, const RateInputs& inputs, const Rates& rates,
                     std::uint64_t* step) noexcept;

}  // namespace kiln::lfo
