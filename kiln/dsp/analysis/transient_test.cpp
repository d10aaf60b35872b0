// Envelopes with known times, and clicks that were planted.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/transient.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kiln/base/math.h"

namespace kiln::analysis {
namespace {

constexpr double kRate = 48000.0;

template <class Envelope>
std::vector<float> tone(double hz, int frames, Envelope envelope) {
  std::vector<float> out;
  for (int n = 0; n < frames; ++n) {
    out.push_back(static_cast<float>(envelope(n) * math::sin_pi(2.0 * hz / kRate * n + 0.2228)));
  }
  return out;
}

TEST(TransientTest, ReadsStraightSegments) {
  const auto signal = tone(6000.0, 96000, [](int n) {
    const double t = (n - 24000) / kRate;
    if (t < 0.0) return 0.0;
    if (t < 0.05) return t / 0.05;
    if (t < 0.25) return 1.0 - 0.5 * (t - 0.05) / 0.2;
    if (t < 1.0) return 0.5;
    return t < 1.1 ? 0.5 * (1.0 - (t - 1.0) / 0.1) : 0.0;
  });
  const EnvelopeTimes times = measure_envelope(signal, kRate, 24000, 72000);
  EXPECT_NEAR(times.attack_10_90_ms.value(), 40.0, 0.3);
  EXPECT_NEAR(times.decay_90_10_ms.value(), 160.0, 0.5);
  EXPECT_NEAR(times.release_90_10_ms.value(), 80.0, 0.5);
  EXPECT_NEAR(times.sustain / times.peak, 0.5, 0.005);
}

TEST(TransientTest, ReadsExponentialSegments) {
  const double tau = 0.03;
  const auto signal = tone(6000.0, 110000, [tau](int n) {
    if (n < 24000) return 0.0;
    return n < 72000 ? 1.0 - math::exp(-(n - 24000) / (tau * kRate))
                     : math::exp(-(n - 72000) / (tau * kRate));
  });
  const EnvelopeTimes times = measure_envelope(signal, kRate, 24000, 72000);
  EXPECT_NEAR(times.attack_10_90_ms.value(), 65.92, 0.4);
  EXPECT_NEAR(times.release_to_minus60_ms.value(), 207.2, 2.5);
  EXPECT_FALSE(times.decay_90_10_ms.has_value()) << "there is no decay";
}

TEST(TransientTest, ACutClicksAndAFadeDoesNot) {
  const auto cut = tone(440.0, 96000, [](int n) { return n < 48000 ? 0.5 : 0.0; });
  const auto fade = tone(440.0, 96000, [](int n) {
    return n < 48000 ? 0.5 : (n < 48240 ? 0.5 * (1.0 - (n - 48000) / 240.0) : 0.0);
  });
  const Click bad = measure_click(cut, kRate, 440.0, 14400, 33600, 48000);
  const Click good = measure_click(fade, kRate, 440.0, 14400, 33600, 48000);
  EXPECT_GT(bad.click_db, 20.0);
  EXPECT_LT(good.click_db, 6.0);
  EXPECT_GT(bad.hf_burst_dbc, good.hf_burst_dbc + 20.0);
}

TEST(TransientTest, ASteadySineHasNoClick) {
  const auto steady = tone(440.0, 96000, [](int) { return 0.5; });
  const Click none = measure_click(steady, kRate, 440.0, 14400, 33600, 48000);
  EXPECT_NEAR(none.click_db, 0.0, 0.01);
  EXPECT_LT(none.hf_burst_dbc, -100.0);
}

TEST(TransientTest, RefusesImpossibleFrames) {
  const std::vector<float> signal(1000, 0.0f);
  EXPECT_THROW(measure_envelope(signal, kRate, 500, 400), MeasureError);
  EXPECT_THROW(measure_click(signal, kRate, 440.0, 0, 500, 600), MeasureError) << "silent";
}

}  // namespace
}  // namespace kiln::analysis
