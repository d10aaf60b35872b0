// Ticks fall on the frames they must, without rounding piling up.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/tempo_map.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kiln {
namespace {

TEST(TempoMapTest, WithoutChangesItIs120BeatsPerMinute) {
  const TempoMap map;
  EXPECT_EQ(map.frame_at(960, 48000.0), 24000);
  EXPECT_EQ(map.seconds_at(1920), 1.0);
  EXPECT_EQ(map.beat_at(480), 0.5);
  EXPECT_EQ(map.tempo_at(12345).beats_per_minute(), 120.0);
}

TEST(TempoMapTest, EachStretchHasItsTempo) {
  const TempoMap map({.ticks_per_quarter = 480}, {{960, 1000000}, {0, 250000}, {1440, 500000}});
  EXPECT_EQ(map.seconds_at(960), 0.5);
  EXPECT_EQ(map.seconds_at(1200), 1.0);
  EXPECT_EQ(map.seconds_at(1440), 1.5);
  EXPECT_EQ(map.seconds_at(1920), 2.0);
  EXPECT_EQ(map.tempo_at(959).microseconds_per_quarter, 250000u);
  EXPECT_EQ(map.tempo_at(960).microseconds_per_quarter, 1000000u);
}

TEST(TempoMapTest, OfSeveralChangesOnATickTheLastCounts) {
  const TempoMap map({.ticks_per_quarter = 480}, {{480, 1}, {480, 1000000}, {480, 250000}});
  EXPECT_EQ(map.changes().size(), 2u);
  EXPECT_EQ(map.seconds_at(960), 0.75);
}

TEST(TempoMapTest, NoRoundingPilesUpOverManyChanges) {
  std::vector<TempoChange> changes;
  uint64_t microseconds = 0;  // times 7, per quarter note of 7 ticks
  for (int i = 0; i < 100000; ++i) {
    changes.push_back({i, static_cast<uint32_t>(300001 + i % 977)});
    microseconds += changes.back().microseconds_per_quarter;
  }
  const TempoMap map({.ticks_per_quarter = 7}, changes);
  const auto frames = static_cast<int64_t>(
      (static_cast<unsigned __int128>(microseconds) * 44100 + 3500000) / 7000000);
  EXPECT_EQ(map.frame_at(100000, 44100.0), frames);
  EXPECT_NEAR(map.seconds_at(100000), static_cast<double>(microseconds) / 7e6, 1e-9);
}

TEST(TempoMapTest, FramesAreTheNearest) {
  const TempoMap map({.ticks_per_quarter = 480}, {{0, 500000}});
  for (int64_t tick = 0; tick < 5000; ++tick) {
    const double exact = static_cast<double>(tick) * 44100.0 / 960.0;
    EXPECT_LE(std::fabs(static_cast<double>(map.frame_at(tick, 44100.0)) - exact), 0.5)
        << "tick " << tick;
  }
  EXPECT_EQ(map.frame_at(960, 44100.25), 44100) << "a fractional rate";
  EXPECT_EQ(map.frame_at(1920, 44100.25), 88201) << "a half is rounded up";
}

TEST(TempoMapTest, FilmFramesNeedNoTempo) {
  const TempoMap pal({.ticks_per_quarter = 0, .film_rate = 25, .ticks_per_film_frame = 40},
                     {{0, 123456}});
  EXPECT_EQ(pal.seconds_at(1000), 1.0);
  EXPECT_EQ(pal.frame_at(1, 48000.0), 48);
  const TempoMap ntsc({.ticks_per_quarter = 0, .film_rate = 29, .ticks_per_film_frame = 100}, {});
  EXPECT_NEAR(ntsc.seconds_at(3000), 1.001, 1e-12) << "30000/1001 frames per second";
  EXPECT_EQ(pal.beat_at(1000), 2.0);
}

TEST(TempoMapTest, ExtremesStayFinite) {
  const TempoMap slow({.ticks_per_quarter = 1}, {{0, 16777215}, {5, 0}});
  EXPECT_EQ(slow.changes().size(), 1u) << "a tempo of nothing is left out";
  EXPECT_GT(slow.frame_at(kMaxTicks, 768000.0), 0);
  EXPECT_EQ(slow.frame_at(kMaxTicks * 2, 768000.0), slow.frame_at(kMaxTicks, 768000.0));
  EXPECT_EQ(slow.frame_at(-5, 48000.0), 0);
  EXPECT_EQ(slow.frame_at(100, std::nan("")), 0);
}

}  // namespace
}  // namespace kiln
