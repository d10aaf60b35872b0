// Levels, bands and width of signals whose numbers are known.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/level.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kiln/base/math.h"

namespace kiln::analysis {
namespace {

std::vector<float> sine(double hz, double rate, double gain, size_t frames) {
  std::vector<float> out(frames);
  for (size_t n = 0; n < frames; ++n) {
    out[n] = static_cast<float>(gain * math::sin_pi(2.0 * hz / rate * static_cast<double>(n)));
  }
  return out;
}

std::vector<float> noise(uint32_t seed, size_t frames) {
  std::vector<float> out(frames);
  for (float& x : out) {
    double sum = 0.0;
    for (int i = 0; i < 4; ++i) {
      seed = seed * 1664525u + 1013904223u;
      sum += static_cast<double>(seed >> 8) / 8388608.0 - 1.0;
    }
    x = static_cast<float>(0.1 * sum);
  }
  return out;
}

TEST(LevelTest, SineLevels) {
  const auto signal = sine(1000.0, 48000.0, 0.5, 48000);
  EXPECT_NEAR(rms_db(signal), -6.0206, 1e-3);
  EXPECT_NEAR(peak_db(signal), -6.0206, 1e-3);
  EXPECT_NEAR(spectral_centroid_hz(signal, 48000.0), 1000.0, 0.5);
  EXPECT_EQ(rms_db({}), -300.0);
}

TEST(LevelTest, SeesNanAndDenormals) {
  auto signal = sine(1000.0, 48000.0, 0.5, 4800);
  EXPECT_TRUE(all_finite(signal));
  EXPECT_EQ(count_denormals(signal), 0);
  signal[7] = 1e-42f;
  signal[9] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(all_finite(signal));
  EXPECT_EQ(count_denormals(signal), 1);
}

TEST(LevelTest, ThirdOctavesAreTheSameAtEveryRate) {
  std::vector<std::array<double, kThirdOctaves>> rows;
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    std::vector<float> signal(static_cast<size_t>(rate * 3));
    for (int k = 1; k * 110.0 < 19000.0; ++k) {
      const auto part = sine(k * 110.0, rate, 0.3 / k, signal.size());
      for (size_t n = 0; n < signal.size(); ++n) signal[n] += part[n];
    }
    rows.push_back(measure_third_octaves(signal, rate));
  }
  EXPECT_LT(third_octave_spread_db(rows), 0.1);
  rows[1][20] += 1.0;
  EXPECT_GT(third_octave_spread_db(rows), 0.9) << "1 dB in one band must show";
}

TEST(LevelTest, AToneFallsIntoItsBand) {
  const auto row = measure_third_octaves(sine(1000.0, 48000.0, 1.0, 1 << 16), 48000.0);
  EXPECT_NEAR(row[15], 0.0, 0.01);
  EXPECT_LT(row[13], -80.0);
  EXPECT_NEAR(third_octave_hz(15), 1000.0, 1e-9);
}

TEST(LevelTest, StereoImages) {
  const auto a = noise(1, 100000);
  const auto b = noise(99, 100000);
  auto inverted = a;
  for (float& x : inverted) x = -x;
  EXPECT_NEAR(measure_stereo(a, a).correlation, 1.0, 1e-9);
  EXPECT_NEAR(measure_stereo(a, a).mono_loss_db, 0.0, 1e-6);
  EXPECT_NEAR(measure_stereo(a, inverted).correlation, -1.0, 1e-9);
  EXPECT_NEAR(measure_stereo(a, b).correlation, 0.0, 0.02);
  EXPECT_NEAR(measure_stereo(a, b).mono_loss_db, -3.01, 0.1);
  EXPECT_NEAR(measure_stereo(a, b).side_to_mid_db, 0.0, 0.2);
}

TEST(LevelTest, OnsetsAreFoundOnTheirFrame) {
  std::vector<float> signal(20000, 0.0f);
  for (const int at : {1000, 5801, 10602}) {
    for (int i = 0; i < 2000; ++i) signal[static_cast<size_t>(at + i)] = i % 2 == 0 ? 0.1f : 0.0f;
  }
  EXPECT_EQ(find_onsets(signal, 1e-6, 480), (std::vector<int>{1000, 5801, 10602}));
}

}  // namespace
}  // namespace kiln::analysis
