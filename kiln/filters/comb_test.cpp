// The comb's tuning, peaks, limits and bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/comb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"

namespace kiln {
namespace {

using filter_test::Rig;

Rig comb_rig(Comb::Mode mode, double rate = 96000.0, int channels = 1, float damp_hz = 12000.0f,
             float stretch = 0.0f) {
  return Rig(make_filter_module<Comb>(), rate, channels,
             {static_cast<float>(mode), damp_hz, stretch});
}

std::vector<float> comb_impulse(int frames, float height) {
  std::vector<float> x(frames, 0.0f);
  x[0] = height;
  return x;
}

// The frequency near `hz` where the Hann-windowed response is largest.
double resonance_hz(std::vector<float> response, double hz, double rate) {
  const double size = static_cast<double>(response.size());
  for (std::size_t i = 0; i < response.size(); ++i) {
    response[i] *= static_cast<float>(0.5 - 0.5 * math::cos_pi(2.0 * i / size));
  }
  double low = hz * cents_to_ratio(-60.0);
  double high = hz * cents_to_ratio(60.0);
  for (int step = 0; step < 24; ++step) {  // the main lobe has one top
    const double a = low + (high - low) * 0.382;
    const double b = low + (high - low) * 0.618;
    if (filter_test::magnitude(response, a, rate) < filter_test::magnitude(response, b, rate)) {
      low = a;
    } else {
      high = b;
    }
  }
  return 0.5 * (low + high);
}

TEST(CombTest, IsInTune) {
  double worst = 0.0;
  struct Case {
    Comb::Mode mode;
    double rate;
    float damp_hz;
    float stretch;
  };
  for (const Case& c : {Case{Comb::kPlus, 96000, 12000, 0},
                        {Comb::kPlus, 88200, 4000, 0},
                        {Comb::kPlus, 96000, 20480, 60},
                        {Comb::kMinus, 96000, 12000, 0},
                        {Comb::kMinus, 192000, 12000, 100},
                        {Comb::kBoth, 96000, 12000, 0}}) {
    for (int note = 36; note <= 96; note += 12) {
      const double hz = note_to_hz(note);
      Rig rig = comb_rig(c.mode, c.rate, 1, c.damp_hz, c.stretch);
      rig.cutoff = Lanes::filled(static_cast<float>(hz));
      rig.resonance = Lanes::filled(1.0f);
      const std::vector<float> response =
          rig.play(comb_impulse(static_cast<int>(c.rate * 40.0 / hz), 0.5f));
      const double cents = ratio_to_cents(resonance_hz(response, hz, c.rate) / hz);
      worst = std::max(worst, std::fabs(cents));
      EXPECT_LE(std::fabs(cents), 5.0)
          << "mode " << Comb::kModes[c.mode] << ", note " << note << ", damp " << c.damp_hz
          << " Hz, stretch " << c.stretch << " %, is " << cents << " cents off";
    }
  }
  RecordProperty("worst_cents", std::to_string(worst));
}

TEST(CombTest, ModesPutPeaksAndNotchesWhereTheySay) {
  const auto level = [](Comb::Mode mode, float resonance, double f) {
    Rig rig = comb_rig(mode, 96000.0, 1, 20480.0f);
    rig.cutoff = Lanes::filled(500.0f);
    rig.resonance = Lanes::filled(resonance);
    return gain_to_db(filter_test::magnitude(rig.play(comb_impulse(65536, 0.25f)), f, 96000.0) * 4);
  };
  EXPECT_GT(level(Comb::kPlus, 0.8f, 500.0), level(Comb::kPlus, 0.8f, 750.0) + 20.0);
  EXPECT_GT(level(Comb::kPlus, 0.8f, 1000.0), level(Comb::kPlus, 0.8f, 750.0) + 20.0);
  EXPECT_GT(level(Comb::kMinus, 0.8f, 500.0), level(Comb::kMinus, 0.8f, 1000.0) + 20.0);
  EXPECT_GT(level(Comb::kMinus, 0.8f, 1500.0), level(Comb::kMinus, 0.8f, 1000.0) + 20.0);
  EXPECT_LT(level(Comb::kBoth, 0.0f, 250.0), -25.0) << "no notch at half the cutoff";
  EXPECT_NEAR(level(Comb::kBoth, 0.0f, 500.0), 0.0, 0.1);
  EXPECT_NEAR(level(Comb::kPlus, 0.0f, 1234.0), 0.0, 0.01) << "resonance 0 is not neutral";
}

TEST(CombTest, StretchSharpensUpperPartials) {
  Rig rig = comb_rig(Comb::kPlus, 96000.0, 1, 20480.0f, 100.0f);
  rig.cutoff = Lanes::filled(200.0f);
  rig.resonance = Lanes::filled(0.95f);
  const std::vector<float> response = rig.play(comb_impulse(32768, 0.25f));
  double best_hz = 0.0;
  double best = 0.0;
  for (double f = 900.0; f < 1400.0; f += 2.0) {  // the fifth partial, or where it went
    const double m = filter_test::magnitude(response, f, 96000.0);
    if (m > best) best = m, best_hz = f;
  }
  EXPECT_GT(std::fabs(best_hz - 1000.0), 15.0) << "the fifth partial is still harmonic";
}

TEST(CombTest, KeepsTheLevelOfNoiseAndTheLimitOfTones) {
  for (const float resonance : {0.0f, 0.5f, 0.9f}) {
    Rig rig = comb_rig(Comb::kPlus, 96000.0, 1, 20480.0f);
    rig.cutoff = Lanes::filled(220.0f);
    rig.resonance = Lanes::filled(resonance);
    std::vector<float> noise(96000);
    double in = 0.0;
    float low = 0.0f;  // below 500 Hz, where damping does not yet count
    for (int i = 0; i < 96000; ++i) {
      low += 0.03f * (random_bipolar(random_bits(5u, i)) - low);
      noise[i] = low;
      in += noise[i] * noise[i];
    }
    double out = 0.0;
    for (const float y : rig.play(noise)) out += y * y;
    EXPECT_NEAR(10.0 * math::log10(out / in), 0.0, 3.0) << "noise at resonance " << resonance;
  }
  Rig rig = comb_rig(Comb::kPlus);
  rig.cutoff = Lanes::filled(220.0f);
  rig.resonance = Lanes::filled(1.0f);
  std::vector<float> tone(192000);
  for (int i = 0; i < 192000; ++i) {
    tone[i] = static_cast<float>(math::sin_pi(2.0 * 220.0 * i / 96000.0));
  }
  EXPECT_LE(gain_to_db(filter_test::peak(rig.play(tone))), 12.0);
}

TEST(CombTest, SurvivesEveryExtreme) {
  for (const double rate : {8000.0, 96000.0, 768000.0}) {
    for (int mode = 0; mode < Comb::kModeCount; ++mode) {
      Rig rig = comb_rig(static_cast<Comb::Mode>(mode), rate, 2);
      LaneBlock left, right, octaves;
      for (uint32_t period = 0; period < 400; ++period) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const auto draw = [&](uint32_t what) {
            return random_unipolar(random_bits(what * 64 + lane, period));
          };
          rig.cutoff[lane] = draw(0) < 0.5f ? 1e-3f : 1e6f;
          rig.resonance[lane] = draw(1) < 0.5f ? 0.0f : 1.0f;
          rig.drive[lane] = draw(2) < 0.5f ? 0.0f : 36.0f;
          rig.own(Comb::kDamp)[lane] = draw(3) < 0.5f ? 200.0f : 20480.0f;
          rig.own(Comb::kStretch)[lane] = draw(4) < 0.5f ? 0.0f : 1.0f;
          for (int k = 0; k < Rig::kFrames; ++k) {
            left[k][lane] = 1e5f * random_bipolar(random_bits(lane, period * 16 + k));
            right[k][lane] = 0.0f;
            octaves[k][lane] = 5000.0f * random_bipolar(random_bits(77u, period * 16 + k));
          }
        }
        rig.period(&left, &right, period % 2 == 0 ? &octaves : nullptr);
        for (int k = 0; k < Rig::kFrames; ++k) {
          for (int lane = 0; lane < kLanes; ++lane) {
            // ± adds the loop, whose all-passes may overshoot while their pole jumps.
            ASSERT_LE(std::fabs(left[k][lane]), mode == Comb::kBoth ? 100.0f : 4.0f)
                << "mode " << Comb::kModes[mode] << " at " << rate << " Hz, period " << period;
          }
        }
      }
    }
  }
}

TEST(CombTest, ReachesTwentyHertzAtEveryRate) {
  for (const double rate : {8000.0, 96000.0, 768000.0}) {
    Rig rig = comb_rig(Comb::kPlus, rate);
    rig.cutoff = Lanes::filled(20.0f);
    rig.resonance = Lanes::filled(0.9f);
    const int period = static_cast<int>(rate / 20.0);
    const std::vector<float> y = rig.play(comb_impulse(period * 3 / 2, 1.0f));
    int top = period / 2;
    for (int i = top; i < static_cast<int>(y.size()); ++i) {
      if (std::fabs(y[i]) > std::fabs(y[top])) top = i;
    }
    EXPECT_NEAR(top, period, period * 0.003 + 3.0) << "first echo at " << rate << " Hz";
  }
}

std::vector<float> comb_scene(Comb::Mode mode, int cut, LaneMask lanes, int channels,
                              bool octaves_on, int seen) {
  Rig rig = comb_rig(mode, 96000.0, channels);
  rig.lanes = lanes;
  std::vector<float> out;
  LaneBlock left, right, octaves;
  for (uint32_t period = 0; period < 300; ++period) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto draw = [&](uint32_t what) {
        return random_unipolar(random_bits(what * 64 + lane, period / 3));
      };
      rig.cutoff[lane] = 100.0f + 3000.0f * draw(0);
      rig.resonance[lane] = draw(1);
      rig.drive[lane] = lane % 3 == 0 ? std::max(0.0f, 60.0f * draw(2) - 30.0f) : 0.0f;
      rig.own(Comb::kStretch)[lane] = draw(3);
      for (int k = 0; k < Rig::kFrames; ++k) {
        const float size = period < 120 ? 1.0f : 0.0f;  // then down to where states snap to 0
        left[k][lane] = size * random_bipolar(random_bits(lane, period * 16 + k));
        right[k][lane] = size * random_bipolar(random_bits(lane + 16, period * 16 + k));
        octaves[k][lane] = random_bipolar(random_bits(77u + lane, period * 16 + k));
      }
    }
    if (period == 60) rig.start(5, 1);
    rig.period(&left, &right, octaves_on ? &octaves : nullptr, cut);
    for (int k = 0; k < Rig::kFrames; ++k) out.push_back(left[k][seen]);
  }
  return out;
}

TEST(CombTest, GivesTheSameBitsForEveryCutMaskAndChannelCount) {
  // == and not memcmp: the two zeros are one.
  for (const int seen : {3, 5, 6}) {
    for (int mode = 0; mode < Comb::kModeCount; ++mode) {
      for (const bool octaves : {false, true}) {
        const auto bits = [&](int cut, LaneMask lanes, int channels) {
          return comb_scene(static_cast<Comb::Mode>(mode), cut, lanes, channels, octaves, seen);
        };
        const std::vector<float> whole = bits(16, kAllLanes, 1);
        EXPECT_TRUE(whole == bits(1, kAllLanes, 1)) << "cuts of 1, mode " << mode;
        EXPECT_TRUE(whole == bits(5, kAllLanes, 1)) << "cuts of 5, mode " << mode;
        EXPECT_TRUE(whole == bits(16, 0x69, 1)) << "four lanes, mode " << mode;
        EXPECT_TRUE(whole == bits(3, lane_bit(seen), 1)) << "alone, mode " << mode;
        EXPECT_TRUE(whole == bits(7, kAllLanes, 2)) << "stereo, mode " << mode;
      }
    }
  }
}

}  // namespace
}  // namespace kiln
