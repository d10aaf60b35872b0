// Compressor: static curve, times, link and the three detectors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/effects/compressor.h"
#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

using Settings = EffectRig::Settings;

// Level of a 1 kHz sine after it has settled.
double settled_db(Settings settings, double in_db) {
  settings.insert(settings.end(), {{"auto_make_up", 0}, {"attack", 0.0001f}, {"release", 2.0f}});
  EffectRig rig("compressor", settings);
  Stereo io = sine_wave(1000.0, 96000.0, 192000, static_cast<float>(db_to_gain(in_db)));
  rig.process(io);
  return analysis::rms_db(std::span(io.left).last(9600));
}

TEST(CompressorTest, FollowsItsCurve) {
  for (int mode = 0; mode < Compressor::kModeCount; ++mode) {
    const float m = static_cast<float>(mode);
    EXPECT_NEAR(settled_db({{"mode", m}, {"knee", 0}}, -30.0), -30.0, 0.05)
        << "below the threshold, mode " << mode;
    EXPECT_NEAR(settled_db({{"mode", m}, {"knee", 0}}, -6.0), -15.0, 0.3)
        << "4:1 twelve dB above -18, mode " << mode;
    EXPECT_NEAR(settled_db({{"mode", m}, {"knee", 0}, {"ratio", 20}}, -6.0), -18.0, 0.3)
        << "top of Ratio, mode " << mode;
    EXPECT_NEAR(settled_db({{"mode", m}, {"knee", 12}}, -18.0), -18.0 - 0.75 * 12.0 / 8.0, 0.2)
        << "middle of the knee, mode " << mode;
  }
}

// Seconds until the gain has gone 63 % of its way after a step of the level.
double time_to_63(const Settings& settings, double from_db, double to_db,
                  double hold_seconds = 2.0) {
  EffectRig rig("compressor", settings);
  const std::size_t hold = static_cast<std::size_t>(hold_seconds * 96000.0);
  Stereo io = sine_wave(6000.0, 96000.0, hold + 288000, 1.0f);
  for (std::size_t i = 0; i < io.size(); ++i) {
    const float gain = static_cast<float>(db_to_gain(i < hold ? from_db : to_db));
    io.left[i] *= gain;
    io.right[i] *= gain;
  }
  rig.process(io);
  const auto gain_db = [&](std::size_t i, double in_db) {
    return analysis::rms_db(std::span(io.left).subspan(i, 16)) - in_db;
  };
  const double start = gain_db(hold - 16, from_db);
  const double end = gain_db(io.size() - 16, to_db);
  for (std::size_t i = hold; i + 16 < io.size(); i += 16) {
    if (std::fabs(gain_db(i, to_db) - start) > 0.632 * std::fabs(end - start)) {
      return static_cast<double>(i - hold + 8) / 96000.0;
    }
  }
  return 99.0;
}

TEST(CompressorTest, AttackAndReleaseTakeTheirTimes) {
  const Settings s = {{"auto_make_up", 0}, {"knee", 0}, {"attack", 0.02f}, {"release", 0.2f}};
  // The detector hears single half-waves: attack is stretched, by less than a half.
  EXPECT_NEAR(time_to_63(s, -40.0, -6.0), 0.025, 0.008);
  EXPECT_NEAR(time_to_63(s, -6.0, -40.0), 0.2, 0.02);
}

TEST(CompressorTest, OptoLetsGoSlowlyAfterLongPassages) {
  const Settings s = {{"mode", 2}, {"auto_make_up", 0}, {"release", 0.1f}};
  const double after_short = time_to_63(s, -6.0, -40.0, 0.1);
  const double after_long = time_to_63(s, -6.0, -40.0, 3.0);
  EXPECT_GT(after_long, 1.5 * after_short)
      << "release after a short passage takes " << after_short << " s";
}

TEST(CompressorTest, LinkSharesTheReduction) {
  for (float link : {0.0f, 100.0f}) {
    EffectRig rig("compressor", {{"auto_make_up", 0}, {"link", link}});
    Stereo io = sine_wave(1000.0, 96000.0, 96000, 0.9f);
    for (float& x : io.right) x *= 0.01f;
    rig.process(io);
    const double right = analysis::rms_db(std::span(io.right).last(9600)) - gain_to_db(0.009);
    if (link > 0.0f) {
      EXPECT_LT(right, -6.0) << "the quiet side ignores the loud one";
    } else {
      EXPECT_NEAR(right, 0.0, 0.05) << "the quiet side moves though Link is off";
    }
  }
}

}  // namespace
}  // namespace kiln
