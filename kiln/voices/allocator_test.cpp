// A player presses keys and pedals; the allocator must answer with the right lanes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/allocator.h"

#include <gtest/gtest.h>

#include "kiln/base/random.h"
#include "kiln/voices/allocator_player.h"

namespace kiln {
namespace {

using test::legato;
using test::mono;
using Player = test::AllocatorPlayer;
using test::poly;

TEST(AllocatorTest, NotesTakeTheLowestFreeLane) {
  Player player(poly(8));
  EXPECT_EQ(player.press(60), "start 60 in 0");
  EXPECT_EQ(player.press(64), "start 64 in 1");
  EXPECT_EQ(player.press(67), "start 67 in 2");
  EXPECT_EQ(player.lift(64), "release 1");
  EXPECT_EQ(player.sounding(), 3) << "a release still sounds";
  player.wait();
  EXPECT_EQ(player.press(72), "start 72 in 1");
}

TEST(AllocatorTest, AnActionCarriesTheNote) {
  Player player(poly(8));
  player.press(60, 3);
  EXPECT_EQ(player.actions()[0].note.channel, 3);
  EXPECT_FLOAT_EQ(player.actions()[0].note.velocity, 0.8f);
  EXPECT_EQ(player.actions()[0].note.number, 0u);
  EXPECT_FALSE(player.actions()[0].overlaps);
  EXPECT_EQ(player.actions()[0].glide_from_key, -1) << "nothing was played before";
  player.press(64, 3);
  EXPECT_TRUE(player.actions()[0].overlaps);
  EXPECT_EQ(player.actions()[0].glide_from_key, 60);
  player.lift(60, 3);
  EXPECT_FLOAT_EQ(player.actions()[0].release_velocity, 0.25f);
}

TEST(AllocatorTest, TheSameKeyOnTwoChannelsIsTwoNotes) {
  Player player(poly(8));
  EXPECT_EQ(player.press(60, 1), "start 60 in 0");
  EXPECT_EQ(player.press(60, 2), "start 60 in 1");
  EXPECT_EQ(player.lift(60, 2), "release 1");
  EXPECT_EQ(player.lift(60, 1), "release 0");
}

TEST(AllocatorTest, TheQuietestReleasedVoiceIsStolenFirst) {
  Player player(poly(4));
  for (const int key : {60, 62, 64, 65}) player.press(key);
  player.lift(62);
  player.lift(64);
  player.level(1, 0.5f);
  player.level(2, 0.1f);
  player.level(0, 0.01f);  // held: its level does not matter
  EXPECT_EQ(player.press(67), "fade 2, start 67 in 4");
  EXPECT_EQ(player.press(69), "fade 1, start 69 in 5");
}

TEST(AllocatorTest, ThenTheOldestHeldButNeitherTheLowestNorTheNewest) {
  Player player(poly(4));
  for (const int key : {48, 60, 64, 67}) player.press(key);
  EXPECT_EQ(player.press(72), "fade 1, start 72 in 4") << "48 is older but the lowest";
  EXPECT_EQ(player.press(36), "fade 2, start 36 in 5");
  EXPECT_EQ(player.press(74), "fade 0, start 74 in 6") << "36 is the lowest now, 48 the oldest";
  EXPECT_EQ(player.sounding(), 4);
}

TEST(AllocatorTest, OfTwoHeldNotesTheBassStays) {
  Player player(poly(2));
  player.press(36);
  player.press(60);
  EXPECT_EQ(player.press(62), "fade 1, start 62 in 2");
  Player single(poly(1));
  single.press(36);
  EXPECT_EQ(single.press(62), "fade 0, start 62 in 1");
}

TEST(AllocatorTest, TheLowestThatIsTheNewestLeavesTheOtherToBeStolen) {
  Player player(poly(2));
  player.press(60);
  player.press(36);
  EXPECT_EQ(player.press(62), "fade 0, start 62 in 2");
}

TEST(AllocatorTest, FadesTakeTheReserveAndAreShortenedWhenItRunsLow) {
  Player player(poly(4));  // lanes 0 … 19
  for (int i = 0; i < 16; ++i) {
    EXPECT_EQ(player.press(60 + i).find("kill"), std::string::npos) << "after " << i << " notes";
  }
  for (int lane = 0; lane < 20; ++lane) player.level(lane, 0.5f);
  player.level(7, 0.2f);
  EXPECT_EQ(player.press(76), "fade 13, start 76 in 16, kill 7") << "the quietest fade is cut";
  EXPECT_EQ(player.press(77), "fade 14, start 77 in 17, kill 1") << "of equals the earliest";
  player.press(78);
  player.press(79);
  EXPECT_EQ(player.press(80), "fade 17, start 80 in 7, kill 4")
      << "no lane is free: the one cut first starts anew";
  EXPECT_EQ(player.sounding(), 4);
  player.wait();
  EXPECT_EQ(player.press(81), "fade 18, start 81 in 1");
}

TEST(AllocatorTest, AllKeysAtOnceNeverExceedThePolyphony) {
  for (const int polyphony : {1, 2, 16, 64}) {
    Player player(poly(polyphony));
    for (int key = 0; key < 128; ++key) {
      EXPECT_NE(player.press(key).find("start"), std::string::npos) << "of key " << key;
      ASSERT_LE(player.sounding(), polyphony);
    }
    for (int key = 0; key < 128; ++key) player.lift(key);
    EXPECT_EQ(player.held(), 0);
    player.wait();
    for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
      EXPECT_TRUE(player.allocator().is_free(lane)) << "lane " << lane;
    }
  }
}

TEST(AllocatorTest, AKeyStruckAgainReleasesItsOldVoice) {
  Player player(poly(8));
  player.press(60);
  EXPECT_EQ(player.press(60), "release 0, start 60 in 1");
  EXPECT_EQ(player.lift(60), "release 1");
  EXPECT_EQ(player.lift(60), "") << "it is up already";
}

TEST(AllocatorTest, AKeyStruckAThousandTimesEndsWithOneLift) {
  for (const AllocatorSetup& setup : {poly(16), mono(), legato(NotePriority::kLow)}) {
    Player player(setup);
    for (int i = 0; i < 1000; ++i) {
      player.press(60);
      ASSERT_LE(player.sounding(), 16);
      ASSERT_EQ(player.held(), 1);
    }
    player.lift(60);
    EXPECT_EQ(player.held(), 0);
  }
}

TEST(AllocatorTest, ALiftWithoutAPressDoesNothing) {
  for (const AllocatorSetup& setup : {poly(16), mono(), legato()}) {
    Player player(setup);
    EXPECT_EQ(player.lift(60), "");
    player.press(60, 1);
    EXPECT_EQ(player.lift(60, 2), "") << "another channel";
    EXPECT_EQ(player.lift(61, 1), "") << "another key";
    EXPECT_EQ(player.held(), 1);
  }
}

TEST(AllocatorTest, TheSustainPedalHoldsUntilItGoesUp) {
  Player player(poly(8));
  player.press(60);
  player.pedal(127);
  EXPECT_EQ(player.lift(60), "");
  EXPECT_EQ(player.held(), 1);
  player.press(64);
  EXPECT_EQ(player.pedal(127), "") << "it is down already";
  EXPECT_EQ(player.pedal(63), "release 0") << "64 is still pressed";
  EXPECT_FLOAT_EQ(player.actions()[0].release_velocity, 0.25f) << "of the lift before";
  EXPECT_EQ(player.lift(64), "release 1");
}

TEST(AllocatorTest, TheSustainPedalIsItsChannels) {
  Player player(poly(8));
  player.press(60, 0);
  player.press(60, 1);
  player.pedal(127, 1);
  EXPECT_EQ(player.lift(60, 0), "release 0");
  EXPECT_EQ(player.lift(60, 1), "");
  EXPECT_EQ(player.pedal(0, 0), "");
  EXPECT_EQ(player.pedal(0, 1), "release 1");
}

TEST(AllocatorTest, AContinuousPedalHoldsAboveZero) {
  Player player({.polyphony = 8, .continuous_pedal = true});
  player.press(60);
  player.pedal(1);
  EXPECT_EQ(player.lift(60), "");
  EXPECT_EQ(player.pedal(0), "release 0");
  Player half(poly(8));
  half.press(60);
  half.pedal(63);
  EXPECT_EQ(half.lift(60), "release 0") << "a switch is up below 64";
}

TEST(AllocatorTest, AKeyStruckAgainUnderThePedalDoesNotPileUp) {
  Player player(poly(8));
  player.pedal(127);
  player.press(60);
  player.lift(60);
  EXPECT_EQ(player.press(60), "release 0, start 60 in 1");
  player.lift(60);
  EXPECT_EQ(player.pedal(0), "release 1");
}

TEST(AllocatorTest, SostenutoCatchesWhatIsHeldWhenItGoesDown) {
  Player player(poly(8));
  player.press(60);
  player.sostenuto(true);
  player.press(64);
  EXPECT_EQ(player.sostenuto(true), "") << "repeated: 64 is not caught";
  EXPECT_EQ(player.lift(64), "release 1");
  EXPECT_EQ(player.lift(60), "");
  EXPECT_EQ(player.sostenuto(false), "release 0");
}

TEST(AllocatorTest, BothPedalsMustGoUp) {
  Player player(poly(8));
  player.press(60);
  player.pedal(127);
  player.sostenuto(true);
  player.lift(60);
  EXPECT_EQ(player.pedal(0), "");
  EXPECT_EQ(player.sostenuto(false), "release 0");
  player.press(64);
  player.sostenuto(true);
  player.pedal(127);
  player.lift(64);
  EXPECT_EQ(player.sostenuto(false), "");
  EXPECT_EQ(player.pedal(0), "release 1");
}

TEST(AllocatorTest, AllNotesOffLeavesWhatPedalsHold) {
  Player player(poly(8));
  player.press(60, 0);
  player.press(64, 1);
  player.press(67, 1);
  player.pedal(127, 0);
  EXPECT_EQ(player.all_notes_off(1), "release 1, release 2");
  EXPECT_EQ(player.all_notes_off(), "");
  EXPECT_EQ(player.held(), 1);
  EXPECT_EQ(player.pedal(0), "release 0");
  player.press(60);
  player.press(64);
  player.pedal(127);
  EXPECT_EQ(player.release_all(), "release 3, release 4") << "pedals too";
  EXPECT_EQ(player.held(), 0);
}

TEST(AllocatorTest, AllSoundOffFadesEverything) {
  Player player(mono());
  player.press(60);
  player.press(64);
  EXPECT_EQ(player.all_sound_off(), "fade 0");
  EXPECT_EQ(player.lift(64), "") << "no return to 60";
  EXPECT_EQ(player.press(67), "start 67 in 1");
  EXPECT_FALSE(player.actions()[0].overlaps);
}

TEST(AllocatorTest, LessPolyphonyTakesEffectAtTheNextNote) {
  Player player(poly(8));
  for (int key = 60; key < 68; ++key) player.press(key);
  player.change(poly(4));
  EXPECT_EQ(player.sounding(), 8) << "what sounds is kept";
  EXPECT_EQ(player.press(72), "fade 1, fade 2, fade 3, fade 4, fade 5, start 72 in 8");
  EXPECT_EQ(player.sounding(), 4);
  EXPECT_EQ(player.lift(60), "release 0");
}

TEST(AllocatorTest, LanesOfGroupsThatAreGoneAreForgotten) {
  Player player(poly(64));
  for (int key = 30; key < 94; ++key) player.press(key);
  player.change(poly(10));  // 26 lanes: two groups of 16
  EXPECT_EQ(player.sounding(), 32);
  EXPECT_EQ(player.lift(30 + 40), "") << "it went with its group";
  EXPECT_EQ(player.lift(30 + 31), "release 31") << "beyond lane 25, but it still sounds";
  player.press(100);
  EXPECT_LE(player.sounding(), 10);
}

TEST(AllocatorTest, AnEpochBeginsWithoutAKeyToGlideFrom) {
  Player player(poly(8));
  player.press(60);
  player.lift(60);
  player.wait();
  player.begin_epoch();
  player.press(64);
  EXPECT_EQ(player.actions()[0].glide_from_key, -1);
}

TEST(AllocatorTest, WhateverIsPlayedEverythingEnds) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    const std::uint32_t key = random_key(7, seed, 0);
    uint32_t counter = 0;
    const auto dice = [&](uint32_t sides) {
      return static_cast<int>(random_bits(key, counter++) % sides);
    };
    const auto setup = [&] {
      return AllocatorSetup{.polyphony = 1 + dice(64),
                            .mode = static_cast<VoiceMode>(dice(3)),
                            .priority = static_cast<NotePriority>(dice(3)),
                            .continuous_pedal = dice(2) == 0};
    };
    AllocatorSetup now = setup();
    Player player(now);
    for (int step = 0; step < 600; ++step) {
      switch (dice(12)) {
        case 0:
          player.pedal(dice(128), dice(17) - 1);
          break;
        case 1:
          player.sostenuto(dice(2) == 0);
          break;
        case 2:
          player.voice_ends(dice(kMaxLanesPerPart));
          break;
        case 3:
          player.wait();
          break;
        case 4:
          if (dice(20) == 0) player.change(now = setup());
          if (dice(20) == 0) player.all_notes_off(dice(17) - 1);
          break;
        case 5:
        case 6:
        case 7:
          player.lift(dice(128), dice(3));
          break;
        default:
          player.level(dice(kMaxLanesPerPart), static_cast<float>(dice(100)));
          player.press(dice(128), dice(3));
          if (now.mode == VoiceMode::kPoly) {
            ASSERT_LE(player.sounding(), now.polyphony);
          }
      }
    }
    player.all_notes_off();
    player.pedal(0);
    player.sostenuto(false);
    ASSERT_EQ(player.held(), 0) << "seed " << seed;
    player.wait();
    for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
      ASSERT_TRUE(player.allocator().is_free(lane)) << "lane " << lane << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace kiln
