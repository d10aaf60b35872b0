// Presets and edits while notes sound: what rings on, what goes on, and what comes back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "kiln/dsp/analysis/transient.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::param;
using engine_test::part_of;
using engine_test::patch_with;
using engine_test::peak;
using engine_test::Player;
using engine_test::route;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr int kMs = 48;

int retired(Player& player) {
  int count = 0;
  for (const Notice& notice : player.synth.collect()) {
    count += notice.kind == Notice::Kind::kRetired;
  }
  return count;
}

TEST(PatchChangeTest, LetsOldNotesRingAsTheyWere) {
  const Patch before = patch_with({{"amp.release", 0.3f}});
  Player changed(before), unchanged(before);
  for (Player* player : {&changed, &unchanged}) {
    player->on(0, 50);
    player->off(20000, 50);
  }
  changed.swap(10001, sine_patch(), false);
  EXPECT_EQ(first_difference(changed.play(48000).left, unchanged.play(48000).left), -1)
      << "a new preset is heard in an old note";
  EXPECT_EQ(retired(changed), 1) << "the old preset is not given back";
}

TEST(PatchChangeTest, PlaysNewNotesWithTheNewPreset) {
  Player player(sine_patch());
  player.on(0, 69);
  player.swap(200 * kMs, sine_patch({{"osc1.octave", 1.0f}}), false);
  player.on(200 * kMs, 69);
  player.off(400 * kMs, 69);
  player.on(500 * kMs, 69);
  const Sound sound = player.play(800 * kMs);
  EXPECT_NEAR(analysis::find_f0(part_of(sound.left, 520 * kMs, 790 * kMs), 48000.0, 880.0, 1),
              880.0, 0.1);
  const auto tones =
      analysis::measure_sine(part_of(sound.left, 220 * kMs, 390 * kMs), 48000.0, 880.0);
  EXPECT_GT(tones.thdn_db, -6.0) << "only one of the two presets is heard";
}

TEST(PatchChangeTest, EndsTheOldPresetAfterTenSeconds) {
  Player player(sine_patch());
  player.on(0, 69);
  player.swap(4800, sine_patch(), false);
  const Sound sound = player.play(48000 * 12);
  EXPECT_GT(peak(part_of(sound.left, 48000 * 9, 48000 * 10)), 0.01f);
  EXPECT_EQ(peak(part_of(sound.left, 48000 * 11, 48000 * 12)), 0.0f);
  EXPECT_EQ(retired(player), 1);
  EXPECT_TRUE(player.synth.asleep());
}

TEST(PatchChangeTest, SurvivesPresetAfterPreset) {
  Player player(sine_patch());
  for (int i = 0; i < 40; ++i) {
    player.on(480 * i, 50 + i % 12);
    player.swap(480 * i + 200, sine_patch({{"voice.pan", 5.0f * static_cast<float>(i)}}), false);
  }
  const Sound sound = player.play(48000);
  EXPECT_TRUE(analysis::all_finite(sound.left));
  for (int key = 50; key < 62; ++key) player.off(48000, key);
  player.play(48000);
  EXPECT_EQ(retired(player), 40) << "presets are lost or kept";
}

// A fifth part that rings gives way in 5 ms.
TEST(PatchChangeTest, FadesTheOldestOfManyParts) {
  Player player(sine_patch({{"amp.release", 8.0f}}));
  for (int i = 0; i < 6; ++i) {
    player.on(i * 4800, 69, 127);
    player.off(i * 4800 + 2400, 69);
    player.swap(i * 4800 + 3003, sine_patch({{"amp.release", 8.0f}}), false);
  }
  const Sound sound = player.play(48000);
  for (const int event : {4 * 4800 + 3003, 5 * 4800 + 3003}) {
    const analysis::Click click = analysis::measure_click(
        sound.left, 48000.0, 440.0, event - 600, event - 20, event + player.synth.latency_frames());
    EXPECT_LE(click.click_db, 6.0) << "at " << event;
    EXPECT_LE(click.hf_burst_dbc, -50.0) << "at " << event;
  }
  EXPECT_EQ(retired(player), 2) << "more than four parts ring on";
}

TEST(PatchChangeTest, HoldsPolyphonyAcrossThePartsThatRing) {
  Player player(sine_patch({{"voice.polyphony", 6.0f}, {"amp.release", 8.0f}}));
  for (int i = 0; i < 4; ++i) player.on(10 * i, 50 + i);
  player.off(4800, 51);
  player.off(4800, 53);
  player.swap(9600, sine_patch({{"voice.polyphony", 6.0f}}), false);
  player.play(9601);
  player.on(9700, 70);
  player.on(9701, 71);
  player.play(480);
  EXPECT_EQ(player.synth.sounding_notes(), 6);
  player.on(10200, 72);
  player.on(10201, 73);
  player.on(10202, 74);
  player.play(480);
  EXPECT_EQ(player.synth.sounding_notes(), 6) << "every preset counts its notes for itself";
  for (int i = 0; i < 8; ++i) player.on(10700 + i, 80 + i);
  player.play(480);
  EXPECT_EQ(player.synth.sounding_notes(), 6);
  player.off(11200, 50);  // long gone
  player.play(4800);
  EXPECT_EQ(player.synth.sounding_notes(), 6);
}

// What the old preset still holds goes before what the new one plays.
TEST(PatchChangeTest, TakesOldNotesBeforeNewOnes) {
  Player player(sine_patch({{"voice.polyphony", 4.0f}}));
  for (int i = 0; i < 4; ++i) player.on(10 * i, 45 + i);
  player.swap(4800, sine_patch({{"voice.polyphony", 4.0f}}), false);
  for (int i = 0; i < 4; ++i) player.on(4900 + 480 * i, 69 + 12 * i);
  const Sound sound = player.play(24000);
  EXPECT_EQ(player.synth.sounding_notes(), 4);
  for (int i = 0; i < 4; ++i) player.off(24000, 69 + 12 * i);
  EXPECT_EQ(peak(part_of(player.play(9600).left, 4800, 9600)), 0.0f)
      << "a note of the old preset holds on";
}

TEST(PatchChangeTest, ChangesNothingByAnEditThatChangesNothing) {
  Patch patch = patch_with({{"osc1.unison", 5.0f},
                            {"osc2.type", 1.0f},
                            {"filter1.type", 1.0f},
                            {"filter1.cutoff", 700.0f},
                            {"filter1.resonance", 50.0f},
                            {"lfo2.scope", 1.0f},
                            {"voice.drift", 50.0f},
                            {"noise.level", -30.0f},
                            {"voice.glide", 0.5f}});
  patch.routes = {route("filter1.cutoff", Source::kLfo1, 0.2f),
                  route("osc1.pan", Source::kLfo2, 0.2f), route("osc2.pitch", Source::kEnv2, 0.1f),
                  route("master.level", Source::kVelocity, 0.1f)};
  patch.routes[0].smooth = 0.1f;
  patch.routes[3].smooth = 0.1f;
  for (const int at : {9600, 9605}) {
    Player edited(patch), plain(patch);
    for (Player* player : {&edited, &plain}) {
      player->on(0, 50);
      player->on(5000, 57, 40);
      player->parameter(9500, "osc1.level", -12.0f);  // on its way while the edit comes
      player->off(15000, 50);
      player->on(16000, 65, 127);
    }
    Patch same = patch;
    same.values[param("osc1.level")] = -12.0f;
    edited.swap(at, same, true);
    const Sound a = edited.play(24000), b = plain.play(24000);
    EXPECT_EQ(first_difference(a.left, b.left, 1e-6f), -1) << "edited at " << at;
    EXPECT_EQ(first_difference(a.right, b.right, 1e-6f), -1) << "edited at " << at;
  }
}

// The note goes on; what changes is heard, but not as a click.
TEST(PatchChangeTest, EditsWithoutAClick) {
  const Patch patch = sine_patch();
  std::vector<std::pair<const char*, Patch>> edits = {
      {"an oscillator more, silent", sine_patch({{"osc2.type", 1.0f}, {"osc2.level", -INFINITY}})},
      {"another routing", sine_patch({{"routing.mode", 1.0f}})},
      {"more polyphony", sine_patch({{"voice.polyphony", 40.0f}})},
      {"less polyphony", sine_patch({{"voice.polyphony", 1.0f}})},
      {"mono", sine_patch({{"voice.mode", 1.0f}})},
      {"another level", sine_patch({{"osc1.level", -12.0f}})},
  };
  Patch routed = patch;
  routed.routes = {route("osc1.level", Source::kLfo1, 0.3f),
                   route("voice.level", Source::kMacro1, -0.3f)};
  edits.push_back({"routes", routed});
  for (const auto& [what, edited] : edits) {
    Player player(patch);
    player.on(0, 69, 127);
    player.swap(24000, edited, true);
    const Sound sound = player.play(48000);
    const analysis::Click click = analysis::measure_click(sound.left, 48000.0, 440.0, 4800, 23000,
                                                          24000 + player.synth.latency_frames());
    EXPECT_LE(click.click_db, 6.0) << what;
    EXPECT_LE(click.hf_burst_dbc, -50.0) << what;
    EXPECT_GT(peak(part_of(sound.left, 36000, 48000)), 0.01f) << what << " ended the note";
    EXPECT_EQ(retired(player), 1) << what;
  }
}

TEST(PatchChangeTest, BoundsARouteThatPlaysWithoutAClick) {
  Patch free = sine_patch();
  free.routes = {route("voice.level", Source::kConstant, -0.1f)};
  Patch bounded = free;
  bounded.routes[0].minimum = -1.0f;  // dB
  for (const auto& [what, before, after] :
       {std::tuple{"bounded", free, bounded}, std::tuple{"freed", bounded, free}}) {
    Player player(before);
    player.on(0, 69, 127);
    player.swap(24000, after, true);
    const Sound sound = player.play(48000);
    const analysis::Click click = analysis::measure_click(sound.left, 48000.0, 440.0, 4800, 23000,
                                                          24000 + player.synth.latency_frames());
    EXPECT_LE(click.click_db, 6.0) << what;
    EXPECT_LE(click.hf_burst_dbc, -50.0) << what;
    const float old_level = peak(part_of(sound.left, 12000, 24000));
    const float new_level = peak(part_of(sound.left, 36000, 48000));
    EXPECT_GT(std::fabs(new_level - old_level), 0.1f * old_level) << what << ": not heard at all";
  }
}

TEST(PatchChangeTest, LosesNoNoteWhenPolyphonyShrinks) {
  Player player(sine_patch({{"voice.polyphony", 64.0f}}));
  for (int key = 20; key < 84; ++key) player.on(10 * key, key);
  player.swap(4805, sine_patch({{"voice.polyphony", 1.0f}}), true);
  const Sound sound = player.play(9600);
  EXPECT_TRUE(analysis::all_finite(sound.left));
  for (int key = 20; key < 84; ++key) player.off(9600, key);
  player.play(48000);
  EXPECT_EQ(player.synth.sounding_notes(), 0) << "notes hang";
  EXPECT_TRUE(player.synth.asleep());
}

TEST(PatchChangeTest, TakesSwapsOverTheInboxToo) {
  Player player(sine_patch());
  std::vector<std::string> messages;
  ASSERT_TRUE(player.synth.send(
      player.synth.make_swap(sine_patch({{"osc1.octave", 1.0f}}), false, messages)));
  player.on(0, 69);
  const Sound sound = player.play(9600);
  EXPECT_NEAR(analysis::find_f0(part_of(sound.left, 960, 9600), 48000.0, 880.0, 1), 880.0, 0.5);
}

TEST(PatchChangeTest, TakesTheVelocityCurveOfTheNewPreset) {
  const Patch straight = sine_patch({{"amp.velocity", 100.0f}});
  const Patch soft = sine_patch({{"amp.velocity", 100.0f}, {"voice.velocity_curve", 50.0f}});
  const auto level = [](Player& player) {
    player.on(0, 69, 30);
    return analysis::rms_db(part_of(player.play(9600).left, 960, 9600));
  };
  Player prepared(soft), swapped(straight);
  swapped.swap(0, soft, false);
  EXPECT_NEAR(level(swapped), level(prepared), 0.01) << "the old preset's curve is still used";
}

}  // namespace
}  // namespace kiln
