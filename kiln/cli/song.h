// What is played: per MIDI channel the messages by frame, and the tempo for all of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kiln/cli/notes.h"
#include "kiln/midi/event.h"

namespace kiln::cli {

inline constexpr int kChannelCount = 16;
inline constexpr double kLongestSong = 24.0 * 3600.0;  // seconds

struct ChannelEvent {
  int64_t frame = 0;
  MidiMessage message = {};
};

struct TransportPoint {
  int64_t frame = 0;
  Transport transport = {};
};

struct Song {
  std::string name = {};
  std::vector<TransportPoint> transport = {};  // by frame; the first is at frame 0
  std::array<std::vector<ChannelEvent>, kChannelCount> channels = {};  // each by frame
  int64_t end_frame = 0;                                               // of the last event
  std::vector<std::string> warnings = {};

  bool has_notes(int channel) const;  // 0-based
};

// All on channel 1, at 120 beats per minute.
Song song_of_notes(std::span<const TypedNote> notes, int rate);

// A Standard MIDI File in memory; `file_name` is for messages. Throws CommandError (kBadInput).
Song song_of_midi(std::span<const uint8_t> bytes, const std::string& file_name, int rate);

// Throws CommandError (kNoInput, kBadInput).
Song read_song(const std::string& path, int rate);

}  // namespace kiln::cli
