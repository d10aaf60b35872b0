// Reverb: decay, density, decorrelation, ringing, freeze, shimmer, width.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/dsp/analysis/reverb.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/halfband.h"
#include "kiln/effects/effect_rig.h"
#include "kiln/effects/reverb.h"

namespace kiln {
namespace {

using Settings = EffectRig::Settings;

// The response to one frame in both channels, brought down to 48 kHz, from its first sound on.
Stereo impulse_response(const Settings& settings, double seconds) {
  EffectRig rig("reverb", settings);
  const std::size_t frames = static_cast<std::size_t>(seconds * 48000.0);
  Stereo io(2 * frames);
  io.left[0] = io.right[0] = 1.0f;
  rig.process(io);
  Stereo out(frames);
  Decimator left, right;
  left.prepare(2);
  right.prepare(2);
  left.process(io.left.data(), static_cast<int>(2 * frames), out.left.data());
  right.process(io.right.data(), static_cast<int>(2 * frames), out.right.data());
  std::size_t first = 0;
  while (std::max(std::fabs(out.left[first]), std::fabs(out.right[first])) < 1e-6f) ++first;
  out.left.erase(out.left.begin(), out.left.begin() + static_cast<std::ptrdiff_t>(first));
  out.right.erase(out.right.begin(), out.right.begin() + static_cast<std::ptrdiff_t>(first));
  return out;
}

// One octave by two band-passes in a row.
std::vector<float> octave(std::span<const float> x, double hz) {
  std::vector<float> y(x.begin(), x.end());
  for (int pass = 0; pass < 2; ++pass) {
    const double g = math::tan(math::kPi * hz / 48000.0);
    const double k = 1.0;
    double s1 = 0.0, s2 = 0.0;
    for (float& v : y) {
      const double v1 = (s1 + g * (v - s2)) / (1.0 + g * (g + k));
      const double v2 = s2 + g * v1;
      s1 = 2.0 * v1 - s1;
      s2 = 2.0 * v2 - s2;
      v = static_cast<float>(k * v1);
    }
  }
  return y;
}

TEST(ReverbTest, SoundsLikeASpace) {
  for (int mode = 0; mode < Reverb::kModeCount; ++mode) {
    const Stereo ir = impulse_response({{"mode", static_cast<float>(mode)}}, 3.0);
    for (const std::vector<float>* side : {&ir.left, &ir.right}) {
      const char* const name = side == &ir.left ? "left" : "right";
      for (double hz : {500.0, 1000.0, 2000.0}) {
        const double t30 = analysis::measure_t30_seconds(octave(*side, hz), 48000.0).value_or(0.0);
        EXPECT_NEAR(t30, 2.0, 0.1) << "T30 of mode " << mode << " around " << hz << " Hz, " << name;
      }
      const double density = analysis::echo_density(*side, 48000.0, 0.1);
      EXPECT_GE(density, 0.9) << "echo density of mode " << mode << " at 100 ms, " << name;
      const double ringing = analysis::ringing_db(*side, 48000.0);
      EXPECT_LE(ringing, 16.0) << "a line rings in mode " << mode << ", " << name;
    }
    const double correlation = analysis::late_correlation(ir.left, ir.right, 48000.0);
    EXPECT_LE(std::fabs(correlation), 0.15) << "left against right, mode " << mode;
  }
}

TEST(ReverbTest, DecayIsRightOverItsRange) {
  for (int mode : {Reverb::kRoom, Reverb::kHall, Reverb::kPlate}) {
    for (float decay : {0.8f, 6.0f}) {
      const Stereo ir =
          impulse_response({{"mode", static_cast<float>(mode)}, {"decay", decay}}, 1.3 * decay);
      const double t30 =
          analysis::measure_t30_seconds(octave(ir.left, 1000.0), 48000.0).value_or(0.0);
      EXPECT_NEAR(t30 / decay, 1.0, 0.07)
          << "T30 of mode " << mode << " at a Decay of " << decay << " s";
    }
  }
}

TEST(ReverbTest, FreezeHoldsAndHearsNothingNew) {
  for (int mode : {Reverb::kRoom, Reverb::kPlate}) {
    EffectRig rig("reverb", {{"mode", static_cast<float>(mode)}});
    Stereo noise = white_noise(96000, 0.2f);
    rig.process(noise);
    rig.set("decay", 60.0f);
    Stereo settle(96000);
    rig.process(settle);
    EXPECT_TRUE(std::isinf(rig.tail_seconds()));
    const double before = analysis::rms_db(std::span(settle.left).last(48000));
    Stereo loud = white_noise(96000 * 8, 1.0f);
    rig.process(loud);
    const double after = analysis::rms_db(std::span(loud.left).last(48000));
    EXPECT_GT(before, -40.0) << "mode " << mode;
    EXPECT_NEAR(after, before, 1.5) << "level after eight frozen seconds, mode " << mode;
  }
}

TEST(ReverbTest, ShimmerRisesByAnOctave) {
  double octave_db[2];
  for (int shimmer : {0, 1}) {
    EffectRig rig("reverb", {{"mode", shimmer != 0 ? 3.0f : 1.0f}, {"decay", 4}});
    Stereo io = sine_wave(468.75, 96000.0, 96000 + 131072, 0.2f);
    rig.process(io);
    const std::vector<double> late(io.left.end() - 131072, io.left.end());
    const auto bins = real_spectrum(late);
    double tone = 0.0, up = 0.0;
    for (std::size_t b = 620; b <= 660; ++b) tone += std::norm(bins[b]);
    for (std::size_t b = 1230; b <= 1330; ++b) up += std::norm(bins[b]);
    octave_db[shimmer] = 10.0 * math::log10(up / tone);
  }
  EXPECT_GT(octave_db[1], -15.0);
  EXPECT_LT(octave_db[0], -50.0);
}

TEST(ReverbTest, WidthZeroIsMono) {
  const Stereo ir = impulse_response({{"width", 0}}, 0.5);
  for (std::size_t i = 0; i < ir.size(); i += 97) ASSERT_EQ(ir.left[i], ir.right[i]);
}

TEST(ReverbTest, LittleMotionDoesNotBendThePitch) {
  EffectRig rig("reverb", {{"motion", 25}, {"decay", 1}});
  Stereo io = sine_wave(1000.0, 96000.0, 96000 + 131072, 0.2f);
  rig.process(io);
  const std::vector<double> late(io.left.end() - 131072, io.left.end());
  const auto bins = real_spectrum(late);
  double near = 0.0, all = 0.0;
  for (std::size_t b = 1; b < bins.size(); ++b) {
    all += std::norm(bins[b]);
    if (std::fabs(static_cast<double>(b) * 96000.0 / 131072.0 - 1000.0) < 4.0)
      near += std::norm(bins[b]);
  }
  // 4 Hz are 7 cents.
  EXPECT_GT(near / all, 0.97) << "share of a 1 kHz tone that stays within 7 cents";
}

}  // namespace
}  // namespace kiln
