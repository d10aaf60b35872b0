// The trap must go off: each test plants what it has to catch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/base/realtime_trap.h"
#include "kiln/base/spsc_queue.h"

namespace kiln {
namespace {

class RealtimeTrapTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!RealtimeTrap::installed()) GTEST_SKIP() << "this build has no trap hooks";
  }
};

// Keeps the compiler from removing an allocation nobody looks at.
void keep(const void* pointer) { asm volatile("" : : "g"(pointer) : "memory"); }

int violations_of(const std::function<void()>& planted, std::string* first = nullptr) {
  RealtimeTrap trap;
  {
    RealtimeScope scope;
    planted();
  }
  if (first != nullptr) *first = trap.first();
  return trap.violations();
}

TEST_F(RealtimeTrapTest, SeesAnAllocationAndItsRelease) {
  std::string first;
  EXPECT_EQ(violations_of([] { keep(std::make_unique<int>(1).get()); }, &first), 2)
      << "one new and one delete were planted";
  EXPECT_EQ(first, "malloc");
}

TEST_F(RealtimeTrapTest, SeesAGrowingVector) {
  std::vector<double> grows;
  EXPECT_GE(violations_of([&] { grows.push_back(1.0); }), 1);
}

TEST_F(RealtimeTrapTest, SeesAlignedMemory) {
  struct alignas(64) Wide {
    float v[16];
  };
  EXPECT_GE(violations_of([] { keep(std::make_unique<Wide>().get()); }), 2);
}

TEST_F(RealtimeTrapTest, SeesALock) {
  std::mutex mutex;
  std::string first;
  EXPECT_EQ(violations_of([&] { const std::lock_guard lock(mutex); }, &first), 1);
  EXPECT_EQ(first, "pthread_mutex_lock");
}

TEST_F(RealtimeTrapTest, SeesASleep) {
  EXPECT_GE(violations_of([] { std::this_thread::sleep_for(std::chrono::microseconds(1)); }), 1);
}

TEST_F(RealtimeTrapTest, SeesAnOpenedFile) {
  EXPECT_GE(
      violations_of([] { std::unique_ptr<FILE, int (*)(FILE*)>(fopen("/dev/null", "r"), fclose); }),
      1);
}

TEST_F(RealtimeTrapTest, SeesAThrownException) {
  EXPECT_GE(violations_of([] {
              try {
                throw 1;
              } catch (int) {
              }
            }),
            1);
}

TEST_F(RealtimeTrapTest, LetsATryLockAndAQueuePass) {
  std::mutex mutex;
  SpscQueue<int> queue(4);
  EXPECT_EQ(violations_of([&] {
              if (mutex.try_lock()) mutex.unlock();
              int item = 0;
              queue.push(1);
              queue.pop(item);
            }),
            0);
}

TEST_F(RealtimeTrapTest, LetsOtherThreadsAndTheTimeAfterTheScopePass) {
  RealtimeTrap trap;
  { RealtimeScope scope; }
  keep(std::make_unique<int>(1).get());
  std::thread([] { keep(std::make_unique<int>(1).get()); }).join();
  EXPECT_EQ(trap.violations(), 0) << "first: " << trap.first();
}

TEST_F(RealtimeTrapTest, AbortsWithTheNameWhenNobodyCounts) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        RealtimeScope scope;
        keep(std::make_unique<int>(1).get());
      },
      "audio path called malloc");
}

}  // namespace
}  // namespace kiln
