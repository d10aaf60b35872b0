// The reader sees the newest state, whole, however the two sides interleave.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/triple_buffer.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

namespace kiln {
namespace {

TEST(TripleBufferTest, Gives_the_newest_and_says_when_there_is_none) {
  TripleBuffer<int> buffer;
  EXPECT_FALSE(buffer.update());
  for (const int value : {1, 2, 3}) {
    buffer.back() = value;
    buffer.publish();
  }
  EXPECT_TRUE(buffer.update());
  EXPECT_EQ(buffer.front(), 3);
  EXPECT_FALSE(buffer.update());
  EXPECT_EQ(buffer.front(), 3);
}

TEST(TripleBufferTest, Never_shows_half_a_state) {
  using State = std::array<int, 64>;
  TripleBuffer<State> buffer;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int n = 1; n <= 200'000; ++n) {
      buffer.back().fill(n);
      buffer.publish();
    }
    done = true;
  });
  int before = 0;
  for (bool last = false; !last;) {
    last = done;
    if (!buffer.update()) continue;
    const State& state = buffer.front();
    for (const int value : state) ASSERT_EQ(value, state[0]) << "two states are mixed";
    ASSERT_GE(state[0], before) << "an older state came after a newer one";
    before = state[0];
  }
  writer.join();
  EXPECT_EQ(before, 200'000) << "the last state was lost";
}

}  // namespace
}  // namespace kiln
