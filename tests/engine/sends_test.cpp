// Sends: slot S gets the sum of what the slots of the chain send, and comes back wet behind them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "kiln/presets/read.h"
#include "kiln/presets/write.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::param;
using engine_test::part_of;
using engine_test::peak;
using engine_test::Player;
using engine_test::route;
using engine_test::Sound;

using Values = std::vector<std::pair<std::string, float>>;
constexpr int kFrames = 48000;

float type_number(std::string_view id) {
  const auto types = instrument_table().find_slot("fx1")->spec.types;
  const auto at = std::find_if(types.begin(), types.end(),
                               [&](const ModuleSpec* type) { return id == type->id; });
  return static_cast<float>(at - types.begin());
}

// Two equalizers that move nothing, in slots 1 and 2: what is sent is what came in.
Patch patch_of(const Values& values) {
  Patch patch = engine_test::sine_patch({{"voice.level", -12.0f}});
  const Values plain = {{"fx1.type", type_number("eq")}, {"fx2.type", type_number("eq")}};
  for (const auto& list : {plain, values}) {
    for (const auto& [id, value] : list) patch.values[param(id)] = value;
  }
  return patch;
}

// A delay without anything that random numbers or loud sound move, in slot `fx`.
Values and_delay(Values values, const std::string& fx) {
  const Values delay = {{"type", type_number("delay")}, {"delay.time_l_sync", 0.0f},
                        {"delay.time_l", 0.09f},        {"delay.time_r_sync", 0.0f},
                        {"delay.time_r", 0.13f},        {"delay.feedback", 0.0f},
                        {"delay.drift", 0.0f},          {"delay.duck", 0.0f}};
  for (const auto& [id, value] : delay) values.emplace_back(fx + "." + id, value);
  return values;
}

Sound play(const Values& values) {
  Player player(patch_of(values));
  player.on(0, 69, 127);
  player.off(24000, 69);
  return player.play(kFrames);
}

// The largest size of a − Σ gain · sound.
double apart(const Sound& a, const std::vector<std::pair<double, const Sound*>>& sum) {
  double most = 0.0;
  for (const auto channel : {&Sound::left, &Sound::right}) {
    for (std::size_t i = 0; i < a.left.size(); ++i) {
      double x = (a.*channel)[i];
      for (const auto& [gain, sound] : sum) x -= gain * (sound->*channel)[i];
      most = std::max(most, std::fabs(x));
    }
  }
  return most;
}

TEST(SendsTest, WhatIsSentComesBackWetBesideTheChain) {
  const Sound both = play(and_delay({{"fx2.send", -6.0f}}, "fxs"));
  const Sound dry = play({});
  const Sound wet = play(and_delay({{"fx3.mix", 100.0f}}, "fx3"));
  ASSERT_GT(peak(wet.left), 0.05f);
  EXPECT_LT(apart(both, {{1.0, &dry}, {std::pow(10.0, -0.3), &wet}}), 1e-6);
}

TEST(SendsTest, SendsOfTwoSlotsAdd) {
  const Values change = {{"fx2.eq.gain2", 9.0f}};  // the second sends another sound
  const auto with = [&](const Values& sends) {
    Values values = change;
    values.insert(values.end(), sends.begin(), sends.end());
    return play(and_delay(values, "fxs"));
  };
  const Sound none = with({}), first = with({{"fx1.send", -9.0f}});
  const Sound second = with({{"fx2.send", -3.0f}});
  const Sound both = with({{"fx1.send", -9.0f}, {"fx2.send", -3.0f}});
  EXPECT_GT(apart(first, {{1.0, &second}}), 0.01) << "both sends hear the same";
  EXPECT_LT(apart(both, {{1.0, &first}, {1.0, &second}, {-1.0, &none}}), 1e-6);
}

TEST(SendsTest, NothingSentIsNothingChanged) {
  const Sound plain = play({});
  for (const char* const type : {"distortion", "chorus", "delay", "reverb", "compressor"}) {
    EXPECT_EQ(play({{"fxs.type", type_number(type)}}), plain) << type << " in slot S, no send";
  }
  EXPECT_EQ(play({{"fx1.send", 0.0f}, {"fx2.send", -6.0f}}), plain) << "sent to an empty slot";
  EXPECT_EQ(play({{"fx3.send", 0.0f}, {"fxs.type", type_number("reverb")}}), plain)
      << "an empty slot sends";
}

// What comes back late would be a comb.
TEST(SendsTest, WhatComesBackIsInTimeWithTheChain) {
  const Sound plain = play({});
  for (const char* const type : {"eq", "compressor"}) {
    Values values = {{"fx1.send", 0.0f}, {"fxs.type", type_number(type)}};
    if (type == std::string("compressor")) {
      values.insert(values.end(),
                    {{"fxs.compressor.ratio", 1.0f}, {"fxs.compressor.auto_make_up", 0.0f}});
    }
    EXPECT_LT(apart(play(values), {{2.0, &plain}}), 1e-6) << type;
  }
}

TEST(SendsTest, ABypassedSlotSendsWhatPasses) {
  const Sound plain = play({});
  const Sound sent = play({{"fx1.eq.gain2", 12.0f},
                           {"fx1.on", 0.0f},
                           {"fx1.send", 0.0f},
                           {"fxs.type", type_number("eq")}});
  EXPECT_LT(apart(sent, {{2.0, &plain}}), 1e-6);
}

TEST(SendsTest, ABypassedSlotSGivesNothingBack) {
  const Sound plain = play({});
  for (const char* const type : {"distortion", "delay", "reverb", "eq"}) {
    const Sound off = play({{"fx1.send", 0.0f}, {"fxs.type", type_number(type)}, {"fxs.on", 0.0f}});
    EXPECT_EQ(off, plain) << type;
  }
}

TEST(SendsTest, SlotSRingsOutWhenTheSendCloses) {
  Player player(patch_of({{"fx1.send", 0.0f},
                          {"fxs.type", type_number("reverb")},
                          {"fxs.reverb.decay", 4.0f},
                          {"master.level", 0.0f}}));
  player.on(0, 69, 127);
  player.parameter(24000, "fx1.send", -INFINITY);
  player.off(24000, 69);
  const Sound sound = player.play(96000);
  EXPECT_GT(peak(part_of(sound.left, 60000, 96000)), 1e-3f);
  EXPECT_GT(player.synth.tail_seconds(), 1.0);
}

TEST(SendsTest, TheSameForEveryCutIntoBlocks) {
  const auto moving = [] {
    Patch patch = patch_of({{"fx1.send", -20.0f}, {"fxs.type", type_number("reverb")}});
    patch.routes = {route("fx1.send", Source::kLfo1, 0.4f), route("fx2.send", Source::kNote, 0.3f)};
    return patch;
  };
  Player whole(moving()), cut(moving());
  for (Player* player : {&whole, &cut}) {
    player->on(0, 57, 100);
    player->parameter(5003, "fx2.send", -3.0f);
    player->parameter(9001, "fx1.send", -INFINITY);
    player->off(9007, 57);
    player->on(20011, 64, 100);
  }
  const Sound a = whole.play(30000);
  int n = 0;
  EXPECT_EQ(a, cut.play(30000, [&] { return 1 + (n += 7) % 53; }));
}

TEST(SendsTest, APresetKeepsThem) {
  const Patch patch =
      patch_of({{"fx1.send", -12.0f}, {"fxs.type", type_number("reverb")}, {"fxs.on", 0.0f}});
  const std::string text = write_patch(patch, instrument_table(), WriteMode::kPreset);
  EXPECT_NE(text.find("send = -12"), std::string::npos) << text;
  EXPECT_NE(text.find("[fxs]"), std::string::npos) << text;
  const ReadResult read = read_patch(text, instrument_table(), "sends.kiln");
  EXPECT_EQ(read.patch.values, patch.values);
  EXPECT_EQ(write_patch(patch_of({}), instrument_table(), WriteMode::kPreset).find("send"),
            std::string::npos)
      << "presets without sends are written as before";
}

TEST(SendsTest, AnIdleSendWakesWithTheNote) {
  // Asleep at first: the reverb wakes at the first frame that is sent.
  const Values values = {{"fx1.send", 0.0f}, {"fxs.type", type_number("reverb")}};
  Player early(patch_of(values)), late(patch_of(values));
  early.on(0, 69, 127);
  late.on(30001, 69, 127);
  const Sound a = early.play(20000), b = late.play(50001);
  EXPECT_EQ(std::vector<float>(a.left.begin(), a.left.end()),
            std::vector<float>(b.left.begin() + 30001, b.left.end()));
}

}  // namespace
}  // namespace kiln
