// Fuzz target of the song file reader: any bytes give an error or a song that can be written again.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "kiln/midi/smf.h"
#include "kiln/midi/smf_write.h"

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const kiln::SmfResult first = kiln::read_smf({data, size}, "fuzz.mid");
  require(first.ok == first.error.empty(), "an error without a reason");
  require(first.error.find('\n') == std::string::npos, "an error of several lines");
  if (!first.ok) return 0;
  const auto events = kiln::song_events(first.song, 48000.0);
  for (std::size_t i = 1; i < events.size(); ++i) {
    require(events[i - 1].frame <= events[i].frame, "events out of order");
  }
  // Pauses of more than 2^28 ticks are bridged with texts: short songs only come back as they were.
  if (first.song.end_tick >= int64_t{1} << 28 || first.song.track_count > 64) return 0;
  const kiln::SmfResult second = kiln::read_smf(kiln::write_smf(first.song), "again.mid");
  require(second.ok, "what was written can't be read");
  require(second.song.messages.size() == first.song.messages.size(), "messages got lost");
  require(second.song.texts.size() == first.song.texts.size(), "texts got lost");
  require(second.song.end_tick == first.song.end_tick, "the end moved");
  return 0;
}
