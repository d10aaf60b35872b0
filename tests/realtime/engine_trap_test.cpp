// Nothing the instrument does while it plays allocates, locks, sleeps, throws or opens a file.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/base/realtime_trap.h"
#include "tests/support/patches.h"
#include "tests/support/song.h"
#include "tests/support/songs.h"

#if defined(__has_feature)
#if __has_feature(realtime_sanitizer)
#define KILN_HAS_REALTIME_SANITIZER
#endif
#endif

namespace kiln::test {
namespace {

#ifdef KILN_HAS_REALTIME_SANITIZER
constexpr bool kRealtimeSanitizer = true;
#else
constexpr bool kRealtimeSanitizer = false;
#endif

class RealtimeEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!RealtimeTrap::installed() && !kRealtimeSanitizer) {
      GTEST_SKIP() << "this build has neither trap hooks nor the realtime sanitizer";
    }
  }
};

// What a plug-in of ours might do by mistake: the sanitizer ends the program and names the call.
TEST(RealtimeSanitizerTest, SeesAnAllocation) {
  if (!kRealtimeSanitizer) GTEST_SKIP() << "this build has no realtime sanitizer";
  const auto allocate = []() noexcept KILN_REALTIME { return ::operator new(64); };
  EXPECT_DEATH(::operator delete(allocate()), "malloc");
}

// Plays under a trap; says what was called first.
void expect_realtime(const Song& song, const std::string& what, const Host& host = {}) {
  const RealtimeTrap trap;
  Synth synth;
  play(synth, song, host);
  EXPECT_EQ(trap.violations(), 0) << what << " calls " << trap.first() << " while it plays";
}

TEST_F(RealtimeEngineTest, WholeSongs) {
  for (const int quality : {1, 2, 4}) {
    expect_realtime(busy_song(quality), "the busy song at " + std::to_string(quality) + "x",
                    host_with_random_blocks(1));
  }
  expect_realtime(sleepy_song(), "the sleepy song");
}

// Each type in its slot, all its knobs at one end, then each alone at the other.
TEST_F(RealtimeEngineTest, EveryModuleAtEveryExtreme) {
  const ParamTable& table = instrument_table();
  for (const char* const id : {"osc1", "filter1", "lfo1", "fx1", "voice", "amp", "noise"}) {
    const SlotInfo& slot = *table.find_slot(id);
    const std::size_t types = std::max<std::size_t>(slot.spec.types.size(), 1);
    for (std::size_t type = 0; type < types; ++type) {
      std::vector<ParamIndex> own;
      for (std::size_t i = 0; i < slot.spec.common.size(); ++i) {
        own.push_back(static_cast<ParamIndex>(slot.first_common + i));
      }
      if (!slot.spec.types.empty()) {
        for (std::size_t i = 0; i < slot.spec.types[type]->params.size(); ++i) {
          own.push_back(static_cast<ParamIndex>(slot.first_of_type[type] + i));
        }
      }
      Song song;
      song.frames = 960;
      song.settings.find_wavetable = [](const WavetableRef&) { return test_wavetable(); };
      for (int i = 0; i < 5; ++i) song.note({100 * i, 300, 0, 20 + 22 * i, 127});
      song.sort();
      for (std::size_t changed = 0; changed <= 2 * own.size(); ++changed) {
        const bool high = changed >= own.size();
        Patch patch = make_patch(table);
        for (std::size_t i = 0; i < own.size(); ++i) {
          const ParamSpec& spec = table[own[i]].spec;
          if (own[i] == slot.type_param || spec.target_only()) continue;
          const bool other = i == changed % own.size() && changed < 2 * own.size();
          patch.values[own[i]] = high != other ? spec.max : spec.min;
        }
        if (slot.type_param != kNoParam) {
          patch.values[slot.type_param] = static_cast<float>(type);
        }
        patch.routes = {make_route(Source::kLfo1, "osc1.pitch", 0.1f)};
        song.patches = {patch};
        expect_realtime(song, table[own[changed % own.size()]].id);
      }
    }
  }
}

TEST_F(RealtimeEngineTest, PatchesSwappedWhileNotesSound) {
  const Song song = busy_song();
  Synth synth;
  synth.prepare(song.settings, song.patches[0]);
  EventList events;
  std::vector<float> left(256), right(256);
  int sent = 0;
  const RealtimeTrap trap;
  for (int block = 0; block < 600; ++block) {
    events.clear();
    const auto key = static_cast<std::uint8_t>(36 + block % 48);
    events.add(midi_event(block % 256, {0x90, key, 100}));
    events.add(midi_event(200, {0x80, static_cast<std::uint8_t>(key - 5), 0}));
    if (block % 3 == 0) {
      std::vector<std::string> messages;
      const auto& patch = song.patches[static_cast<std::size_t>(block / 3 % 3)];
      sent += synth.send(synth.make_swap(patch, block % 2 == 0, messages));
    }
    synth.process(events, left.data(), right.data(), 256);
    if (block % 100 == 99) synth.collect();
  }
  EXPECT_EQ(trap.violations(), 0) << "a swap calls " << trap.first();
  EXPECT_EQ(sent, 200);
}

// The main thread is away: parts that ended wait in the outbox and, when it is full, in the engine.
TEST_F(RealtimeEngineTest, NobodyCollects) {
  Synth synth;
  synth.prepare({}, plain_patch());
  EventList events;
  std::vector<float> left(64), right(64);
  const RealtimeTrap trap;
  for (int i = 0; i < 600; ++i) {
    std::vector<std::string> messages;
    ASSERT_TRUE(synth.send(synth.make_swap(plain_patch(), i % 2 == 0, messages)));
    events.clear();
    events.add(midi_event(0, {0x90, 60, 100}));
    synth.process(events, left.data(), right.data(), 64);
  }
  EXPECT_EQ(trap.violations(), 0) << "a full outbox leads to " << trap.first();
}

TEST_F(RealtimeEngineTest, FloodsOfEvents) {
  const Song song = busy_song();
  Synth synth;
  synth.prepare(song.settings, song.patches[0]);
  EventList events;
  std::vector<float> left(512), right(512);
  Draw draw(3);
  const std::vector<ParamIndex> host = instrument_table().host_params();
  for (int block = 0; block < 6; ++block) {
    events.clear();
    for (int i = 0; i < 17000; ++i) {
      const int frame = draw.below(512);
      const auto index = static_cast<std::size_t>(draw.below(static_cast<int>(host.size())));
      const auto status = static_cast<std::uint8_t>(draw.between(0x80, 0xef));
      const auto byte = [&] { return static_cast<std::uint8_t>(draw.below(128)); };
      const std::uint8_t data1 = byte(), data2 = byte();
      switch (draw.below(3)) {
        case 0:
          events.add(parameter_event(frame, host[index],
                                     random_real(instrument_table()[host[index]].spec, draw)));
          break;
        case 1:
          events.add(midi_event(frame, {status, data1, data2}));
          break;
        default:
          events.add(transport_event(frame, {.beat_position = draw.unit() * 9.0,
                                             .beats_per_minute = 60.0 + draw.below(90),
                                             .playing = draw.chance(0.5f)}));
      }
    }
    const RealtimeTrap trap;
    synth.process(events, left.data(), right.data(), 512);
    EXPECT_EQ(trap.violations(), 0) << "a flood of events calls " << trap.first();
  }
}

}  // namespace
}  // namespace kiln::test
