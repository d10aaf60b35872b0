// The analog oscillator measured: aliases, harmonics, level, tuning, sync, and its bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/analog.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/oscillators/analog_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using Rig = AnalogRig;

// The amplitude of one frequency, by a Blackman-Harris window.
double amplitude(const std::vector<float>& audio, double hz, double rate) {
  double re = 0.0, im = 0.0, sum = 0.0;
  const double size = static_cast<double>(audio.size());
  for (size_t n = 0; n < audio.size(); ++n) {
    const double t = static_cast<double>(n);
    const double x = 2.0 * t / size;
    const double w = 0.35875 - 0.48829 * math::cos_pi(x) + 0.14128 * math::cos_pi(2.0 * x) -
                     0.01168 * math::cos_pi(3.0 * x);
    const double angle = 2.0 * std::fmod(hz * t / rate, 1.0);
    re += w * static_cast<double>(audio[n]) * math::cos_pi(angle);
    im += w * static_cast<double>(audio[n]) * math::sin_pi(angle);
    sum += w;
  }
  return 2.0 * std::sqrt(re * re + im * im) / sum;
}

double to_db(double gain) { return 20.0 * math::log10(gain + 1e-30); }

TEST(AnalogTest, classic_waves_do_not_alias) {
  for (const int quality : {2, 1}) {
    for (const double rate : {44100.0, 48000.0}) {
      for (const float note : {83.0f, 99.0f, 111.0f, 123.0f}) {
        for (const AnalogShape& s : kAnalogShapes) {
          Rig rig = rig_at(rate, quality, note);
          rig.set(Analog::kShape, s.shape);
          rig.set(Analog::kWidth, s.width);
          rig.start(lane_bit(0));
          const double spur = worst_spur_db(at_host_rate(rig, 1 << 14), true_hz(rig), rate);
          EXPECT_LE(spur, -100.0) << "dBc: the worst alias of a " << s.name << " at note " << note
                                  << ", " << rate << " Hz, " << quality << "x";
        }
      }
    }
  }
}

TEST(AnalogTest, harmonics_fall_as_they_should_up_to_18_kHz) {
  for (const float note : {24.0f, 45.0f, 72.0f, 77.0f, 83.0f}) {
    for (const AnalogShape& s : kAnalogShapes) {
      if (s.width != 50) continue;
      Rig rig = rig_at(48000.0, 2, note);
      rig.set(Analog::kShape, s.shape);
      rig.start(lane_bit(0));
      const double hz = true_hz(rig);
      const std::vector<float> audio = at_host_rate(rig, 1 << 14);
      const bool saw = s.shape == 67, square = s.shape == 100;
      const int last = static_cast<int>(18000.0 / hz);
      // Every harmonic of the lowest octave, then every tenth.
      for (int n = 1; n <= last; n += (saw ? 1 : 2) * (n < 20 ? 1 : last / 20 + 1)) {
        const double ideal =
            saw      ? 2.0 / (math::kPi * n)
            : square ? 4.0 * static_cast<double>(Analog::kGain[Analog::kPulse]) / (math::kPi * n)
                     : 8.0 / (math::kPi * math::kPi * n * n);
        EXPECT_NEAR(to_db(amplitude(audio, n * hz, 48000.0) / ideal), 0.0, 0.2)
            << "dB off: harmonic " << n << " of a " << s.name << " at note " << note;
      }
    }
  }
}

TEST(AnalogTest, the_sine_is_pure) {
  for (const float note : {45.0f, 69.0f, 83.0f, 99.0f}) {
    Rig rig = rig_at(48000.0, 2, note);
    rig.set(Analog::kShape, 0.0f);
    rig.start(lane_bit(0));
    const double hz = true_hz(rig);
    const std::vector<float> audio = at_host_rate(rig, 1 << 15);
    // The best sine of this frequency is taken away; the rest is distortion and noise.
    double a[2][2] = {{0, 0}, {0, 0}}, b[2] = {0, 0};
    const auto basis = [&](size_t n, int i) {
      const double angle = 2.0 * std::fmod(hz * static_cast<double>(n) / 48000.0, 1.0);
      return i == 0 ? math::sin_pi(angle) : math::cos_pi(angle);
    };
    for (size_t n = 0; n < audio.size(); ++n) {
      for (int i = 0; i < 2; ++i) {
        b[i] += basis(n, i) * static_cast<double>(audio[n]);
        for (int j = 0; j < 2; ++j) a[i][j] += basis(n, i) * basis(n, j);
      }
    }
    const double det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    const double s = (b[0] * a[1][1] - b[1] * a[0][1]) / det;
    const double c = (a[0][0] * b[1] - a[1][0] * b[0]) / det;
    double rest = 0.0;
    for (size_t n = 0; n < audio.size(); ++n) {
      const double e = static_cast<double>(audio[n]) - s * basis(n, 0) - c * basis(n, 1);
      rest += e * e;
    }
    const double thd_n =
        10.0 * math::log10(2.0 * rest / static_cast<double>(audio.size()) / (s * s + c * c));
    EXPECT_LE(thd_n, -120.0) << "dB THD+N of the sine at note " << note;
  }
}

TEST(AnalogTest, every_shape_is_as_loud_as_the_saw) {
  for (int shape = 0; shape <= 100; shape += 5) {
    Rig rig = rig_at(48000.0, 2, 45.0f);
    rig.set(Analog::kShape, static_cast<float>(shape));
    rig.start(lane_bit(0));
    EXPECT_NEAR(rms_db(rig.render(1 << 14)), -4.77, 1.0) << "dBFS RMS at shape " << shape << " %";
  }
}

TEST(AnalogTest, all_notes_are_in_tune) {
  for (int note = 0; note < 128; ++note) {
    Rig rig = rig_at(48000.0, 2, static_cast<float>(note));
    rig.start(lane_bit(0));
    rig.render(16);
    const uint32_t before = rig.module->state.phase[0][0];
    rig.render(16);
    const uint32_t moved = rig.module->state.phase[0][0] - before;
    const double hz = static_cast<double>(moved) / 16.0 * 0x1p-32 * 96000.0;
    const double wanted = Rig::hz(note);
    if (wanted * 16.0 > 90000.0) continue;  // more than a cycle: checked one frame at a time below
    EXPECT_LE(std::fabs(1200.0 * math::log2(hz / wanted)), 0.01) << "cents off at note " << note;
  }
}

TEST(AnalogTest, notes_begin_at_their_start_phase) {
  for (const float shape : {0.0f, 33.0f, 67.0f}) {
    Rig rig = rig_at(48000.0, 2, 60.0f);
    rig.set(Analog::kShape, shape);
    rig.start(lane_bit(0));
    const std::vector<float> audio = rig.render(2);
    EXPECT_NEAR(audio[0], 0.0f, 1e-6f) << "the first frame of shape " << shape << " %";
    EXPECT_GT(audio[1], 0.0f) << "shape " << shape << " % begins rising";
  }
}

TEST(AnalogTest, wraps_are_reported_with_their_time) {
  Rig rig = rig_at(48000.0, 2, 100.0f);
  rig.setup.needs_sync_out = true;
  rig.start(lane_bit(0));
  const double increment = static_cast<double>(rig.increment(0, 0));
  double last = -1.0;
  int found = 0;
  for (int n = 0; n < 3200; n += 16) {
    rig.render(16);
    for (int k = 0; k < 16; ++k) {
      const double since = static_cast<double>(rig.sync_out[k][0]);
      if (since == 0.0) continue;
      const double time = n + k - since;
      if (last >= 0.0) {
        EXPECT_NEAR(time - last, 1.0 / increment, 1e-3) << "frames between two wraps";
      }
      last = time;
      ++found;
    }
  }
  EXPECT_NEAR(found, 3200 * increment, 1.0) << "wraps";
}

TEST(AnalogTest, phase_modulation_does_not_alias) {
  const struct {
    float note;
    double limit;
  } kGoals[] = {{83, -100}, {99, -100}, {111, -100}, {123, -45}};
  for (const auto& goal : kGoals) {
    Rig rig = rig_at(48000.0, 2, goal.note);
    rig.setup.has_cross = true;
    rig.set(Analog::kShape, 0.0f);
    rig.set(Analog::kCross, 25.0f);  // of 12 rad
    rig.start(lane_bit(0));
    const double increment = static_cast<double>(rig.increment(0, 0));
    std::vector<float> audio;
    const int frames = (1 << 15) + 2 * kSettle;
    for (int n = 0; n < frames; n += 16) {
      for (int k = 0; k < 16; ++k) {
        rig.cross[k] = Lanes::filled(
            static_cast<float>(math::sin_pi(2.0 * std::fmod((n + k) * increment, 1.0))));
      }
      for (const float x : rig.render(16)) audio.push_back(x);
    }
    Decimator decimator;
    decimator.prepare(2);
    decimator.process(audio.data(), frames, audio.data());
    const std::vector<float> host(audio.begin() + kSettle, audio.begin() + kSettle + (1 << 14));
    EXPECT_LE(worst_spur_db(host, true_hz(rig), 48000.0), goal.limit)
        << "dBc: the worst alias of sine by sine, index 3, at note " << goal.note;
  }
}

TEST(AnalogTest, tone_tilts_around_1_kHz) {
  for (const float tone : {-100.0f, 100.0f}) {
    for (const double hz : {100.0, 1000.0, 10000.0}) {
      const float note = static_cast<float>(69.0 + 12.0 * math::log2(hz / 440.0));
      Rig rig = rig_at(48000.0, 2, note);
      rig.set(Analog::kShape, 0.0f);
      rig.set(Analog::kTone, tone);
      rig.start(lane_bit(0));
      rig.render(4800);
      const double gain = rms_db(rig.render(9600)) + 4.77;
      const double wanted = hz == 1000.0 ? 0.0 : (hz > 1000.0) == (tone > 0.0f) ? 12.0 : -12.0;
      EXPECT_NEAR(gain, wanted, 0.3) << "dB at " << hz << " Hz with tone " << tone << " %";
    }
  }
}

TEST(AnalogTest, sub_and_noise_are_as_loud_as_the_saw) {
  for (int shape = 0; shape < 4; ++shape) {
    Rig rig = rig_at(48000.0, 2, 69.0f);
    rig.set(Analog::kSubShape, static_cast<float>(shape));
    rig.set(Analog::kSub, 0.0f);
    Rig without = rig_at(48000.0, 2, 69.0f);
    rig.start(lane_bit(0));
    without.start(lane_bit(0));
    std::vector<float> sub = rig.render(1 << 14);
    const std::vector<float> main = without.render(1 << 14);
    for (size_t n = 0; n < sub.size(); ++n) sub[n] -= main[n];
    EXPECT_NEAR(rms_db(sub), -4.77, 0.1) << "dBFS RMS of sub shape " << shape;
    const double hz = 220.0, fundamental = amplitude(sub, hz, 96000.0);
    EXPECT_GT(fundamental, 0.6) << "the sub's fundamental lies an octave below the note";
  }
  for (const float note : {36.0f, 69.0f, 96.0f}) {
    Rig rig = rig_at(48000.0, 2, note), without = rig_at(48000.0, 2, note);
    rig.set(Analog::kNoise, 0.0f);
    rig.start(lane_bit(0));
    without.start(lane_bit(0));
    std::vector<float> noise = rig.render(1 << 17);
    const std::vector<float> main = without.render(1 << 17);
    for (size_t n = 0; n < noise.size(); ++n) noise[n] -= main[n];
    EXPECT_NEAR(rms_db(noise), -4.77, 1.0) << "dBFS RMS of the noise at note " << note;
  }
}

TEST(AnalogTest, drift_is_slow_and_stays_within_8_cents) {
  Rig rig = rig_at(48000.0, 2, 69.0f);
  rig.set(Analog::kDrift, 100.0f);
  rig.start(lane_bit(0));
  double low = 0.0, high = 0.0, jump = 0.0, last = 0.0;
  for (int n = 0; n < 96000 * 10; n += 96) {
    rig.render(96);
    const double now = 1200.0 * math::log2(static_cast<double>(rig.module->coefficients.drift[0]));
    if (n > 0) jump = std::max(jump, std::fabs(now - last));
    last = now;
    low = std::min(low, now);
    high = std::max(high, now);
  }
  EXPECT_GE(low, -8.0) << "cents";
  EXPECT_LE(high, 8.0) << "cents";
  EXPECT_GT(high - low, 4.0) << "cents of motion in 10 s";
  EXPECT_LT(jump, 0.1) << "cents in 1 ms";
}

// Lane 5 of a patch in which everything moves.
std::vector<float> everything(int cut, LaneMask lanes, int unison, CrossMode mode, float sync) {
  Rig rig;
  rig.setup.unison = unison;
  rig.setup.has_cross = true;
  rig.setup.cross_mode = mode;
  rig.setup.needs_sync_out = true;
  rig.set(Analog::kSubShape, 2.0f);
  rig.set(Analog::kCross, 40.0f);
  for (int i = 0; i < kLanes; ++i) rig.note[i] = 40.0f + 3.0f * static_cast<float>(i);
  for (int k = 0; k < kMaxControlFrames; ++k) {
    rig.cross[k] = Lanes::filled(random_bipolar(random_bits(3u, static_cast<uint32_t>(k))));
    if (k % 7 == 3) rig.cross_sync[k] = Lanes::filled(0.25f);
  }
  rig.start(lanes);
  std::vector<float> all = rig.render(100, 5, cut);
  const auto go_on = [&](int frames) {
    for (const float x : rig.render(frames, 5, cut)) all.push_back(x);
    all.insert(all.end(), rig.right_audio.begin(), rig.right_audio.end());
  };
  // Lane 5 goes through everything; its neighbours stay plain.
  rig.params[Analog::kShape][5] = 0.8f;
  rig.params[Analog::kWidth][5] = 0.3f;
  rig.params[Analog::kTone][5] = 0.4f;
  rig.params[Analog::kNoise][5] = 0.1f;
  rig.params[Analog::kSub][5] = 0.5f;
  rig.params[Analog::kDrift][5] = 0.5f;
  go_on(100);
  rig.params[Analog::kSync][5] = sync;
  rig.note[5] = 77.0f;
  go_on(100);
  rig.params[Analog::kShape][5] = 0.1f;
  rig.params[Analog::kSync][5] = 0.0f;
  rig.params[Analog::kTone][5] = 0.0f;
  go_on(100);
  rig.params[Analog::kNoise][5] = 0.0f;
  rig.params[Analog::kWidth][5] = 0.5f;
  rig.params[Analog::kSub][5] = 0.0f;
  go_on(100);
  return all;
}

TEST(AnalogTest, partition_neighbours_and_target_change_no_bit) {
  for (const int unison : {1, 5}) {
    for (const CrossMode mode : {CrossMode::kPhase, CrossMode::kFrequency, CrossMode::kRing,
                                 CrossMode::kAmplitude, CrossMode::kSync}) {
      const auto reference = everything(kMaxControlFrames, lane_bit(5), unison, mode, 19.0f);
      for (const std::string& target : usable_targets()) {
        ASSERT_TRUE(force_target_for_test(target));
        for (const int cut : {1, 3, 16}) {
          for (const LaneMask lanes : {lane_bit(5), LaneMask{0x00f0}, kAllLanes}) {
            EXPECT_EQ(everything(cut, lanes, unison, mode, 19.0f), reference)
                << "cut at " << cut << ", lanes " << lanes << ", unison " << unison << ", mode "
                << static_cast<int>(mode) << ", " << target;
          }
        }
      }
      force_target_for_test("");
    }
  }
}

// The same on the short ways: nothing but a glide, on one table and on the pulse.
std::vector<float> gliding(int cut, LaneMask lanes, float shape) {
  Rig rig;
  rig.set(Analog::kShape, shape);
  rig.start(lanes);
  std::vector<float> all;
  for (int n = 0; n < 20; ++n) {
    rig.note[5] += 0.37f;
    for (const float x : rig.render(23, 5, cut)) all.push_back(x);
  }
  return all;
}

TEST(AnalogTest, partition_changes_no_bit_of_a_glide) {
  for (const float shape : {0.0f, 67.0f, 100.0f}) {
    const auto reference = gliding(kMaxControlFrames, lane_bit(5), shape);
    for (const int cut : {1, 3}) {
      EXPECT_EQ(gliding(cut, kAllLanes, shape), reference) << "cut at " << cut << ", " << shape;
    }
  }
}

TEST(AnalogTest, a_note_may_begin_inside_a_period) {
  // Lane 3 sounds; lane 7 begins at frame 5 of a period and must not disturb it.
  const auto play = [](bool second) {
    Rig rig;
    rig.start(lane_bit(3));
    std::vector<float> audio = rig.render(5, 3);
    if (second) {
      rig.start(lane_bit(7));
      rig.sounding = lane_bit(7);
      rig.control_point();
      rig.sounding = lane_bit(3) | lane_bit(7);
    }
    for (const float x : rig.render(11, 3)) audio.push_back(x);
    for (const float x : rig.render(160, 3)) audio.push_back(x);
    return audio;
  };
  EXPECT_EQ(play(true), play(false));

  Rig rig;
  rig.set(Analog::kShape, 0.0f);
  rig.start(lane_bit(3));
  rig.render(5, 3);
  rig.start(lane_bit(7));
  rig.sounding = lane_bit(7);
  rig.control_point();
  rig.sounding = lane_bit(3) | lane_bit(7);
  const std::vector<float> audio = rig.render(11, 7);
  EXPECT_NEAR(audio[0], 0.0f, 1e-6f) << "the new note's first frame";
  EXPECT_NEAR(audio[1], 5.1302f * rig.increment(7, 0), 1e-4f) << "its second";
}

TEST(AnalogTest, extremes_stay_finite_and_bounded) {
  for (const CrossMode mode : {CrossMode::kPhase, CrossMode::kFrequency, CrossMode::kRing,
                               CrossMode::kAmplitude, CrossMode::kSync}) {
    for (uint32_t seed = 0; seed < 24; ++seed) {
      Rig rig(seed % 2 == 0 ? 96000.0 : 44100.0, seed % 2 == 0 ? 2 : 1);
      rig.setup.has_cross = true;
      rig.setup.cross_mode = mode;
      rig.setup.unison = seed % 3 == 0 ? 16 : 1;
      rig.setup.needs_sync_out = true;
      for (int k = 0; k < kMaxControlFrames; ++k) {
        for (int i = 0; i < kLanes; ++i) {
          const uint32_t bits = random_bits(seed, static_cast<uint32_t>(k * kLanes + i));
          rig.cross[k][i] = random_bipolar(bits) * 4.0f;
          rig.cross_sync[k][i] = bits % 5 == 0 ? random_unipolar(bits) : 0.0f;
        }
      }
      for (int round = 0; round < 4; ++round) {
        for (int p = 0; p < Analog::kContinuous; ++p) {
          const ParamSpec& spec = Analog::kParams[p];
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
          for (const float x : rig.render(200, lane)) {
            ASSERT_TRUE(std::isfinite(x)) << "seed " << seed;
            ASSERT_LT(std::fabs(x), 2000.0f) << "seed " << seed;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace kiln
