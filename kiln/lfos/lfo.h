// Sixteen LFOs of any kind, one voice a lane: phase, trigger, delay, fade, smoothing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kind (kiln/lfos/module.h) maps phase to value; what all kinds share is done here. A global
// LFO is the same class with one lane in use.
#pragma once

#include <cstdint>
#include <span>

#include "kiln/lfos/common.h"
#include "kiln/parameters/drawing.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// A named shape of the library (24 of them: sine, triangle, ramps, squares, gates, swells …).
struct LfoShape {
  const char* id;
  const char* name;
  std::span<const LfoPoint> points;
};
std::span<const LfoShape> lfo_shapes();

// Fixed while a patch's structure lives; `structure` and `own` as for other modules.
struct LfoSetup {
  double engine_rate = 96000.0;
  int control_frames = 16;
  const float* common = nullptr;      // real values of kLfoCommon
  const float* structure = nullptr;   // real values of the kind's own parameters
  const LfoDrawing* drawing = nullptr;   // copied
};

// What moves phases at a control point.
struct LfoClock {
  double beats_per_second = 2.0;
  double beat_position = 0.0;         // of this control point
  bool playing = false;               // the transport runs: beat_position is the song's
  bool relocked = false;              // the transport jumped since the last control point
  std::uint64_t epoch_frames = 0;     // engine frames since the epoch began
};

class LfoGroup {
 public:
  // Off the audio thread. `kind` is the index into lfo_modules().
  void prepare(int kind, const LfoSetup& setup);
  // A voice begins in `lane` at frame k of the current control period; its value() is valid at
  // once.
  void start(int lane, int k, std::uint32_t random_key, const Lanes* common,
             const LfoClock& clock) noexcept;
  void release(int lane, int k) noexcept;
  // Moves on to this control point; then value() and right() hold the outputs there.
  void advance(LaneMask lanes, const Lanes* common, const Lanes* own, const Lanes& note,
               const LfoClock& clock) noexcept;
  const Lanes& value() const { return value_; }
  const Lanes& right() const { return right_; }   // Chaos: y. Others: 90° ahead
  const Lanes& phase_cycles() const { return phase_; }   // for the display

 private:
  Lanes value_ = {};
  Lanes right_ = {};
  Lanes phase_ = {};
};

}  // namespace kiln
