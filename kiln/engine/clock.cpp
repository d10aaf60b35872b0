// When the song's clock takes a new anchor.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/clock.h"

#include <cmath>

namespace kiln {
namespace {

constexpr double kTolerableBeats = 1.0 / 960.0;
constexpr double kSlowestTempo = 1.0;
constexpr double kFastestTempo = 999.0;
constexpr double kFarthestBeat = 1e9;

}  // namespace

bool SongClock::set(const Transport& transport) noexcept {
  // A host may send anything: what is not a number changes nothing.
  double tempo = transport.beats_per_minute;
  if (!(tempo > 0.0)) tempo = tempo_;
  tempo = tempo < kSlowestTempo ? kSlowestTempo : (tempo > kFastestTempo ? kFastestTempo : tempo);
  double position = transport.beat_position;
  if (!(std::fabs(position) < kFarthestBeat)) position = beat_position();

  const bool tempo_changed = tempo != tempo_;
  const bool started = transport.playing && !playing_;
  const bool stopped = !transport.playing && playing_;
  const bool off = transport.playing && std::fabs(position - beat_position()) > kTolerableBeats;
  if (!tempo_changed && !started && !stopped && !off) return false;
  anchor_beats_ = started || off ? position : beat_position();
  since_ = 0;
  tempo_ = tempo;
  beats_per_frame_ = tempo / (60.0 * host_rate_);
  playing_ = transport.playing;
  return started || off;
}

}  // namespace kiln
