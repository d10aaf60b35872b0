// The session's text: round trip, limits, what it doesn't know.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/session.h"

#include <gtest/gtest.h>

#include "kiln/engine/instrument.h"

namespace kiln {
namespace {

TEST(SessionTest, DefaultsComeBackAsTheyAre) {
  const std::string text = write_session({}, instrument_table());
  const SessionResult read = read_session(text, instrument_table());
  ASSERT_TRUE(read.ok) << read.error;
  EXPECT_TRUE(read.warnings.empty());
  EXPECT_EQ(write_session(read.session, instrument_table()), text);
}

TEST(SessionTest, ValuesOutOfRangeAreClampedAndNonsenseKeepsTheDefault) {
  const SessionResult read = read_session(
      "[session]\nmpe_note_bend_range = 500\na4_hz = nan\nmpe = 7\nfixed_velocity = -3\n"
      "editor_width = 1e30\n[[session.learn]]\nparameter = \"no.such\"\ncontroller = 1\n",
      instrument_table());
  ASSERT_TRUE(read.ok);
  EXPECT_EQ(read.session.mpe_note_bend_range, 96.0f);
  EXPECT_EQ(read.session.a4_hz, 440.0f);
  EXPECT_EQ(read.session.mpe, MpeMode::kAuto);
  EXPECT_EQ(read.session.fixed_velocity, 0);
  EXPECT_EQ(read.session.editor_width, 16384);
  EXPECT_TRUE(read.session.learn.empty());
  EXPECT_EQ(read.warnings.size(), 3u);
}

TEST(SessionTest, VelocityPointsAndLocksComeBackAndReachThePlayer) {
  Session session;
  session.velocity_points = {{0.25f, 0.5f}, {0.75f, 0.625f}};
  session.locked = {"osc1", "fx3"};
  const std::string text = write_session(session, instrument_table());
  const SessionResult read = read_session(text, instrument_table());
  ASSERT_TRUE(read.ok) << read.error;
  EXPECT_EQ(read.session.velocity_points, session.velocity_points);
  EXPECT_EQ(read.session.locked, session.locked);
  const PerformanceSettings settings = performance_settings(read.session);
  ASSERT_EQ(settings.velocity_point_count, 2);
  EXPECT_EQ(settings.velocity_points[1], session.velocity_points[1]);
}

TEST(SessionTest, WhatBelongsToADeviceIsTakenAndNothingElse) {
  Session from;
  from.velocity_points = {{0.25f, 0.5f}};
  from.finger_smoothing = 40.0f;
  from.a4_hz = 432.0f;
  const SessionResult read =
      read_session(write_session(from, instrument_table()), instrument_table());
  EXPECT_EQ(performance_settings(read.session).finger_smoothing, 40.0f);
  Session session;
  take_device_settings(session, read.session);
  EXPECT_EQ(session.velocity_points, from.velocity_points);
  EXPECT_EQ(session.finger_smoothing, 40.0f);
  EXPECT_EQ(session.a4_hz, 440.0f) << "the tuning is the project's";
}

TEST(SessionTest, VelocityPointsOutOfRangeAreClampedAndBrokenOnesLeftOut) {
  const auto points = [](const std::string& list) {
    return read_session("[session]\nvelocity_points = " + list + "\n", instrument_table());
  };
  EXPECT_EQ(points("[0.5, 7]").session.velocity_points, (std::vector<VelocityPoint>{{0.5f, 1.0f}}));
  EXPECT_TRUE(points("[0.5]").session.velocity_points.empty());
  EXPECT_TRUE(points("[0.5, \"loud\"]").session.velocity_points.empty());
  EXPECT_EQ(points("[0.5]").warnings.size(), 1u);
}

TEST(SessionTest, KeysOfALaterVersionAreKept) {
  const SessionResult read = read_session("[session]\nsparkle = {level = 3}\n", instrument_table());
  ASSERT_TRUE(read.ok);
  EXPECT_NE(write_session(read.session, instrument_table()).find("sparkle = "), std::string::npos);
}

TEST(SessionTest, AStateDividesWhereItWasJoined) {
  const std::string state = join_state("a = 1\n", "[session]\n");
  EXPECT_EQ(split_state(state).patch, "a = 1\n");
  EXPECT_EQ(split_state(state).session, "[session]\n");
  EXPECT_EQ(split_state("a = 1").patch, "a = 1");
  EXPECT_TRUE(split_state("a = 1").session.empty());
}

TEST(SessionTest, AnUnreadableScaleIsEqualTemperamentAndAMessage) {
  std::vector<std::string> messages;
  const Tuning tuning = session_tuning({.a4_hz = 432.0f, .scale = "nonsense"}, messages);
  EXPECT_EQ(tuning.pitch, Tuning::equal(432.0f).pitch);
  EXPECT_EQ(messages.size(), 1u);
}

}  // namespace
}  // namespace kiln
