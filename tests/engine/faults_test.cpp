// Faults inside and strange input: muted, reported and over with the next note.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <limits>

#include "kiln/base/random.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/wavetable.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::part_of;
using engine_test::patch_with;
using engine_test::peak;
using engine_test::Player;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

int osc_type(std::string_view id) {
  const auto types = instrument_table().find_slot("osc1")->spec.types;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i]->id == id) return static_cast<int>(i);
  }
  return -1;
}

// A table whose memory is spoilt while it sounds.
class SpoiltTable {
 public:
  SpoiltTable() {
    std::vector<float> cycle(kCycleSamples);
    for (int i = 0; i < kCycleSamples; ++i) {
      cycle[static_cast<std::size_t>(i)] = static_cast<float>(i % 64) / 32.0f - 1.0f;
    }
    mips_ = WavetableMips::make(cycle);
    mips_->prepare_all(2);
  }
  WavetableFinder finder() {
    return [this](const WavetableRef&) { return mips_; };
  }
  void spoil(float with) {
    auto* const memory = const_cast<float*>(mips_->levels(0, 2));
    for (int i = 0; i < kCycleSamples; ++i) {
      saved_.push_back(memory[i]);
      memory[i] = with;
    }
  }
  void mend() { std::copy(saved_.begin(), saved_.end(), const_cast<float*>(mips_->levels(0, 2))); }

 private:
  std::shared_ptr<const WavetableMips> mips_;
  std::vector<float> saved_;
};

TEST(FaultsTest, MutesAFaultyVoiceAndRecovers) {
  for (const float fault : {kNan, std::numeric_limits<float>::infinity(), 1e6f}) {
    SpoiltTable table;
    SynthSettings settings;
    settings.find_wavetable = table.finder();
    Patch patch = sine_patch({{"osc1.type", static_cast<float>(osc_type("wavetable"))},
                              {"filter1.type", 1.0f},
                              {"filter1.cutoff", 2000.0f}});
    patch.wavetables[0].name = "spoilt";
    for (int i = 1; i < static_cast<int>(effect_modules().size()); ++i) {
      if (std::string_view(effect_modules()[static_cast<std::size_t>(i)].spec->id) == "reverb") {
        patch.values[engine_test::param("fx1.type")] = static_cast<float>(i);
      }
    }
    Player player(patch, settings);
    player.on(0, 20);  // both read the first of the table's levels
    player.on(0, 22);
    EXPECT_GT(peak(player.play(9600).left), 0.01f);
    table.spoil(fault);
    const Sound spoilt = player.play(480);
    EXPECT_TRUE(analysis::all_finite(spoilt.left)) << fault;
    EXPECT_TRUE(analysis::all_finite(spoilt.right)) << fault;
    EXPECT_LT(peak(spoilt.left), 16.0f) << fault;
    table.mend();
    EXPECT_TRUE(analysis::all_finite(player.play(48000).left));
    EXPECT_EQ(player.synth.sounding_notes(), 0) << "the voices are muted and their lanes free";
    int told = 0;
    for (const Notice& notice : player.synth.collect()) {
      told += notice.kind == Notice::Kind::kVoiceFault;
    }
    EXPECT_GT(told, 0) << "nobody is told of the fault";
    player.on(58080, 20);
    const Sound again = player.play(9600);
    EXPECT_TRUE(analysis::all_finite(again.left));
    EXPECT_GT(peak(again.left), 0.01f) << "the next note is silent after " << fault;
  }
}

TEST(FaultsTest, LetsNoStrangeParameterIn) {
  Player player(patch_with({{"filter1.type", 1.0f}, {"osc1.unison", 3.0f}}));
  player.on(0, 50);
  std::uint32_t dice = 0;
  for (int frame = 100; frame < 20000; frame += 3) {
    const float values[] = {kNan,
                            std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity(),
                            1e30f,
                            -1e30f,
                            0.0f,
                            1.0f};
    const auto index =
        random_bits(1, dice++) % static_cast<std::uint32_t>(instrument_table().size() + 3);
    player.add(frame, parameter_event(0, static_cast<std::uint16_t>(index),
                                      values[random_bits(2, dice) % 7]));
    if (frame % 7 == 0) player.on(frame, 40 + frame % 40);
  }
  const Sound sound = player.play(30000);
  EXPECT_TRUE(analysis::all_finite(sound.left));
  EXPECT_TRUE(analysis::all_finite(sound.right));
}

TEST(FaultsTest, LetsNoStrangeTransportIn) {
  Patch patch = patch_with({{"lfo1.trigger", 3.0f}});
  patch.routes = {engine_test::route("osc1.pitch", Source::kLfo1, 0.1f)};
  Player player(patch);
  player.on(0, 50);
  const double strange[] = {
      0.0, -120.0, 1e6, kNan, 1e300, -1e300, std::numeric_limits<double>::infinity()};
  for (int i = 0; i < 700; ++i) {
    player.add(20 * i, transport_event(0, {.beat_position = strange[i % 7],
                                           .beats_per_minute = strange[i / 7 % 7],
                                           .playing = i % 3 != 0}));
  }
  const Sound sound = player.play(16000);
  EXPECT_TRUE(analysis::all_finite(sound.left));
  EXPECT_GT(peak(part_of(sound.left, 14000, 16000)), 0.001f);
}

TEST(FaultsTest, SurvivesAnyMidi) {
  Player player(patch_with({{"voice.polyphony", 64.0f}}));
  for (std::uint32_t i = 0; i < 60000; ++i) {
    const std::uint32_t dice = random_bits(9, i);
    player.midi(static_cast<int>(i / 3), 0x80 | static_cast<int>(dice & 0x7f),
                static_cast<int>(dice >> 8 & 0x7f), static_cast<int>(dice >> 16 & 0x7f));
  }
  const Sound sound = player.play(20000);
  EXPECT_TRUE(analysis::all_finite(sound.left));
  EXPECT_LE(player.synth.sounding_notes(), 64);
  for (int channel = 0; channel < 16; ++channel) {
    player.midi(20000, 0xb0 | channel, 120, 0);
    player.midi(20000, 0xb0 | channel, 121, 0);
    player.midi(20000, 0xb0 | channel, 123, 0);
  }
  player.play(48000);
  EXPECT_EQ(player.synth.sounding_notes(), 0) << "notes hang";
}

// A delay switched off lets its echoes ring; the dry sound goes on at its level.
TEST(FaultsTest, LetsEchoesRingOutInBypass) {
  Patch patch = sine_patch({{"amp.release", 0.01f}});
  for (std::size_t i = 1; i < effect_modules().size(); ++i) {
    if (std::string_view(effect_modules()[i].spec->id) == "delay") {
      patch.values[engine_test::param("fx1.type")] = static_cast<float>(i);
    }
  }
  patch.values[engine_test::param("fx1.mix")] = 50.0f;
  Player player(patch);
  player.on(0, 69);
  player.parameter(4000, "fx1.on", 0.0f);
  player.off(4800, 69);
  player.on(48000 * 8, 69);
  const Sound sound = player.play(48000 * 9);
  EXPECT_GT(peak(part_of(sound.left, 9600, 48000 * 2)), 0.003f) << "the echoes are cut";
  EXPECT_LT(peak(part_of(sound.left, 48000 * 7, 48000 * 8)), 1e-6f);
  Player dry(sine_patch());
  dry.on(0, 69);
  const Sound plain = dry.play(48000);
  EXPECT_NEAR(analysis::rms_db(part_of(sound.left, 48000 * 8 + 4800, 48000 * 9)),
              analysis::rms_db(part_of(plain.left, 4800, 48000)), 0.01);
}

}  // namespace
}  // namespace kiln
