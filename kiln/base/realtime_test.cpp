// The scope flushes denormals while it lives, and only then.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/realtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <thread>

namespace kiln {
namespace {

// Half of the least normal float, computed at run time.
float half_of_least_normal() {
  volatile float least = std::numeric_limits<float>::min();
  volatile float half = 0.5f;
  return least * half;
}

bool machine_can_flush() { return realtime_detail::kFlushToZero != 0; }

TEST(RealtimeTest, DenormalsAreZeroInsideTheScopeOnly) {
  EXPECT_NE(half_of_least_normal(), 0.0f);
  {
    RealtimeScope scope;
    if (machine_can_flush()) {
      EXPECT_EQ(half_of_least_normal(), 0.0f);
    }
  }
  EXPECT_NE(half_of_least_normal(), 0.0f) << "the control word was not restored";
}

TEST(RealtimeTest, ScopesNest) {
  EXPECT_FALSE(in_realtime());
  {
    RealtimeScope outer;
    {
      RealtimeScope inner;
      EXPECT_TRUE(in_realtime());
    }
    EXPECT_TRUE(in_realtime()) << "the inner scope ended the outer one";
    if (machine_can_flush()) {
      EXPECT_EQ(half_of_least_normal(), 0.0f);
    }
  }
  EXPECT_FALSE(in_realtime());
}

TEST(RealtimeTest, OtherThreadsAreNotInTheScope) {
  std::atomic<int> step{0};
  bool seen = true;
  std::thread other([&] {
    while (step.load() < 1) std::this_thread::yield();
    seen = in_realtime();
    step.store(2);
  });
  {
    RealtimeScope scope;
    step.store(1);
    while (step.load() < 2) std::this_thread::yield();
  }
  other.join();
  EXPECT_FALSE(seen);
}

TEST(RealtimeTest, ATestCanKeepDenormals) {
  set_flush_to_zero_for_test(false);
  {
    RealtimeScope scope;
    EXPECT_NE(half_of_least_normal(), 0.0f);
    EXPECT_TRUE(in_realtime());
  }
  set_flush_to_zero_for_test(true);
}

}  // namespace
}  // namespace kiln
