// The state-variable filter against its analog prototype, at its limits, and bit for bit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/svf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <cstring>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"

namespace kiln {
namespace {

using filter_test::Rig;

const FilterModule& svf() {
  static const FilterModule module = make_filter_module<Svf>();
  return module;
}

Rig svf_rig(Svf::Mode mode, double rate = 96000.0, int channels = 1) {
  return Rig(svf(), rate, channels, {static_cast<float>(mode), 0, 0, 0});
}

double k_of(double resonance) { return 1.41421356 * math::pow(1.0 - resonance, 1.5); }

// The analog prototype's magnitude at f = frequency / cutoff.
double analog(Svf::Mode mode, double f, double k, double gain = 1.0) {
  using C = std::complex<double>;
  const C s(0.0, f);
  const auto section = [&](double damping, int power) {  // power of s in the numerator
    const C top = power == 0 ? C(1.0) : power == 1 ? damping * s : s * s;
    return std::abs(top / (s * s + damping * s + 1.0));
  };
  switch (mode) {
    case Svf::kLp12:
      return section(k, 0);
    case Svf::kLp24:
      return section(k, 0) * section(1.0, 0);
    case Svf::kLp36:
      return section(k, 0) * section(0.51763809, 0) * section(1.93185165, 0);
    case Svf::kBp12:
      return section(k, 1);
    case Svf::kBp24:
      return section(k, 1) * section(1.0, 1);
    case Svf::kHp12:
      return section(k, 2);
    case Svf::kHp24:
      return section(k, 2) * section(1.0, 2);
    case Svf::kHp36:
      return section(k, 2) * section(0.51763809, 2) * section(1.93185165, 2);
    case Svf::kNotch:
      return std::abs((s * s + 1.0) / (s * s + k * s + 1.0));
    case Svf::kPeak:
      return std::abs((s * s + gain * k * s + 1.0) / (s * s + k * s + 1.0));
    default:
      return 0.0;
  }
}

std::vector<float> impulse(int frames) {
  std::vector<float> x(frames, 0.0f);
  x[0] = 1.0f;
  return x;
}

// The largest error in dB from 20 Hz to 18 kHz, where the prototype is above -40 dB.
double worst_error_db(Svf::Mode mode, double hz, double resonance, double rate) {
  Rig rig = svf_rig(mode, rate);
  rig.cutoff = Lanes::filled(static_cast<float>(hz));
  rig.resonance = Lanes::filled(static_cast<float>(resonance));
  const std::vector<float> response = rig.play(impulse(hz < 500 ? 131072 : 16384));
  const double k = k_of(resonance);
  double worst = 0.0;
  for (double f = 20.0; f <= 18000.0; f *= 1.07) {
    const double wanted = gain_to_db(analog(mode, f / hz, k));
    if (wanted < -40.0) continue;
    worst =
        std::max(worst, std::fabs(gain_to_db(filter_test::magnitude(response, f, rate)) - wanted));
  }
  return worst;
}

TEST(SvfTest, FollowsTheAnalogPrototype) {
  for (const double rate : {96000.0, 88200.0}) {
    double worst = 0.0;
    for (const Svf::Mode mode : {Svf::kLp12, Svf::kLp24, Svf::kLp36, Svf::kBp12, Svf::kBp24,
                                 Svf::kHp12, Svf::kHp24, Svf::kHp36}) {
      for (const double hz : {100.0, 1000.0, 4000.0, 10000.0}) {
        for (const double resonance : {0.0, 0.5, 0.9}) {
          const double error = worst_error_db(mode, hz, resonance, rate);
          worst = std::max(worst, error);
          EXPECT_LE(error, 1.0) << Svf::kModes[mode] << " at " << hz << " Hz, resonance "
                                << resonance << ", engine rate " << rate << " is " << error
                                << " dB off the analog filter";
        }
      }
    }
    RecordProperty("worst_db_at_" + std::to_string(static_cast<int>(rate)), std::to_string(worst));
  }
}

TEST(SvfTest, NotchAndPeakFollowTheAnalogPrototype) {
  for (const double gain_db : {-18.0, 0.0, 12.0, 18.0}) {
    for (const Svf::Mode mode : {Svf::kNotch, Svf::kPeak}) {
      Rig rig = svf_rig(mode);
      rig.cutoff = Lanes::filled(1000.0f);
      rig.resonance = Lanes::filled(0.5f);
      rig.own(Svf::kGain) = Lanes::filled(static_cast<float>(gain_db));
      const std::vector<float> response = rig.play(impulse(16384));
      for (const double f : {50.0, 500.0, 900.0, 1000.0, 1100.0, 3000.0, 12000.0}) {
        const double gain = db_to_gain(gain_db);
        const double wanted = std::max(
            -60.0, gain_to_db(analog(mode, f / 1000.0, k_of(0.5) / std::min(gain, 1.0), gain)));
        if (mode == Svf::kNotch && gain_db != 0.0) continue;
        const double error =
            std::max(-60.0, gain_to_db(filter_test::magnitude(response, f, 96000.0))) - wanted;
        EXPECT_LE(std::fabs(error), 0.4) << Svf::kModes[mode] << " with " << gain_db << " dB at "
                                         << f << " Hz is off by " << error << " dB";
      }
    }
  }
}

TEST(SvfTest, MorphEndsAreTheNamedModes) {
  const std::pair<float, Svf::Mode> ends[] = {
      {0.0f, Svf::kLp12}, {0.5f, Svf::kBp12}, {1.0f, Svf::kHp12}};
  for (const auto& [morph, mode] : ends) {
    Rig rig = svf_rig(Svf::kMorphing);
    Rig named = svf_rig(mode);
    rig.own(Svf::kMorph) = Lanes::filled(morph);
    const std::vector<float> a = rig.play(impulse(512));
    const std::vector<float> b = named.play(impulse(512));
    for (int i = 0; i < 512; ++i) {
      ASSERT_NEAR(a[i], b[i], 1e-6) << "morph " << morph << " at frame " << i;
    }
  }
}

TEST(SvfTest, SplitMovesTheSecondStageByItsSemitones) {
  Rig rig = svf_rig(Svf::kLp24);
  rig.resonance = Lanes::filled(0.9f);
  rig.own(Svf::kSplit) = Lanes::filled(24.0f);
  const std::vector<float> response = rig.play(impulse(16384));
  const double low = filter_test::magnitude(response, 1000.0, 96000.0);
  const double between = filter_test::magnitude(response, 2000.0, 96000.0);
  const double high = filter_test::magnitude(response, 4000.0, 96000.0);
  EXPECT_GT(gain_to_db(low / between), 20.0) << "no peak at the cutoff";
  EXPECT_GT(gain_to_db(high / between), 10.0) << "no second peak two octaves up";
}

TEST(SvfTest, OscillatesInTuneAndBelowTheLimit) {
  for (const Svf::Mode mode : {Svf::kLp12, Svf::kLp24, Svf::kBp12, Svf::kHp12}) {
    for (int note = 36; note <= 120; note += 12) {
      const double hz = note_to_hz(note);
      Rig rig = svf_rig(mode);
      rig.cutoff = Lanes::filled(static_cast<float>(hz));
      rig.resonance = Lanes::filled(1.0f);
      const std::vector<float> tone = rig.play(impulse(4 * 96000));
      const double cents = ratio_to_cents(filter_test::pitch_hz(tone, 96000, 96000.0) / hz);
      EXPECT_LE(std::fabs(cents), note <= 108 ? 1.0 : 2.0)
          << Svf::kModes[mode] << " sings note " << note << " " << cents << " cents off";
      const std::vector<float> end(tone.end() - 9600, tone.end());
      const double level = gain_to_db(filter_test::peak(end));
      EXPECT_LE(level, 12.0) << Svf::kModes[mode] << " note " << note;
      EXPECT_GE(level, -12.0) << Svf::kModes[mode] << " note " << note << " does not sing";
    }
  }
}

// SOUND.md, "cutoff moved at audio rate": square and noise through full resonance.
TEST(SvfTest, StaysBoundedWhenTheCutoffMovesAtAudioRate) {
  for (int mode = 0; mode < Svf::kModeCount; ++mode) {
    if (mode == Svf::kPeak) continue;  // a peak filter adds its gain
    Rig rig = svf_rig(static_cast<Svf::Mode>(mode), 96000.0, 2);
    rig.resonance = Lanes::filled(1.0f);
    for (int lane = 0; lane < kLanes; ++lane) {
      rig.cutoff[lane] = static_cast<float>(note_to_hz(24 + 7 * lane));
    }
    LaneBlock left, right, octaves;
    float most = 0.0f;
    for (uint32_t period = 0; period < 60000; ++period) {  // 10 s
      for (int k = 0; k < Rig::kFrames; ++k) {
        const uint32_t frame = period * Rig::kFrames + k;
        for (int lane = 0; lane < kLanes; ++lane) {
          const float noise = random_bipolar(random_bits(7u + lane, frame));
          const float square = (frame / 109) % 2 == 0 ? 1.0f : -1.0f;
          left[k][lane] = lane % 2 == 0 ? square : noise;
          right[k][lane] = lane % 2 == 0 ? noise : square;
          octaves[k][lane] = 5.0f * (lane % 4 < 2 ? random_bipolar(random_bits(99u, frame))
                                     : (frame / 37) % 2 == 0 ? 1.0f
                                                             : -1.0f);
        }
      }
      rig.period(&left, &right, &octaves);
      for (int k = 0; k < Rig::kFrames; ++k) {
        for (int lane = 0; lane < kLanes; ++lane) {
          for (const float y : {left[k][lane], right[k][lane]}) {
            if (!(std::fabs(y) <= most)) most = std::fabs(y);
          }
        }
      }
    }
    EXPECT_LE(gain_to_db(most), 12.0) << Svf::kModes[mode] << " peaks at " << gain_to_db(most)
                                      << " dBFS under audio-rate modulation";
  }
}

TEST(SvfTest, SurvivesEveryExtreme) {
  for (const double rate : {8000.0, 96000.0, 768000.0}) {
    for (int mode = 0; mode < Svf::kModeCount; ++mode) {
      Rig rig = svf_rig(static_cast<Svf::Mode>(mode), rate, 2);
      LaneBlock left, right, octaves;
      for (uint32_t period = 0; period < 600; ++period) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const auto draw = [&](uint32_t what) {
            return random_unipolar(random_bits(what * 64 + lane, period));
          };
          rig.cutoff[lane] = draw(0) < 0.5f ? 1e-3f : 1e6f;
          rig.resonance[lane] = draw(1) < 0.5f ? 0.0f : 1.0f;
          rig.drive[lane] = draw(2) < 0.5f ? 0.0f : 36.0f;
          rig.own(Svf::kMorph)[lane] = draw(3);
          rig.own(Svf::kGain)[lane] = draw(4) < 0.5f ? -18.0f : 18.0f;
          rig.own(Svf::kSplit)[lane] = draw(5) < 0.5f ? -24.0f : 24.0f;
          for (int k = 0; k < Rig::kFrames; ++k) {
            left[k][lane] = 1e5f * random_bipolar(random_bits(lane, period * 16 + k));
            right[k][lane] = 0.0f;
            octaves[k][lane] = 5000.0f * random_bipolar(random_bits(77u, period * 16 + k));
          }
        }
        rig.period(&left, &right, period % 2 == 0 ? &octaves : nullptr);
        for (int k = 0; k < Rig::kFrames; ++k) {
          for (int lane = 0; lane < kLanes; ++lane) {
            ASSERT_LT(std::fabs(left[k][lane]), 1e9f)
                << Svf::kModes[mode] << " at " << rate << " Hz, period " << period;
            ASSERT_LT(std::fabs(right[k][lane]), 1e9f);
          }
        }
      }
    }
  }
}

TEST(SvfTest, IsLinearAtDriveZeroAndKeepsItsLevelLaw) {
  Rig quiet = svf_rig(Svf::kLp12);
  Rig loud = svf_rig(Svf::kLp12);
  std::vector<float> saw(4096);
  for (int i = 0; i < 4096; ++i) saw[i] = static_cast<float>(i % 200) / 100.0f - 1.0f;
  std::vector<float> twice = saw;
  for (float& x : twice) x *= 64.0f;
  const std::vector<float> a = quiet.play(saw);
  const std::vector<float> b = loud.play(twice);
  for (int i = 0; i < 4096; ++i) ASSERT_EQ(a[i] * 64.0f, b[i]) << "not linear at frame " << i;

  // Saturated, the output falls by 0.7 dB per dB of drive from the knee at +12 dB.
  Rig driven = svf_rig(Svf::kLp12);
  driven.cutoff = Lanes::filled(20000.0f);
  driven.drive = Lanes::filled(36.0f);
  const std::vector<float> y = driven.play(std::vector<float>(8192, 1.0f));
  EXPECT_NEAR(gain_to_db(y.back()), 12.04 - 0.7 * 36.0, 0.3);
}

// SOUND.md, "drive": +20 dB on a sine, the first three of the four notes.
TEST(SvfTest, DriveAliasesLittle) {
  const double wanted[] = {-100.0, -65.0, -50.0};
  const double hz[] = {988.0, 2489.0, 4978.0};
  for (int i = 0; i < 3; ++i) {
    constexpr int kSize = 65536;
    const int bin = static_cast<int>(hz[i] / 96000.0 * kSize) | 1;
    std::vector<float> sine(2 * kSize);
    for (int n = 0; n < 2 * kSize; ++n) {
      sine[n] = static_cast<float>(
          4.0 * math::sin_pi(2.0 * static_cast<double>((int64_t{bin} * n) % kSize) / kSize));
    }
    Rig rig = svf_rig(Svf::kLp12);
    rig.cutoff = Lanes::filled(20480.0f);
    rig.drive = Lanes::filled(20.0f);
    const std::vector<float> y = rig.play(sine);
    const double dbc =
        filter_test::worst_alias_dbc({y.begin() + kSize, y.end()}, bin, 96000.0, 20000.0);
    EXPECT_LE(dbc, wanted[i]) << "a sine of " << hz[i] << " Hz, 20 dB into the saturator";
    RecordProperty("alias_dbc_" + std::to_string(i), std::to_string(dbc));
  }
}

// A scene that moves everything, seen in one lane of the left channel.
std::vector<float> scene(Svf::Mode mode, int cut, LaneMask lanes, int channels, bool octaves_on,
                         int seen) {
  Rig rig = svf_rig(mode, 96000.0, channels);
  rig.lanes = lanes;
  std::vector<float> out;
  LaneBlock left, right, octaves;
  for (uint32_t period = 0; period < 300; ++period) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto draw = [&](uint32_t what) {
        return random_unipolar(random_bits(what * 64 + lane, period / 3));
      };
      rig.cutoff[lane] = 100.0f + 9000.0f * draw(0);
      rig.resonance[lane] = lane < 4 ? 1.0f : lane < 8 ? draw(1) : 0.5f;
      rig.drive[lane] = lane % 3 == 0 ? std::max(0.0f, 60.0f * draw(2) - 30.0f) : 0.0f;
      rig.own(Svf::kMorph)[lane] = draw(3);
      rig.own(Svf::kSplit)[lane] = lane % 2 == 0 ? 12.0f * draw(5) : 0.0f;
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

TEST(SvfTest, GivesTheSameBitsForEveryCutMaskAndChannelCount) {
  // == and not memcmp: the two zeros are one.
  for (const int seen : {3, 5, 6}) {
    for (int mode = 0; mode < Svf::kModeCount; ++mode) {
      for (const bool octaves : {false, true}) {
        const auto bits = [&](int cut, LaneMask lanes, int channels) {
          return scene(static_cast<Svf::Mode>(mode), cut, lanes, channels, octaves, seen);
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

TEST(SvfTest, AChannelCopiedFromTheLeftGoesOnAsTheLeft) {
  Rig rig = svf_rig(Svf::kLp24, 96000.0, 2);
  rig.drive = Lanes::filled(12.0f);
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

TEST(SvfTest, FallsSilentWithoutDenormals) {
  Rig rig = svf_rig(Svf::kLp36);
  rig.cutoff = Lanes::filled(200.0f);
  rig.play(impulse(96000));
  const std::vector<float> tail = rig.play(std::vector<float>(9600, 0.0f));
  for (const float x : tail) ASSERT_EQ(x, 0.0f) << "still ringing after a second";
}

}  // namespace
}  // namespace kiln
