// Band-limited steps end to end: a hard-synced saw through the decimator, in dBc.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/blep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/halfband.h"

namespace kiln {
namespace {

constexpr int kHostFrames = 1 << 15;
constexpr int kLeadIn = 512;  // host frames until the filters have settled

double decibels(double amplitude) {
  return 20.0 * math::log(std::abs(amplitude) + 1e-20) / math::log(10.0);
}

// A saw reset `cycles` times in kHostFrames, `ratio` times as fast as its resets, at host rate.
template <int kZeros>
std::vector<double> synced_saw(int quality, int cycles, double ratio, bool corrected) {
  const int frames = (kHostFrames + kLeadIn) * quality;
  const double period = static_cast<double>(kHostFrames) * quality / cycles;
  const double slave = ratio / period;
  BlepRing<kZeros> ring;
  std::vector<float> out(static_cast<size_t>(frames));
  double phase = 0.0;  // of the saw, at the frame before
  double next_reset = 0.37;
  for (int n = 0; n < frames; ++n) {
    double advance = slave;  // still to go until this frame
    if (next_reset <= n) {
      const double age = n - next_reset;
      double at_reset = phase + slave * (1.0 - age);
      if (at_reset >= 1.0) {
        at_reset -= 1.0;
        if (corrected) ring.add_step(static_cast<float>(at_reset / slave + age), -2.0f);
      }
      if (corrected) ring.add_step(static_cast<float>(age), static_cast<float>(-2.0 * at_reset));
      phase = 0.0;
      advance = slave * age;
      next_reset += period;
    }
    phase += advance;
    if (phase >= 1.0) {
      phase -= 1.0;
      if (corrected) ring.add_step(static_cast<float>(phase / slave), -2.0f);
    }
    out[static_cast<size_t>(n)] = ring.tick(static_cast<float>(2.0 * phase - 1.0));
  }
  Decimator decimator;
  decimator.prepare(quality);
  std::vector<float> host(static_cast<size_t>(kHostFrames + kLeadIn));
  decimator.process(out.data(), frames, host.data());
  return {host.begin() + kLeadIn, host.end()};
}

// Loudest partial below `limit` cycles per frame that is no harmonic, over the fundamental.
double worst_alias_dbc(const std::vector<double>& signal, int cycles, double limit) {
  const auto bins = real_spectrum(signal);
  const double fundamental = std::norm(bins[static_cast<size_t>(cycles)]);
  double worst = 0.0;
  for (int k = 1; k < limit * kHostFrames; ++k) {
    if (k % cycles != 0) worst = std::max(worst, std::norm(bins[static_cast<size_t>(k)]));
  }
  return decibels(std::sqrt(worst / fundamental));
}

// Primes near notes 83, 99, 111 and 123 for a host at 48 kHz.
constexpr int kCycles[] = {673, 1699, 3391, 6793};

TEST(BlepTest, HardSyncedSawAtTwiceMeetsItsGoals) {
  for (const int cycles : kCycles) {
    for (const double rate : {44100.0, 48000.0}) {
      const auto signal = synced_saw<8>(2, cycles, 2.37, true);
      const double alias = worst_alias_dbc(signal, cycles, 20000.0 / rate);
      EXPECT_LT(alias, -110.0) << "resets at " << cycles * rate / kHostFrames << " Hz, host "
                               << rate;
    }
  }
}

TEST(BlepTest, HardSyncedSawAtOnceIsADraft) {
  for (const int cycles : kCycles) {
    const auto signal = synced_saw<16>(1, cycles, 2.37, true);
    const double alias = worst_alias_dbc(signal, cycles, 20000.0 / 48000.0);
    EXPECT_LT(alias, -80.0) << "resets at " << cycles * 48000.0 / kHostFrames << " Hz";
  }
}

TEST(BlepTest, TheMeasureSeesAnUncorrectedSaw) {
  const auto signal = synced_saw<8>(2, kCycles[1], 2.37, false);
  EXPECT_GT(worst_alias_dbc(signal, kCycles[1], 20000.0 / 48000.0), -50.0);
}

// A triangle made of corners only; its harmonics fall with 1/n².
TEST(BlepTest, CornersOfATriangleAreBandLimited) {
  const int cycles = 6793;
  const int frames = (kHostFrames + kLeadIn) * 2;
  const double increment = static_cast<double>(cycles) / (2.0 * kHostFrames);
  for (const bool corrected : {false, true}) {
    BlepRing<8> ring;
    std::vector<float> out(static_cast<size_t>(frames));
    double phase = 0.1;
    for (int n = 0; n < frames; ++n) {
      const double before = phase;
      phase += increment;
      const auto corner = [&](double at, double sign) {
        if (before < at && phase >= at && corrected) {
          ring.add_ramp(static_cast<float>((phase - at) / increment),
                        static_cast<float>(sign * 8.0 * increment));
        }
      };
      corner(0.5, -1.0);
      corner(1.0, 1.0);
      if (phase >= 1.0) phase -= 1.0;
      const double value = 1.0 - 4.0 * std::abs(phase - 0.5);
      out[static_cast<size_t>(n)] = ring.tick(static_cast<float>(value));
    }
    Decimator decimator;
    decimator.prepare(2);
    std::vector<float> host(static_cast<size_t>(frames / 2));
    decimator.process(out.data(), frames, host.data());
    const double alias = worst_alias_dbc({host.begin() + kLeadIn, host.end()}, cycles, 20.0 / 48);
    if (corrected) {
      EXPECT_LT(alias, -100.0) << "a triangle near 10 kHz with corrected corners";
    } else {
      EXPECT_GT(alias, -70.0) << "the plain triangle must be seen to alias";
    }
  }
}

TEST(BlepTest, ASingleStepSettlesOnBothSidesAndIsLateByTheLatency) {
  BlepRing<16> ring;
  std::vector<float> out;
  for (int n = 0; n < 100; ++n) {
    if (n == 50) ring.add_step(0.25f, 1.0f);
    out.push_back(ring.tick(n < 50 ? 0.0f : 1.0f));
  }
  const size_t event = 50 + BlepRing<16>::kLatency;
  EXPECT_EQ(out[event - 17], 0.0f);
  EXPECT_NEAR(out[event + 16], 1.0f, 1e-6);
  EXPECT_NEAR(out[event - 4], 0.0f, 0.06);
  // The band-limited step crosses one half at the event, 0.25 frames before its frame.
  const float low = out[event - 1];
  const float high = out[event];
  EXPECT_NEAR((0.5f - low) / (high - low), 0.75f, 0.07f);
}

TEST(BlepTest, PositionsBetweenRowsAreInterpolatedFinely) {
  // Against the row of twice the resolution: reading half-way between rows from their neighbours.
  const auto& table = BlepTable<8>::get();
  double worst = 0.0;
  for (int p = 1; p < BlepTable<8>::kPhases; ++p) {
    for (int j = 0; j < BlepTable<8>::kLength; ++j) {
      const auto at = [&](int row) {
        return static_cast<double>(table.residual[0][static_cast<size_t>(row * 16 + j)]);
      };
      // A straight line over two intervals errs four times as much as over one.
      worst = std::max(worst, std::abs(0.5 * (at(p - 1) + at(p + 1)) - at(p)) / 4.0);
    }
  }
  EXPECT_LT(decibels(worst), -110.0) << "too few phases";
}

}  // namespace
}  // namespace kiln
