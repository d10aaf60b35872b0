// The FM oscillator: its spectra, its tuning, and the same bits for every partition.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/fm.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "kiln/dsp/halfband.h"
#include "kiln/oscillators/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using Fm = FmOscillator;
using Rig = TestRig<FmOscillator>;

// The operators in double precision, written as the equations stand.
std::vector<double> reference(double note, double ratio_a, double depth_a, double ratio_b,
                              double depth_b, double stack, double feedback, int frames) {
  const auto wave = [](double x) { return math::sin_pi(2.0 * x); };
  const double inc = static_cast<double>(static_cast<float>(Rig::hz(note) / 96000.0));
  std::vector<double> out;
  double y1 = 0.0, y2 = 0.0;
  for (int n = 0; n < frames; ++n) {
    const double mean = 0.5 * (y1 + y2);
    const double b = wave(n * inc * ratio_b);
    const double fed = feedback * 1.6 / math::kTwoPi * (feedback < 0.0 ? mean * mean : mean);
    const double a = wave(n * inc * ratio_a + stack * depth_b / math::kTwoPi * b + fed);
    y2 = y1;
    y1 = a;
    out.push_back(wave(n * inc + (depth_a * a + (1.0 - stack) * depth_b * b) / math::kTwoPi));
  }
  return out;
}

void expect_like_reference(float ratio_a, float depth_a, float ratio_b, float depth_b, float stack,
                           float feedback, double worst_db) {
  Rig rig;
  rig.set(Fm::kKeyScale, 0.0f);
  rig.set(Fm::kRatioA, ratio_a);
  rig.set(Fm::kDepthA, depth_a);
  rig.set(Fm::kRatioB, ratio_b);
  rig.set(Fm::kDepthB, depth_b);
  rig.set(Fm::kStack, stack);
  rig.set(Fm::kFeedback, feedback);
  rig.start(lane_bit(0));
  const std::vector<float> got = rig.render(960);
  const auto want =
      reference(69.0, ratio_a, depth_a, ratio_b, depth_b, stack / 100.0, feedback / 100.0, 960);
  double worst = 0.0;
  for (size_t n = 0; n < got.size(); ++n) {
    worst = std::max(worst, std::fabs(static_cast<double>(got[n]) - want[n]));
  }
  EXPECT_LT(20.0 * math::log10(worst + 1e-30), worst_db)
      << "dB of error against the equations: A " << ratio_a << " x " << depth_a << " rad, B "
      << ratio_b << " x " << depth_b << " rad, stack " << stack << " %, feedback " << feedback;
}

TEST(FmTest, operators_follow_the_equations) {
  expect_like_reference(1.0f, 1.5f, 3.0f, 0.0f, 0.0f, 0.0f, -110.0);
  expect_like_reference(1.0f, 3.0f, 2.0f, 1.0f, 0.0f, 0.0f, -105.0);
  expect_like_reference(3.5f, 3.0f, 0.5f, 2.0f, 100.0f, 0.0f, -100.0);
  expect_like_reference(2.0f, 2.0f, 7.0f, 2.0f, 50.0f, 60.0f, -90.0);
  expect_like_reference(1.0f, 2.0f, 1.0f, 0.0f, 0.0f, -80.0f, -90.0);
}

TEST(FmTest, phase_modulation_does_not_alias) {
  const struct {
    float note;
    double goal;
  } rows[] = {{83.0f, -100.0}, {99.0f, -100.0}, {111.0f, -100.0}, {123.0f, -45.0}};
  for (const auto& row : rows) {
    Rig rig;
    rig.set(Fm::kKeyScale, 0.0f);
    rig.set(Fm::kDepthA, 3.0f);
    rig.note = Lanes::filled(row.note);
    rig.start(lane_bit(0));
    const double hz = static_cast<double>(rig.increment(0, 0)) * 96000.0;
    const double spur = worst_spur_db(rig.render(1 << 16), hz, 96000.0);
    std::printf("PM 1:1 index 3, note %g: worst spur %.1f dBc\n", static_cast<double>(row.note),
                spur);
    EXPECT_LT(spur, row.goal) << "dBc of worst spur at note " << row.note;
  }
}

TEST(FmTest, other_waves_alias_little) {
  for (int wave = Fm::kHalf; wave < Fm::kWaveCount; ++wave) {
    for (const float note : {83.0f, 99.0f, 111.0f}) {
      Rig rig;
      rig.set(Fm::kCarrierWave, static_cast<float>(wave));
      rig.set(Fm::kModulatorWave, static_cast<float>(wave));
      rig.set(Fm::kCarrierFrame, 3.0f);  // Cycle: the saw of the basic table
      rig.set(Fm::kModulatorFrame, 3.0f);
      rig.note = Lanes::filled(note);
      rig.start(lane_bit(0));
      const double hz = static_cast<double>(rig.increment(0, 0)) * 96000.0;
      const std::vector<float> audio = rig.render(1 << 16);
      const double spur = worst_spur_db(audio, hz, 96000.0);
      std::printf("wave %s, note %g: worst spur %.1f dBc, RMS %.2f dB\n", Fm::kWaves[wave],
                  static_cast<double>(note), spur, rms_db(audio));
      EXPECT_LT(spur, -50.0) << "dBc of worst spur of wave " << Fm::kWaves[wave] << " at " << note;
    }
  }
}

TEST(FmTest, every_wave_is_as_loud_as_the_saw) {
  for (int wave = 0; wave < Fm::kWaveCount; ++wave) {
    Rig rig;
    rig.set(Fm::kCarrierWave, static_cast<float>(wave));
    rig.set(Fm::kDepthA, wave == 0 ? 1.5f : 0.0f);
    rig.set(Fm::kCarrierFrame, 3.0f);
    rig.start(lane_bit(0));
    EXPECT_NEAR(rms_db(rig.render(1 << 14)), -4.77, 2.0)
        << "dBFS RMS of carrier wave " << Fm::kWaves[wave];
  }
}

// Three frames: a sum of partials 1, 3 and 7, a sine, silence.
std::shared_ptr<const WavetableMips> three_frames() {
  std::vector<float> samples(3 * kCycleSamples);
  for (std::size_t n = 0; n < kCycleSamples; ++n) {
    const double x = 2.0 * static_cast<double>(n) / kCycleSamples;
    samples[n] = static_cast<float>(0.5 * math::sin_pi(x) + 0.25 * math::cos_pi(3.0 * x) -
                                    0.125 * math::sin_pi(7.0 * x));
    samples[kCycleSamples + n] = static_cast<float>(math::sin_pi(x));
  }
  return WavetableMips::make(samples);
}

TEST(FmTest, a_cycle_is_the_frame_of_the_slots_wavetable) {
  const auto table = three_frames();
  Rig rig;
  rig.setup.table = table.get();
  rig.set(Fm::kCarrierWave, Fm::kCycle);
  rig.set(Fm::kDepthA, 0.0f);
  rig.start(lane_bit(0));
  const std::vector<float> got = rig.render(960);
  const double increment = static_cast<double>(rig.increment(0, 0));
  const double gain = math::kSqrtHalf / std::sqrt(0.5 * (0.25 + 0.0625 + 0.015625));
  double worst = 0.0;
  for (std::size_t n = 0; n < got.size(); ++n) {
    const double x = 2.0 * increment * static_cast<double>(n);
    const double want = gain * (0.5 * math::sin_pi(x) + 0.25 * math::cos_pi(3.0 * x) -
                                0.125 * math::sin_pi(7.0 * x));
    worst = std::max(worst, std::fabs(static_cast<double>(got[n]) - want));
  }
  EXPECT_LT(20.0 * math::log10(worst + 1e-30), -100.0) << "dB of error against the frame";
}

std::vector<float> cycles(Fm::Wave wave, float carrier_frame, float modulator_frame) {
  static const auto table = three_frames();
  Rig rig;
  rig.setup.table = table.get();
  rig.set(Fm::kCarrierWave, static_cast<float>(wave));
  rig.set(Fm::kModulatorWave, static_cast<float>(wave));
  rig.set(Fm::kCarrierFrame, carrier_frame);
  rig.set(Fm::kModulatorFrame, modulator_frame);
  rig.start(lane_bit(0));
  return rig.render(400);
}

TEST(FmTest, carrier_and_modulators_choose_their_frames) {
  const auto peak_difference = [](const std::vector<float>& a, const std::vector<float>& b) {
    float worst = 0.0f;
    for (std::size_t n = 0; n < a.size(); ++n) worst = std::max(worst, std::fabs(a[n] - b[n]));
    return worst;
  };
  const auto sines = cycles(Fm::kSine, 1, 1);
  EXPECT_LT(peak_difference(cycles(Fm::kCycle, 2, 2), sines), 1e-4f) << "both frames are sines";
  EXPECT_GT(peak_difference(cycles(Fm::kCycle, 1, 2), sines), 0.1f) << "another carrier";
  EXPECT_GT(peak_difference(cycles(Fm::kCycle, 2, 1), sines), 0.1f) << "another modulator";
  for (const float x : cycles(Fm::kCycle, 256, 1)) {
    ASSERT_EQ(x, 0.0f) << "past the end stands the last frame, which is silent";
  }
}

TEST(FmTest, notes_are_in_tune_for_hours) {
  Rig rig;
  for (const double note : {0.0, 24.0, 69.0, 108.0, 127.0}) {
    rig.note = Lanes::filled(static_cast<float>(note));
    rig.start(lane_bit(0));
    rig.render(16);
    const double steps = rig.module->coefficients.carrier[0].target[0];
    const double cents = 1200.0 * math::log2(steps * 0x1p-32 * 96000.0 / Rig::hz(note));
    EXPECT_LT(std::fabs(cents), 0.01) << "cents off at note " << note;
    EXPECT_EQ(rig.module->coefficients.a[0].target[0],
              rig.module->coefficients.carrier[0].target[0])
        << "at ratio 1 the modulator stays locked to the carrier";
  }
}

// Hash of lane 5 of a patch that uses everything, rendered with a cut and a set of lanes.
std::vector<float> everything(int cut, LaneMask lanes, int unison) {
  Rig rig;
  rig.setup.unison = unison;
  rig.setup.has_cross = true;
  rig.setup.needs_sync_out = true;
  rig.set(Fm::kCarrierWave, Fm::kHalf);
  rig.set(Fm::kDepthB, 2.0f);
  rig.set(Fm::kStack, 40.0f);
  rig.set(Fm::kFeedback, 70.0f);
  rig.set(Fm::kTone, 30.0f);
  rig.set(Fm::kCross, 50.0f);
  for (int k = 0; k < kMaxControlFrames; ++k) {
    rig.cross[k] = Lanes::filled(random_bipolar(random_bits(3u, static_cast<uint32_t>(k))));
  }
  rig.start(lanes);
  std::vector<float> all = rig.render(200, 5, cut);
  rig.set(Fm::kFeedback, -40.0f);
  rig.set(Fm::kRatioB, 5.0f);
  rig.note = Lanes::filled(80.0f);
  for (const float x : rig.render(200, 5, cut)) all.push_back(x);
  return all;
}

TEST(FmTest, partition_and_neighbours_change_no_bit) {
  for (const int unison : {1, 3}) {
    const auto whole = everything(32, kAllLanes, unison);
    for (const int cut : {1, 3, 7}) {
      EXPECT_EQ(whole, everything(cut, kAllLanes, unison)) << "frames cut at multiples of " << cut;
    }
    EXPECT_EQ(whole, everything(5, lane_bit(5), unison)) << "lane 5 alone";
  }
}

TEST(FmTest, every_simd_target_gives_the_same_bits) {
  std::vector<float> first;
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    const std::vector<float> audio = everything(7, kAllLanes, 3);
    if (first.empty()) first = audio;
    EXPECT_EQ(audio, first) << "on " << target;
  }
  force_target_for_test("");
}

TEST(FmTest, features_that_are_off_change_no_bit) {
  // A second lane that uses feedback and B sends the whole group through the longer kernel.
  Rig plain, mixed;
  plain.start(lane_bit(0));
  mixed.params[Fm::kFeedback][1] = 1.0f;
  mixed.params[Fm::kDepthB][1] = 3.0f;
  mixed.start(lane_bit(0) | lane_bit(1));
  EXPECT_EQ(plain.render(400), mixed.render(400));
}

TEST(FmTest, extremes_stay_finite_and_bounded) {
  for (const CrossMode mode : {CrossMode::kPhase, CrossMode::kFrequency, CrossMode::kRing,
                               CrossMode::kAmplitude, CrossMode::kSync}) {
    for (uint32_t trial = 0; trial < 12; ++trial) {
      Rig rig;
      rig.setup.has_cross = true;
      rig.setup.cross_mode = mode;
      for (int p = 0; p < Fm::kParamCount; ++p) {
        const bool high = (random_bits(trial, static_cast<uint32_t>(p)) & 1u) != 0;
        rig.set(p, high ? Fm::kParams[p].max : Fm::kParams[p].min);
      }
      rig.cross.frame[3] = Lanes::filled(1e5f);
      rig.cross.frame[4] = Lanes::filled(-1e5f);
      rig.cross_sync.frame[3] = Lanes::filled(0.3f);
      rig.note = Lanes::filled(trial % 2 == 0 ? -20.0f : 151.0f);
      rig.start(kAllLanes);
      for (const float x : rig.render(1000)) {
        ASSERT_TRUE(std::fabs(x) < 200.0f) << "at the extremes of trial " << trial;
      }
    }
  }
}

TEST(FmTest, wraps_are_reported_with_their_time) {
  Rig rig;
  rig.setup.needs_sync_out = true;
  rig.start(lane_bit(0));
  double last = -1.0;
  const double period = 1.0 / static_cast<double>(rig.increment(0, 0));
  int wraps = 0;
  for (int n = 0; n < 4000; ++n) {
    rig.render(1);
    const int k = (rig.frame_in_period + 15) % 16;
    const float since = rig.sync_out[k][0];
    if (since == 0.0f) continue;
    const double time = n - static_cast<double>(since);
    if (last >= 0.0) {
      EXPECT_NEAR(time - last, period, 1e-3) << "frames between wraps " << wraps;
    }
    last = time;
    ++wraps;
  }
  EXPECT_NEAR(wraps, 4000.0 / period, 1.0);
}

// A sine reset 2.37 times too early, as the host hears it.
TEST(FmTest, resets_by_a_cross_source_are_smoothed) {
  const struct {
    float note;
    double limit;
  } rows[] = {{59, -105}, {83, -90}, {99, -75}};
  for (const auto& row : rows) {
    Rig rig;
    rig.note = Lanes::filled(row.note + static_cast<float>(12.0 * math::log2(2.37)));
    rig.setup.has_cross = true;
    rig.setup.cross_mode = CrossMode::kSync;
    rig.set(Fm::kDepthA, 0.0f);
    rig.set(Fm::kCross, 100.0f);
    rig.start(lane_bit(0));
    const double increment = Rig::hz(row.note) / 96000.0;
    double phase = 0.0;
    constexpr int kFrames = 1 << 15, kLead = 1024;
    std::vector<float> audio;
    while (audio.size() < kFrames + kLead) {
      for (int k = 0; k < 16; ++k) {
        phase += increment;
        const bool wrapped = phase >= 1.0;
        if (wrapped) phase -= 1.0;
        rig.cross_sync[k] = Lanes::filled(wrapped ? static_cast<float>(phase / increment) : 0.0f);
      }
      for (const float x : rig.render(16)) audio.push_back(x);
    }
    Decimator decimator;
    decimator.prepare(2);
    decimator.process(audio.data(), static_cast<int>(audio.size()), audio.data());
    audio.erase(audio.begin(), audio.begin() + kLead / 2);
    audio.resize(kFrames / 2);
    const double spur = worst_spur_db(audio, Rig::hz(row.note), 48000.0);
    EXPECT_LE(spur, row.limit) << "dBc: the worst alias of a sine synced to note " << row.note;
  }
}

}  // namespace
}  // namespace kiln
