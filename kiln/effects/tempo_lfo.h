// A low-frequency oscillator of an effect: free, or locked to the song's beats.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 64-bit phase, advanced once a control period; while it is synced and the transport plays it
// re-locks only when it is more than 1/960 beat off (a jump, a loop, a new division). The jump is
// then not heard as a click: the difference fades out over a tenth of a second.
#pragma once

#include <cmath>
#include <cstdint>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/effects/module.h"
#include "kiln/parameters/tempo.h"

namespace kiln {

class TempoLfo {
 public:
  void prepare(double engine_rate, int control_frames) {
    period_seconds_ = control_frames / engine_rate;
    fade_ = math::exp(-period_seconds_ / 0.03);
  }

  // At each control point. `hz` counts when not synced; `division` is an index of kDivisionNames.
  void advance(const EffectUpdate& update, double hz, bool synced, float division,
               uint32_t salt) noexcept {
    const int index =
        static_cast<int>(division < 0.0f ? 0.0f : (division > 32.0f ? 32.0f : division));
    const double beats = division_beats(index);
    if (update.jump) {
      phase_ = uint64_t{random_bits(update.random_key, salt)} << 32;
      offset_ = 0.0;
    } else {
      phase_ = next_;
      offset_ *= fade_;
      if (std::fabs(offset_) < 1e-9) offset_ = 0.0;
    }
    if (synced && update.playing) {
      const double cycles = update.beat_position / beats;
      const uint64_t wanted = whole_turns(cycles - std::floor(cycles));
      const double off = static_cast<double>(static_cast<int64_t>(phase_ - wanted)) * 0x1p-64;
      if (update.jump || std::fabs(off) * beats > 1.0 / 960.0) {
        if (!update.jump) offset_ = wrapped(offset_ + off);
        phase_ = wanted;
      }
    }
    const double rate = synced ? update.beats_per_second / beats : hz;
    const double advance = rate * period_seconds_;
    next_ = phase_ + whole_turns(advance < 0.5 ? (advance > 0.0 ? advance : 0.0) : 0.5);
  }

  // Phase in cycles at this control point and at the next.
  double now() const { return turns(phase_) + offset_; }
  double next() const { return turns(next_) + offset_ * fade_; }

 private:
  static uint64_t whole_turns(double cycles) {  // [0, 1)
    return static_cast<uint64_t>(cycles * 0x1p63) << 1;
  }
  static double turns(uint64_t phase) { return static_cast<double>(phase >> 11) * 0x1p-53; }
  static double wrapped(double x) { return x - std::floor(x + 0.5); }

  double period_seconds_ = 1.0 / 6000.0;
  double fade_ = 0.99;
  uint64_t phase_ = 0;
  uint64_t next_ = 0;
  double offset_ = 0.0;  // cycles still to fade after a re-lock
};

}  // namespace kiln
