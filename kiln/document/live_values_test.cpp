// Readers hear of every change but their own, also when threads write at once.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/live_values.h"

#include <array>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(LiveValuesTest, ReadersHearOfOthersButNotOfThemselves) {
  const std::array<float, 3> initial = {1.0f, 2.0f, 3.0f};
  LiveValues values(initial);
  ChangeReader gui(values, Origin::kGui);
  ChangeReader host(values, Origin::kHost);
  EXPECT_TRUE(gui.poll().empty()) << "what is there at first is no change";
  values.set(0, 5.0f, Origin::kGui);
  values.set(2, 7.0f, Origin::kMidiLearn);
  values.set(2, 8.0f, Origin::kMidiLearn);
  EXPECT_EQ(values.get(0), 5.0f);
  ASSERT_EQ(gui.poll().size(), 1u) << "its own change came back as an echo";
  ASSERT_EQ(host.poll().size(), 2u);
  EXPECT_TRUE(gui.poll().empty());
  EXPECT_TRUE(host.poll().empty());
  values.set(2, 8.0f, Origin::kPreset);
  EXPECT_TRUE(host.poll().empty()) << "the same value again is no change";
  values.set(2, 9.0f, Origin::kPreset);
  const auto& changes = gui.poll();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].param, 2);
  EXPECT_EQ(changes[0].real, 9.0f);
  EXPECT_EQ(changes[0].origin, Origin::kPreset);
}

TEST(LiveValuesTest, AValueThatWentThereAndBackIsStillReported) {
  const std::array<float, 1> initial = {1.0f};
  LiveValues values(initial);
  ChangeReader host(values, Origin::kHost);
  values.set(0, 2.0f, Origin::kGui);
  values.set(0, 1.0f, Origin::kGui);
  EXPECT_EQ(host.poll().size(), 1u) << "the host may have seen 2 by other ways";
}

TEST(LiveValuesTest, NoChangeIsLostBetweenThreads) {
  constexpr int kParams = 64;
  constexpr int kWrites = 20000;
  const std::array<float, kParams> initial = {};
  LiveValues values(initial);
  ChangeReader reader(values, Origin::kPreset);
  std::array<float, kParams> seen = {};
  std::atomic<int> writing{2};
  const auto writer = [&](Origin origin, int first) {
    for (int i = 1; i <= kWrites; ++i) {
      const auto param = static_cast<ParamIndex>((i * 7 + first) % kParams);
      values.set(param, static_cast<float>(2 * i + first), origin);
    }
    writing.fetch_sub(1);
  };
  std::thread a(writer, Origin::kHost, 0);
  std::thread b(writer, Origin::kMidiLearn, 1);
  bool matches = true;
  const auto look = [&] {
    for (const ChangeReader::Change& change : reader.poll()) {
      seen[change.param] = change.real;
      // The origin belongs to the value: even numbers are the host's.
      const bool even = static_cast<int>(change.real) % 2 == 0;
      matches = matches && even == (change.origin == Origin::kHost);
    }
  };
  while (writing.load() > 0) look();
  a.join();
  b.join();
  look();
  EXPECT_TRUE(matches) << "a value was reported with the other writer's origin";
  for (ParamIndex i = 0; i < kParams; ++i) EXPECT_EQ(seen[i], values.get(i)) << "parameter " << i;
}

}  // namespace
}  // namespace kiln
