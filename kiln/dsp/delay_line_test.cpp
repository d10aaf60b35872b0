// Delays in frames and gains in dB of every way to read; the all-pass is flat.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/delay_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

enum class Read { kLinear, kHermite, kLagrange };

float read_by(const DelayLine& line, Read how, DelayTime delay) {
  if (how == Read::kLinear) return line.read_linear(delay);
  return how == Read::kHermite ? line.read_hermite(delay) : line.read_lagrange(delay);
}

// Gain and delay (frames) of a fractional read for a sine of `frequency` cycles per frame.
std::complex<double> response(Read how, double delay, double frequency) {
  std::vector<float> memory(256);
  DelayLine line(memory);
  std::complex<double> sum = 0.0;
  const int frames = 4000;  // whole cycles for every frequency used here
  for (int n = -200; n < frames; ++n) {
    const double angle = 2.0 * std::numbers::pi * frequency * n;
    line.write(static_cast<float>(math::cos(angle)));
    if (n < 0) continue;
    const double y = read_by(line, how, DelayTime::from(delay));
    sum += y * std::complex<double>(math::cos(angle), -math::sin(angle)) * (2.0 / frames);
  }
  return sum;
}

double gain_db(std::complex<double> h) { return 10.0 * math::log(std::norm(h)) / math::log(10.0); }

TEST(DelayLineTest, WholeDelaysAreExactForEveryRead) {
  std::vector<float> memory(DelayLine::memory_floats(20));
  DelayLine line(memory);
  for (int n = 0; n < 1000; ++n) line.write(static_cast<float>(n));
  EXPECT_GE(line.max_delay(), 20);
  for (int delay = 2; delay <= 20; ++delay) {
    const float want = static_cast<float>(999 - delay);
    EXPECT_EQ(line.read(delay), want);
    for (const Read how : {Read::kLinear, Read::kHermite, Read::kLagrange}) {
      EXPECT_EQ(read_by(line, how, {delay, 0.0f}), want) << "delay " << delay;
    }
  }
}

TEST(DelayLineTest, StraightLinesAreReadExactlyInBetween) {
  std::vector<float> memory(64);
  DelayLine line(memory);
  for (int n = 0; n < 100; ++n) line.write(static_cast<float>(n));
  for (const Read how : {Read::kLinear, Read::kHermite, Read::kLagrange}) {
    EXPECT_NEAR(read_by(line, how, DelayTime::from(7.3)), 99 - 7.3, 2e-5);
  }
}

TEST(DelayLineTest, HalfFrameGainsAreThoseOfTheLiterature) {
  EXPECT_NEAR(gain_db(response(Read::kLinear, 10.5, 0.1)), -0.436, 0.01);
  EXPECT_NEAR(gain_db(response(Read::kLinear, 10.5, 0.25)), -3.01, 0.01);
  EXPECT_NEAR(gain_db(response(Read::kHermite, 10.5, 0.1)), -0.0305, 0.001);
  EXPECT_NEAR(gain_db(response(Read::kHermite, 10.5, 0.25)), -1.072, 0.01);
  EXPECT_NEAR(gain_db(response(Read::kLagrange, 10.5, 0.1)), -0.0023, 0.001);
  EXPECT_NEAR(gain_db(response(Read::kLagrange, 10.5, 0.25)), -0.444, 0.01);
}

TEST(DelayLineTest, FractionalDelaysAreRightToAThousandthFrame) {
  for (const double delay : {5.1, 9.25, 30.5, 77.9}) {
    for (const Read how : {Read::kHermite, Read::kLagrange}) {
      const std::complex<double> h = response(how, delay, 0.02);
      const double turns = delay * 0.02;
      const std::complex<double> want(math::cos(2.0 * std::numbers::pi * turns),
                                      -math::sin(2.0 * std::numbers::pi * turns));
      const double phase = std::sqrt(std::norm(h - want));  // radians, for small errors
      EXPECT_LT(phase / (2.0 * std::numbers::pi * 0.02), 1e-3) << "delay of " << delay << " frames";
    }
  }
}

TEST(DelayLineTest, AllpassIsFlatAndRings) {
  std::vector<float> memory(64);
  AllpassDelay allpass(memory);
  std::vector<double> impulse(1 << 14);
  for (size_t n = 0; n < impulse.size(); ++n) {
    impulse[n] = allpass.process(n == 0 ? 1.0f : 0.0f, 37, 0.7f);
  }
  EXPECT_FLOAT_EQ(static_cast<float>(impulse[0]), -0.7f);
  EXPECT_NEAR(impulse[37], 1.0 - 0.49, 1e-6);
  double worst = 0.0;
  for (const auto& bin : real_spectrum(impulse)) worst = std::max(worst, std::abs(gain_db(bin)));
  EXPECT_LT(worst, 1e-4) << "the all-pass moves the level by " << worst << " dB";
  for (size_t n = impulse.size() - 100; n < impulse.size(); ++n) {
    EXPECT_EQ(impulse[n], 0.0) << "the tail must end in exact zeros";
  }
}

TEST(DelayLineTest, ModulatedAllpassWithAFixedDelayIsTheSameAllpass) {
  std::vector<float> one(64), two(64);
  AllpassDelay fixed(one), modulated(two);
  for (int n = 0; n < 300; ++n) {
    const float x = n % 7 == 0 ? 1.0f : -0.2f;
    EXPECT_EQ(fixed.process(x, 20, 0.6f), modulated.process_modulated(x, {20, 0.0f}, 0.6f));
  }
}

TEST(DelayLineTest, RefusesMemoryThatIsNoPowerOfTwo) {
  std::vector<float> memory(100);
  EXPECT_THROW(DelayLine{memory}, std::invalid_argument);
}

}  // namespace
}  // namespace kiln
