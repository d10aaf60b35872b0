// Units against the values musicians know.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/units.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(UnitsTest, Decibels) {
  EXPECT_EQ(db_to_gain(0.0), 1.0);
  EXPECT_NEAR(db_to_gain(20.0), 10.0, 1e-14);
  EXPECT_NEAR(db_to_gain(-6.0), 0.501187233627, 1e-12);
  EXPECT_FLOAT_EQ(db_to_gain(-60.0f), 0.001f);
  EXPECT_NEAR(gain_to_db(0.5), -6.020599913, 1e-9);
  EXPECT_NEAR(gain_to_db(-0.5), -6.020599913, 1e-9) << "a flipped polarity is as loud";
  EXPECT_EQ(gain_to_db(0.0), kSilenceDb);
  for (double db = -120.0; db <= 24.0; db += 0.37) {
    EXPECT_NEAR(gain_to_db(db_to_gain(db)), db, 1e-12) << db << " dB there and back";
  }
}

TEST(UnitsTest, NotesAndRatios) {
  EXPECT_EQ(note_to_hz(69.0), 440.0);
  EXPECT_EQ(note_to_hz(81.0), 880.0);
  EXPECT_NEAR(note_to_hz(60.0), 261.6255653, 1e-7);
  EXPECT_EQ(note_to_hz(69.0, 432.0), 432.0);
  EXPECT_EQ(semitones_to_ratio(-12.0), 0.5);
  EXPECT_EQ(cents_to_ratio(1200.0), 2.0);
  EXPECT_NEAR(ratio_to_cents(1.5), 701.955, 1e-3);
  EXPECT_NEAR(ratio_to_semitones(2.0), 12.0, 1e-14);
  for (int note = 0; note < 128; ++note) {
    EXPECT_NEAR(hz_to_note(note_to_hz(note)), note, 1e-11) << "note " << note;
  }
}

TEST(UnitsTest, Time) {
  EXPECT_EQ(seconds_to_frames(1.0, 48000.0), 48000);
  EXPECT_EQ(seconds_to_frames(0.5 / 48000.0, 48000.0), 1) << "half a frame rounds up";
  EXPECT_EQ(seconds_to_frames(0.49 / 48000.0, 48000.0), 0);
  EXPECT_EQ(seconds_to_frames(-1.0, 48000.0), 0);
  EXPECT_EQ(frames_to_seconds(22050, 44100.0), 0.5);
}

}  // namespace
}  // namespace kiln
