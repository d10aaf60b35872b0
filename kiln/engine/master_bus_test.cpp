// The sum of the buses and their peak: each run of frames as if frame by frame, on every target.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/master_bus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/base/random.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

Bus random_bus(std::uint32_t key) {
  Bus bus;
  for (std::uint32_t k = 0; k < kMaxControlFrames; ++k) {
    bus.left[k] = random_bipolar(random_bits(key, 2 * k));
    bus.right[k] = random_bipolar(random_bits(key, 2 * k + 1));
  }
  return bus;
}

class MasterBusTest : public testing::Test {
 protected:
  ~MasterBusTest() override { force_target_for_test(""); }
};

TEST_F(MasterBusTest, SumsEveryRunOfFramesBitForBitOnEveryTarget) {
  const Bus out = random_bus(1);
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (int begin = 0; begin < kMaxControlFrames; ++begin) {
      for (int end = begin + 1; end <= kMaxControlFrames; ++end) {
        Bus effects = random_bus(2);
        Bus wanted = effects;
        const MasterSum sum = {.begin = begin, .end = end, .from = 0.3f, .step = 0.011f};
        for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
          const float gain = sum.from + static_cast<float>(k) * sum.step;
          wanted.left[k] = (wanted.left[k] + out.left[k]) * gain;
          wanted.right[k] = (wanted.right[k] + out.right[k]) * gain;
        }
        sum_buses(sum, out, effects);
        ASSERT_TRUE(effects.left == wanted.left && effects.right == wanted.right)
            << target << " sums frames " << begin << " to " << end << " otherwise";
      }
    }
  }
}

TEST_F(MasterBusTest, FindsThePeakOfEitherChannelInEveryFrame) {
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (std::size_t loud = 0; loud < kMaxControlFrames; ++loud) {
      Bus bus = random_bus(3);
      (loud % 2 == 0 ? bus.left : bus.right)[loud] = -2.5f;
      const auto frame = static_cast<int>(loud);
      EXPECT_EQ(bus_peak(bus, 0, kMaxControlFrames), 2.5f) << target << " misses frame " << loud;
      EXPECT_EQ(bus_peak(bus, frame, frame + 1), 2.5f) << target << " misses frame " << loud;
      EXPECT_LT(bus_peak(bus, 0, frame), 1.5f) << target << " looks beyond frame " << loud;
    }
  }
}

}  // namespace
}  // namespace kiln
