// Chorus: tempo lock, width, mono sum, bucket brigade.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "kiln/base/units.h"
#include "kiln/dsp/analysis/level.h"
#include "kiln/effects/chorus.h"
#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

TEST(ChorusTest, WidthZeroIsMonoAndFullWidthKeepsTheMonoSum) {
  for (int mode = 0; mode < Chorus::kModeCount; ++mode) {
    for (float width : {0.0f, 100.0f}) {
      EffectRig rig("chorus", {{"mode", static_cast<float>(mode)}, {"width", width}, {"rate", 2}});
      Stereo io = white_noise(192000, 0.3f);
      io.right = io.left;
      rig.process(io);
      const auto image = analysis::measure_stereo(io.left, io.right);
      if (width == 0.0f) {
        EXPECT_EQ(peak_of(io.left), peak_of(io.right));
        EXPECT_NEAR(image.correlation, 1.0, 1e-6) << "mode " << mode;
      } else {
        EXPECT_LT(image.correlation, 0.9) << "mode " << mode << " has no width";
        EXPECT_GT(image.mono_loss_db, -3.5) << "mode " << mode << " cancels in mono";
      }
    }
  }
}

TEST(ChorusTest, VoicesKeepTheLoudness) {
  double one = 0.0;
  for (int voices = 1; voices <= Chorus::kMaxVoices; ++voices) {
    EffectRig rig("chorus", {{"voices", static_cast<float>(voices)}, {"depth", 100}, {"rate", 1}});
    Stereo io = white_noise(192000, 0.3f);
    rig.process(io);
    const double db = analysis::rms_db(std::span(io.left).last(96000));
    if (voices == 1) one = db;
    EXPECT_NEAR(db, one, 2.0) << voices << " voices against one";
  }
}

TEST(ChorusTest, SyncedSweepsLockToTheBeat) {
  // Two runs that come to the same beat by different ways sound alike from there on.
  Stereo runs[2];
  for (int run : {0, 1}) {
    EffectRig rig("chorus", {{"rate_sync", 1}});
    rig.playing = true;
    rig.beat_position = run == 0 ? 3.0 : 0.6;
    Stereo before = white_noise(48000, 0.3f);
    rig.process(before);
    rig.beat_position = 16.0;
    runs[run] = white_noise(96000, 0.3f, 5);
    rig.process(runs[run]);
  }
  float worst = 0.0f;
  for (std::size_t i = 72000; i < 96000; ++i) {
    worst = std::max(worst, std::fabs(runs[0].left[i] - runs[1].left[i]));
  }
  EXPECT_LT(worst, 1e-3f) << "the sweep does not follow the song";
}

TEST(ChorusTest, BucketsLoseTrebleWhenTheyAreSlow) {
  double db[2];
  for (int bbd : {0, 1}) {
    EffectRig rig("chorus", {{"mode", bbd != 0 ? 2.0f : 0.0f}, {"delay", 0.04f}, {"voices", 1}});
    Stereo io = sine_wave(9000.0, 96000.0, 96000, 0.25f);
    rig.process(io);
    db[bbd] = analysis::rms_db(std::span(io.left).last(48000));
  }
  EXPECT_LT(db[1], db[0] - 20.0) << "9 kHz through 512 buckets of 40 ms";
}

TEST(ChorusTest, BucketsDelayByTheirClock) {
  EffectRig rig("chorus", {{"mode", 2}, {"depth", 0}, {"voices", 1}, {"delay", 0.01f}});
  Stereo settle(9600);
  rig.process(settle);
  Stereo io(9600);
  for (std::size_t i = 0; i < 48; ++i) io.left[i] = 0.5f;
  rig.process(io);
  std::size_t at = 0;
  for (std::size_t i = 0; i < io.size(); ++i) {
    if (io.left[i] > io.left[at]) at = i;
  }
  // 10 ms, half of the pulse, and the delay of eight poles at 9 kHz.
  EXPECT_NEAR(static_cast<double>(at) / 96.0, 10.3, 0.3) << "milliseconds until the pulse";
}

}  // namespace
}  // namespace kiln
