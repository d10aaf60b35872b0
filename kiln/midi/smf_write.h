// Writing Standard MIDI Files, and building songs note by note in code.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kiln/midi/smf.h"

namespace kiln {

// Type 0 or 1 as the song says; several tracks are type 1. Tempi and signatures go to the first
// track. Every message has its own status byte; the same song gives the same bytes.
std::vector<uint8_t> write_smf(const Smf& song);

// Collects a song of type 1 in any order. Ticks count from 0; values out of range are clamped.
//
//   SmfBuilder song(960);
//   song.tempo(0, 96.0);
//   const int bass = song.add_track("Bass");
//   song.note(bass, 0, 36, 100, song.beat(0), song.beat(0.5));
class SmfBuilder {
 public:
  explicit SmfBuilder(int ticks_per_quarter = 960);

  // The tick of a place in quarter notes, to the nearest.
  int64_t beat(double quarters) const;
  int ticks_per_quarter() const { return ticks_per_quarter_; }

  void tempo(int64_t tick, double beats_per_minute);
  void signature(int64_t tick, int numerator, int denominator);  // 2, 4, 8 …
  int add_track(std::string_view name);  // track 0 holds tempi and is there from the start
  void text(int track, int64_t tick, SmfTextKind kind, std::string_view text);
  void message(int track, int64_t tick, MidiMessage message);
  void note(int track, int channel, int key, int velocity, int64_t tick, int64_t ticks);
  void controller(int track, int channel, int number, int value, int64_t tick);
  void program(int track, int channel, int number, int64_t tick);
  void bend(int track, int channel, double amount, int64_t tick);  // −1…+1
  void pressure(int track, int channel, int value, int64_t tick);
  void end(int64_t tick);  // the song is at least this long

  Smf song() const;  // in the order of play
  std::vector<uint8_t> bytes() const { return write_smf(song()); }

 private:
  int ticks_per_quarter_;
  Smf song_;
  std::vector<TempoChange> tempi_;
};

}  // namespace kiln
