// Where a song's ticks lie in time: exact integer arithmetic, the same frame on every machine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace kiln {

inline constexpr uint32_t kDefaultTempo = 500000;       // microseconds per quarter note: 120 BPM
inline constexpr int64_t kMaxTicks = int64_t{1} << 40;  // longer songs are cut here

// How a file counts ticks: parts of a quarter note, or of a film frame.
struct TickDivision {
  int ticks_per_quarter = 960;   // 1 … 32767; 0: by film frames
  int film_rate = 0;             // 24, 25, 29 (30000/1001), 30 frames per second
  int ticks_per_film_frame = 0;  // 1 … 255

  bool operator==(const TickDivision&) const = default;
};

struct TempoChange {
  int64_t tick = 0;
  uint32_t microseconds_per_quarter = kDefaultTempo;  // 1 … 2^24 − 1

  double beats_per_minute() const { return 60e6 / microseconds_per_quarter; }
  bool operator==(const TempoChange&) const = default;
};

// Times are fractions with one denominator for the whole song, sums of integers: no rounding piles
// up, however many tempo changes there are.
class TempoMap {
 public:
  TempoMap() : TempoMap(TickDivision{}, {}) {}
  // Changes in any order; of several on a tick the last one counts.
  TempoMap(const TickDivision& division, std::vector<TempoChange> changes);

  // To the nearest frame, halves upwards. The rate counts to the millionth of a hertz.
  int64_t frame_at(int64_t tick, double host_rate) const;
  double seconds_at(int64_t tick) const;
  double beat_at(int64_t tick) const;  // quarter notes since the start
  const TempoChange& tempo_at(int64_t tick) const;

  const TickDivision& division() const { return division_; }
  // The first is at tick 0. With film frames tempo changes move nothing and there is only that one.
  const std::vector<TempoChange>& changes() const { return changes_; }

 private:
  uint64_t time_at(int64_t tick) const;  // in 1 / per_second_ seconds

  TickDivision division_;
  std::vector<TempoChange> changes_;
  std::vector<uint64_t> times_;  // of the changes
  uint64_t per_second_ = 0;
};

}  // namespace kiln
