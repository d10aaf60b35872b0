// Wavetables: laziness, sharing by content, sizes, and the right cycle in every frame.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/wavetable.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <thread>

#include "kiln/base/math.h"

namespace kiln {
namespace {

// Frame i holds a cosine of harmonic i + 1 with level 1 / (i + 1).
std::vector<float> cosines(int frames, int cycle_samples) {
  std::vector<float> out;
  for (int i = 0; i < frames; ++i) {
    for (int n = 0; n < cycle_samples; ++n) {
      const double angle = 2.0 * std::numbers::pi * ((n * (i + 1)) % cycle_samples) / cycle_samples;
      out.push_back(static_cast<float>(math::cos(angle) / (i + 1)));
    }
  }
  return out;
}

TEST(WavetableTest, FramesAreSilentUntilPreparedAndRightAfter) {
  const auto table = WavetableMips::make(cosines(5, kCycleSamples));
  ASSERT_EQ(table->frames(), 5);
  EXPECT_EQ(read_cycle(table->levels(3, 2), 0), 0.0f) << "an unprepared frame must be silent";
  table->prepare(2, 2, 2);
  EXPECT_EQ(read_cycle(table->levels(4, 2), 0), 0.0f) << "frame 4 was not asked for";
  EXPECT_EQ(read_cycle(table->levels(3, 1), 0), 0.0f) << "levels for 1x were not asked for";
  for (const int frame : {2, 3}) {
    EXPECT_NEAR(read_cycle(table->levels(frame, 2), 0), 1.0 / (frame + 1), 1e-6);
  }
  table->prepare(-5, 100, 1);
  const float* third = table->levels(4, 1) + 3 * kLevelStride;
  EXPECT_NEAR(read_cycle(third, 1u << 30), math::cos(2.5 * std::numbers::pi) / 5, 1e-6);
}

TEST(WavetableTest, EqualFramesAreBuiltOnceInTheProcess) {
  std::vector<float> samples = cosines(3, kCycleSamples);
  const auto one = WavetableMips::make(samples);
  const auto two = WavetableMips::make(samples);
  one->prepare_all(2);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(one->levels(i, 2), two->levels(i, 2)) << "frame " << i << " exists twice";
  }
  EXPECT_EQ(one->content_hash(), two->content_hash());
  samples[kCycleSamples + 7] += 0.125f;
  const auto other = WavetableMips::make(samples);
  EXPECT_EQ(other->levels(0, 2), one->levels(0, 2)) << "frame 0 did not change";
  EXPECT_NE(other->levels(1, 2), one->levels(1, 2)) << "frame 1 changed";
  EXPECT_NE(other->content_hash(), one->content_hash());
}

TEST(WavetableTest, FramesOutliveTheWavetableThatMadeThem) {
  auto one = WavetableMips::make(cosines(1, kCycleSamples));
  one->prepare_all(2);
  const auto two = WavetableMips::make(cosines(1, kCycleSamples));
  one.reset();
  EXPECT_NEAR(read_cycle(two->levels(0, 2), 0), 1.0, 1e-6);
}

TEST(WavetableTest, CyclesOfOtherLengthsAreResampled) {
  for (const int length : {256, 600, 4096}) {
    const auto table = WavetableMips::make(cosines(4, length), length);
    ASSERT_EQ(table->frames(), 4);
    table->prepare_all(2);
    for (int i = 0; i < 4; ++i) {
      const double angle = 2.0 * std::numbers::pi * (i + 1) * 0.125;
      EXPECT_NEAR(read_cycle(table->levels(i, 2), 1u << 29), math::cos(angle) / (i + 1), 2e-6)
          << "cycle " << i << " of " << length << " samples";
      EXPECT_NEAR(table->source(i)[0], 1.0 / (i + 1), 1e-6);
    }
  }
}

TEST(WavetableTest, RefusesWhatIsNoWavetable) {
  std::vector<float> samples(kCycleSamples, 0.0f);
  EXPECT_THROW(WavetableMips::make({}), std::invalid_argument);
  EXPECT_THROW(WavetableMips::make(std::span(samples).first(100)), std::invalid_argument);
  EXPECT_THROW(WavetableMips::make(samples, 1), std::invalid_argument);
  EXPECT_THROW(WavetableMips::make(samples, 4), std::invalid_argument) << "512 frames";
  samples[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(WavetableMips::make(samples), std::invalid_argument);
}

TEST(WavetableTest, ReadingWhileBuildingSeesSilenceOrTheCycle) {
  const auto table = WavetableMips::make(cosines(8, kCycleSamples));
  std::atomic<bool> done = false;
  std::thread builder([&] {
    table->prepare_all(2);
    done = true;
  });
  int wrong = 0;
  do {
    for (int i = 0; i < 8; ++i) {
      const float value = read_cycle(table->levels(i, 2), 0);
      const float want = 1.0f / static_cast<float>(i + 1);
      if (value != 0.0f && std::abs(value - want) > 1e-5f) ++wrong;
    }
  } while (!done);
  builder.join();
  EXPECT_EQ(wrong, 0) << "a half-built table was seen";
}

}  // namespace
}  // namespace kiln
