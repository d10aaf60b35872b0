// Standard MIDI Files: what is in one, and reading it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Source: Standard MIDI Files 1.0 (RP-001). Types 0 and 1. Files in the wild break some of its
// rules; what is clear all the same is read with a warning (no end of track, running status after
// a meta event, chunks too many), the rest is an error that says where and what to do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/midi/event.h"
#include "kiln/midi/tempo_map.h"

namespace kiln {

struct SmfMessage {
  int64_t tick = 0;
  int track = 0;
  MidiMessage midi = {};
};

struct SmfSignature {
  int64_t tick = 0;
  uint8_t numerator = 4;
  uint8_t denominator = 4;  // 1, 2, 4 … 128
};

enum class SmfTextKind : uint8_t {
  kText = 1,
  kCopyright,
  kTrackName,
  kInstrument,
  kLyric,
  kMarker,
  kCuePoint,
  kProgramName,
  kDevice
};

struct SmfText {
  int64_t tick = 0;
  int track = 0;
  SmfTextKind kind = SmfTextKind::kText;
  std::string text;  // bytes as they are in the file, in any encoding
};

// All lists are in the order of play: by tick, then by track, then as in the track.
struct Smf {
  int type = 1;
  int track_count = 0;
  TempoMap tempo;
  std::vector<SmfMessage> messages;
  std::vector<SmfSignature> signatures;
  std::vector<SmfText> texts;
  int64_t end_tick = 0;  // of the longest track

  // Of the whole song: the first track's name, else empty.
  std::string name() const;
};

struct SmfResult {
  bool ok = false;
  Smf song = {};
  std::string error;  // file, byte offset, what is wrong, what to do: one line
  std::vector<std::string> warnings;
};

inline constexpr std::size_t kMaxSmfBytes = std::size_t{16} << 20;

// [main-thread] Never throws for what is in the bytes.
SmfResult read_smf(std::span<const uint8_t> bytes, std::string_view name);

// The song as the engine takes it: transport where tempo or signature change, and all channel
// messages, with frames from the start of the song. In order of frames; EventList::sort() settles
// the order on one frame.
struct SongEvent {
  int64_t frame = 0;
  Event event = {};  // event.frame is 0
};
std::vector<SongEvent> song_events(const Smf& song, double host_rate);

}  // namespace kiln
