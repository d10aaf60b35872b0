// Songs from typed notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/song.h"

#include <algorithm>

#include "kiln/base/units.h"

namespace kiln::cli {
namespace {

constexpr uint8_t kNoteOn = 0x90;
constexpr uint8_t kNoteOff = 0x80;
constexpr uint8_t kReleaseVelocity = 64;  // MIDI's value for keyboards without it

}  // namespace

bool Song::has_notes(int channel) const {
  const std::vector<ChannelEvent>& events = channels[static_cast<std::size_t>(channel)];
  return std::any_of(events.begin(), events.end(), [](const ChannelEvent& event) {
    return event.message.kind() == kNoteOn && event.message.data2 > 0;
  });
}

Song song_of_notes(std::span<const TypedNote> notes, int rate) {
  Song song;
  song.name = "notes";
  Transport transport;
  transport.playing = true;
  song.transport.push_back({0, transport});
  std::vector<ChannelEvent>& events = song.channels[0];
  for (const TypedNote& note : notes) {
    const auto key = static_cast<uint8_t>(note.note);
    const int64_t begin = seconds_to_frames(note.start, rate);
    // At least a frame long, so that it never ends before it begins.
    const int64_t end = std::max(begin + 1, seconds_to_frames(note.start + note.length, rate));
    events.push_back({begin, {kNoteOn, key, static_cast<uint8_t>(note.velocity)}});
    events.push_back({end, {kNoteOff, key, kReleaseVelocity}});
    song.end_frame = std::max(song.end_frame, end);
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const ChannelEvent& a, const ChannelEvent& b) { return a.frame < b.frame; });
  return song;
}

}  // namespace kiln::cli
