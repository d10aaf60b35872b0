// The queue keeps order and loses nothing, alone and between two threads.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/spsc_queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <thread>

namespace kiln {
namespace {

TEST(SpscQueueTest, RoundsItsCapacityUpToAPowerOfTwo) {
  EXPECT_EQ(SpscQueue<int>(0).capacity(), 2u);
  EXPECT_EQ(SpscQueue<int>(5).capacity(), 8u);
  EXPECT_EQ(SpscQueue<int>(64).capacity(), 64u);
}

TEST(SpscQueueTest, RefusesWhenFullAndWhenEmpty) {
  SpscQueue<int> queue(4);
  int item = -1;
  EXPECT_FALSE(queue.pop(item)) << "an empty queue gave " << item;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(queue.push(i)) << "item " << i << " of 4";
  EXPECT_FALSE(queue.push(4)) << "a fifth item went into a queue of 4";
  EXPECT_EQ(queue.size(), 4u);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(queue.pop(item));
    EXPECT_EQ(item, i);
  }
  EXPECT_TRUE(queue.empty());
}

TEST(SpscQueueTest, KeepsOrderRoundTheRing) {
  SpscQueue<int> queue(8);
  int written = 0;
  int read = 0;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 1 + round % 8; ++i) ASSERT_TRUE(queue.push(written++));
    int item = 0;
    while (queue.pop(item)) ASSERT_EQ(item, read++);
  }
  EXPECT_EQ(read, written);
}

TEST(SpscQueueTest, MovesWhatCannotBeCopied) {
  SpscQueue<std::unique_ptr<int>> queue(2);
  ASSERT_TRUE(queue.push(std::make_unique<int>(7)));
  ASSERT_TRUE(queue.push(std::make_unique<int>(8)));
  auto kept = std::make_unique<int>(9);
  EXPECT_FALSE(queue.push(std::move(kept)));
  EXPECT_NE(kept, nullptr) << "a refused item must stay with its owner";
  std::unique_ptr<int> item;
  ASSERT_TRUE(queue.pop(item));
  EXPECT_EQ(*item, 7);
}

TEST(SpscQueueTest, LosesNothingBetweenTwoThreads) {
  struct Item {
    uint32_t number = 0;
    uint32_t check = 0;
  };
  constexpr uint32_t kItems = 200000;
  SpscQueue<Item> queue(64);
  std::thread producer([&] {
    for (uint32_t i = 0; i < kItems;) {
      if (queue.push(Item{i, ~i})) {
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  uint32_t expected = 0;
  uint32_t damaged = 0;
  while (expected < kItems) {
    Item item;
    if (!queue.pop(item)) {
      std::this_thread::yield();
      continue;
    }
    if (item.number != expected || item.check != ~item.number) ++damaged;
    ++expected;
  }
  producer.join();
  EXPECT_EQ(damaged, 0u) << "items out of order or torn, of " << kItems;
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace kiln
