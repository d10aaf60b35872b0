// A raw VST3 host that sends parameter points inside a block: each must act at its own frame.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE's host cannot do this: it sends one point a block. KILN_PLANT=points moves all points of a
// block to its start, as a plug-in does that hears of the last one only.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/host/raw_vst3.h"

namespace kiln::host {
namespace {

constexpr int kBlock = kRawBlock;

// Points count from the start of the song, which is cut into blocks of `most` frames. A note is
// struck at its first frame.
std::vector<float> play_points(RawPlugin& plugin, int most, const std::vector<Point>& points) {
  std::vector<float> left(kBlock), right(kBlock);
  for (int from = 0; from < kBlock; from += most) {
    const int count = std::min(most, kBlock - from);
    std::vector<Point> inside;
    for (const Point& point : points) {
      if (point.frame >= from && point.frame < from + count) {
        inside.push_back({point.frame - from, point.x});
      }
    }
    Changes changes;
    if (!inside.empty()) changes.queues.emplace_back(number_of("master.level"), inside);
    Notes notes;
    if (from == 0) notes.events.push_back(note_on(0, 69));
    plugin.process(changes, notes, left.data() + from, right.data() + from, count);
  }
  return left;
}

// The level falls to nothing and comes back within one block.
const std::vector<Point> kDip = {{1000, 0.0}, {2500, 0.5}, {2501, 0.8}, {3999, 0.2}};

TEST(HostAutomationTest, APointInsideABlockActsOnItsOwnFrame) {
  RawPlugin plain, dipped;
  ASSERT_TRUE(plain.loaded() && dipped.loaded()) << KILN_VST3_BUNDLE << " cannot be loaded";
  const std::vector<float> still = play_points(plain, kBlock, {});
  const std::vector<float> moved = play_points(dipped, kBlock, kDip);
  const auto differs = std::mismatch(still.begin(), still.end(), moved.begin()).first;
  const auto first = static_cast<int>(differs - still.begin());
  EXPECT_GE(first, 1000) << "a point of frame 1000 was heard before it";
  EXPECT_LE(first, 1000 + 64) << "a point of frame 1000 was heard long after it";
  float dip = 0.0f, before = 0.0f;
  for (int i = 500; i < 1000; ++i)
    before = std::max(before, std::fabs(moved[static_cast<std::size_t>(i)]));
  for (int i = 2300; i < 2500; ++i)
    dip = std::max(dip, std::fabs(moved[static_cast<std::size_t>(i)]));
  EXPECT_GT(before, 0.01f);
  EXPECT_LT(dip, 0.1f * before) << "the level did not fall inside the block";
}

TEST(HostAutomationTest, PointsActAlikeHoweverTheHostCutsItsBlocks) {
  RawPlugin whole;
  ASSERT_TRUE(whole.loaded());
  const std::vector<float> expected = play_points(whole, kBlock, kDip);
  for (const int most : {1, 17, 64, 500, 1001}) {
    RawPlugin cut;
    const std::vector<float> sound = play_points(cut, most, kDip);
    const auto differs = std::mismatch(expected.begin(), expected.end(), sound.begin()).first;
    EXPECT_EQ(differs - expected.begin(), kBlock)
        << "blocks of " << most << " frames: the first frame that differs";
  }
}

}  // namespace
}  // namespace kiln::host
