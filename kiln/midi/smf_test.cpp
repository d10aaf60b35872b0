// Song files: what is written is read, what is damaged is named, what exists in the world plays.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/smf.h"

#include <gtest/gtest.h>

#include <array>
#include <bitset>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "kiln/midi/smf_write.h"

namespace kiln {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes bytes_of(std::initializer_list<int> numbers) { return Bytes(numbers.begin(), numbers.end()); }

// A file of one track with these bytes in it.
Bytes file_with(const Bytes& track, int type = 0, int division = 480, int tracks = 1) {
  Bytes bytes =
      bytes_of({'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, type, 0, tracks, division >> 8, division & 255,
                'M', 'T', 'r', 'k', 0, 0});
  bytes.push_back(static_cast<uint8_t>(track.size() >> 8));
  bytes.push_back(static_cast<uint8_t>(track.size()));
  bytes.insert(bytes.end(), track.begin(), track.end());
  return bytes;
}

std::string error_of(const Bytes& bytes) {
  const SmfResult result = read_smf(bytes, "song.mid");
  EXPECT_EQ(result.ok, result.error.empty());
  return result.error;
}

std::string story(const Smf& song) {
  std::string text;
  for (const SmfMessage& message : song.messages) {
    char line[64];
    std::snprintf(line, sizeof line, "%s%d:%02x %d %d", text.empty() ? "" : ", ",
                  static_cast<int>(message.tick), message.midi.status, message.midi.data1,
                  message.midi.data2);
    text += line;
  }
  return text;
}

SmfBuilder small_song() {
  SmfBuilder song(480);
  song.text(0, 0, SmfTextKind::kTrackName, "First Firing");
  song.tempo(0, 96.0);
  song.signature(0, 3, 4);
  song.tempo(song.beat(4), 132.5);
  song.text(0, song.beat(4), SmfTextKind::kMarker, "Chorus");
  const int lead = song.add_track("Lead");
  song.program(lead, 2, 17, 0);
  song.note(lead, 2, 60, 100, song.beat(0), song.beat(1));
  song.note(lead, 2, 60, 90, song.beat(1), song.beat(1));
  song.controller(lead, 2, 1, 64, song.beat(1.5));
  song.bend(lead, 2, -1.0, song.beat(2));
  song.pressure(lead, 2, 33, song.beat(2));
  song.end(song.beat(8));
  return song;
}

TEST(SmfTest, WhatIsWrittenIsRead) {
  const Smf written = small_song().song();
  const SmfResult result = read_smf(write_smf(written), "song.mid");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_TRUE(result.warnings.empty());
  const Smf& song = result.song;
  EXPECT_EQ(song.name(), "First Firing");
  EXPECT_EQ(song.track_count, 2);
  EXPECT_EQ(song.end_tick, 8 * 480);
  EXPECT_EQ(story(song),
            "0:c2 17 0, 0:92 60 100, 480:82 60 64, 480:92 60 90, 720:b2 1 64, 960:82 60 64, "
            "960:e2 0 0, 960:d2 33 0");
  EXPECT_EQ(song.tempo.changes(), written.tempo.changes());
  EXPECT_EQ(song.tempo.changes().size(), 2u);
  EXPECT_EQ(song.tempo.division(), written.tempo.division());
  ASSERT_EQ(song.signatures.size(), 1u);
  EXPECT_EQ(song.signatures[0].numerator, 3);
  ASSERT_EQ(song.texts.size(), 3u);
  EXPECT_EQ(song.texts[1].text, "Lead");
  EXPECT_EQ(song.texts[2].kind, SmfTextKind::kMarker);
  EXPECT_EQ(write_smf(song), write_smf(written)) << "written again the bytes are the same";
}

TEST(SmfTest, TheEngineGetsTransportAndMessagesByFrame) {
  const std::vector<SongEvent> events = song_events(small_song().song(), 48000.0);
  ASSERT_EQ(events.size(), 10u);
  EXPECT_EQ(events[0].event.type, EventType::kTransport);
  EXPECT_TRUE(events[0].event.transport.playing);
  EXPECT_EQ(events[0].event.transport.numerator, 3);
  EXPECT_EQ(events[0].event.transport.beats_per_minute, 96.0);
  EXPECT_EQ(events[3].frame, 30000) << "a beat at 96 BPM";
  EXPECT_EQ(events[3].event.type, EventType::kNoteOff);
  const SongEvent& last = events.back();
  EXPECT_EQ(last.event.type, EventType::kTransport) << "the tempo changes after the last note";
  EXPECT_EQ(last.frame, 120000);
  EXPECT_EQ(last.event.transport.beat_position, 4.0);
  EXPECT_NEAR(last.event.transport.beats_per_minute, 132.5, 1e-4);
}

TEST(SmfTest, RunningStatusGoesOnBehindMetaEvents) {
  const Bytes bytes = file_with(
      bytes_of({0, 0x90, 60, 100, 10, 64, 101, 0, 0xff, 1, 1, 'x', 5, 60, 0, 0, 0xff, 0x2f, 0}));
  const SmfResult result = read_smf(bytes, "song.mid");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(story(result.song), "0:90 60 100, 10:90 64 101, 15:90 60 0");
}

TEST(SmfTest, SystemExclusiveDataIsPassedOver) {
  const Bytes bytes =
      file_with(bytes_of({0, 0xf0, 3, 1, 2, 0xf7, 0, 0xf7, 1, 0xf8, 0, 0xc1, 5, 0, 0xff, 0x2f, 0}));
  const SmfResult result = read_smf(bytes, "song.mid");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(story(result.song), "0:c1 5 0");
}

TEST(SmfTest, TracksAreMergedByTickThenByTrack) {
  SmfBuilder song(480);
  const int a = song.add_track("A");
  const int b = song.add_track("B");
  song.note(b, 1, 50, 100, 0, 480);
  song.note(a, 0, 60, 100, 0, 480);
  const SmfResult result = read_smf(song.bytes(), "song.mid");
  EXPECT_EQ(story(result.song), "0:90 60 100, 0:91 50 100, 480:80 60 64, 480:81 50 64");
}

TEST(SmfTest, LenientWhereTheMeaningIsClear) {
  const SmfResult open_end = read_smf(file_with(bytes_of({0, 0x90, 60, 100})), "song.mid");
  ASSERT_TRUE(open_end.ok) << open_end.error;
  EXPECT_EQ(open_end.warnings,
            std::vector<std::string>{"song.mid, byte 26: track 1 has no end-of-track event"});
  Bytes tail = file_with(bytes_of({0, 0xff, 0x2f, 0}));
  tail.insert(tail.end(), {0, 1, 2});
  const SmfResult trailing = read_smf(tail, "song.mid");
  EXPECT_TRUE(trailing.ok) << trailing.error;
  EXPECT_EQ(trailing.warnings.size(), 1u);
  Bytes foreign = file_with(bytes_of({0, 0xff, 0x2f, 0}));
  const Bytes chunk = bytes_of({'X', 'Y', 'Z', 'W', 0, 0, 0, 2, 1, 2});
  foreign.insert(foreign.begin() + 14, chunk.begin(), chunk.end());
  EXPECT_TRUE(read_smf(foreign, "song.mid").ok) << "unknown chunks are passed over";
  const SmfResult still = read_smf(file_with(bytes_of({0, 0xff, 0x51, 3, 0, 0, 0, 0, 0xff, 0x58, 4,
                                                       4, 9, 24, 8, 0, 0xff, 0x2f, 0})),
                                   "song.mid");
  ASSERT_TRUE(still.ok);
  EXPECT_EQ(still.warnings.size(), 2u) << "a tempo of nothing and a denominator of 512";
  EXPECT_EQ(still.song.tempo.changes().size(), 1u);
}

TEST(SmfTest, ErrorsSayWhereWhatAndWhatToDo) {
  EXPECT_EQ(error_of({}), "song.mid, byte 0: the file is cut short in its header; export it again");
  EXPECT_EQ(error_of(Bytes(100, 'x')),
            "song.mid, byte 0: this is not a MIDI file: it does not begin with MThd");
  EXPECT_EQ(error_of(bytes_of({'R', 'I', 'F', 'F', 0, 0, 0, 0})),
            "song.mid, byte 0: this is a RIFF file; save it as a Standard MIDI File (.mid)");
  const Bytes end = bytes_of({0, 0xff, 0x2f, 0});
  EXPECT_EQ(error_of(file_with(end, 2)),
            "song.mid, byte 8: type 2 (independent patterns) has no one order of play; save the "
            "song as type 0 or 1");
  EXPECT_EQ(error_of(file_with(end, 7)),
            "song.mid, byte 8: type 7 is unknown; save it as type 0 or 1");
  EXPECT_EQ(error_of(file_with(end, 0, 0)),
            "song.mid, byte 12: a quarter note has 0 ticks; export the file again");
  EXPECT_EQ(error_of(file_with(end, 0, 0xe728 + 0x0100 * 3)),
            "song.mid, byte 12: the time code has 22 frames per second and 40 ticks per frame; "
            "save the file with ticks per quarter note");
  EXPECT_EQ(error_of(file_with(end, 1, 480, 3)),
            "song.mid, byte 26: the file ends after 1 of 3 tracks; it is cut short: export it "
            "again");
  EXPECT_EQ(error_of(file_with(bytes_of({0, 60, 100}))),
            "song.mid, byte 23: data byte 0x3C where a status byte must stand; export the file "
            "again");
  EXPECT_EQ(error_of(file_with(bytes_of({0, 0x90, 60, 0x90}))),
            "song.mid, byte 25: status byte 0x90 where a data byte must stand; export the file "
            "again");
  EXPECT_EQ(error_of(file_with(bytes_of({0, 0xf2, 1, 1}))),
            "song.mid, byte 23: status 0xF2 does not belong in a file; export it again");
  EXPECT_EQ(error_of(file_with(bytes_of({0x80, 0x80, 0x80, 0x80, 0, 0x90, 1, 1}))),
            "song.mid, byte 22: a delta time has more than four bytes; export the file again");
  Bytes claim = file_with(end);
  claim[18] = 0x40;  // a gigabyte
  EXPECT_EQ(error_of(claim),
            "song.mid, byte 18: a chunk says it has 1073741828 bytes, but only 4 follow; the file "
            "is cut short: export it again");
  EXPECT_EQ(error_of(file_with(bytes_of({0, 0xff, 1, 0xff, 0xff, 0xff, 0x7f, 'x'}))),
            "song.mid, byte 25: a meta event of 268435455 bytes, but the track has only 1 more; "
            "export the file again");
}

TEST(SmfTest, AFileCutAtAnyByteGivesOneLine) {
  const Bytes bytes = small_song().bytes();
  ASSERT_TRUE(read_smf(bytes, "song.mid").ok);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const std::string error =
        error_of(Bytes(bytes.begin(), bytes.begin() + static_cast<long>(cut)));
    EXPECT_TRUE(error.starts_with("song.mid, byte ")) << "cut at byte " << cut;
    EXPECT_EQ(error.find('\n'), std::string::npos);
    EXPECT_NE(error.find("again"), std::string::npos) << error;
  }
}

TEST(SmfTest, AnyBrokenByteIsReadOrRefused) {
  const Bytes bytes = small_song().bytes();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const uint8_t flip : {0x01, 0x80, 0xff}) {
      Bytes broken = bytes;
      broken[at] ^= flip;
      const SmfResult result = read_smf(broken, "song.mid");
      ASSERT_EQ(result.ok, result.error.empty()) << "byte " << at;
      if (result.ok) song_events(result.song, 48000.0);
    }
  }
}

TEST(SmfTest, HugeDeltasStayInOrder) {
  Bytes track;
  for (int i = 0; i < 6000; ++i) {
    const Bytes event = bytes_of({0xff, 0xff, 0xff, 0x7f, 0x90, 60, i % 2 == 0 ? 100 : 0});
    track.insert(track.end(), event.begin(), event.end());
  }
  const Bytes end = bytes_of({0, 0xff, 0x2f, 0});
  track.insert(track.end(), end.begin(), end.end());
  const SmfResult result = read_smf(file_with(track), "song.mid");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.song.end_tick, kMaxTicks);
  const std::vector<SongEvent> events = song_events(result.song, 768000.0);
  for (std::size_t i = 1; i < events.size(); ++i) {
    ASSERT_LE(events[i - 1].frame, events[i].frame) << "event " << i;
  }
}

TEST(SmfTest, LongPausesAreWritten) {
  SmfBuilder song(480);
  song.note(song.add_track("A"), 0, 60, 100, int64_t{1} << 30, 480);
  const SmfResult result = read_smf(song.bytes(), "song.mid");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.song.messages[0].tick, int64_t{1} << 30);
}

TEST(SmfTest, ASongOfTheWorldPlaysToItsEnd) {
  const std::filesystem::path folder = "/usr/share/games/openttd/baseset/openmsx";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "no songs: install the Debian package openttd-openmsx";
  }
  int songs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".mid") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::string name = entry.path().filename().string();
    const SmfResult result = read_smf(bytes, name);
    ASSERT_TRUE(result.ok) << result.error;
    ++songs;
    EXPECT_GT(result.song.messages.size(), 500u) << name;
    const double seconds = result.song.tempo.seconds_at(result.song.end_tick);
    EXPECT_GT(seconds, 30.0) << name;
    EXPECT_LT(seconds, 600.0) << name;
    const SmfResult again = read_smf(write_smf(result.song), name);
    ASSERT_TRUE(again.ok) << again.error;
    EXPECT_EQ(story(again.song), story(result.song)) << name;
    EXPECT_EQ(again.song.tempo.changes(), result.song.tempo.changes()) << name;

    // Played in blocks, every key comes up again.
    EventList list;
    std::array<std::bitset<128>, 16> down = {};
    const std::vector<SongEvent> events = song_events(result.song, 48000.0);
    constexpr int kBlock = 512;
    std::size_t next = 0;
    for (int64_t start = 0; next < events.size(); start += kBlock) {
      list.clear();
      for (; next < events.size() && events[next].frame < start + kBlock; ++next) {
        Event event = events[next].event;
        event.frame = static_cast<int>(events[next].frame - start);
        ASSERT_TRUE(list.add(event)) << name;
      }
      list.sort(kBlock);
      for (const Event& event : list.events()) {
        if (event.type < EventType::kNoteOff) continue;
        down[static_cast<std::size_t>(event.midi.channel())].set(event.midi.data1,
                                                                 event.type == EventType::kNoteOn);
      }
    }
    for (const auto& keys : down)
      EXPECT_TRUE(keys.none()) << "keys stay down at the end of " << name;
  }
  EXPECT_GE(songs, 10);
}

}  // namespace
}  // namespace kiln
