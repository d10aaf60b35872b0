// Levels, loudness and hashes of signals whose values are known.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/loudness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kiln/base/math.h"

namespace kiln::cli {
namespace {

std::vector<float> sine(double hz, double gain, double seconds, double phase = 0.0) {
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(seconds * 48000.0); ++i) {
    const auto y = static_cast<float>(gain * math::sin_pi(2.0 * (hz * i / 48000.0 + phase)));
    samples.insert(samples.end(), {y, y});
  }
  return samples;
}

Loudness measure(const std::vector<float>& samples) {
  LoudnessMeter meter(48000);
  meter.add(samples);
  return meter.finish();
}

// EBU Tech 3341, test 1: a stereo sine of 1 kHz at −23 dBFS measures −23.0 LUFS.
TEST(CliLoudnessTest, a_sine_of_minus_23_dbfs_measures_minus_23_lufs) {
  const Loudness loudness = measure(sine(1000.0, math::pow(10.0, -23.0 / 20.0), 5.0));
  EXPECT_NEAR(loudness.lufs, -23.0, 0.1) << "LUFS";
  EXPECT_NEAR(loudness.peak_dbfs, -23.0, 0.01) << "dBFS";
  EXPECT_NEAR(loudness.rms_dbfs, -26.01, 0.01) << "dBFS";
  EXPECT_EQ(loudness.frames, 240000);
}

TEST(CliLoudnessTest, the_true_peak_lies_between_the_samples) {
  // A quarter of the rate, sampled at 45 degrees: every sample is 3 dB below the crest.
  const Loudness loudness = measure(sine(12000.0, 0.5, 1.0, 0.125));
  EXPECT_NEAR(loudness.peak_dbfs, -9.03, 0.01) << "dBFS";
  EXPECT_NEAR(loudness.true_peak_dbtp, -6.02, 0.3) << "dBTP";
}

TEST(CliLoudnessTest, silence_is_minus_infinity) {
  const Loudness loudness = measure(std::vector<float>(96000));
  EXPECT_EQ(loudness.peak_dbfs, -INFINITY);
  EXPECT_EQ(loudness.rms_dbfs, -INFINITY);
  EXPECT_EQ(loudness.lufs, -INFINITY);
  EXPECT_EQ(loudness.true_peak_dbtp, -INFINITY);
}

TEST(CliLoudnessTest, the_hash_is_of_the_float_samples) {
  EXPECT_EQ(measure({}).sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(measure({0.0f, 0.0f}).sha256,
            "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
  EXPECT_NE(measure({0.0f, 1e-30f}).sha256, measure({0.0f, 0.0f}).sha256);
}

TEST(CliLoudnessTest, pieces_measure_as_the_whole) {
  const std::vector<float> samples = sine(440.0, 0.3, 1.0);
  LoudnessMeter meter(48000);
  meter.add(std::span(samples).first(34));
  meter.add(std::span(samples).subspan(34));
  const Loudness pieces = meter.finish();
  const Loudness whole = measure(samples);
  EXPECT_EQ(pieces.sha256, whole.sha256);
  EXPECT_EQ(pieces.rms_dbfs, whole.rms_dbfs);
}

}  // namespace
}  // namespace kiln::cli
