// The ladder's tuning, response, distortion and limits, and its bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/ladder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <string>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"

namespace kiln {
namespace {

using filter_test::Rig;

Rig ladder_rig(Ladder::Mode mode, double rate = 96000.0, int channels = 1, float bass = 50.0f,
               float age = 0.0f) {
  return Rig(make_filter_module<Ladder>(), rate, channels, {static_cast<float>(mode), bass, age});
}

std::vector<float> ladder_impulse(int frames, float height) {
  std::vector<float> x(frames, 0.0f);
  x[0] = height;
  return x;
}

TEST(LadderTest, OscillatesInTune) {
  double worst = 0.0;
  for (const double rate : {88200.0, 96000.0, 192000.0}) {
    for (const float resonance : {0.94f, 0.97f, 1.0f}) {
      Rig rig = ladder_rig(Ladder::kLp24, rate);
      rig.resonance = Lanes::filled(resonance);
      for (int lane = 0; lane < 8; ++lane) {
        rig.cutoff[lane] = static_cast<float>(note_to_hz(36 + 12 * lane));
      }
      const int frames = static_cast<int>(rate) * 4;  // near 92 % it takes that long to settle
      std::vector<float> tone[8];
      LaneBlock block;
      for (int at = 0; at < frames; at += Rig::kFrames) {
        for (int k = 0; k < Rig::kFrames; ++k) {
          block[k] = Lanes::filled(at + k < 0.003 * rate ? 4.0f : 0.0f);
        }
        rig.period(&block, nullptr);
        for (int k = 0; k < Rig::kFrames; ++k) {
          for (int lane = 0; lane < 8; ++lane) tone[lane].push_back(block[k][lane]);
        }
      }
      for (int lane = 0; lane < 8; ++lane) {
        const int note = 36 + 12 * lane;
        const double hz = filter_test::pitch_hz(tone[lane], frames / 4, rate);
        const double cents = ratio_to_cents(hz / note_to_hz(note));
        worst = std::max(worst, std::fabs(cents));
        EXPECT_LE(std::fabs(cents), note <= 108 ? 5.0 : 10.0)
            << "note " << note << " at resonance " << resonance << ", engine rate " << rate
            << ", is " << cents << " cents off";
        const std::vector<float> end(tone[lane].end() - 9600, tone[lane].end());
        EXPECT_LE(filter_test::peak(end), 4.0f) << "louder than +12 dB";
        EXPECT_GE(filter_test::peak(end), 0.1f) << "note " << note << " does not sing";
      }
    }
  }
  RecordProperty("worst_cents", std::to_string(worst));
}

TEST(LadderTest, DoesNotOscillateBelowNinetyTwoPercent) {
  Rig rig = ladder_rig(Ladder::kLp24);
  rig.resonance = Lanes::filled(0.9f);
  const std::vector<float> tone = rig.play(ladder_impulse(96000, 1.0f));
  EXPECT_LT(filter_test::peak({tone.end() - 9600, tone.end()}), 1e-5f);
}

// Small signals: 1 / ((1 + s)⁴ + k) and its mixes, where the trapezoidal rule is still close.
TEST(LadderTest, SmallSignalsFollowTheLinearLadder) {
  using C = std::complex<double>;
  for (int mode = 0; mode < Ladder::kModeCount; ++mode) {
    for (const float resonance : {0.0f, 0.5f, 0.85f}) {
      Rig rig = ladder_rig(static_cast<Ladder::Mode>(mode), 96000.0, 1, 0.0f);
      rig.resonance = Lanes::filled(resonance);
      std::vector<float> response = rig.play(ladder_impulse(32768, 0.01f));
      for (float& x : response) x *= 100.0f;
      for (const double f : {50.0, 300.0, 900.0, 1000.0, 1500.0, 3000.0}) {
        const C s(0.0, f / 1000.0);
        const C stage = 1.0 + s;
        const C top[] = {1.0, stage * stage, 4.0 * s * s, s * s * s * s};
        const double wanted =
            gain_to_db(std::abs(top[mode] / (stage * stage * stage * stage + 4.35 * resonance)));
        const double got = gain_to_db(filter_test::magnitude(response, f, 96000.0));
        if (wanted < -60.0) continue;
        EXPECT_NEAR(got, wanted, 0.3)
            << Ladder::kModes[mode] << " at " << f << " Hz, resonance " << resonance;
      }
    }
  }
}

// The reference solves the loop in double, to the end in every frame.
TEST(LadderTest, LoudSignalsFollowTheExactCircuit) {
  const auto tanh_pade = [](double v) {
    const double z = std::min(std::max(v, -3.0), 3.0);
    return z * (27.0 + z * z) / (27.0 + 9.0 * z * z);
  };
  for (const float drive : {0.0f, 12.0f}) {
    Rig rig = ladder_rig(Ladder::kLp24, 96000.0, 1, 0.0f);
    rig.resonance = Lanes::filled(0.7f);
    rig.drive = Lanes::filled(drive);
    constexpr int kFrames = 9600;
    std::vector<float> in(kFrames);
    for (int i = 0; i < kFrames; ++i) {
      in[i] = static_cast<float>(math::sin_pi(2.0 * 220.0 * i / 96000.0));
    }
    const std::vector<float> got = rig.play(in);
    const double g = math::tan(math::kPi * 1000.0 / 96000.0);
    const double k = 4.35 * 0.7;
    const double gain = db_to_gain(double{drive});
    double s[4] = {};
    double y[4] = {};
    double error = 0.0;
    double power = 0.0;
    for (int i = 0; i < kFrames; ++i) {
      const double u = 0.25 * gain * in[i];
      for (int pass = 0; pass < 60; ++pass) {  // Gauss–Seidel: g is small, it converges
        double w = tanh_pade(u - k * y[3]);
        for (int j = 0; j < 4; ++j) {
          for (int inner = 0; inner < 6; ++inner) y[j] = s[j] + g * (w - tanh_pade(y[j]));
          w = tanh_pade(y[j]);
        }
      }
      for (int j = 0; j < 4; ++j) s[j] = 2.0 * y[j] - s[j];
      const double wanted = 4.0 * math::pow(gain, -0.7) * y[3];
      error += (got[i] - wanted) * (got[i] - wanted);
      power += wanted * wanted;
    }
    EXPECT_LT(10.0 * math::log10(error / power), -50.0) << "drive " << drive << " dB";
  }
}

TEST(LadderTest, DistortsAFullSineByAboutOnePercent) {
  Rig rig = ladder_rig(Ladder::kLp24);
  rig.cutoff = Lanes::filled(20000.0f);
  std::vector<float> sine(32768);
  for (int i = 0; i < 32768; ++i) {
    sine[i] =
        static_cast<float>(math::sin_pi(2.0 * static_cast<double>((i * 151) % 16384) / 16384.0));
  }
  const std::vector<float> y = rig.play(sine);
  const auto spectrum = real_spectrum(std::vector<double>(y.begin() + 16384, y.end()));
  double harmonics = 0.0;
  for (int n = 2; n < 10; ++n) harmonics += std::norm(spectrum[151 * n]);
  const double thd = std::sqrt(harmonics) / std::abs(spectrum[151]);
  EXPECT_GT(thd, 0.002);
  EXPECT_LT(thd, 0.02);
}

TEST(LadderTest, BassGivesTheLevelBack) {
  for (const auto& [bass, wanted_db] : {std::pair{0.0f, -10.0}, {50.0f, -4.42}, {100.0f, 0.0}}) {
    Rig rig = ladder_rig(Ladder::kLp24, 96000.0, 1, bass);
    rig.resonance = Lanes::filled(0.4971f);  // k = 2.1623: -10 dB at low frequencies
    const std::vector<float> y = rig.play(std::vector<float>(9600, 0.01f));
    const double level = gain_to_db(100.0 * double{y.back()});
    EXPECT_NEAR(level, bass == 50.0f ? gain_to_db((1.0 + 0.5 * 2.1624) / 3.1624) : wanted_db, 0.05)
        << "bass " << bass << " %";
  }
}

TEST(LadderTest, AgeMakesVoicesDifferButKeepsThemClose) {
  Rig rig = ladder_rig(Ladder::kLp24, 96000.0, 1, 50.0f, 100.0f);
  rig.resonance = Lanes::filled(0.5f);
  const std::vector<float> a = rig.play(ladder_impulse(4096, 0.1f), 0);
  Rig again = ladder_rig(Ladder::kLp24, 96000.0, 1, 50.0f, 100.0f);
  again.resonance = Lanes::filled(0.5f);
  const std::vector<float> b = again.play(ladder_impulse(4096, 0.1f), 1);
  EXPECT_NE(a, b) << "two voices have the same components";
  const double apart = gain_to_db(filter_test::magnitude(a, 1000.0, 96000.0) /
                                  filter_test::magnitude(b, 1000.0, 96000.0));
  EXPECT_LT(std::fabs(apart), 3.0);
}

TEST(LadderTest, StaysBoundedWhenTheCutoffMovesAtAudioRate) {
  for (int mode = 0; mode < Ladder::kModeCount; ++mode) {
    Rig rig = ladder_rig(static_cast<Ladder::Mode>(mode));
    rig.resonance = Lanes::filled(1.0f);
    for (int lane = 0; lane < kLanes; ++lane) {
      rig.cutoff[lane] = static_cast<float>(note_to_hz(24 + 7 * lane));
    }
    LaneBlock block, octaves;
    float most = 0.0f;
    for (uint32_t period = 0; period < 60000; ++period) {  // 10 s
      for (int k = 0; k < Rig::kFrames; ++k) {
        const uint32_t frame = period * Rig::kFrames + k;
        for (int lane = 0; lane < kLanes; ++lane) {
          block[k][lane] = lane % 2 == 0 ? ((frame / 109) % 2 == 0 ? 1.0f : -1.0f)
                                         : random_bipolar(random_bits(7u + lane, frame));
          octaves[k][lane] = 5.0f * (lane % 4 < 2 ? random_bipolar(random_bits(99u, frame))
                                     : (frame / 37) % 2 == 0 ? 1.0f
                                                             : -1.0f);
        }
      }
      rig.period(&block, nullptr, &octaves);
      for (int k = 0; k < Rig::kFrames; ++k) {
        for (int lane = 0; lane < kLanes; ++lane) {
          if (!(std::fabs(block[k][lane]) <= most)) most = std::fabs(block[k][lane]);
        }
      }
    }
    EXPECT_LE(gain_to_db(most), 12.05)
        << Ladder::kModes[mode] << " peaks at " << gain_to_db(most) << " dBFS";
  }
}

TEST(LadderTest, SurvivesEveryExtreme) {
  for (const double rate : {8000.0, 96000.0, 768000.0}) {
    for (int mode = 0; mode < Ladder::kModeCount; ++mode) {
      Rig rig = ladder_rig(static_cast<Ladder::Mode>(mode), rate, 2);
      LaneBlock left, right, octaves;
      for (uint32_t period = 0; period < 600; ++period) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const auto draw = [&](uint32_t what) {
            return random_unipolar(random_bits(what * 64 + lane, period));
          };
          rig.cutoff[lane] = draw(0) < 0.5f ? 1e-3f : 1e6f;
          rig.resonance[lane] = draw(1) < 0.5f ? 0.0f : 1.0f;
          rig.drive[lane] = draw(2) < 0.5f ? 0.0f : 36.0f;
          rig.own(Ladder::kBass)[lane] = draw(3) < 0.5f ? 0.0f : 1.0f;
          rig.own(Ladder::kAge)[lane] = draw(4) < 0.5f ? 0.0f : 1.0f;
          for (int k = 0; k < Rig::kFrames; ++k) {
            left[k][lane] = 1e5f * random_bipolar(random_bits(lane, period * 16 + k));
            right[k][lane] = 0.0f;
            octaves[k][lane] = 5000.0f * random_bipolar(random_bits(77u, period * 16 + k));
          }
        }
        rig.period(&left, &right, period % 2 == 0 ? &octaves : nullptr);
        for (int k = 0; k < Rig::kFrames; ++k) {
          for (int lane = 0; lane < kLanes; ++lane) {
            ASSERT_LT(std::fabs(left[k][lane]), 1e4f)
                << Ladder::kModes[mode] << " at " << rate << " Hz, period " << period;
          }
        }
      }
    }
  }
}

std::vector<float> ladder_scene(Ladder::Mode mode, int cut, LaneMask lanes, int channels,
                                bool octaves_on, int seen) {
  Rig rig = ladder_rig(mode, 96000.0, channels, 50.0f, 40.0f);
  rig.lanes = lanes;
  std::vector<float> out;
  LaneBlock left, right, octaves;
  for (uint32_t period = 0; period < 300; ++period) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto draw = [&](uint32_t what) {
        return random_unipolar(random_bits(what * 64 + lane, period / 3));
      };
      rig.cutoff[lane] = 100.0f + 9000.0f * draw(0);
      rig.resonance[lane] = draw(1);
      rig.drive[lane] = 24.0f * draw(2);
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

TEST(LadderTest, GivesTheSameBitsForEveryCutMaskAndChannelCount) {
  // == and not memcmp: the two zeros are one.
  for (const int seen : {3, 5, 6}) {
    for (int mode = 0; mode < Ladder::kModeCount; ++mode) {
      for (const bool octaves : {false, true}) {
        const auto bits = [&](int cut, LaneMask lanes, int channels) {
          return ladder_scene(static_cast<Ladder::Mode>(mode), cut, lanes, channels, octaves, seen);
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

TEST(LadderTest, AChannelCopiedFromTheLeftGoesOnAsTheLeft) {
  Rig rig = ladder_rig(Ladder::kLp24, 96000.0, 2);
  LaneBlock left, right;
  for (int period = 0; period < 40; ++period) {
    for (int k = 0; k < Rig::kFrames; ++k) {
      left[k] = Lanes::filled(random_bipolar(random_bits(1, period * 16 + k)));
      right[k] = period < 20 ? Lanes::filled(0.0f) : left[k];
    }
    if (period == 20) std::memcpy(rig.channel(1), rig.channel(0), rig.channel_bytes());
    rig.period(&left, &right);
    for (int k = 0; k < Rig::kFrames && period >= 20; ++k) {
      ASSERT_EQ(left[k][3], right[k][3]) << "period " << period << " frame " << k;
    }
  }
}

}  // namespace
}  // namespace kiln
