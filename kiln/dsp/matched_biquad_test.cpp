// Matched equalizers against their analog prototypes, in dB to 18 kHz, by impulse response.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/matched_biquad.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kiln/dsp/fft.h"

namespace kiln {
namespace {

constexpr int kSize = 1 << 16;

std::vector<double> power_response(const MatchedBiquad& filter) {
  std::vector<double> impulse(kSize);
  SvfState state;
  for (int n = 0; n < kSize; ++n) {
    impulse[static_cast<size_t>(n)] = state.process(filter.svf, filter.mix, n == 0 ? 1.0f : 0.0f);
  }
  std::vector<double> out;
  for (const auto& bin : real_spectrum(impulse)) out.push_back(std::norm(bin));
  return out;
}

double decibels(double power) { return 10.0 * math::log10(power + 1e-30); }

// Largest departure from the analog response between 20 Hz and 18 kHz, where that is above -40 dB.
double worst_error_db(MatchedShape shape, double hz, double q, double gain_db, double rate) {
  const auto response = power_response(MatchedBiquad::from(shape, hz, q, gain_db, rate));
  double worst = 0.0;
  for (int k = 1; k * rate / kSize <= 18000.0; ++k) {
    const double f = k * rate / kSize;
    const double analog = decibels(analog_power(shape, f / hz, q, gain_db));
    if (f < 20.0 || analog < -40.0) continue;
    const double error = decibels(response[static_cast<size_t>(k)]) - analog;
    worst = std::max(worst, std::abs(error));
  }
  return worst;
}

double goal_db(double rate) { return rate < 48000.0 ? 0.8 : 0.5; }

TEST(MatchedBiquadTest, PeaksFollowTheAnalogOnes) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    for (const double hz : {100.0, 1000.0, 10000.0}) {
      for (const double q : {0.5, 1.0, 4.0}) {
        for (const double gain : {-18.0, -6.0, 6.0, 18.0}) {
          EXPECT_LT(worst_error_db(MatchedShape::kPeak, hz, q, gain, rate), goal_db(rate))
              << "peak of " << gain << " dB at " << hz << " Hz, Q " << q << ", rate " << rate;
        }
      }
    }
  }
}

TEST(MatchedBiquadTest, ShelvesFollowTheAnalogOnes) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    for (const double hz : {100.0, 1000.0, 10000.0}) {
      for (const double gain : {-18.0, -6.0, 6.0, 18.0}) {
        EXPECT_LT(worst_error_db(MatchedShape::kLowShelf, hz, 0.7071, gain, rate), goal_db(rate))
            << "low shelf of " << gain << " dB at " << hz << " Hz, rate " << rate;
        EXPECT_LT(worst_error_db(MatchedShape::kHighShelf, hz, 0.7071, gain, rate), goal_db(rate))
            << "high shelf of " << gain << " dB at " << hz << " Hz, rate " << rate;
      }
    }
  }
}

TEST(MatchedBiquadTest, LowAndHighPassFollowTheAnalogOnes) {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    for (const double hz : {100.0, 1000.0, 10000.0}) {
      for (const double q : {0.7071, 4.0}) {
        EXPECT_LT(worst_error_db(MatchedShape::kLowPass, hz, q, 0.0, rate), goal_db(rate))
            << "low pass at " << hz << " Hz, Q " << q << ", rate " << rate;
        EXPECT_LT(worst_error_db(MatchedShape::kHighPass, hz, q, 0.0, rate), goal_db(rate))
            << "high pass at " << hz << " Hz, Q " << q << ", rate " << rate;
      }
    }
  }
}

TEST(MatchedBiquadTest, TheMeasureSeesABilinearPeak) {
  // The plain SVF bell of the same pole frequency cramps towards Nyquist.
  const double a = 3.9810717;  // 24 dB / 2 as a gain
  MatchedBiquad cramped;
  cramped.svf = SvfCoefficients::from(10000.0, a, 44100.0);
  cramped.mix = {1.0f, static_cast<float>((a * a - 1.0) / a), 0.0f};
  const auto response = power_response(cramped);
  const size_t k = static_cast<size_t>(18000.0 / 44100.0 * kSize);
  const double error =
      decibels(response[k]) - decibels(analog_power(MatchedShape::kPeak, 1.8, 1.0, 24.0));
  EXPECT_LT(error, -3.0);
}

TEST(MatchedBiquadTest, ZeroGainIsTransparent) {
  for (const MatchedShape shape :
       {MatchedShape::kPeak, MatchedShape::kLowShelf, MatchedShape::kHighShelf}) {
    EXPECT_LT(worst_error_db(shape, 5000.0, 0.9, 0.0, 48000.0), 1e-3);
  }
}

TEST(MatchedBiquadTest, MovingEveryFrameStaysBounded) {
  SvfState state;
  float peak = 0.0f;
  for (int n = 0; n < 48000; ++n) {
    const double hz = n % 2 == 0 ? 60.0 : 15000.0;
    const auto filter = MatchedBiquad::from(MatchedShape::kPeak, hz, 8.0, 12.0, 48000.0);
    const float x = n % 37 < 18 ? 1.0f : -1.0f;
    peak = std::max(peak, std::abs(state.process(filter.svf, filter.mix, x)));
  }
  EXPECT_LT(peak, 16.0f) << "a filter that jumps every frame must not blow up";
}

}  // namespace
}  // namespace kiln
