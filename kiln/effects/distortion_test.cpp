// Distortion: aliases, loudness, DC and what stays clean.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/tone.h"
#include "kiln/effects/distortion.h"
#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

Stereo distorted(const EffectRig::Settings& settings, double hz, float peak,
                 std::size_t frames = 160000) {
  EffectRig rig("distortion", settings);
  Stereo io = sine_wave(hz, 96000.0, frames, peak);
  rig.process(io);
  io.left.erase(io.left.begin(), io.left.begin() + 20000);
  return io;
}

TEST(DistortionTest, SoftModeAtTwentyDecibelsKeepsItsAliasesDown) {
  const struct {
    int note;
    double goal;
  } rows[] = {{83, -100.0}, {99, -65.0}, {111, -50.0}};
  for (const auto& row : rows) {
    const double hz = note_to_hz(row.note);
    const Stereo out = distorted({{"mode", 0}, {"drive", 20}}, hz, 1.0f);
    const double spur = analysis::measure_alias(out.left, 96000.0, hz).worst_spur_dbc;
    EXPECT_LE(spur, row.goal) << "worst alias of note " << row.note << " is at " << spur << " dBc";
  }
}

TEST(DistortionTest, AutoGainHoldsTheLoudness) {
  for (int mode = 0; mode < Distortion::kModeCount; ++mode) {
    const float m = static_cast<float>(mode);
    const double calm =
        analysis::rms_db(distorted({{"mode", m}, {"drive", 0}}, 220.0, 0.355f).left);
    for (float drive : {12.0f, 24.0f, 48.0f}) {
      const double loud =
          analysis::rms_db(distorted({{"mode", m}, {"drive", drive}}, 220.0, 0.355f).left);
      EXPECT_NEAR(loud, calm, 4.5) << "mode " << mode << " at " << drive << " dB of drive";
    }
  }
}

TEST(DistortionTest, BiasLeavesNoDc) {
  for (int mode = 0; mode < Distortion::kModeCount; ++mode) {
    const Stereo out =
        distorted({{"mode", static_cast<float>(mode)}, {"bias", 80}}, 330.0, 0.3f, 280000);
    const std::span<const float> late = std::span(out.left).last(96000);  // whole cycles
    double mean = 0.0;
    for (float x : late) mean += x;
    EXPECT_LE(gain_to_db(mean / 96000.0), -90.0) << "DC of mode " << mode;
  }
}

TEST(DistortionTest, LowCutLeavesTheBassClean) {
  const double driven =
      analysis::measure_sine(distorted({{"drive", 18}}, 55.0, 0.5f).left, 96000.0, 55.0).thd_db;
  const double clean =
      analysis::measure_sine(distorted({{"drive", 18}, {"low_cut", 2000}}, 55.0, 0.5f).left,
                             96000.0, 55.0)
          .thd_db;
  EXPECT_GT(driven, -25.0);
  EXPECT_LT(clean, -50.0) << "55 Hz below a low cut of 2 kHz is distorted";
}

TEST(DistortionTest, AtRestItIsFlat) {
  for (double hz : {1000.0, 10000.0, 15000.0}) {
    const double in = analysis::rms_db(sine_wave(hz, 96000.0, 96000, 0.01f).left);
    const double out = analysis::rms_db(distorted({{"drive", 0}}, hz, 0.01f, 116000).left);
    EXPECT_NEAR(out, in, 0.3) << "level at " << hz << " Hz";
  }
}

}  // namespace
}  // namespace kiln
