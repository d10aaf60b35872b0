// The wavetable oscillator: exact frames, clean warps, the same bits for every partition.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/wavetable.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "kiln/dsp/analysis/tone.h"
#include "kiln/oscillators/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using Wt = WavetableOscillator;
using Rig = TestRig<WavetableOscillator>;

double rig_hz(const Rig& rig) {
  return static_cast<double>(rig.increment(0, 0)) * rig.setup.engine_rate;
}

double difference_db(const std::vector<float>& a, const std::vector<float>& b) {
  double worst = 0.0;
  for (size_t n = 0; n < a.size(); ++n) {
    worst = std::max(worst, std::fabs(static_cast<double>(a[n]) - static_cast<double>(b[n])));
  }
  return 20.0 * math::log10(worst + 1e-30);
}

// Frames of the built-in table: sine, triangle, saw, pulse at positions 1, 86, 171, 256.
constexpr float kSaw = 171.0f;

TEST(WavetableTest, frames_read_as_the_table_holds_them) {
  for (const float position : {1.0f, 86.0f, 171.0f, 256.0f}) {
    Rig rig;
    rig.set(Wt::kPosition, position);
    rig.note = Lanes::filled(45.0f);
    rig.phase = 0x12345678u;
    rig.start(lane_bit(0));
    const std::vector<float> got = rig.render(512);
    const auto& c = rig.module->coefficients;
    const float* level = c.table->levels(static_cast<int>((position - 1.0f) / 85.0f), 2) +
                         level_for_increment(rig.increment(0, 0), 2) * kLevelStride;
    uint32_t phase = rig.phase;
    for (size_t n = 0; n < got.size(); ++n) {
      ASSERT_NEAR(got[n], read_cycle(level, phase), 1e-6) << "frame " << n;
      phase += c.voice[0].increment.target[0];
    }
  }
}

TEST(WavetableTest, aliases_of_frames) {
  for (const float position : {1.0f, kSaw, 200.0f, 256.0f}) {
    for (const float note : {83.0f, 99.0f, 111.0f, 123.0f}) {
      Rig rig;
      rig.set(Wt::kPosition, position);
      rig.note = Lanes::filled(note);
      rig.start(lane_bit(0));
      const double spur = worst_spur_db(rig.render(1 << 16), rig_hz(rig), 96000.0);
      EXPECT_LT(spur, -100.0) << "dBc at position " << position << ", note " << note;
    }
  }
}

TEST(WavetableTest, frames_hold_the_goals_of_the_analysis) {
  for (const float note : {24.0f, 45.0f, 72.0f, 83.0f}) {
    Rig rig;
    rig.set(Wt::kPosition, kSaw);
    rig.note = Lanes::filled(note);
    rig.start(lane_bit(0));
    const std::vector<float> audio = rig.render(1 << 18);
    const auto slope = analysis::measure_slope(audio, 96000.0, rig_hz(rig), analysis::Wave::kSaw);
    EXPECT_LT(slope.max_error_db_18k, 0.2) << "dB from 1/n to 18 kHz at note " << note;
  }
  for (const float note : {83.0f, 99.0f, 111.0f}) {
    Rig rig;
    rig.set(Wt::kPosition, kSaw);
    rig.note = Lanes::filled(note);
    rig.start(lane_bit(0));
    const std::vector<float> audio = rig.render(1 << 18);
    const auto aliases = analysis::measure_alias(audio, 96000.0, rig_hz(rig));
    EXPECT_LT(aliases.worst_spur_dbc, -100.0) << "dBc at note " << note;
    EXPECT_GT(aliases.asnr_a_db, 95.0) << "dB, A-weighted, at note " << note;
  }
  Rig rig;
  rig.note = Lanes::filled(45.0f);
  rig.start(lane_bit(0));
  const auto sine = analysis::measure_sine(rig.render(1 << 18), 96000.0, rig_hz(rig));
  EXPECT_LT(sine.thdn_db, -110.0) << "dB THD+N of the sine frame";
}

TEST(WavetableTest, notes_are_in_tune) {
  double worst = 0.0;
  for (int note = 12; note < 128; note += 5) {
    Rig rig;
    rig.note = Lanes::filled(static_cast<float>(note));
    rig.start(lane_bit(0));
    rig.render(16);
    const double steps = rig.module->coefficients.voice[0].increment.target[0];
    worst =
        std::max(worst, std::fabs(1200.0 * math::log2(steps * 0x1p-32 * 96000.0 / Rig::hz(note))));
    if (note % 25 == 12) {
      worst = std::max(worst, std::fabs(analysis::measure_tuning_cents(rig.render(1 << 17), 96000.0,
                                                                       Rig::hz(note))));
    }
  }
  EXPECT_LT(worst, 0.01) << "cents off at the worst note";
}

TEST(WavetableTest, aliases_of_warps) {
  const double goals[] = {-60.0, -50.0, -40.0};
  for (int mode = 1; mode < static_cast<int>(Warp::kCount); ++mode) {
    for (const float position : {1.0f, kSaw}) {
      std::printf("%-11s %-5s", kWarps[mode], position == 1.0f ? "sine" : "saw");
      for (const float depth : {50.0f, 100.0f, -50.0f, -100.0f}) {
        std::printf("  %+4.0f %%:", static_cast<double>(depth));
        for (int n = 0; n < 3; ++n) {
          Rig rig;
          rig.set(Wt::kPosition, position);
          rig.set(Wt::kWarpMode, static_cast<float>(mode));
          rig.set(Wt::kWarp, depth);
          rig.note = Lanes::filled(n == 0 ? 83.0f : (n == 1 ? 99.0f : 111.0f));
          rig.start(lane_bit(0));
          rig.render(96000 / 4);
          const double spur = worst_spur_db(rig.render(1 << 16), rig_hz(rig), 96000.0);
          std::printf(" %5.0f", spur);
          EXPECT_LT(spur, goals[n]) << "dBc of " << kWarps[mode] << " at " << depth << " %, note "
                                    << rig.note[0] << ", position " << position;
        }
      }
      std::printf("\n");
    }
  }
}

TEST(WavetableTest, formants_move_and_pitch_stays) {
  for (const float semitones : {-24.0f, -7.0f, 5.0f, 12.0f, 24.0f}) {
    Rig rig;
    rig.set(Wt::kPosition, kSaw);
    rig.set(Wt::kFormant, semitones);
    rig.note = Lanes::filled(83.0f);
    rig.start(lane_bit(0));
    rig.render(96000 / 4);
    EXPECT_LT(worst_spur_db(rig.render(1 << 16), rig_hz(rig), 96000.0), -60.0)
        << "dBc of what is no multiple of the note at formant " << semitones;
  }
}

// A patch that uses everything, lane 5, with changes on the way.
std::vector<float> everything(Warp warp, Spectral spectral, CrossMode cross, int unison, int cut,
                              LaneMask lanes) {
  Rig rig;
  rig.setup.unison = unison;
  rig.setup.has_cross = true;
  rig.setup.cross_mode = cross;
  rig.set(Wt::kWarpMode, static_cast<float>(warp));
  rig.set(Wt::kSpectralMode, static_cast<float>(spectral));
  rig.set(Wt::kPosition, 100.0f);
  rig.set(Wt::kWarp, 40.0f);
  rig.set(Wt::kSpectral, 33.0f);
  rig.set(Wt::kFormant, 3.0f);
  rig.set(Wt::kTilt, -4.0f);
  rig.set(Wt::kFan, 50.0f);
  rig.set(Wt::kSub, -6.0f);
  rig.set(Wt::kCross, 60.0f);
  for (int u = 0; u < unison; ++u) {
    rig.position[u] = Lanes::filled(
        unison > 1 ? 2.0f * static_cast<float>(u) / static_cast<float>(unison - 1) - 1.0f : 0.0f);
  }
  for (uint32_t k = 0; k < kMaxControlFrames; ++k) {
    rig.cross[static_cast<int>(k)] = Lanes::filled(random_bipolar(random_bits(3u, k)));
    rig.cross_sync[static_cast<int>(k)] = Lanes::filled(k == 9 ? 0.4f : 0.0f);
  }
  // Lane 7 is neutral where lane 5 is not: neighbours take the short way or not.
  rig.start(lanes);
  std::vector<float> all = rig.render(150, 5, cut);
  for (const float warp_percent : {0.0f, -70.0f}) {
    rig.set(Wt::kWarp, warp_percent);
    rig.set(Wt::kFormant, 0.0f);
    rig.set(Wt::kSpectral, 0.0f);
    rig.set(Wt::kCross, 0.0f);
    rig.set(Wt::kPosition, 171.0f);
    rig.params[Wt::kWarp][7] = 0.9f;
    rig.params[Wt::kFormant][7] = 9.0f;
    rig.params[Wt::kCross][7] = 1.0f;
    for (const float x : rig.render(150, 5, cut)) all.push_back(x);
  }
  return all;
}

TEST(WavetableTest, partition_and_neighbours_change_no_bit) {
  for (int mode = 0; mode < static_cast<int>(Warp::kCount); ++mode) {
    const auto warp = static_cast<Warp>(mode);
    const auto cross = static_cast<CrossMode>(mode % 5);
    const Spectral spectral = mode % 2 == 0 ? Spectral::kOff : Spectral::kShift;
    const int unison = mode % 3 == 0 ? 3 : 1;
    const auto whole = everything(warp, spectral, cross, unison, 32, kAllLanes);
    EXPECT_EQ(whole, everything(warp, spectral, cross, unison, 3, kAllLanes))
        << "frames cut in threes, warp " << kWarps[mode];
    EXPECT_EQ(whole, everything(warp, spectral, cross, unison, 7, lane_bit(5)))
        << "lane 5 alone, warp " << kWarps[mode];
  }
}

TEST(WavetableTest, every_simd_target_gives_the_same_bits) {
  std::vector<std::vector<float>> first;
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (size_t mode = 0; mode < static_cast<size_t>(Warp::kCount); ++mode) {
      const std::vector<float> audio =
          everything(static_cast<Warp>(mode), mode == 3 ? Spectral::kSmear : Spectral::kOff,
                     static_cast<CrossMode>(mode % 5), 3, 5, kAllLanes);
      if (first.size() == mode) first.push_back(audio);
      EXPECT_EQ(audio, first[mode]) << "warp " << kWarps[mode] << " on " << target;
    }
  }
  force_target_for_test("");
}

TEST(WavetableTest, position_moves_without_a_step) {
  Rig rig;
  rig.note = Lanes::filled(24.0f);
  rig.start(lane_bit(0));
  std::vector<float> audio;
  for (const float position : {1.0f, 200.0f, 40.0f, 256.0f, 1.0f}) {
    rig.set(Wt::kPosition, position);
    for (const float x : rig.render(128)) audio.push_back(x);
  }
  double worst = 0.0;
  for (size_t n = 1; n < audio.size(); ++n) {
    worst = std::max(worst, std::fabs(static_cast<double>(audio[n] - audio[n - 1])));
  }
  EXPECT_LT(worst, 0.15) << "largest step between frames while the table is crossed in 16 frames";
}

TEST(WavetableTest, jumps_of_position_arrive_in_three_control_periods) {
  Rig rig, there;
  rig.set(Wt::kPosition, 120.0f);
  rig.start(lane_bit(0));
  rig.render(16);
  there.set(Wt::kPosition, 201.0f);
  there.start(lane_bit(0));
  there.render(64);
  rig.set(Wt::kPosition, 201.0f);
  rig.render(48);
  EXPECT_EQ(rig.render(256), there.render(256));
}

TEST(WavetableTest, tilt_keeps_the_level_and_follows_the_slope) {
  for (const float slope : {-12.0f, -6.0f, -3.0f, 3.0f, 6.0f, 12.0f}) {
    Rig rig;
    rig.set(Wt::kPosition, kSaw);
    rig.set(Wt::kTilt, slope);
    rig.note = Lanes::filled(57.0f);
    rig.start(lane_bit(0));
    rig.render(8000);
    const std::vector<float> audio = rig.render(1 << 16);
    EXPECT_NEAR(rms_db(audio), -4.77, 3.2) << "dB RMS at " << slope << " dB/oct";
    std::vector<double> signal(audio.begin(), audio.end());
    const double bins = rig_hz(rig) * static_cast<double>(signal.size()) / 96000.0;
    for (size_t n = 0; n < signal.size(); ++n) {
      signal[n] *=
          1.0 - math::cos_pi(2.0 * static_cast<double>(n) / static_cast<double>(signal.size()));
    }
    const auto spectrum = real_spectrum(signal);
    const auto level = [&](int harmonic) {
      double sum = 0.0;
      const auto middle = static_cast<size_t>(bins * harmonic + 0.5);
      for (size_t k = middle - 3; k <= middle + 3; ++k) sum += std::norm(spectrum[k]);
      return 10.0 * math::log10(sum);
    };
    const double measured = (level(16) - level(2)) / 3.0;
    EXPECT_NEAR(measured, static_cast<double>(slope) - 6.02,
                0.1 * std::fabs(static_cast<double>(slope)) + 0.2)
        << "dB per octave of a saw tilted by " << slope;
  }
}

TEST(WavetableTest, spectral_modes_begin_at_the_table_itself) {
  for (int mode = 1; mode < static_cast<int>(Spectral::kCount); ++mode) {
    Rig plain, changed;
    for (Rig* rig : {&plain, &changed}) {
      rig->set(Wt::kPosition, kSaw);
      rig->note = Lanes::filled(50.0f);
    }
    changed.set(Wt::kSpectralMode, static_cast<float>(mode));
    plain.start(lane_bit(0));
    changed.start(lane_bit(0));
    EXPECT_LT(difference_db(plain.render(2000), changed.render(2000)), -90.0)
        << "dB between no mode and " << kSpectrals[mode] << " at 0 %";
    changed.set(Wt::kSpectral, 100.0f);
    changed.render(96);
    const std::vector<float> audio = changed.render(1 << 14);
    const double quieter = mode == static_cast<int>(Spectral::kHighPass) ? 5.0 : 0.0;
    EXPECT_NEAR(rms_db(audio), -4.77 - quieter, 2.5)
        << "dB RMS of " << kSpectrals[mode] << " at 100 %";
    plain.render(96);
    EXPECT_GT(difference_db(plain.render(1 << 14), audio), -20.0)
        << kSpectrals[mode] << " at 100 % changes the wave";
  }
}

TEST(WavetableTest, extremes_stay_finite_and_bounded) {
  for (uint32_t trial = 0; trial < 60; ++trial) {
    Rig rig(trial % 3 == 0 ? 48000.0 : 96000.0, trial % 3 == 0 ? 1 : 2);
    rig.setup.unison = trial % 4 == 0 ? 16 : 1;
    rig.setup.has_cross = true;
    rig.setup.cross_mode = static_cast<CrossMode>(trial % 5);
    for (int p = 0; p < Wt::kParamCount; ++p) {
      const bool high = (random_bits(trial, static_cast<uint32_t>(p)) & 1u) != 0;
      rig.set(p, high ? Wt::kParams[p].max : Wt::kParams[p].min);
    }
    rig.set(Wt::kWarpMode, static_cast<float>(trial % static_cast<int>(Warp::kCount)));
    rig.set(Wt::kSpectralMode, trial % 7 == 0 ? 2.0f : 0.0f);
    rig.cross[3] = Lanes::filled(1e5f);
    rig.cross[4] = Lanes::filled(-1e5f);
    rig.cross_sync[3] = Lanes::filled(0.3f);
    rig.note = Lanes::filled(trial % 2 == 0 ? -24.0f : 156.0f);
    rig.start(kAllLanes);
    for (const float x : rig.render(1000)) {
      ASSERT_TRUE(std::fabs(x) < 100000.0f) << x << " at the extremes of trial " << trial;
    }
  }
}

}  // namespace
}  // namespace kiln
