// Step sequences: order, length, slew, ties, chance and swing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/steps.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/lfos/test_rig.h"

namespace kiln {
namespace {

using lfo_test::Rig;

constexpr int kPoints = 600;  // control points of a step at 10 Hz

Rig steps_rig(std::vector<LfoStep> steps) {
  Rig rig("steps");
  rig.set(lfo::kRate, 10.0f);
  rig.set_own(StepsLfo::kLength, static_cast<float>(steps.size()));
  rig.drawing.steps = std::move(steps);
  return rig;
}

TEST(StepsTest, PlaysItsStepsAndRepeats) {
  Rig rig = steps_rig({{0.5f}, {-1.0f}, {0.25f}});
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(7 * kPoints);
  const float want[] = {0.5f, -1.0f, 0.25f, 0.5f, -1.0f, 0.25f, 0.5f};
  for (int step = 0; step < 7; ++step) {
    EXPECT_EQ(y[step * kPoints + 1], want[step]) << "begin of step " << step;
    EXPECT_EQ(y[step * kPoints + 598], want[step]) << "end of step " << step;
  }
}

TEST(StepsTest, PhaseAndRightGoByThePattern) {
  Rig rig = steps_rig({{0.1f}, {0.2f}, {0.3f}, {0.4f}, {0.5f}, {0.6f}, {0.7f}, {0.8f}});
  rig.set(lfo::kPhase, 90.5f);
  rig.prepare();
  rig.start(0);
  EXPECT_EQ(rig.group.value()[0], 0.3f) << "a quarter of eight steps";
  EXPECT_EQ(rig.group.right()[0], 0.5f);
  EXPECT_NEAR(rig.group.phase_cycles()[0], 90.5f / 360.0f, 1e-4f);
}

TEST(StepsTest, SlewAndTie) {
  Rig rig = steps_rig({{0.0f}, {1.0f, true}, {-1.0f}, {0.0f}});
  rig.set_own(StepsLfo::kSlew, 50.0f);
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(4 * kPoints);
  EXPECT_NEAR(y[kPoints + 150], 0.5f, 0.01f) << "half of the slew from 0 to 1";
  EXPECT_NEAR(y[kPoints + 301], 1.0f, 0.01f);
  EXPECT_NEAR(y[kPoints + 450], 0.0f, 0.01f) << "the tie slides on to the next";
  EXPECT_NEAR(y[2 * kPoints - 2], -1.0f, 0.02f);
  EXPECT_NEAR(y[2 * kPoints + 150], -1.0f, 0.01f) << "which is there already";
  EXPECT_NEAR(y[3 * kPoints + 150], -0.5f, 0.01f) << "the last one slews";
}

TEST(StepsTest, ChanceLeavesTheLastValue) {
  Rig rig = steps_rig({{0.1f}, {0.2f}, {0.3f}, {0.4f}});
  rig.set_own(StepsLfo::kChance, 50.0f);
  rig.prepare();
  rig.start(0, 0, 1234);
  const auto y = rig.play(400 * kPoints);
  int played = 0;
  for (int step = 1; step < 400; ++step) {
    const float value = y[step * kPoints + 300];
    const bool own = value == 0.1f * static_cast<float>(step % 4 + 1);
    const bool stayed = value == y[(step - 1) * kPoints + 300];
    EXPECT_TRUE(std::fabs(value - 0.1f * static_cast<float>(step % 4 + 1)) < 1e-6f || stayed);
    played += own || !stayed ? 1 : 0;
  }
  EXPECT_GT(played, 160);
  EXPECT_LT(played, 240);
}

TEST(StepsTest, SwingMakesTheFirstOfAPairLonger) {
  Rig rig = steps_rig({{1.0f}, {-1.0f}});
  rig.set_own(StepsLfo::kSwing, 66.0f);
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(2 * kPoints);
  int first = 0;
  while (y[first] > 0.0f) ++first;
  EXPECT_NEAR(first / (2.0 * kPoints), 0.66, 0.002);
}

TEST(StepsTest, OneShotPlaysThePatternOnce) {
  Rig rig = steps_rig({{0.5f}, {-1.0f}, {0.25f}});
  rig.set(lfo::kTrigger, static_cast<float>(lfo::Trigger::kOneShot));
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(8 * kPoints);
  EXPECT_EQ(y[kPoints + 300], -1.0f);
  EXPECT_EQ(y[8 * kPoints - 1], 0.25f) << "it rests on the last step";
}

TEST(StepsTest, ASongJumpLandsOnTheSameValues) {
  const std::vector<LfoStep> steps = {{0.1f}, {0.9f, true}, {-0.4f}, {0.6f}, {-1.0f}};
  Rig straight = steps_rig(steps), jumped = steps_rig(steps);
  for (Rig* rig : {&straight, &jumped}) {
    rig->set(lfo::kTrigger, static_cast<float>(lfo::Trigger::kSong));
    rig->set(lfo::kRateSync, 1.0f);
    rig->set_own(StepsLfo::kChance, 60.0f);
    rig->set_own(StepsLfo::kSlew, 30.0f);
    rig->prepare();
    rig->start(0, 0, 5);
  }
  for (int n = 0; n < 3000 * 17; ++n) straight.advance(1);  // 17 beats
  jumped.jump_to(straight.clock().beat_position);
  jumped.advance(1);
  for (int n = 0; n < 9000; ++n) {
    straight.advance(1);
    jumped.advance(1);
    ASSERT_NEAR(straight.group.value()[0], jumped.group.value()[0], 1e-4f) << "point " << n;
  }
}

}  // namespace
}  // namespace kiln
