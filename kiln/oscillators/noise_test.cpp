// The noise oscillator measured: level, slopes, cuts, resonance, crackles, width, and its bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/dsp/halfband.h"
#include "kiln/oscillators/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using Noise = NoiseOscillator;
using Rig = TestRig<NoiseOscillator>;

std::vector<float> at_host_rate(Rig& rig, int frames) {
  const int quality = rig.setup.quality;
  std::vector<float> audio = rig.render(frames * quality);
  Decimator decimator;
  decimator.prepare(quality);
  decimator.process(audio.data(), frames * quality, audio.data());
  return {audio.begin() + 256, audio.begin() + frames};
}

// Mean power per Hz from `low` to `high` Hz in dB, over blocks of 4096 frames (Hann).
double density_db(const std::vector<float>& audio, double low, double high, double rate) {
  constexpr size_t kSize = 4096;
  double power = 0.0;
  int bins = 0;
  for (size_t at = 0; at + kSize <= audio.size(); at += kSize) {
    std::vector<double> block(kSize);
    for (size_t n = 0; n < kSize; ++n) {
      block[n] = static_cast<double>(audio[at + n]) *
                 (1.0 - math::cos_pi(2.0 * static_cast<double>(n) / kSize));
    }
    const auto spectrum = real_spectrum(block);
    for (size_t k = 1; k < spectrum.size(); ++k) {
      const double hz = static_cast<double>(k) * rate / kSize;
      if (hz < low || hz > high) continue;
      power += std::norm(spectrum[k]);
      ++bins;
    }
  }
  return 10.0 * math::log10(power / bins + 1e-30);
}

TEST(NoiseTest, every_kind_and_colour_is_as_loud_as_the_saw) {
  for (const int quality : {1, 2, 4}) {
    for (const float mode : {0.0f, 1.0f}) {
      Rig rig(48000.0 * quality, quality);
      rig.set(Noise::kMode, mode);
      rig.start(lane_bit(0));
      EXPECT_NEAR(rms_db(at_host_rate(rig, 1 << 16)), -4.77, 2.0)
          << "dBFS RMS of kind " << mode << " at " << quality << "x";
    }
    for (const float colour : {-6.0f, -4.7f, -3.0f, 2.0f, 6.0f}) {
      Rig rig(48000.0 * quality, quality);
      rig.set(Noise::kColour, colour);
      rig.start(lane_bit(0));
      EXPECT_NEAR(rms_db(at_host_rate(rig, 1 << 17)), -4.77, 1.0)
          << "dBFS RMS at " << colour << " dB per octave, " << quality << "x";
    }
  }
}

TEST(NoiseTest, moves_by_itself_until_its_colour_is_there_and_as_long_as_it_crackles) {
  const auto moves = [](Rig& rig) {
    return Noise::update(rig.module->state, rig.module->coefficients,
                         {.lanes = rig.sounding,
                          .inverse_frames = 1.0f / 16.0f,
                          .params = rig.params.data(),
                          .increment = rig.increments,
                          .note = &rig.note,
                          .position = rig.position});
  };
  Rig rig;
  rig.set(Noise::kColour, -6.0f);
  rig.start(lane_bit(0));
  rig.render(64);
  EXPECT_FALSE(moves(rig)) << "nothing has been touched";
  rig.set(Noise::kColour, 6.0f);
  int periods = 1;
  while (moves(rig) && periods < 1000) ++periods;
  EXPECT_NEAR(periods, 120, 1) << "control periods for 12 dB per octave";
  EXPECT_EQ(rig.module->coefficients.slope[0], 6.0f);
  Rig crackles;
  crackles.set(Noise::kMode, 2.0f);
  crackles.start(lane_bit(0));
  crackles.render(64);
  EXPECT_TRUE(moves(crackles));
}

TEST(NoiseTest, colour_is_a_slope) {
  for (const float colour : {-6.0f, -3.0f, 0.0f, 3.0f, 6.0f}) {
    Rig rig;
    rig.set(Noise::kColour, colour);
    rig.start(lane_bit(0));
    const std::vector<float> audio = at_host_rate(rig, 1 << 17);
    const double low = density_db(audio, 160.0, 240.0, 48000.0);
    const double high = density_db(audio, 5120.0, 7680.0, 48000.0);
    EXPECT_NEAR((high - low) / 5.0, colour, 0.3) << "dB per octave";
  }
}

TEST(NoiseTest, cuts_fall_12_dB_per_octave) {
  Rig plain, low, high;
  low.set(Noise::kLowCut, 2000.0f);
  high.set(Noise::kHighCut, 1000.0f);
  for (Rig* rig : {&plain, &low, &high}) rig->start(lane_bit(0));
  const auto reference = at_host_rate(plain, 1 << 16);
  const auto cut_low = at_host_rate(low, 1 << 16), cut_high = at_host_rate(high, 1 << 16);
  const auto gain = [&](const std::vector<float>& audio, double hz) {
    return density_db(audio, 0.9 * hz, 1.1 * hz, 48000.0) -
           density_db(reference, 0.9 * hz, 1.1 * hz, 48000.0);
  };
  EXPECT_NEAR(gain(cut_low, 500.0), -24.0, 1.0) << "dB two octaves below the low cut";
  EXPECT_NEAR(gain(cut_low, 8000.0), 0.0, 0.5) << "dB two octaves above the low cut";
  EXPECT_NEAR(gain(cut_high, 4000.0), -24.0, 1.0) << "dB two octaves above the high cut";
  EXPECT_NEAR(gain(cut_high, 250.0), 0.0, 0.5) << "dB two octaves below the high cut";
}

TEST(NoiseTest, tune_rings_at_the_note_without_growing_louder) {
  for (const float tune : {25.0f, 100.0f}) {
    Rig rig;
    rig.set(Noise::kTune, tune);
    rig.note = Lanes::filled(81.0f);
    rig.start(lane_bit(0));
    const std::vector<float> audio = at_host_rate(rig, 1 << 18);
    EXPECT_NEAR(rms_db(audio), -4.77, 1.5) << "dBFS RMS with tune " << tune << " %";
    const double at = density_db(audio, 860.0, 900.0, 48000.0);
    const double off = density_db(audio, 1700.0, 1820.0, 48000.0);
    EXPECT_GT(at - off, tune == 100.0f ? 40.0 : 18.0) << "dB from the note to its octave";
  }
}

TEST(NoiseTest, hold_follows_the_note) {
  // A new value every 96000 / (440 · 2) frames.
  Rig rig;
  rig.set(Noise::kMode, Noise::kSampleAndHold);
  rig.set(Noise::kHold, 2.0f);
  rig.set(Noise::kWidth, 0.0f);
  rig.start(lane_bit(0));
  const std::vector<float> audio = rig.render(96000);
  int steps = 0;
  for (size_t n = 2; n < audio.size(); ++n) {
    if (audio[n] == audio[n - 1] && audio[n - 1] != audio[n - 2]) ++steps;
  }
  EXPECT_NEAR(steps, 880, 2) << "held values in a second";
}

TEST(NoiseTest, crackles_come_as_often_as_asked) {
  for (const float density : {40.0f, 500.0f}) {
    Rig rig;
    rig.set(Noise::kMode, Noise::kCrackle);
    rig.set(Noise::kDensity, density);
    rig.set(Noise::kWidth, 0.0f);
    rig.start(lane_bit(0));
    const std::vector<float> audio = rig.render(96000 * 20);
    int events = 0;
    for (size_t n = 1; n < audio.size(); ++n) {
      if (std::fabs(audio[n] - audio[n - 1]) > 0.3f) ++events;
    }
    EXPECT_NEAR(events / 20.0, density, 0.15 * density) << "crackles per second";
    float peak = 0.0f;
    for (const float x : audio) peak = std::max(peak, std::fabs(x));
    EXPECT_GT(peak, 1.0f);
    EXPECT_LT(peak, 4.0f);
  }
}

TEST(NoiseTest, width_goes_from_mono_to_unrelated) {
  for (const float width : {0.0f, 50.0f, 100.0f}) {
    Rig rig;
    rig.set(Noise::kWidth, width);
    rig.start(lane_bit(0));
    const std::vector<float> left = rig.render(1 << 16);
    const std::vector<float>& right = rig.right_audio;
    double both = 0.0, power = 0.0;
    for (size_t n = 0; n < left.size(); ++n) {
      both += static_cast<double>(left[n] * right[n]);
      power += 0.5 * static_cast<double>(left[n] * left[n] + right[n] * right[n]);
    }
    EXPECT_NEAR(both / power, math::cos_pi(0.005 * static_cast<double>(width)), 0.02)
        << "correlation at width " << width << " %";
  }
}

// Lane 5 through every kind of change.
std::vector<float> everything(int cut, LaneMask lanes, float mode, CrossMode cross) {
  Rig rig;
  rig.setup.has_cross = true;
  rig.setup.cross_mode = cross;
  rig.set(Noise::kMode, mode);
  rig.set(Noise::kDensity, 2000.0f);
  rig.set(Noise::kCross, 30.0f);
  for (int k = 0; k < kMaxControlFrames; ++k) {
    rig.cross[k] = Lanes::filled(random_bipolar(random_bits(3u, static_cast<uint32_t>(k))));
  }
  rig.start(lanes);
  std::vector<float> all;
  const auto go_on = [&] {
    for (const float x : rig.render(200, 5, cut)) all.push_back(x);
    all.insert(all.end(), rig.right_audio.begin(), rig.right_audio.end());
  };
  go_on();
  rig.params[Noise::kColour][5] = -3.0f;
  rig.params[Noise::kLowCut][5] = 300.0f;
  go_on();
  rig.params[Noise::kHighCut][5] = 3000.0f;
  rig.params[Noise::kTune][5] = 0.3f;
  rig.params[Noise::kWidth][5] = 0.4f;
  rig.note[5] = 77.3f;
  go_on();
  rig.params[Noise::kColour][5] = 0.0f;
  rig.params[Noise::kTune][5] = 0.0f;
  go_on();
  return all;
}

TEST(NoiseTest, partition_neighbours_and_target_change_no_bit) {
  for (const float mode : {0.0f, 1.0f, 2.0f}) {
    for (const CrossMode cross : {CrossMode::kRing, CrossMode::kAmplitude}) {
      const auto reference = everything(kMaxControlFrames, lane_bit(5), mode, cross);
      for (const std::string& target : usable_targets()) {
        ASSERT_TRUE(force_target_for_test(target));
        for (const int cut : {1, 3, 16}) {
          for (const LaneMask lanes : {lane_bit(5), LaneMask{0x00f0}, kAllLanes}) {
            EXPECT_EQ(everything(cut, lanes, mode, cross), reference)
                << "cut at " << cut << ", lanes " << lanes << ", kind " << mode << ", " << target;
          }
        }
      }
      force_target_for_test("");
    }
  }
}

TEST(NoiseTest, extremes_stay_finite_and_bounded) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    Rig rig(seed % 2 == 0 ? 96000.0 : 44100.0, seed % 2 == 0 ? 2 : 1);
    rig.set(Noise::kMode, static_cast<float>(seed % 3));
    for (int round = 0; round < 4; ++round) {
      for (int p = 0; p < Noise::kContinuous; ++p) {
        const ParamSpec& spec = Noise::kParams[p];
        for (int i = 0; i < kLanes; ++i) {
          const uint32_t bits = random_bits(seed * 31u + static_cast<uint32_t>(round),
                                            static_cast<uint32_t>(p * kLanes + i));
          rig.params[static_cast<size_t>(p)][i] =
              real_to_engine(spec, (bits & 1u) != 0 ? spec.max : spec.min);
          rig.note[i] = (bits & 2u) != 0 ? 156.0f : -24.0f;
        }
      }
      if (round == 0) rig.start(kAllLanes);
      for (int lane = 0; lane < kLanes; lane += 5) {
        for (const float x : rig.render(400, lane)) {
          ASSERT_TRUE(std::isfinite(x)) << "seed " << seed;
          ASSERT_LT(std::fabs(x), 15.0f) << "seed " << seed << ": +24 dBFS mutes a voice";
        }
      }
    }
  }
}

}  // namespace
}  // namespace kiln
