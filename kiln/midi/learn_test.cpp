// A knob is learnt, turned and taken over; the parameter never jumps unless it is told to.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/learn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "kiln/midi/controllers.h"

namespace kiln {
namespace {

constexpr int kKnob = 21;

// A map with the parameters it moves.
class Desk {
 public:
  LearnMap map;
  std::map<int, float> x;

  // Returns how many parameters moved.
  int turn(int controller, float value, int channel = 0) {
    const auto changes =
        map.move(channel, controller, value, [&](uint16_t param) { return x[param]; });
    for (const LearnChange& change : changes) x[change.param] = change.x;
    return static_cast<int>(changes.size());
  }
};

TEST(LearnTest, TheNextControllerIsLearnt) {
  Desk desk;
  desk.x[7] = 0.5f;
  desk.map.listen(7);
  EXPECT_EQ(desk.map.listening(), std::optional<uint16_t>(7));
  EXPECT_EQ(desk.turn(cc::kRpnMsb, 0.2f), 0) << "parameter selection can't be learnt";
  EXPECT_TRUE(desk.map.listening().has_value());
  EXPECT_EQ(desk.turn(kKnob, 0.2f, 3), 0) << "learning moves nothing";
  EXPECT_FALSE(desk.map.listening().has_value());
  ASSERT_NE(desk.map.find(7), nullptr);
  EXPECT_EQ(desk.map.find(7)->controller, kKnob);
  EXPECT_EQ(desk.map.find(7)->channel, 3);
  EXPECT_EQ(desk.turn(kKnob, 0.9f, 3), 1);
  EXPECT_EQ(desk.turn(kKnob, 0.1f, 4), 0) << "another channel";
  EXPECT_EQ(desk.turn(kKnob + 1, 0.1f, 3), 0) << "another controller";
}

TEST(LearnTest, CatchWaitsUntilTheKnobMeetsTheParameter) {
  Desk desk;
  desk.map.add({.controller = kKnob, .param = 1});
  desk.x[1] = 0.5f;
  EXPECT_EQ(desk.turn(kKnob, 0.2f), 0);
  EXPECT_EQ(desk.turn(kKnob, 0.4f), 0);
  EXPECT_EQ(desk.turn(kKnob, 0.6f), 1) << "it passed 0.5";
  EXPECT_FLOAT_EQ(desk.x[1], 0.6f);
  EXPECT_EQ(desk.turn(kKnob, 0.1f), 1) << "and holds it";
  desk.x[1] = 0.8f;  // automation
  EXPECT_EQ(desk.turn(kKnob, 0.2f), 0) << "until someone else moves it";
  EXPECT_EQ(desk.turn(kKnob, 0.795f), 1) << "a step of the knob is close enough";
}

TEST(LearnTest, AParameterBeyondTheRangeIsMetAtItsEnd) {
  Desk desk;
  desk.map.add({.controller = kKnob, .param = 1, .from = 0.4f, .to = 0.6f});
  desk.x[1] = 0.9f;
  EXPECT_EQ(desk.turn(kKnob, 0.5f), 0);
  EXPECT_EQ(desk.turn(kKnob, 1.0f), 1);
  EXPECT_FLOAT_EQ(desk.x[1], 0.6f);
  EXPECT_EQ(desk.turn(kKnob, 0.0f), 1);
  EXPECT_FLOAT_EQ(desk.x[1], 0.4f);
}

TEST(LearnTest, OffJumps) {
  Desk desk;
  desk.map.add({.controller = kKnob, .param = 1, .takeover = Takeover::kOff});
  desk.x[1] = 0.9f;
  EXPECT_EQ(desk.turn(kKnob, 0.1f), 1);
  EXPECT_FLOAT_EQ(desk.x[1], 0.1f);
}

TEST(LearnTest, ScaleMovesAtOnceAndNeverFar) {
  Desk desk;
  desk.map.add({.controller = kKnob, .param = 1, .takeover = Takeover::kScale});
  desk.x[1] = 0.8f;
  EXPECT_EQ(desk.turn(kKnob, 0.2f), 0) << "one position is no way yet";
  EXPECT_EQ(desk.turn(kKnob, 0.6f), 1);
  EXPECT_FLOAT_EQ(desk.x[1], 0.9f) << "half the knob's way is half the parameter's";
  EXPECT_EQ(desk.turn(kKnob, 0.3f), 1);
  EXPECT_FLOAT_EQ(desk.x[1], 0.45f) << "downwards too";
  float before = desk.x[1];
  for (int step = 31; step <= 100; ++step) {
    desk.turn(kKnob, 0.01f * static_cast<float>(step));
    EXPECT_LT(std::fabs(desk.x[1] - before), 0.03f) << "at " << step << " %";
    before = desk.x[1];
  }
  EXPECT_FLOAT_EQ(desk.x[1], 1.0f) << "both arrive together";
  desk.turn(kKnob, 0.25f);
  EXPECT_FLOAT_EQ(desk.x[1], 0.25f) << "from then on they are one";
}

TEST(LearnTest, ARangeMayBeTurnedRound) {
  Desk desk;
  desk.map.add(
      {.controller = kKnob, .param = 1, .from = 0.9f, .to = 0.1f, .takeover = Takeover::kOff});
  desk.turn(kKnob, 0.0f);
  EXPECT_FLOAT_EQ(desk.x[1], 0.9f);
  desk.turn(kKnob, 0.75f);
  EXPECT_FLOAT_EQ(desk.x[1], 0.3f);
}

TEST(LearnTest, ASteppedParameterStaysCaught) {
  Desk desk;
  desk.map.add({.controller = kKnob, .param = 1, .steps = 4});
  desk.x[1] = 0.0f;
  for (int step = 0; step <= 20; ++step) {
    EXPECT_EQ(desk.turn(kKnob, 0.05f * static_cast<float>(step)), 1) << "step " << step;
    desk.x[1] = std::round(desk.x[1] * 4.0f) / 4.0f;
  }
  EXPECT_EQ(desk.x[1], 1.0f);
}

TEST(LearnTest, OneControllerMovesManyOneParameterHasOne) {
  Desk desk;
  for (uint16_t param = 0; param < 3; ++param) {
    desk.map.add({.controller = kKnob, .param = param, .takeover = Takeover::kOff});
  }
  EXPECT_EQ(desk.turn(kKnob, 0.3f), 3);
  desk.map.add({.controller = kKnob + 1, .param = 1, .takeover = Takeover::kOff});
  EXPECT_EQ(desk.map.entries().size(), 3u);
  EXPECT_EQ(desk.turn(kKnob, 0.4f), 2);
  EXPECT_TRUE(desk.map.remove(0));
  EXPECT_FALSE(desk.map.remove(0));
  EXPECT_EQ(desk.turn(kKnob, 0.5f), 1);
  EXPECT_FLOAT_EQ(desk.x[2], 0.5f);
}

TEST(LearnTest, AFullMapRefusesMore) {
  Desk desk;
  for (int i = 0; i < kMaxLearned; ++i) {
    EXPECT_TRUE(desk.map.add(
        {.controller = kKnob, .param = static_cast<uint16_t>(i), .takeover = Takeover::kOff}));
  }
  EXPECT_FALSE(desk.map.add({.controller = kKnob, .param = kMaxLearned}));
  EXPECT_EQ(desk.turn(kKnob, 0.5f), kMaxLearned);
  desk.map.listen(kMaxLearned);
  desk.turn(kKnob, 0.6f);
  EXPECT_TRUE(desk.map.listening().has_value()) << "there was no room";
}

}  // namespace
}  // namespace kiln
