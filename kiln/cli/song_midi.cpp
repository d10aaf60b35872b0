// Songs from Standard MIDI Files.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "kiln/cli/errors.h"
#include "kiln/cli/song.h"
#include "kiln/midi/smf.h"
#include "kiln/presets/file.h"

namespace kiln::cli {

Song song_of_midi(std::span<const uint8_t> bytes, const std::string& file_name, int rate) {
  const SmfResult read = read_smf(bytes, file_name);
  if (!read.ok) throw CommandError(ExitCode::kBadInput, read.error);
  const int64_t longest = static_cast<int64_t>(kLongestSong) * rate;
  Song song;
  song.name = read.song.name();
  song.warnings = read.warnings;
  for (const SongEvent& event : song_events(read.song, rate)) {
    if (event.event.type == EventType::kTransport) {
      song.transport.push_back({event.frame, event.event.transport});
      continue;
    }
    if (event.frame > longest) {
      throw CommandError(ExitCode::kBadInput,
                         fmt::format("{}: longer than 24 hours; is its tempo right?", file_name));
    }
    const MidiMessage& message = event.event.midi;
    song.channels[static_cast<std::size_t>(message.channel())].push_back({event.frame, message});
    song.end_frame = std::max(song.end_frame, event.frame);
  }
  return song;
}

Song read_song(const std::string& path, int rate) {
  const FileText file = read_file(path, kMaxSmfBytes);
  if (!file.ok) throw CommandError(ExitCode::kNoInput, file.error);
  const auto* const bytes = reinterpret_cast<const uint8_t*>(file.text.data());
  return song_of_midi({bytes, file.text.size()}, path, rate);
}

}  // namespace kiln::cli
