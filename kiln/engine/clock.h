// The song's position as the engine counts it: runs by itself, re-locks only when it must.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hosts repeat tempo and position every block, rounded in their own way. Recomputing from them
// would make the sound depend on the block size, so the clock runs on from an anchor and takes a
// new one only on a jump, a loop, a change of tempo, start or stop, or more than 1/960 beat of
// error.
#pragma once

#include <cstdint>

#include "kiln/midi/event.h"

namespace kiln {

class SongClock {
 public:
  void prepare(double host_rate) noexcept { *this = SongClock(host_rate); }
  SongClock() = default;

  // The engine begins an epoch: while the song stands still, its own beats count from here.
  void begin_epoch() noexcept {
    if (!playing_) anchor_beats_ = 0.0, since_ = 0;
  }
  void advance(int host_frames) noexcept { since_ += static_cast<std::uint64_t>(host_frames); }
  // Returns true if the position jumped (not for a mere change of tempo).
  bool set(const Transport& transport) noexcept;

  double beat_position() const noexcept {
    return anchor_beats_ + static_cast<double>(since_) * beats_per_frame_;
  }
  double beats_per_second() const noexcept { return beats_per_frame_ * host_rate_; }
  bool playing() const noexcept { return playing_; }

 private:
  explicit SongClock(double host_rate) noexcept
      : host_rate_(host_rate), beats_per_frame_(2.0 / host_rate) {}

  double host_rate_ = 48000.0;
  double beats_per_frame_ = 2.0 / 48000.0;  // 120 BPM
  double anchor_beats_ = 0.0;
  std::uint64_t since_ = 0;  // host frames since the anchor
  double tempo_ = 120.0;
  bool playing_ = false;
};

}  // namespace kiln
