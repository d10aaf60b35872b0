// What players and sequencers do: MIDI that makes no sense, floods of it, knobs thrown about.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "kiln/modulation/plan.h"
#include "tests/robust/random_patch.h"
#include "tests/support/song.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr int kPolyphony = 12;

Song song_of(int frames) {
  Song song;
  song.frames = frames;
  Patch patch = plain_patch();
  set(patch, "voice.polyphony", kPolyphony);
  set(patch, "amp.release", 0.05f);
  song.patches = {patch};
  return song;
}

void end_all_notes(Song& song, int frame) {
  for (int channel = 0; channel < 16; ++channel) {
    song.midi({frame, 0xb0 | channel, 64, 0});
    song.midi({frame, 0xb0 | channel, 66, 0});
    song.midi({frame, 0xb0 | channel, 123, 0});
  }
}

// Plays a song whose last half second follows "all notes off".
void expect_silence_at_the_end(Song& song, const std::string& what) {
  song.sort();
  Synth synth;
  const Audio audio = play(synth, song);
  const Health health = health_of(audio);
  EXPECT_TRUE(health.finite && health.normal) << what;
  EXPECT_LE(health.peak, 15.849f) << what;
  EXPECT_LE(synth.sounding_notes(), kPolyphony) << what;
  const Audio end{{audio.left.end() - 2400, audio.left.end()},
                  {audio.right.end() - 2400, audio.right.end()}};
  EXPECT_EQ(end.peak(), 0.0f) << what << " leaves a note hanging";
  EXPECT_EQ(synth.sounding_notes(), 0) << what;
  EXPECT_TRUE(synth.asleep()) << what;
}

TEST(RobustPlayerTest, NoteOffsWithoutNotes) {
  Song song = song_of(36000);
  for (int key = 0; key < 128; ++key) song.midi({10 * key, 0x80 | key % 16, key, 64});
  song.note({2000, 500, 0, 60, 100});
  for (int i = 0; i < 50; ++i) song.midi({2600 + i, 0x80, 60, 0});
  end_all_notes(song, 12000);
  expect_silence_at_the_end(song, "a note-off without its note");
}

TEST(RobustPlayerTest, AThousandStrikesOfOneKey) {
  Song song = song_of(48000);
  for (int i = 0; i < 1000; ++i) song.midi({i * 10, 0x90, 60, 1 + i % 127});
  end_all_notes(song, 24000);
  expect_silence_at_the_end(song, "a thousand strikes of one key");
}

TEST(RobustPlayerTest, AllKeysOfAllChannelsAtOnce) {
  Song song = song_of(48000);
  for (int channel = 0; channel < 16; ++channel) {
    for (int key = 0; key < 128; ++key) song.midi({100, 0x90 | channel, key, 127});
  }
  end_all_notes(song, 24000);
  expect_silence_at_the_end(song, "2048 notes on one frame");
}

TEST(RobustPlayerTest, EveryMessageThereIs) {
  Song song = song_of(60000);
  int at = 0;
  for (int status = 0; status < 256; ++status) {
    for (const int data1 : {0, 1, 64, 100, 127, 200, 255}) {
      for (const int data2 : {0, 64, 127, 255}) song.midi({at++ / 4, status, data1, data2});
    }
  }
  end_all_notes(song, 24000);
  expect_silence_at_the_end(song, "every message there is");
}

TEST(RobustPlayerTest, MpeMessagesInAnyOrder) {
  Song song = song_of(60000);
  Draw draw(77);
  for (int i = 0; i < 4000; ++i) {
    const int at = draw.below(24000);
    const int channel = draw.below(16);
    switch (draw.below(6)) {
      case 0:
        song.midi({at, 0xb0 | channel, 101, 0});
        song.midi({at, 0xb0 | channel, 100, draw.below(8)});
        song.midi({at, 0xb0 | channel, 6, draw.below(128)});
        break;
      case 1:
        song.midi({at, 0xe0 | channel, draw.below(128), draw.below(128)});
        break;
      case 2:
        song.midi({at, 0xd0 | channel, draw.below(128), 0});
        break;
      case 3:
        song.midi({at, 0xb0 | channel, 74, draw.below(128)});
        break;
      default:
        song.note({at, draw.below(2000), channel, draw.below(128), draw.between(0, 127)});
    }
  }
  end_all_notes(song, 30000);
  expect_silence_at_the_end(song, "MPE in any order");
}

TEST(RobustPlayerTest, TenThousandControllersInABlock) {
  Song song = song_of(36000);
  song.note({0, 8000, 0, 60, 100});
  for (int i = 0; i < 10000; ++i) {
    song.midi({200 + i / 30, 0xb0 | i % 3, i % 110, i * 7 % 128});
  }
  end_all_notes(song, 12000);
  expect_silence_at_the_end(song, "a flood of controllers");
}

// Frames before and behind the block, in no order.
TEST(RobustPlayerTest, EventsOutsideTheBlock) {
  Synth synth;
  synth.prepare({}, plain_patch());
  Draw draw(5);
  EventList events;
  std::vector<float> left(256), right(256);
  Health worst;
  for (int block = 0; block < 400; ++block) {
    events.clear();
    for (int i = 0; i < 20; ++i) {
      const int places = 1 + draw.below(28);
      const int sign = draw.chance(0.3f) ? -1 : 1;
      const int frame = sign * static_cast<int>(draw.bits() >> places);
      const auto key = static_cast<std::uint8_t>(draw.between(40, 80));
      const auto status = static_cast<std::uint8_t>(draw.chance(0.5f) ? 0x90 : 0x80);
      events.add(midi_event(frame, {status, key, 100}));
    }
    synth.process(events, left.data(), right.data(), 256);
    const Health health = health_of({left, right});
    worst.finite = worst.finite && health.finite;
    worst.peak = std::max(worst.peak, health.peak);
  }
  EXPECT_TRUE(worst.finite);
  EXPECT_GT(worst.peak, 0.01f);
  EXPECT_LE(worst.peak, 15.849f);
}

// More events than the list holds: notes end all the same.
TEST(RobustPlayerTest, ListsThatOverflow) {
  Synth synth;
  synth.prepare({}, plain_patch());
  EventList events(64);
  std::vector<float> left(4800), right(4800);
  for (int i = 0; i < 500; ++i) events.add(midi_event(i, {0x90, 60, 100}));
  for (int i = 0; i < 500; ++i) events.add(midi_event(500 + i, {0xb0, 1, 7}));
  events.add(midi_event(1500, {0x80, 60, 0}));
  synth.process(events, left.data(), right.data(), 4800);
  events.clear();
  for (int i = 0; i < 5; ++i) synth.process(events, left.data(), right.data(), 4800);
  EXPECT_EQ(synth.sounding_notes(), 0) << "a note-off was dropped";
}

// Every host parameter, to random places or from end to end, every 1, 10, 100 and 1000 frames.
TEST(RobustPlayerTest, KnobsThrownAbout) {
  const std::vector<ParamIndex> host = instrument_table().host_params();
  for (const bool only_ends : {false, true}) {
    for (const int every : {1, 10, 100, 1000}) {
      Song song = busy_song();
      song.frames = every == 1 ? 6000 : 24000;
      Draw draw(static_cast<std::uint32_t>(every + only_ends));
      for (int at = 0; at < song.frames; at += every) {
        const ParamIndex index =
            host[static_cast<std::size_t>(draw.below(static_cast<int>(host.size())))];
        const ParamSpec& spec = instrument_table()[index].spec;
        const float real =
            only_ends ? (draw.chance(0.5f) ? spec.min : spec.max) : random_real(spec, draw);
        song.value({at, instrument_table()[index].id, real});
      }
      song.sort();
      const Health health = health_of(play(song));
      EXPECT_TRUE(health.finite && health.normal)
          << "a knob every " << every << " frames" << (only_ends ? ", from end to end" : "");
      EXPECT_LE(health.peak, 15.849f) << "a knob every " << every << " frames";
    }
  }
}

// Every source on every parameter, at a thousand times full depth, 64 routes at a time.
TEST(RobustPlayerTest, EveryRouteAThousandTimesTooDeep) {
  const ParamTable& table = instrument_table();
  std::vector<ParamIndex> targets;
  for (int i = 0; i < table.size(); ++i) {
    const auto index = static_cast<ParamIndex>(i);
    if (table[index].spec.modulatable()) targets.push_back(index);
  }
  Synth synth;
  Coverage coverage;
  int patches = 0, carried_out = 0;
  // In a patch each target has its own source; the next patch moves the sources on by one.
  for (int turn = 0; turn < kSourceCount - 1; ++turn) {
    for (std::size_t first = static_cast<std::size_t>(turn % 4) * kMaxRoutes;
         first < targets.size(); first += 4 * kMaxRoutes) {
      Draw draw(static_cast<std::uint32_t>(1000 * turn + patches));
      Song song;
      song.frames = 480;
      song.settings.find_wavetable = [](const WavetableRef&) { return test_wavetable(); };
      song.patches = {random_patch(draw, coverage)};
      Patch& patch = song.patches[0];
      patch.routes.clear();
      for (std::size_t i = first; i < std::min(first + kMaxRoutes, targets.size()); ++i) {
        Route route;
        route.source = static_cast<Source>(1 + (static_cast<int>(i) + turn) % (kSourceCount - 1));
        route.target = {.kind = RouteTarget::Kind::kParameter, .param = targets[i]};
        route.depth = draw.chance(0.5f) ? 1000.0f : -1000.0f;
        // The slot's present type owns the target, else the route sleeps.
        const ParamInfo& info = table[targets[i]];
        const SlotInfo& slot = table.slots()[info.slot];
        if (info.type >= 0) patch.values[slot.type_param] = static_cast<float>(info.type);
        patch.routes.push_back(route);
      }
      for (int i = 0; i < 3; ++i) song.note({i * 50, 300, i, 36 + 24 * i, 127});
      song.midi({20, 0xb0, 1, 127});
      song.midi({20, 0xe0, 0, 127});
      song.midi({60, 0xd0, 127, 0});
      song.sort();
      const Health health = health_of(play(synth, song));
      ASSERT_TRUE(health.finite) << "turn " << turn << ", targets from "
                                 << table[targets[first]].id;
      EXPECT_LE(health.peak, 15.849f) << "turn " << turn << ", from " << table[targets[first]].id;
      ++patches;
      carried_out += health.peak > 0.0f;
    }
  }
  EXPECT_GT(carried_out, patches / 4) << "nearly all of these patches are silent";
}

}  // namespace
}  // namespace kiln::test
