// What a key does, to the frame: start, release, legato, glide, pedals and stealing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "kiln/dsp/analysis/transient.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::first_difference;
using engine_test::part_of;
using engine_test::patch_with;
using engine_test::Player;
using engine_test::sine_patch;
using engine_test::Sound;

constexpr double kRate = 48000.0;
constexpr int kMs = 48;

double level_db(const Sound& sound, int from_ms, int to_ms) {
  return analysis::rms_db(part_of(sound.left, from_ms * kMs, to_ms * kMs));
}
double hz(const Sound& sound, int from_ms, int to_ms, double guess) {
  return analysis::find_f0(part_of(sound.left, from_ms * kMs, to_ms * kMs), kRate, guess, 1);
}
double note_hz(double note) { return 440.0 * std::exp2((note - 69.0) / 12.0); }
double cents(double a, double b) { return 1200.0 * std::log2(a / b); }

// At 1x nothing rings before the note, so its first frame can be seen.
TEST(NotesTest, StartsOnItsExactFrameAtEveryOffset) {
  const Patch patch = patch_with({{"osc1.random_phase", 0.0f},
                                  {"osc1.phase", 90.0f},
                                  {"osc1.analog.shape", 0.0f},
                                  {"amp.hard", 1.0f},
                                  {"amp.attack", 0.0f}});
  SynthSettings settings;
  settings.quality = 1;
  std::vector<float> first;
  for (int offset = 0; offset < 24; ++offset) {
    Player player(patch, settings), without(patch, settings);
    for (Player* p : {&player, &without}) p->on(5, 24, 1);  // the epoch began earlier
    const int at = 1000 + offset;
    player.on(at, 81, 127);
    const Sound sound = player.play(1600), quiet = without.play(1600);
    EXPECT_EQ(first_difference(sound.left, quiet.left, 1e-6f), at + player.synth.latency_frames())
        << "note-on at frame " << at;
    std::vector<float> note;
    for (int i = at; i < at + 500; ++i) note.push_back(sound.left[i] - quiet.left[i]);
    if (first.empty()) first = note;
    EXPECT_EQ(first_difference(note, first, 1e-6f), -1) << "it sounds otherwise at " << at;
  }
}

TEST(NotesTest, ReleasesOnItsExactFrameAtEveryOffset) {
  const Patch patch = sine_patch({{"amp.hard", 1.0f},
                                  {"amp.release", 0.001f},
                                  {"amp.release_curve", 0.0f},
                                  {"osc1.phase", 90.0f}});
  SynthSettings settings;
  settings.quality = 1;
  for (int offset = 0; offset < 16; ++offset) {
    Player player(patch, settings), held(patch, settings);
    const int at = 2000 + offset;
    for (Player* p : {&player, &held}) p->on(0, 24, 127);
    player.off(at, 24);
    const int changed = first_difference(player.play(3000).left, held.play(3000).left, 1e-7f);
    const int late = changed - (at + player.synth.latency_frames());
    EXPECT_TRUE(late == 0 || late == 1) << "note-off at frame " << at << ": " << late << " late";
  }
}

// A switch without smoothing acts at the next multiple of 8 frames, wherever in it it came.
TEST(NotesTest, LetsAParameterActAtTheNextControlPoint) {
  const Patch patch = sine_patch();
  SynthSettings settings;
  settings.quality = 1;
  const auto play = [&](int frame) {
    Player player(patch, settings);
    player.on(3, 60, 100);  // the grid starts here
    if (frame >= 0) player.parameter(3 + frame, "voice.transpose", 12.0f);
    return player.play(1200);
  };
  const Sound still = play(-1);
  const Sound wanted = play(808);
  const int at = first_difference(still.left, wanted.left);
  EXPECT_GE(at, 3 + 808 + kDecimatorLatency);
  EXPECT_LE(at, 3 + 808 + kDecimatorLatency + 2);
  for (int frame = 801; frame <= 808; ++frame) {
    EXPECT_EQ(first_difference(play(frame).left, wanted.left), -1) << "sent " << frame % 8;
  }
}

TEST(NotesTest, PlaysKeysInTune) {
  for (const int key : {36, 69, 84, 100}) {
    Player player(sine_patch());
    player.on(0, key);
    EXPECT_NEAR(cents(hz(player.play(24000), 50, 450, note_hz(key)), note_hz(key)), 0.0, 0.01)
        << "cents off at key " << key;
  }
}

// Legato: the tone goes on, only its pitch is another. Mono: the attack is heard again.
// Nothing else moves: the oscillator asks for its own next step.
TEST(NotesTest, DriftsWhileAHeldNoteIsAloneAndStill) {
  Player player(sine_patch({{"osc1.analog.drift", 100.0f}}));
  player.on(0, 69);
  const Sound sound = player.play(48000 * 8);
  double low = 1e9, high = -1e9;
  for (int ms = 500; ms < 8000; ms += 500) {
    const double off = cents(hz(sound, ms, ms + 200, 440.0), 440.0);
    low = std::min(low, off);
    high = std::max(high, off);
  }
  EXPECT_GT(high - low, 2.0) << "cents of motion in 8 s";
  EXPECT_LT(std::max(high, -low), 8.1) << "cents";
}

TEST(NotesTest, RetriggersInMonoButNotInLegato) {
  const auto play = [&](float mode) {
    Player player(sine_patch({{"voice.mode", mode}, {"amp.decay", 0.1f}, {"amp.sustain", 20.0f}}));
    player.on(0, 69);
    player.on(500 * kMs, 81);
    return player.play(800 * kMs);
  };
  const Sound mono = play(1.0f), legato = play(2.0f);
  EXPECT_GT(level_db(mono, 505, 520), level_db(mono, 400, 500) + 6.0) << "no new attack";
  EXPECT_NEAR(level_db(legato, 505, 520), level_db(legato, 400, 500), 0.1);
  EXPECT_NEAR(cents(hz(legato, 550, 790, 880.0), 880.0), 0.0, 0.1);
  EXPECT_NEAR(cents(hz(mono, 550, 790, 880.0), 880.0), 0.0, 0.1);
}

TEST(NotesTest, ReturnsToTheKeyStillHeld) {
  Player player(sine_patch({{"voice.mode", 2.0f}}));
  player.on(0, 69);
  player.on(200 * kMs, 81);
  player.off(400 * kMs, 81);
  const Sound sound = player.play(700 * kMs);
  EXPECT_NEAR(cents(hz(sound, 210, 390, 880.0), 880.0), 0.0, 0.1);
  EXPECT_NEAR(cents(hz(sound, 410, 690, 440.0), 440.0), 0.0, 0.1);
  EXPECT_EQ(player.synth.sounding_notes(), 1);
}

TEST(NotesTest, GlidesLinearlyInPitch) {
  Player player(sine_patch({{"voice.mode", 2.0f}, {"voice.glide", 1.0f}}));
  player.on(0, 69);
  player.on(500 * kMs, 81);
  const Sound sound = player.play(2000 * kMs);
  for (const double part : {0.25, 0.5, 0.75}) {
    const int middle = 500 + static_cast<int>(1000.0 * part);
    const double wanted = note_hz(69.0 + 12.0 * part);
    EXPECT_NEAR(cents(hz(sound, middle - 10, middle + 10, wanted), wanted), 0.0, 25.0)
        << "after " << part << " of the glide";
  }
  EXPECT_NEAR(cents(hz(sound, 1600, 1990, 880.0), 880.0), 0.0, 0.1) << "the glide does not arrive";
}

TEST(NotesTest, HoldsNotesWithTheSustainPedal) {
  Player player(sine_patch());
  player.on(0, 69);
  player.controller(100 * kMs, 64, 127);
  player.off(200 * kMs, 69);
  player.controller(500 * kMs, 64, 0);
  const Sound sound = player.play(1000 * kMs);
  EXPECT_NEAR(level_db(sound, 300, 490), level_db(sound, 50, 190), 0.01);
  EXPECT_LT(level_db(sound, 530, 600), -120.0) << "it sounds on without pedal and key";
}

TEST(NotesTest, HoldsOnlyWhatWasDownWithTheSostenutoPedal) {
  Player player(sine_patch());
  player.on(0, 69);
  player.controller(50 * kMs, 66, 127);
  player.off(100 * kMs, 69);
  player.on(200 * kMs, 81);
  player.off(300 * kMs, 81);
  player.controller(600 * kMs, 66, 0);
  const Sound sound = player.play(900 * kMs);
  EXPECT_NEAR(cents(hz(sound, 350, 590, 440.0), 440.0), 0.0, 0.1);
  EXPECT_NEAR(level_db(sound, 350, 590), level_db(sound, 110, 190), 0.05);
  EXPECT_LT(level_db(sound, 630, 700), -120.0);
}

TEST(NotesTest, FindsThePedalDownAfterAPresetOrAReset) {
  for (const bool reset : {false, true}) {
    Player player(sine_patch());
    player.controller(0, 64, 64);
    player.on(10, 60);
    player.play(4800);
    if (reset) {
      player.synth.reset();
    } else {
      player.swap(4800, sine_patch(), false);
    }
    player.on(4810, 69);
    player.off(9600, 69);
    player.play(20000);
    EXPECT_EQ(player.synth.sounding_notes(), reset ? 1 : 2) << "the pedal holds nothing";
    player.controller(24800, 64, 0);
    player.play(9600);
    EXPECT_EQ(player.synth.sounding_notes(), reset ? 0 : 1) << "key 60 is down";
  }
}

// The thief is struck so softly that only the stolen tone is heard.
TEST(NotesTest, FadesStolenVoicesWithoutAClick) {
  for (const int quality : {1, 2, 4}) {
    SynthSettings settings;
    settings.quality = quality;
    for (const int at : {24000, 24003, 24013}) {
      Player player(sine_patch({{"voice.polyphony", 1.0f}, {"amp.velocity", 100.0f}}), settings);
      player.on(0, 69, 127);
      player.on(at, 69, 1);
      const Sound sound = player.play(36000);
      const analysis::Click click = analysis::measure_click(sound.left, kRate, 440.0, 4800, 23000,
                                                            at + player.synth.latency_frames());
      EXPECT_LE(click.click_db, 6.0) << "stolen at " << at;
      EXPECT_LE(click.hf_burst_dbc, -50.0) << "stolen at " << at;
      EXPECT_LT(level_db(sound, 510, 600), level_db(sound, 300, 480) - 50.0);
    }
  }
}

TEST(NotesTest, EndsEverythingOnAllSoundOffWithoutAClick) {
  Player player(sine_patch({{"amp.release", 2.0f}}));
  player.on(0, 69, 127);
  player.controller(24000, 120, 0);
  const Sound sound = player.play(48000);
  const analysis::Click click = analysis::measure_click(sound.left, kRate, 440.0, 4800, 23000,
                                                        24000 + player.synth.latency_frames());
  EXPECT_LE(click.click_db, 6.0);
  EXPECT_LT(level_db(sound, 510, 600), -120.0);
  EXPECT_EQ(player.synth.sounding_notes(), 0);
}

TEST(NotesTest, ReleasesEverythingOnAllNotesOff) {
  Player player(sine_patch());
  for (int key = 40; key < 56; ++key) player.on(10 * key, key);
  player.controller(20000, 123, 0);
  player.play(48000);
  EXPECT_EQ(player.synth.sounding_notes(), 0);
  EXPECT_TRUE(player.synth.asleep());
}

TEST(NotesTest, EndsANoteOfNoLength) {
  Player player(sine_patch());
  player.on(100, 69);
  player.off(100, 69);
  player.play(9600);
  EXPECT_EQ(player.synth.sounding_notes(), 0);
  EXPECT_TRUE(player.synth.asleep());
}

}  // namespace
}  // namespace kiln
