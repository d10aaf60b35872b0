// The attractors: in range, about one turn a cycle, never lost, and apart for each voice.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/chaos.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/lfos/test_rig.h"

namespace kiln {
namespace {

using lfo_test::Rig;
using Style = ChaosLfo::Style;

Rig chaos_rig(Style style, float spread, float hz) {
  Rig rig("chaos");
  rig.set(lfo::kRate, hz);
  rig.set_own(ChaosLfo::kStyle, static_cast<float>(style));
  rig.set_own(ChaosLfo::kSpread, spread);
  return rig;
}

TEST(ChaosTest, FillsItsRangeAtEverySpread) {
  for (const Style style : {Style::kLorenz, Style::kRoessler}) {
    for (const float spread : {-100.0f, -50.0f, 0.0f, 50.0f, 100.0f}) {
      Rig rig = chaos_rig(style, spread, 50.0f);
      rig.prepare();
      rig.start(0, 0, 3);
      double low[2] = {1, 1}, high[2] = {-1, -1};
      int clipped = 0;
      for (int n = 0; n < 60000; ++n) {
        rig.advance(1);
        const double out[2] = {rig.group.value()[0], rig.group.right()[0]};
        for (int c = 0; c < 2; ++c) {
          ASSERT_LE(std::fabs(out[c]), 1.0);
          low[c] = std::min(low[c], out[c]);
          high[c] = std::max(high[c], out[c]);
          clipped += std::fabs(out[c]) >= 1.0 ? 1 : 0;
        }
      }
      for (int c = 0; c < 2; ++c) {
        EXPECT_LT(low[c], -0.5) << "style " << static_cast<int>(style) << " spread " << spread;
        EXPECT_GT(high[c], 0.5) << "style " << static_cast<int>(style) << " spread " << spread;
      }
      EXPECT_LT(clipped, 600) << "style " << static_cast<int>(style) << " spread " << spread;
    }
  }
}

TEST(ChaosTest, OneTurnIsAboutOneCycle) {
  Rig rig = chaos_rig(Style::kRoessler, 0.0f, 10.0f);
  rig.prepare();
  rig.start(0, 0, 3);
  const auto y = rig.play(60000, 0, 1);  // 10 s: 100 cycles
  int turns = 0;
  for (std::size_t n = 1; n < y.size(); ++n) turns += y[n - 1] < 0.0f && y[n] >= 0.0f ? 1 : 0;
  EXPECT_NEAR(turns, 100, 5);
}

TEST(ChaosTest, TheRateOnlyScalesTime) {
  Rig slow = chaos_rig(Style::kLorenz, 0.0f, 2.0f), fast = chaos_rig(Style::kLorenz, 0.0f, 4.0f);
  for (Rig* rig : {&slow, &fast}) {
    rig->prepare();
    rig->start(0, 0, 17);
  }
  for (int n = 0; n < 6000; ++n) {  // two cycles of the slow one
    slow.advance(1);
    if (n % 2 == 0) continue;
    fast.advance(1);
    ASSERT_NEAR(slow.group.value()[0], fast.group.value()[0], 0.01);
  }
}

TEST(ChaosTest, VoicesPartAndSongJumpsBeginAgain) {
  Rig rig = chaos_rig(Style::kLorenz, 0.0f, 20.0f);
  rig.set(lfo::kTrigger, static_cast<float>(lfo::Trigger::kSong));
  rig.prepare();
  rig.start(0, 0, 1);
  rig.start(1, 0, 2);
  const float first = rig.group.value()[0];
  double apart = 0.0;
  for (int n = 0; n < 6000; ++n) {
    rig.advance(3);
    apart = std::max(apart, std::fabs(double{rig.group.value()[0]} - rig.group.value()[1]));
  }
  EXPECT_GT(apart, 0.5);
  rig.jump_to(33.0);
  rig.advance(3);
  EXPECT_EQ(rig.group.value()[0], first);
}

TEST(ChaosTest, SurvivesTheFastestRateAndAMovingSpread) {
  for (const Style style : {Style::kLorenz, Style::kRoessler}) {
    Rig rig = chaos_rig(style, 0.0f, 512.0f);
    rig.prepare();
    for (int i = 0; i < kLanes; ++i) rig.start(i, 0, static_cast<std::uint32_t>(i));
    for (int n = 0; n < 20000; ++n) {
      rig.common[lfo::kRate][n % kLanes] = 8192.0f;
      rig.own[ChaosLfo::kSpread] = Lanes::filled(n / 7 % 2 == 0 ? 1.0f : -1.0f);
      rig.advance();
      for (int i = 0; i < kLanes; ++i) ASSERT_LE(std::fabs(rig.group.value()[i]), 1.0f);
    }
  }
}

}  // namespace
}  // namespace kiln
