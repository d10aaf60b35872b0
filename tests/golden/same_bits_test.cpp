// A song gives the same bits however it is played: blocks, silence before, targets, instances.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

#include "kiln/base/realtime.h"
#include "kiln/simd/targets.h"
#include "tests/support/song.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

struct Named {
  const char* name;
  Song song;
  Audio expected;  // in blocks of 512, first instance
};

const std::vector<Named>& songs() {
  static const std::vector<Named> list = [] {
    std::vector<Named> songs;
    songs.push_back({"the busy song", busy_song(), {}});
    songs.push_back({"the busy song at 1x and 44.1 kHz", busy_song(1, 44100.0), {}});
    songs.push_back({"the busy song at 4x", busy_song(4), {}});
    songs.push_back({"the sleepy song", sleepy_song(), {}});
    songs[1].song.settings.limit = true;
    for (Named& named : songs) named.expected = play(named.song);
    return songs;
  }();
  return list;
}

void expect_same(const Named& named, const Audio& got, const std::string& how) {
  EXPECT_EQ(difference(named.expected, got), "") << named.name << " " << how;
}

TEST(SameBitsTest, TheSongsAreHeard) {
  for (const Named& named : songs()) {
    EXPECT_GT(named.expected.peak(), 0.05f) << named.name << " hardly sounds";
    EXPECT_LT(named.expected.peak(), 8.0f) << named.name << " is too loud";
  }
}

TEST(SameBitsTest, BlocksOfAnySize) {
  for (const Named& named : songs()) {
    for (const int size : {1, 17, 64, 441, 16384}) {
      expect_same(named, play(named.song, host_with_blocks(size)),
                  "in blocks of " + std::to_string(size));
    }
  }
}

TEST(SameBitsTest, TwoHundredRandomPartitions) {
  const Named& named = songs()[0];
  Song beginning = named.song;
  beginning.frames = static_cast<int>(0.75 * named.song.settings.host_rate);
  const auto cut = [](const std::vector<float>& x, int frames) {
    return std::vector<float>(x.begin(), x.begin() + frames);
  };
  const Audio expected{cut(named.expected.left, beginning.frames),
                       cut(named.expected.right, beginning.frames)};
  for (std::uint32_t key = 0; key < 200; ++key) {
    const bool whole = key < 10;
    const Audio got = play(whole ? named.song : beginning, host_with_random_blocks(key));
    ASSERT_EQ(difference(whole ? named.expected : expected, got), "")
        << named.name << " under random partition " << key;
  }
}

TEST(SameBitsTest, ShortSongsUnderRandomPartitions) {
  for (std::size_t i = 1; i < songs().size(); ++i) {
    for (std::uint32_t key = 1000; key < 1006; ++key) {
      expect_same(songs()[i], play(songs()[i].song, host_with_random_blocks(key)),
                  "under random partition " + std::to_string(key));
    }
  }
}

// A host repeats position and tempo at every block, each rounded in its own way.
TEST(SameBitsTest, HostsThatRepeatTheTransport) {
  for (const Named& named : songs()) {
    for (const int size : {32, 441, 1024}) {
      Host host = host_with_blocks(size);
      host.repeats_transport = true;
      expect_same(named, play(named.song, host),
                  "with the transport told every " + std::to_string(size) + " frames");
    }
  }
}

TEST(SameBitsTest, SilenceBeforeTheFirstNote) {
  for (const Named& named : songs()) {
    for (const int frames : {0, 1, 17, 102144}) {
      Host host = host_with_blocks(512);
      host.silent_frames = frames;
      expect_same(named, play(named.song, host),
                  "after " + std::to_string(frames) + " silent frames");
    }
  }
}

TEST(SameBitsTest, EveryTargetOfThisMachine) {
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target)) << target;
    for (const Named& named : songs()) expect_same(named, play(named.song), "on " + target);
  }
  force_target_for_test("");
}

TEST(SameBitsTest, WithAndWithoutFlushToZero) {
  set_flush_to_zero_for_test(false);
  for (const Named& named : songs()) {
    expect_same(named, play(named.song), "with denormals kept as they are");
  }
  set_flush_to_zero_for_test(true);
}

TEST(SameBitsTest, SecondInstancesAndInstancesThatHavePlayedBefore) {
  for (const Named& named : songs()) {
    Synth first, second;
    const Song other = sleepy_song();
    play(first, other);
    expect_same(named, play(first, named.song), "in an instance that played another song");
    expect_same(named, play(second, named.song), "in a second instance");
    expect_same(named, play(first, named.song), "played again");
  }
}

TEST(SameBitsTest, AfterAReset) {
  const Named& named = songs().back();
  Synth synth;
  // Stops within a note.
  Song beginning = named.song;
  beginning.frames = 2000;
  play(synth, beginning);
  synth.reset();
  expect_same(named, play_on(synth, named.song), "after a reset within a note");
}

TEST(SameBitsTest, FourInstancesAtTheSameTime) {
  const Named& named = songs()[0];
  std::array<Audio, 4> got;
  std::array<std::thread, 4> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread([&, i] { got[i] = play(named.song, host_with_blocks(300)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Audio& audio : got) expect_same(named, audio, "beside three others");
}

}  // namespace
}  // namespace kiln::test
