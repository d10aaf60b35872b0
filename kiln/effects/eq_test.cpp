// The equalizer against its analog prototypes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "kiln/base/units.h"
#include "kiln/dsp/fft.h"
#include "kiln/effects/effect_rig.h"
#include "kiln/effects/eq.h"

namespace kiln {
namespace {

// dB at bins of 96 kHz / 2^17 from the response to an impulse.
std::vector<double> response_db(const EffectRig::Settings& settings) {
  EffectRig rig("eq", settings);
  Stereo io(1 << 17);
  io.left[0] = 1.0f;
  rig.process(io);
  const std::vector<double> signal(io.left.begin(), io.left.end());
  std::vector<double> db;
  for (const auto& bin : real_spectrum(signal)) db.push_back(gain_to_db(std::abs(bin)));
  return db;
}

void expect_analog(const EffectRig::Settings& settings, MatchedShape shape, double hz, double q,
                   double gain, const char* what) {
  const std::vector<double> db = response_db(settings);
  double worst = 0.0;
  double worst_hz = 0.0;
  for (std::size_t bin = 28; bin < db.size(); bin += 7) {
    const double at = static_cast<double>(bin) * 96000.0 / (1 << 17);
    if (at > 18000.0) break;
    const double analog = 10.0 * math::log10(analog_power(shape, at / hz, q, gain));
    if (analog < -40.0) continue;
    const double off = std::fabs(db[bin] - analog);
    if (off > worst) {
      worst = off;
      worst_hz = at;
    }
  }
  EXPECT_LE(worst, 0.5) << what << " at " << hz << " Hz is off by " << worst << " dB at "
                        << worst_hz << " Hz";
}

TEST(EqTest, FollowsTheAnalogResponseTo18Kilohertz) {
  for (float hz : {100.0f, 1000.0f, 10000.0f}) {
    for (float gain : {-12.0f, 12.0f}) {
      expect_analog({{"freq2", hz}, {"gain2", gain}}, MatchedShape::kPeak, hz, 1.0, gain, "bell");
      expect_analog({{"freq1", hz}, {"gain1", gain}}, MatchedShape::kLowShelf, hz, 0.71, gain,
                    "low shelf");
      expect_analog({{"freq4", hz}, {"gain4", gain}}, MatchedShape::kHighShelf, hz, 0.71, gain,
                    "high shelf");
    }
    expect_analog({{"low_shape", 1}, {"freq1", hz}}, MatchedShape::kHighPass, hz, 0.71, 0.0,
                  "low cut");
    expect_analog({{"high_shape", 1}, {"freq4", hz}}, MatchedShape::kLowPass, hz, 0.71, 0.0,
                  "high cut");
  }
}

TEST(EqTest, FlatBandsChangeNothing) {
  for (double db : response_db({})) ASSERT_NEAR(db, 0.0, 1e-4);
}

TEST(EqTest, StaysTameWhileEverythingMovesEachControlPoint) {
  EffectRig rig("eq", {{"q2", 12}, {"gain2", 18}, {"q3", 12}, {"gain3", 18}});
  Stereo io = white_noise(96000, 0.1f);
  for (std::size_t part = 0; part < 1000; ++part) {
    rig.set("freq2", (part & 1) != 0 ? 20.0f : 20480.0f);
    rig.set("freq3",
            20.0f + 20000.0f * random_unipolar(random_bits(1, static_cast<uint32_t>(part))));
    rig.process(std::span(io.left).subspan(part * 96, 96),
                std::span(io.right).subspan(part * 96, 96));
  }
  EXPECT_LT(peak_of(io.left), 8.0f) << "modulated bells blow up";
}

}  // namespace
}  // namespace kiln
