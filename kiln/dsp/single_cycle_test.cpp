// Band-limited tables: harmonics in dB, aliases in dBc, levels over all pitches.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/single_cycle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

double decibels(double amplitude) {
  return 20.0 * math::log(std::abs(amplitude) + 1e-20) / math::log(10.0);
}

// A strictly periodic tone of `cycles` whole cycles in 2^15 frames, read from the table.
struct Tone {
  Tone(const MipTable& table, int quality, uint32_t cycles_in) : cycles(cycles_in) {
    const uint32_t increment = cycles << (32 - kBits);
    level = level_for_increment(static_cast<float>(cycles) / kSize, quality);
    std::vector<double> signal(kSize);
    uint32_t phase = 0;
    for (double& v : signal) {
      v = read_cycle(table.level(level), phase);
      phase += increment;
    }
    for (const auto& bin : real_spectrum(signal)) {
      amplitude.push_back(std::sqrt(std::norm(bin)) * 2.0 / kSize);
    }
  }

  // Loudest bin below `limit` cycles per frame that is no harmonic, over the fundamental.
  double worst_alias_dbc(double limit) const {
    double worst = -400.0;
    for (uint32_t k = 1; k < limit * kSize; ++k) {
      if (k % cycles != 0) worst = std::max(worst, decibels(amplitude[k] / amplitude[cycles]));
    }
    return worst;
  }

  // Largest departure of the saw's harmonics from 1/n below `limit`.
  double worst_saw_error_db(double limit) const {
    double worst = 0.0;
    for (uint32_t n = 1; n * cycles < limit * kSize; ++n) {
      worst = std::max(worst, std::abs(decibels(amplitude[n * cycles] * std::numbers::pi / 2 * n)));
    }
    return worst;
  }

  static constexpr int kBits = 15;
  static constexpr int kSize = 1 << kBits;
  uint32_t cycles;
  int level = 0;
  std::vector<double> amplitude;
};

TEST(SingleCycleTest, ResponseIsThatOfTheInterpolator) {
  // Reading a sine between its samples gives the sine times the response, plus images.
  for (const int harmonic : {1, 100, 300, 700, 1000}) {
    const double frequency = harmonic / 2048.0;
    double in_phase = 0.0;
    for (int i = 0; i < 2048 * 16; ++i) {
      const double at = i / 16.0;
      const int whole = i / 16;
      float y[4];
      for (int j = 0; j < 4; ++j) {
        y[j] = static_cast<float>(
            math::cos(2.0 * std::numbers::pi * ((harmonic * (whole + j - 1)) % 2048) / 2048.0));
      }
      const double value = hermite4(y, static_cast<float>(at - whole));
      in_phase += value * math::cos(2.0 * std::numbers::pi * frequency * at);
    }
    const double measured = in_phase * 2.0 / (2048 * 16);
    EXPECT_NEAR(measured, hermite4_response(frequency), 2e-3 * hermite4_response(frequency))
        << "the formula is wrong at harmonic " << harmonic;
  }
}

TEST(SingleCycleTest, LevelsHoldEnoughHarmonicsAndNotTooMany) {
  for (const int quality : {1, 2, 4}) {
    const MipSpacing spacing = mip_spacing(quality);
    const double engine = 44100.0 * quality;
    const double wanted = quality == 1 ? 18000.0 : 20000.0;
    for (double hz = 25.0; hz < wanted; hz *= 1.0031) {
      const float increment = static_cast<float>(hz / engine);
      const int level = level_for_increment(increment, quality);
      const int harmonics = mip_harmonics(spacing, level);
      EXPECT_GE(harmonics, std::min(kMaxHarmonics, static_cast<int>(wanted / hz)))
          << "harmonics are missing at " << hz << " Hz, " << quality << "x";
      const double top = harmonics * hz;
      const double folded = top > engine / 2 ? engine - top : top;
      EXPECT_TRUE(top < engine / 2 || folded > 19990.0)
          << "harmonic " << harmonics << " of " << hz << " Hz folds to " << folded << " Hz";
    }
    EXPECT_EQ(level_for_increment(0.0f, quality), 0);
    EXPECT_EQ(level_for_increment(0.5f, quality), mip_levels(spacing) - 1);
  }
  EXPECT_EQ(mip_harmonics(MipSpacing::kOctave, 10), 1);
  EXPECT_EQ(mip_harmonics(MipSpacing::kThirdOctave, 1), 812);
  EXPECT_EQ(mip_harmonics(MipSpacing::kThirdOctave, 30), 1);
}

TEST(SingleCycleTest, SawIsCompleteAndWithoutAliasesAtTwice) {
  // 96 kHz: 2^15 frames hold 341 ms; cycle counts are primes near notes 83, 99, 111 and 123.
  const MipTable& saw = basic_shapes(MipSpacing::kOctave).saw;
  for (const uint32_t cycles : {337u, 853u, 1699u, 3391u}) {
    const Tone tone(saw, 2, cycles);
    const double alias = tone.worst_alias_dbc(20000.0 / 96000.0);
    EXPECT_LT(alias, -125.0) << "saw at " << cycles * 96000.0 / Tone::kSize << " Hz";
    EXPECT_LT(tone.worst_saw_error_db(20000.0 / 96000.0), 0.02);
  }
}

TEST(SingleCycleTest, SawIsCompleteAndWithoutAliasesAtOnce) {
  const MipTable& saw = basic_shapes(MipSpacing::kThirdOctave).saw;
  for (const double rate : {44100.0, 48000.0}) {
    for (const uint32_t cycles : {673u, 1699u, 3391u, 6793u}) {
      const Tone tone(saw, 1, cycles);
      const double alias = tone.worst_alias_dbc(20000.0 / rate);
      EXPECT_LT(alias, -125.0) << "saw at " << cycles * rate / Tone::kSize << " Hz";
      EXPECT_LT(tone.worst_saw_error_db(18000.0 / rate), 0.02);
    }
  }
}

TEST(SingleCycleTest, LowSawDoesNotDroop) {
  // About note 24 at 96 kHz: 11 cycles in 2^15 frames, 32.2 Hz, 620 harmonics to 20 kHz.
  const Tone tone(basic_shapes(MipSpacing::kOctave).saw, 2, 11);
  EXPECT_LT(tone.worst_saw_error_db(18000.0 / 96000.0), 0.2);
  EXPECT_LT(tone.worst_alias_dbc(20000.0 / 96000.0), -75.0);
}

TEST(SingleCycleTest, SineIsPure) {
  for (const uint32_t cycles : {37u, 149u, 337u}) {
    const Tone tone(basic_shapes(MipSpacing::kOctave).sine, 2, cycles);
    double rest = 0.0;
    for (uint32_t k = 1; k < Tone::kSize / 2; ++k) {
      if (k != cycles) rest += tone.amplitude[k] * tone.amplitude[k];
    }
    EXPECT_LT(decibels(std::sqrt(rest)), -125.0) << "THD+N of the sine";
    EXPECT_NEAR(decibels(tone.amplitude[cycles]), 0.0, 1e-4);
  }
}

TEST(SingleCycleTest, PulseIsTheDifferenceOfTwoSaws) {
  const float* saw = basic_shapes(MipSpacing::kOctave).saw.level(0);
  const double width = 0.25;
  for (const double phase : {0.05, 0.125, 0.2, 0.3, 0.6, 0.9}) {
    const auto at = [&](double cycles) {
      return read_cycle(saw, static_cast<uint32_t>(static_cast<int64_t>(cycles * 0x1p32)));
    };
    const double pulse = at(phase - width) - at(phase) + 2.0 * width - 1.0;
    EXPECT_NEAR(pulse, phase < width ? 1.0 : -1.0, 0.02) << "at phase " << phase;
  }
}

TEST(SingleCycleTest, TriangleRisesFromZero) {
  const float* triangle = basic_shapes(MipSpacing::kOctave).triangle.level(0);
  EXPECT_NEAR(read_cycle(triangle, 0), 0.0f, 1e-6);
  EXPECT_NEAR(read_cycle(triangle, 1u << 30), 1.0f, 1e-3);
  EXPECT_NEAR(read_cycle(triangle, 1u << 29), 0.5f, 1e-5);
  EXPECT_NEAR(read_cycle(triangle, 3u << 30), -1.0f, 1e-3);
}

TEST(SingleCycleTest, SpectrumOfACycleOfAnyLengthComesBack) {
  for (const size_t length : {64u, 100u, 1024u, 3000u}) {
    std::vector<float> cycle(length);
    for (size_t i = 0; i < length; ++i) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / length;
      cycle[i] = static_cast<float>(0.3 + 0.5 * math::sin(angle) + 0.25 * math::cos(7.0 * angle));
    }
    const MipTable table = build_mip_table(cycle_spectrum(cycle), MipSpacing::kOctave);
    for (const double p : {0.0, 0.1, 0.33, 0.777}) {
      const double angle = 2.0 * std::numbers::pi * p;
      const double want = 0.5 * math::sin(angle) + 0.25 * math::cos(7.0 * angle);
      const float got = read_cycle(table.level(2), static_cast<uint32_t>(p * 0x1p32));
      EXPECT_NEAR(got, want, 2e-6) << "length " << length << ", phase " << p;
    }
  }
}

TEST(SingleCycleTest, GuardSamplesWrapAround) {
  const MipTable& saw = basic_shapes(MipSpacing::kThirdOctave).saw;
  for (int level = 0; level < mip_levels(saw.spacing); ++level) {
    const float* y = saw.level(level);
    EXPECT_EQ(y[0], y[2048]);
    EXPECT_EQ(y[2049], y[1]);
    EXPECT_EQ(y[2050], y[2]);
  }
}

TEST(SingleCycleTest, LateShapesAreTheSameSamplesHalfACycleLater) {
  const BasicShapes& shapes = basic_shapes(MipSpacing::kOctave);
  for (int level = 0; level < mip_levels(shapes.sine.spacing); ++level) {
    for (const uint32_t phase : {0u, 0x12345678u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
      const uint32_t later = phase + 0x80000000u;
      EXPECT_EQ(read_cycle(shapes.late_sine.level(level), phase),
                read_cycle(shapes.sine.level(level), later))
          << "the sine of level " << level << " at phase " << phase;
      EXPECT_EQ(read_cycle(shapes.late_triangle.level(level), phase),
                read_cycle(shapes.triangle.level(level), later))
          << "the triangle of level " << level << " at phase " << phase;
    }
  }
}

}  // namespace
}  // namespace kiln
