// The rules of modulation that live in the engine: newest voice, global sources, edited depths.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::part_of;
using engine_test::Player;
using engine_test::route;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr int kMs = 48;

// Master level follows velocity: −6 dB base plus depth 0.2 in x (gain is 2x³).
Patch velocity_to_master() {
  Patch patch =
      sine_patch({{"master.level", -6.0f}, {"amp.velocity", 0.0f}, {"amp.release", 0.02f}});
  patch.routes = {route("master.level", Source::kVelocity, 0.25f)};
  return patch;
}

double gain_db_at(float x) {
  return gain_to_db(x_to_engine(instrument_table()[engine_test::param("master.level")].spec, x));
}

double level_db(const Sound& sound, int from_ms, int to_ms) {
  return analysis::rms_db(part_of(sound.left, from_ms * kMs, to_ms * kMs));
}

TEST(ModulationRulesTest, GivesAGlobalTargetTheNewestVoice) {
  const float base = real_to_x(instrument_table()[engine_test::param("master.level")].spec, -6.0f);
  Player player(velocity_to_master());
  player.on(0, 69, 127);
  player.on(100 * kMs, 57, 1);  // the newest: both are heard at its level
  player.off(100 * kMs, 69);
  player.off(300 * kMs, 57);  // ends; its value is held
  player.on(500 * kMs, 69, 127);
  const Sound sound = player.play(700 * kMs);
  const double loud = level_db(sound, 50, 99);
  const double soft = level_db(sound, 200, 299);
  EXPECT_NEAR(loud - soft, gain_db_at(base + 0.25f) - gain_db_at(base + 0.25f / 127.0f), 0.1);
  EXPECT_NEAR(level_db(sound, 550, 699), loud, 0.1);
}

// The tail of a delay is heard through the master level: it stays where the last voice left it.
TEST(ModulationRulesTest, HoldsTheNewestVoiceAfterItEnds) {
  Patch patch = velocity_to_master();
  patch.values[engine_test::param("amp.release")] = 0.01f;
  const auto tail_db = [&](int velocity) {
    Patch wet = patch;
    for (std::size_t i = 1; i < effect_modules().size(); ++i) {
      if (std::string_view(effect_modules()[i].spec->id) == "reverb") {
        wet.values[engine_test::param("fx1.type")] = static_cast<float>(i);
      }
    }
    wet.values[engine_test::param("fx1.mix")] = 50.0f;
    Player player(wet);
    player.on(0, 69, velocity);
    player.off(200 * kMs, 69);
    return level_db(player.play(900 * kMs), 600, 900);
  };
  const float base = real_to_x(instrument_table()[engine_test::param("master.level")].spec, -6.0f);
  EXPECT_NEAR(tail_db(127) - tail_db(1),
              gain_db_at(base + 0.25f) - gain_db_at(base + 0.25f / 127.0f), 0.3);
}

// A held DC-like tone shows the master's way: half of the way in x after 2.5 ms, all after 5 ms.
TEST(ModulationRulesTest, FadesToTheNewestVoiceIn5Milliseconds) {
  const auto level_with = [&](int second_velocity) {
    Player player(velocity_to_master());
    player.on(0, 93, 127);
    player.on(200 * kMs, 93, second_velocity);  // the same key: the first voice is released
    return player.play(300 * kMs);
  };
  // Two renders differ in the master's gain alone.
  const Sound same = level_with(127);
  const Sound other = level_with(1);
  const int latency = kDecimatorLatency;
  const auto ratio = [&](int from, int to) {
    return analysis::rms_db(part_of(other.left, from + latency, to + latency)) -
           analysis::rms_db(part_of(same.left, from + latency, to + latency));
  };
  const float base = real_to_x(instrument_table()[engine_test::param("master.level")].spec, -6.0f);
  const auto wanted = [&](double travelled) {
    const auto v = static_cast<float>(1.0 + travelled * (1.0 / 127.0 - 1.0));
    return gain_db_at(base + 0.25f * v) - gain_db_at(base + 0.25f);
  };
  const int start = 200 * kMs;
  EXPECT_NEAR(ratio(start - 96, start), 0.0, 0.02) << "before the note";
  EXPECT_NEAR(ratio(start + 96, start + 144), wanted(0.5), 1.0) << "half way, at 2.5 ms";
  EXPECT_NEAR(ratio(start + 6 * kMs, start + 20 * kMs), wanted(1.0), 0.05) << "after 6 ms";
}

TEST(ModulationRulesTest, GivesAGlobalSourceToAllVoicesAlike) {
  Patch patch = sine_patch({{"lfo1.scope", 1.0f}, {"lfo1.rate_sync", 0.0f}, {"lfo1.rate", 3.0f}});
  patch.routes = {route("voice.level", Source::kLfo1, 0.3f)};
  // The level of the second voice alone is that of the first at the same time.
  Patch flat = patch;
  flat.routes.clear();
  const auto moved = [&](int key, int start) {
    Player player(patch), plain(flat);
    player.on(0, 12, 1);  // begins the epoch and the LFO, not heard
    plain.on(0, 12, 1);
    player.on(start, key);
    plain.on(start, key);
    const Sound a = player.play(60000), b = plain.play(60000);
    return analysis::rms_db(part_of(a.left, 40000, 42000)) -
           analysis::rms_db(part_of(b.left, 40000, 42000));
  };
  EXPECT_NEAR(moved(69, 100), moved(81, 23456), 0.1) << "voices hear the LFO at different places";
}

// A per-voice source reaches a global target the same way in the second song as in the first.
TEST(ModulationRulesTest, ForgetsTheNewestVoiceWithTheEpoch) {
  Patch patch = velocity_to_master();
  patch.routes.push_back(route("master.level", Source::kEnv2, 0.1f));
  Player once(patch), twice(patch);
  twice.on(0, 50, 20);
  twice.off(4800, 50);
  twice.play(96000);
  ASSERT_TRUE(twice.synth.asleep());
  const int start = 96000;
  once.on(0, 69, 100);
  twice.on(start, 69, 100);
  EXPECT_EQ(first_difference(once.play(9600).left, twice.play(9600).left), -1);
}

TEST(ModulationRulesTest, LetsEditedDepthsArriveOver10Milliseconds) {
  Patch patch = sine_patch();
  Patch edited = patch;
  edited.routes = {route("voice.pan", Source::kConstant, 0.5f)};
  Player player(patch);
  player.on(0, 93, 100);
  player.swap(100 * kMs, edited, true);
  const Sound sound = player.play(150 * kMs);
  const int at = 100 * kMs + kDecimatorLatency;
  const auto balance = [&](int from, int to) {
    return analysis::rms_db(part_of(sound.left, at + from, at + to)) -
           analysis::rms_db(part_of(sound.right, at + from, at + to));
  };
  EXPECT_NEAR(balance(-480, 0), 0.0, 0.01);
  EXPECT_LT(balance(200, 280), -2.0) << "half way at 5 ms";
  EXPECT_GT(balance(200, 280), -20.0) << "it jumped";
  EXPECT_LT(balance(600, 1200), -60.0) << "not there after 12 ms";
}

}  // namespace
}  // namespace kiln
