// A song file as the list of events that the engine plays.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/midi/smf.h"

namespace kiln {

std::vector<SongEvent> song_events(const Smf& song, double host_rate) {
  std::vector<SongEvent> events;
  events.reserve(song.messages.size() + song.tempo.changes().size() + song.signatures.size());
  std::vector<int64_t> turns;  // ticks where the transport changes
  for (const TempoChange& change : song.tempo.changes()) turns.push_back(change.tick);
  for (const SmfSignature& signature : song.signatures) turns.push_back(signature.tick);
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());

  auto signature = song.signatures.begin();
  Transport transport;
  transport.playing = true;
  auto turn = turns.begin();
  const auto turn_until = [&](int64_t tick) {
    for (; turn != turns.end() && *turn <= tick; ++turn) {
      for (; signature != song.signatures.end() && signature->tick <= *turn; ++signature) {
        transport.numerator = signature->numerator;
        transport.denominator = signature->denominator;
      }
      transport.beat_position = song.tempo.beat_at(*turn);
      transport.beats_per_minute = song.tempo.tempo_at(*turn).beats_per_minute();
      events.push_back(
          {.frame = song.tempo.frame_at(*turn, host_rate), .event = transport_event(0, transport)});
    }
  };
  for (const SmfMessage& message : song.messages) {
    turn_until(message.tick);
    events.push_back({.frame = song.tempo.frame_at(message.tick, host_rate),
                      .event = midi_event(0, message.midi)});
  }
  turn_until(kMaxTicks);
  return events;
}

}  // namespace kiln
