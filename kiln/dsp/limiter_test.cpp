// The limiter holds its ceiling, leaves quiet sound alone and doesn't mind how it is cut.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/limiter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/units.h"

namespace kiln {
namespace {

constexpr double kRate = 48000.0;

std::vector<float> sine(float amplitude, int frames) {
  std::vector<float> x(static_cast<std::size_t>(frames));
  for (int i = 0; i < frames; ++i) {
    x[static_cast<std::size_t>(i)] =
        amplitude * math::sin_cycles(static_cast<float>(i % 4800) * (440.0f / 48000.0f));
  }
  return x;
}

TEST(LimiterTest, NothingPassesTheCeiling) {
  Limiter limiter;
  limiter.prepare(kRate, -0.3f);
  std::vector<float> left = sine(4.0f, 48000), right = sine(0.1f, 48000);
  limiter.process(left.data(), right.data(), 48000);
  for (const float x : left) ASSERT_LE(std::fabs(x), db_to_gain(-0.3f));
}

TEST(LimiterTest, QuietSoundIsOnlyDelayed) {
  Limiter limiter;
  limiter.prepare(kRate, -0.3f);
  const std::vector<float> dry = sine(0.9f, 4800);
  std::vector<float> left = dry, right = dry;
  limiter.process(left.data(), right.data(), 4800);
  const auto delay = static_cast<std::size_t>(limiter.latency_frames());
  EXPECT_EQ(delay, 48u);
  for (std::size_t i = delay; i < left.size(); ++i) ASSERT_EQ(left[i], dry[i - delay]);
}

TEST(LimiterTest, LetsGoEntirely) {
  Limiter limiter;
  limiter.prepare(kRate, -0.3f);
  std::vector<float> loud = sine(4.0f, 4800), other = loud;
  limiter.process(loud.data(), other.data(), 4800);
  const std::vector<float> dry = sine(0.9f, 144000);
  std::vector<float> left = dry, right = dry;
  limiter.process(left.data(), right.data(), 144000);
  const auto delay = static_cast<std::size_t>(limiter.latency_frames());
  for (std::size_t i = 96000; i < left.size(); ++i) {
    ASSERT_EQ(left[i], dry[i - delay]) << "2 s after the last peak sound is still turned down";
  }
}

TEST(LimiterTest, CutsChangeNoBit) {
  Limiter whole, cut;
  whole.prepare(kRate, -0.3f);
  cut.prepare(kRate, -0.3f);
  std::vector<float> a = sine(3.0f, 9600), b = a, c = a, d = a;
  whole.process(a.data(), b.data(), 9600);
  for (int at = 0, n = 1; at < 9600; at += n, n = n % 97 + 1) {
    n = std::min(n, 9600 - at);
    cut.process(c.data() + at, d.data() + at, n);
  }
  EXPECT_EQ(a, c);
}

}  // namespace
}  // namespace kiln
