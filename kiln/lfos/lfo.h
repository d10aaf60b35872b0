// Sixteen LFOs of any kind, one voice a lane: phase, trigger, delay, fade, smoothing.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kind (kiln/lfos/module.h) maps phase to value; what all kinds share is done here. A global
// LFO is the same class with one lane in use.
#pragma once

#include <cstdint>
#include <span>

#include "kiln/base/aligned.h"
#include "kiln/lfos/common.h"
#include "kiln/lfos/module.h"
#include "kiln/lfos/run.h"
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
  const float* common = nullptr;        // real values of kLfoCommon
  const float* structure = nullptr;     // real values of the kind's own parameters
  const LfoDrawing* drawing = nullptr;  // copied
  bool wants_right = true;              // off: right() is 0 and costs nothing
};

// What moves phases at a control point.
struct LfoClock {
  double beats_per_second = 2.0;
  double beat_position = 0.0;      // of this control point
  bool playing = false;            // the transport runs: beat_position is the song's
  bool relocked = false;           // the transport jumped since the last control point
  std::uint64_t epoch_frames = 0;  // engine frames since the epoch began
};

class LfoGroup {
 public:
  // Off the audio thread. `kind` is the index into lfo_modules().
  void prepare(int kind, const LfoSetup& setup);
  // A voice begins in `lane` at frame k of the current control period; its value() is valid at
  // once. Without `own` (engine values, as in advance()) the values of the setup count there.
  void start(int lane, int k, std::uint32_t random_key, const Lanes* common, const LfoClock& clock,
             const Lanes* own = nullptr, float note = 60.0f) noexcept;
  // An edit while the LFO runs: phases, rates, delay and fade go on from `before`, the wave is this
  // one's. `random_key` is asked for that of each lane of `lanes`.
  template <class Key>
  void go_on_from(const LfoGroup& before, LaneMask lanes, Key&& random_key) noexcept {
    copy_course(before);
    for (const int lane : lanes_of(lanes)) begin_wave(lane, random_key(lane));
  }
  // The key goes up. LFOs run on as they are: only what they modulate dies away.
  void release(int, int) noexcept {}
  // Moves on to this control point; then value() and right() hold the outputs there.
  // `rate_moved` false: neither `common` nor `note` has changed since the last advance.
  void advance(LaneMask lanes, const Lanes* common, const Lanes* own, const Lanes& note,
               const LfoClock& clock, bool rate_moved = true) noexcept;
  const Lanes& value() const { return run_.smooth_left; }
  const Lanes& right() const { return run_.smooth_right; }  // Chaos: y. Others: 90° ahead
  // The place in the whole pattern, 0…1, for the display.
  const Lanes& phase_cycles() const { return phase_; }

 private:
  // Free and song phases run whether or not the LFO is heard already.
  bool begins_with_note() const {
    return trigger_ == lfo::Trigger::kRetrigger || trigger_ == lfo::Trigger::kOneShot;
  }
  void copy_course(const LfoGroup& before) noexcept;
  void begin_wave(int lane, std::uint32_t random_key) noexcept;
  LaneMask find_steps(LaneMask lanes, const Lanes* common, const Lanes& note, const LfoClock& clock,
                      bool rate_moved) noexcept;
  void set_steps(LaneMask lanes, double beats_per_second) noexcept;
  void move_partly(LaneMask lanes, const Lanes* common) noexcept;
  LaneMask lock_to_song(LaneMask lanes, LaneMask moving, const Lanes* common,
                        const LfoClock& clock) noexcept;
  void set_song_phase(int lane, double beats) noexcept;
  void set_free_phase(int lane, std::uint64_t epoch_frames) noexcept;
  lfo::Place place(LaneMask lanes, const Lanes* common, const Lanes* own) const noexcept;
  // At the place that has been found.
  void read(LaneMask lanes, LaneMask jumped, LaneMask starting, const Lanes* common,
            const Lanes* own) noexcept;

  const LfoModule* module_ = nullptr;
  AlignedBytes kind_;        // the kind's State
  AlignedArray<Lanes> own_;  // the kind's parameters as the setup had them
  double engine_rate_ = 96000.0;
  int control_frames_ = 16;
  lfo::Trigger trigger_ = lfo::Trigger::kRetrigger;
  bool unipolar_ = false;
  bool wants_right_ = true;

  lfo::Run run_ = {};
  LaneMask other_wave_ = 0;                // since the last control point
  LaneMask fresh_ = 0;                     // began since the last control point …
  std::uint8_t fresh_frame_[kLanes] = {};  // … at this frame
  double beats_per_second_ = 0.0;          // which the steps were made for
  lfo::RateInputs rates_ = {};
  std::uint64_t step_[kLanes] = {};  // phase of one engine frame
  double cycles_per_beat_[kLanes] = {};
  Lanes phase_ = {};
};

}  // namespace kiln
