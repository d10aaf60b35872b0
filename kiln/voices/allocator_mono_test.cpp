// Mono and legato: one voice, many keys.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/voices/allocator_player.h"

namespace kiln {
namespace {

using test::legato;
using test::mono;
using Player = test::AllocatorPlayer;
using test::poly;

TEST(AllocatorMonoTest, MonoRestartsOnStrikesAndReturnsOnLifts) {
  Player player(mono());
  EXPECT_EQ(player.press(60), "start 60 in 0");
  EXPECT_EQ(player.press(64), "restart 64 in 0");
  EXPECT_TRUE(player.actions()[0].overlaps);
  EXPECT_EQ(player.actions()[0].glide_from_key, 60);
  EXPECT_EQ(player.press(67), "restart 67 in 0");
  EXPECT_EQ(player.lift(64), "") << "it did not sound";
  EXPECT_EQ(player.lift(67), "legato 60 in 0");
  EXPECT_EQ(player.actions()[0].note.number, 0u) << "the note 60 was";
  EXPECT_EQ(player.lift(60), "release 0");
  EXPECT_EQ(player.press(62), "restart 62 in 0") << "from the level of its release";
  EXPECT_FALSE(player.actions()[0].overlaps);
  player.lift(62);
  player.wait();
  EXPECT_EQ(player.press(65), "start 65 in 0");
  EXPECT_EQ(player.actions()[0].glide_from_key, 62);
}

TEST(AllocatorMonoTest, LegatoRestartsOnlyWhenNoKeyIsHeld) {
  Player player(legato());
  EXPECT_EQ(player.press(60), "start 60 in 0");
  EXPECT_EQ(player.press(64), "legato 64 in 0");
  EXPECT_EQ(player.lift(64), "legato 60 in 0");
  EXPECT_EQ(player.press(64), "legato 64 in 0");
  EXPECT_EQ(player.lift(60), "");
  EXPECT_EQ(player.lift(64), "release 0");
  EXPECT_EQ(player.press(62), "restart 62 in 0");
}

TEST(AllocatorMonoTest, LowPriorityKeepsTheLowestKey) {
  for (const bool smooth : {false, true}) {
    Player player(smooth ? legato(NotePriority::kLow) : mono(NotePriority::kLow));
    player.press(60);
    EXPECT_EQ(player.press(64), "");
    EXPECT_EQ(player.press(55), smooth ? "legato 55 in 0" : "restart 55 in 0");
    EXPECT_EQ(player.lift(60), "");
    EXPECT_EQ(player.lift(55), "legato 64 in 0");
    EXPECT_EQ(player.lift(64), "release 0");
  }
}

TEST(AllocatorMonoTest, HighPriorityKeepsTheHighestKey) {
  for (const bool smooth : {false, true}) {
    Player player(smooth ? legato(NotePriority::kHigh) : mono(NotePriority::kHigh));
    player.press(60);
    EXPECT_EQ(player.press(55), "");
    EXPECT_EQ(player.press(64), smooth ? "legato 64 in 0" : "restart 64 in 0");
    EXPECT_EQ(player.lift(64), "legato 60 in 0");
    EXPECT_EQ(player.lift(60), "legato 55 in 0");
  }
}

TEST(AllocatorMonoTest, LastPriorityReturnsInTheOrderOfTheStrikes) {
  Player player(mono());
  for (const int key : {60, 55, 67, 62}) player.press(key);
  EXPECT_EQ(player.lift(62), "legato 67 in 0");
  EXPECT_EQ(player.lift(67), "legato 55 in 0");
  EXPECT_EQ(player.lift(55), "legato 60 in 0");
}

TEST(AllocatorMonoTest, InMonoThePedalDefersTheLift) {
  Player player(mono());
  player.press(60);
  player.pedal(127);
  player.press(64);
  EXPECT_EQ(player.lift(64), "") << "64 sounds on";
  EXPECT_EQ(player.pedal(0), "legato 60 in 0") << "60 is still down";
  player.pedal(127);
  player.lift(60);
  EXPECT_EQ(player.press(62), "restart 62 in 0");
  player.lift(62);
  EXPECT_EQ(player.pedal(0), "release 0");
}

TEST(AllocatorMonoTest, LegatoOverlapsWithWhatThePedalHolds) {
  Player player(legato());
  player.press(60);
  player.pedal(127);
  player.lift(60);
  EXPECT_EQ(player.press(64), "legato 64 in 0");
}

TEST(AllocatorMonoTest, AVoiceThatEndsByItselfStartsAnew) {
  Player player(mono());
  player.press(60);
  player.voice_ends(0);
  EXPECT_EQ(player.press(64), "start 64 in 0");
  EXPECT_TRUE(player.actions()[0].overlaps) << "60 is still down";
  EXPECT_EQ(player.lift(64), "legato 60 in 0");
  player.voice_ends(0);
  EXPECT_EQ(player.lift(60), "");
}

TEST(AllocatorMonoTest, FromPolyToMonoTheNextNoteTakesTheNewestVoice) {
  Player player(poly(8));
  for (const int key : {60, 64, 67}) player.press(key);
  player.change(mono());
  EXPECT_EQ(player.lift(67), "release 2") << "64 sounds already: no return";
  EXPECT_EQ(player.press(72), "release 0, restart 72 in 1");
  EXPECT_EQ(player.lift(72), "legato 64 in 1");
}

TEST(AllocatorMonoTest, LegatoRestartsAVoiceInItsRelease) {
  Player player(poly(8));
  player.press(60);
  player.press(64);
  player.voice_ends(0);  // 60 died away, its key is down
  player.lift(64);
  player.change(legato());
  EXPECT_EQ(player.press(67), "restart 67 in 1");
}

TEST(AllocatorMonoTest, FromMonoToPolyNewNotesStart) {
  Player player(mono());
  player.press(60);
  player.press(64);
  player.change(poly(8));
  EXPECT_EQ(player.press(67), "start 67 in 1");
  EXPECT_EQ(player.lift(64), "release 0") << "no return in poly";
  EXPECT_EQ(player.lift(60), "");
}

}  // namespace
}  // namespace kiln
