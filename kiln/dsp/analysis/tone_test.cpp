// Measurements of steady notes on signals whose numbers are known.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/tone.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/units.h"

namespace kiln::analysis {
namespace {

constexpr double kRate = 48000.0;
constexpr size_t kFrames = 1 << 17;

double turn(double hz, size_t n) {
  const double turns = hz / kRate * static_cast<double>(n);
  return math::sin_pi(2.0 * (turns - std::floor(turns)));
}

template <class Level>
std::vector<float> additive(double f0, double top_hz, Level level, double tilt_db = 0.0) {
  std::vector<float> out(kFrames);
  std::vector<double> sum(kFrames, 0.0);
  for (int k = 1; k * f0 < top_hz; ++k) {
    const double gain = 0.5 * level(k) * db_to_gain(tilt_db * k * f0 / top_hz);
    if (gain == 0.0) continue;
    for (size_t n = 0; n < kFrames; ++n) sum[n] += gain * turn(k * f0, n);
  }
  for (size_t n = 0; n < kFrames; ++n) out[n] = static_cast<float>(sum[n]);
  return out;
}

void plant(std::vector<float>& signal, double hz, double gain) {
  for (size_t n = 0; n < signal.size(); ++n) {
    signal[n] = static_cast<float>(signal[n] + gain * turn(hz, n));
  }
}

double saw(int k) { return 1.0 / k; }

TEST(ToneTest, AliasFindsAPlantedSpurAndNothingElse) {
  const double f0 = note_to_hz(99);
  std::vector<float> signal = additive(f0, 20000.0, saw);
  const Aliases clean = measure_alias(signal, kRate, f0);
  EXPECT_LT(clean.worst_spur_dbc, -130.0) << "a clean saw shows a spur";
  EXPECT_GT(clean.asnr_a_db, 120.0);
  EXPECT_NEAR(clean.f0_hz, f0, 1e-5);
  plant(signal, 7777.0, 0.5e-3);
  const Aliases dirty = measure_alias(signal, kRate, f0);
  EXPECT_NEAR(dirty.worst_spur_dbc, -60.0, 0.05) << "a spur of -60 dBc was planted";
  EXPECT_NEAR(dirty.worst_spur_hz, 7777.0, 1.0);
  EXPECT_NEAR(dirty.total_dbc, -60.0, 0.05);
  plant(signal, 1234.0, 0.5e-2);
  EXPECT_NEAR(measure_alias(signal, kRate, f0).worst_below_f0_dbc, -40.0, 0.05);
}

TEST(ToneTest, AliasRefusesPitchesThatHideTheirAliases) {
  EXPECT_THROW(measure_alias(additive(1000.0, 5000.0, saw), kRate, 1000.0), MeasureError);
  EXPECT_THROW(measure_alias(std::vector<float>(2000, 0.1f), kRate, 30.0), MeasureError);
}

TEST(ToneTest, SineReadsDistortionNoiseAndDc) {
  std::vector<float> signal(kFrames, 0.0f);
  plant(signal, 440.0, 0.5);
  const SineQuality clean = measure_sine(signal, kRate, 440.0);
  EXPECT_LT(clean.thdn_db, -135.0);
  EXPECT_NEAR(clean.fundamental_dbfs, -6.0206, 1e-3);
  EXPECT_LT(clean.dc_dbfs, -75.0);
  plant(signal, 1320.0, 0.5e-4);
  for (float& x : signal) x += 0.01f;
  const SineQuality dirty = measure_sine(signal, kRate, 440.0);
  EXPECT_NEAR(dirty.thd_db, -80.0, 0.02);
  EXPECT_NEAR(dirty.worst_spur_dbc, -80.0, 0.02);
  EXPECT_NEAR(dirty.dc_dbfs, -40.0, 0.2);
}

TEST(ToneTest, SlopeReadsTheSeriesAndItsErrors) {
  const double f0 = note_to_hz(72);
  const auto odd = [](int k) { return k % 2 == 1 ? 1.0 / k : 0.0; };
  const auto plain = additive(f0, 21000.0, saw);
  EXPECT_LT(measure_slope(plain, kRate, f0, Wave::kSaw).max_error_db_20k, 0.01);
  const HarmonicSlope square = measure_slope(additive(f0, 21000.0, odd), kRate, f0, Wave::kSquare);
  EXPECT_LT(square.max_error_db_18k, 0.01);
  EXPECT_LT(square.worst_even_dbc, -120.0);
  const HarmonicSlope tilted =
      measure_slope(additive(f0, 21000.0, saw, -2.1), kRate, f0, Wave::kSaw);
  EXPECT_NEAR(tilted.max_error_db_18k, 0.1 * (17.8 - f0 / 1000), 0.06) << "a droop was planted";
  EXPECT_GT(measure_slope(plain, kRate, f0, Wave::kSquare).worst_even_dbc, -7.0);
}

TEST(ToneTest, TuningReadsAHundredthOfACent) {
  for (const double note : {21.0, 45.0, 69.0, 100.0, 127.0}) {
    for (const double cents : {-3.0, 0.0, 0.01, 7.5}) {
      const double hz = note_to_hz(note) * cents_to_ratio(cents);
      const auto signal = additive(hz, std::min(20000.0, 6.5 * hz), saw);
      EXPECT_NEAR(measure_tuning_cents(signal, kRate, note_to_hz(note)), cents, 1e-3)
          << "note " << note;
    }
  }
}

TEST(ToneTest, FilterResponseFollowsAPrototypeWrittenIntoTheHarmonics) {
  const double f0 = note_to_hz(36);
  const auto filtered = [&](int k) {
    return std::sqrt(std::norm(analog_response(Prototype::kLowPass2, k * f0 / 1000.0, 4.0))) / k;
  };
  const auto response = measure_filter_response(additive(f0, 20000.0, saw),
                                                additive(f0, 20000.0, filtered), kRate, f0);
  const PrototypeError right =
      compare_with_prototype(response, Prototype::kLowPass2, 1000.0, 4.0, -60.0);
  EXPECT_LT(right.max_db, 0.01);
  const PrototypeError wrong = compare_with_prototype(response, Prototype::kLowPass2, 1020.0, 4.0);
  EXPECT_GT(wrong.max_db, 0.3) << "a cutoff 2 % off must show";
}

}  // namespace
}  // namespace kiln::analysis
