// One instance as hosts treat it: presets, states, values and programs while it plays.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/live_instrument.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "kiln/engine/instrument.h"
#include "kiln/presets/test_patch.h"

namespace kiln {
namespace {

constexpr double kRate = 48000.0;
constexpr int kBlock = 256;

std::shared_ptr<SharedLibrary> library() {
  static const auto shared =
      std::make_shared<SharedLibrary>(LibraryPlaces{.factory = {KILN_SOURCE_DIR}, .user = {}});
  return shared;
}

ParamIndex param(const char* id) { return instrument_table().find(id).value(); }

MidiMessage message(int status, int data1, int data2) {
  return {static_cast<uint8_t>(status), static_cast<uint8_t>(data1), static_cast<uint8_t>(data2)};
}

struct Rig {
  LiveInstrument instrument{library(), "test"};
  std::vector<float> left, right;

  explicit Rig(bool offline = false) {
    instrument.prepare({.host_rate = kRate, .offline = offline});
  }

  // One block with these messages at its start.
  void block(const std::vector<MidiMessage>& messages = {}, int frames = kBlock) {
    const std::size_t at = left.size();
    left.resize(at + static_cast<std::size_t>(frames));
    right.resize(at + static_cast<std::size_t>(frames));
    instrument.begin_block();
    for (const MidiMessage& m : messages) instrument.midi(0, m);
    instrument.render(left.data() + at, right.data() + at, frames);
  }
  void blocks(int count) {
    for (int i = 0; i < count; ++i) block();
  }
  float peak_from(std::size_t from) const {
    float peak = 0.0f;
    for (std::size_t i = from; i < left.size(); ++i) peak = std::max(peak, std::fabs(left[i]));
    return peak;
  }
};

const MidiMessage kNote = message(0x90, 60, 100);

TEST(LiveInstrumentTest, SoundsAsTheEngineDoesWithTheSamePatch) {
  Rig rig;
  rig.block({kNote});
  rig.blocks(20);
  Synth synth;
  synth.prepare({.host_rate = kRate}, make_patch(instrument_table()));
  EventList events;
  events.add(midi_event(0, kNote));
  std::vector<float> left(rig.left.size()), right(rig.left.size());
  synth.process(events, left.data(), right.data(), static_cast<int>(left.size()));
  EXPECT_EQ(left, rig.left) << "the instrument adds something to the engine's sound";
  EXPECT_GT(rig.peak_from(0), 0.01f);
}

TEST(LiveInstrumentTest, APositionTheHostReadsAndWritesBackChangesNoBit) {
  LiveInstrument instrument(library(), "test");
  std::mt19937 random(1);
  std::uniform_real_distribution<float> x(0.0f, 1.0f);
  const ParamTable& table = instrument_table();
  for (const ParamIndex p : table.host_params()) {
    const ParamSpec& spec = table[p].spec;
    instrument.document().set_value(p, clamp_real(spec, x_to_real(spec, x(random))), Origin::kGui);
  }
  const std::string before = instrument.state();
  for (const ParamIndex p : table.host_params()) instrument.set_host_x(p, instrument.host_x(p));
  EXPECT_EQ(instrument.state(), before) << "the host's 0…1 replaced a saved real value";
}

TEST(LiveInstrumentTest, AHostMayRoundToSixDigits) {
  LiveInstrument instrument(library(), "test");
  const ParamIndex cutoff = param("filter1.cutoff");
  instrument.document().set_value(cutoff, 1234.5f, Origin::kGui);
  instrument.set_host_x(cutoff, std::round(instrument.host_x(cutoff) * 1e6f) / 1e6f);
  EXPECT_EQ(instrument.document().value(cutoff), 1234.5f);
}

TEST(LiveInstrumentTest, AValueWrittenAfterAPresetWasCompiledIsHeard) {
  Patch quiet = make_patch(instrument_table());
  quiet.values[param("master.level")] = -60.0f;
  Rig rig;
  rig.instrument.load(quiet);
  rig.instrument.document().set_value(param("master.level"), 0.0f, Origin::kHost);
  rig.block({kNote});
  rig.blocks(20);
  EXPECT_GT(rig.peak_from(0), 0.01f) << "the part brought its own value over the host's newer one";
}

TEST(LiveInstrumentTest, ADamagedStateLeavesTheSoundAlone) {
  Rig plain, disturbed;
  for (Rig* rig : {&plain, &disturbed}) {
    rig->block({kNote});
    rig->blocks(4);
    if (rig == &disturbed) {
      EXPECT_FALSE(rig->instrument.set_state("kiln = 1\nname = \"cut").ok);
      EXPECT_FALSE(rig->instrument.set_state("").ok);
      rig->instrument.upkeep();
    }
    rig->blocks(20);
  }
  float worst = 0.0f;
  for (std::size_t i = 0; i < plain.left.size(); ++i) {
    worst = std::max(worst, std::fabs(plain.left[i] - disturbed.left[i]));
  }
  EXPECT_EQ(worst, 0.0f) << "a state that could not be read was heard";
}

TEST(LiveInstrumentTest, AStateIsPlayedByTheNextBlock) {
  LiveInstrument source(library(), "test");
  source.document().set_value(param("master.level"), -INFINITY, Origin::kGui);
  Rig rig;
  ASSERT_TRUE(rig.instrument.set_state(source.state()).ok);
  rig.block({kNote});
  rig.blocks(20);
  EXPECT_EQ(rig.peak_from(0), 0.0f) << "the first note after a state played the sound before it";
}

TEST(LiveInstrumentTest, AStateComesBackToTheByte) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> x(0.0f, 1.0f);
  const ParamTable& table = instrument_table();
  for (int round = 0; round < 50; ++round) {
    LiveInstrument source(library(), "test");
    Patch patch = make_patch(table);
    for (int i = 0; i < table.size(); ++i) {
      const ParamSpec& spec = table[static_cast<ParamIndex>(i)].spec;
      patch.values[static_cast<std::size_t>(i)] = clamp_real(spec, x_to_real(spec, x(random)));
    }
    source.load(patch);
    Session session;
    session.mpe_note_bend_range = 1.0f + 95.0f * x(random);
    session.unknown.emplace_back("from_the_future", "[1, 2]");
    session.learn.push_back({.controller = 74, .param = param("filter1.cutoff"), .to = 0.5f});
    source.set_session(session);
    const std::string state = source.state();
    LiveInstrument other(library(), "test");
    ASSERT_TRUE(other.set_state(state).ok);
    ASSERT_EQ(other.state(), state) << "round " << round;
  }
}

TEST(LiveInstrumentTest, AnOfflineProgramChangeActsOnItsFrame) {
  Rig live(true), loaded(true);
  const LibraryEntry& entry = library()->library()->presets().at(3);
  loaded.instrument.load_program(entry.bank, entry.program);
  loaded.block({}, 100);
  loaded.block({kNote}, 4096);
  live.block({}, 100);
  std::vector<float>& left = live.left;
  std::vector<float>& right = live.right;
  left.resize(4196), right.resize(4196);
  live.instrument.begin_block();
  live.instrument.midi(0, message(0xb0, 0, entry.bank));
  live.instrument.offline_program(0, 0, entry.program);
  live.instrument.midi(0, kNote);
  live.instrument.render(left.data() + 100, right.data() + 100, 4096);
  EXPECT_EQ(live.left, loaded.left);
  EXPECT_GT(live.peak_from(0), 0.001f);
  EXPECT_EQ(live.instrument.document().patch().meta.name, entry.name);
}

TEST(LiveInstrumentTest, ALiveProgramChangeArrivesThroughUpkeep) {
  Rig rig;
  const LibraryEntry& entry = library()->library()->presets().at(5);
  rig.block({message(0xb0, 32, entry.bank), message(0xc0, entry.program, 0)});
  rig.instrument.upkeep();
  EXPECT_EQ(rig.instrument.document().patch().meta.name, entry.name);
}

TEST(LiveInstrumentTest, ALearntKnobMovesItsParameterAndIsSaved) {
  Rig rig;
  const ParamIndex cutoff = param("filter1.cutoff");
  rig.instrument.learn().listen(cutoff, Takeover::kOff);
  rig.block({message(0xb0, 74, 10)});
  rig.block({message(0xb0, 74, 127)});
  EXPECT_NEAR(rig.instrument.host_x(cutoff), 1.0f, 1e-6f);
  ASSERT_EQ(rig.instrument.session().learn.size(), 1u);
  EXPECT_EQ(rig.instrument.session().learn.front().param, cutoff);
  EXPECT_NE(rig.instrument.state().find("parameter = \"filter1.cutoff\""), std::string::npos);
}

TEST(LiveInstrumentTest, AMacroThatAControllerMovesIsSaved) {
  Rig rig;
  rig.block({message(0xb0, 20, 127)});
  EXPECT_EQ(rig.instrument.document().value(param("macro1.value")), 100.0f);
}

TEST(LiveInstrumentTest, BypassFadesInTwentyMillisecondsAndBack) {
  Rig rig;
  rig.block({kNote});
  rig.blocks(20);
  rig.instrument.set_bypass(true);
  const std::size_t start = rig.left.size();
  rig.blocks(8);
  EXPECT_EQ(rig.peak_from(start + 960), 0.0f) << "still heard after 20 ms";
  EXPECT_GT(rig.peak_from(start), 0.0f);
  rig.block({message(0x90, 64, 100)});
  rig.instrument.set_bypass(false);
  const std::size_t end = rig.left.size();
  rig.blocks(8);
  EXPECT_EQ(rig.peak_from(end), 0.0f) << "a note struck under bypass sounds afterwards";
  rig.block({kNote});
  rig.blocks(8);
  EXPECT_GT(rig.peak_from(end), 0.01f) << "silent after bypass";
}

TEST(LiveInstrumentTest, AStructuralEditReachesTheEngineThroughUpkeep) {
  Rig rig;
  rig.block({kNote});
  rig.instrument.document().edit("off", [](Patch& patch) {
    for (const char* type : {"osc1.type", "osc2.type", "osc3.type"}) {
      patch.values[param(type)] = 0.0f;
    }
  });
  rig.instrument.upkeep();
  rig.blocks(200);
  EXPECT_LT(rig.peak_from(rig.left.size() - 4096), 1e-4f) << "oscillators that are off still sound";
}

TEST(LiveInstrumentTest, KeepsTheLastTenStrikesAsTheyWerePlayed) {
  Rig rig;
  rig.block({message(0x90, 60, 100), message(0x90, 60, 0)});
  EXPECT_EQ(rig.instrument.strikes()[0], 100);
  EXPECT_EQ(rig.instrument.strikes()[1], 0) << "a note-off is no strike";
  for (int i = 0; i < 12; ++i) rig.block({message(0x90, 61, 10 + i), message(0x80, 61, 64)});
  EXPECT_EQ(rig.instrument.strikes()[0], 21);
  EXPECT_EQ(rig.instrument.strikes()[9], 12);
}

TEST(LiveInstrumentTest, TellsWhoAskedOfValuesThatMove) {
  Rig rig;
  int stirs = 0, changes = 0;
  rig.instrument.on_stir([&] { ++stirs; });
  rig.instrument.on_change([&] { ++changes; });
  rig.instrument.upkeep();
  stirs = changes = 0;
  rig.instrument.upkeep();
  EXPECT_EQ(stirs + changes, 0) << "nothing moved";
  rig.instrument.document().set_value(param("osc1.level"), -6.0f, Origin::kGui);
  rig.instrument.upkeep();
  EXPECT_EQ(stirs, 1);
  EXPECT_EQ(changes, 1);
  rig.block({message(0x90, 60, 100)});
  rig.instrument.upkeep();
  EXPECT_EQ(stirs, 2) << "a note stirs the window …";
  EXPECT_EQ(changes, 1) << "… and is no news for the host";
}

TEST(LiveInstrumentTest, UltraQualityHoldsOnlyWhileRendering) {
  LiveInstrument instrument(library(), "test");
  Session session;
  session.ultra_when_rendering = true;
  instrument.set_session(session);
  instrument.prepare({.host_rate = kRate, .offline = true});
  const int offline = instrument.latency_frames();
  instrument.prepare({.host_rate = kRate});
  EXPECT_EQ(instrument.latency_frames(), offline) << "the latency moved with the quality";
  EXPECT_EQ(instrument.document().value(param("master.quality")), 1.0f)
      << "the choice leaked into the patch";
}

}  // namespace
}  // namespace kiln
