// Sums the durations between tempo changes as integers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/tempo_map.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kiln {
namespace {

// Products of a time (up to 2^64) and a rate (up to 2^40 millionths of a hertz).
using Wide = unsigned __int128;

constexpr uint64_t kMicroseconds = 1000000;
constexpr double kHighestRate = 1e6;

bool by_film(const TickDivision& division) { return division.ticks_per_quarter <= 0; }
uint64_t film_numerator(const TickDivision& division) {
  return division.film_rate == 29 ? 1001 : 1;
}

}  // namespace

TempoMap::TempoMap(const TickDivision& division, std::vector<TempoChange> changes)
    : division_(division) {
  if (by_film(division)) {
    const auto rate = static_cast<uint64_t>(division.film_rate == 29 ? 30000 : division.film_rate);
    per_second_ =
        std::max<uint64_t>(1, rate * static_cast<uint64_t>(division.ticks_per_film_frame));
    changes_ = {TempoChange{}};
    times_ = {0};
    return;
  }
  per_second_ = static_cast<uint64_t>(division.ticks_per_quarter) * kMicroseconds;
  std::stable_sort(changes.begin(), changes.end(),
                   [](const TempoChange& a, const TempoChange& b) { return a.tick < b.tick; });
  changes_.push_back({});
  times_.push_back(0);
  for (TempoChange change : changes) {
    if (change.microseconds_per_quarter == 0) continue;
    change.tick = std::clamp<int64_t>(change.tick, 0, kMaxTicks);
    const uint64_t time = time_at(change.tick);
    if (change.tick == changes_.back().tick) {
      changes_.back() = change;
    } else {
      changes_.push_back(change);
      times_.push_back(time);
    }
  }
}

const TempoChange& TempoMap::tempo_at(int64_t tick) const {
  const auto after =
      std::upper_bound(changes_.begin(), changes_.end(), tick,
                       [](int64_t at, const TempoChange& change) { return at < change.tick; });
  return after == changes_.begin() ? changes_.front() : *std::prev(after);
}

// 2^40 ticks of less than 2^24 microseconds: below 2^64.
uint64_t TempoMap::time_at(int64_t tick) const {
  tick = std::clamp<int64_t>(tick, 0, kMaxTicks);
  if (by_film(division_)) return static_cast<uint64_t>(tick) * film_numerator(division_);
  const TempoChange& change = tempo_at(tick);
  const auto index = static_cast<std::size_t>(&change - changes_.data());
  return times_[index] +
         static_cast<uint64_t>(tick - change.tick) * change.microseconds_per_quarter;
}

int64_t TempoMap::frame_at(int64_t tick, double host_rate) const {
  const double rate = host_rate > 0.0 ? std::min(host_rate, kHighestRate) : 0.0;
  const auto millionths = static_cast<uint64_t>(std::floor(rate * 1e6 + 0.5));
  const Wide denominator = Wide{per_second_} * kMicroseconds;
  const Wide frames = (Wide{time_at(tick)} * millionths + denominator / 2) / denominator;
  constexpr auto kMost = std::numeric_limits<int64_t>::max();
  return frames < Wide{kMost} ? static_cast<int64_t>(frames) : kMost;
}

double TempoMap::seconds_at(int64_t tick) const {
  return static_cast<double>(time_at(tick)) / static_cast<double>(per_second_);
}

double TempoMap::beat_at(int64_t tick) const {
  if (by_film(division_)) return 2.0 * seconds_at(tick);  // 120 BPM
  return static_cast<double>(std::clamp<int64_t>(tick, 0, kMaxTicks)) / division_.ticks_per_quarter;
}

}  // namespace kiln
