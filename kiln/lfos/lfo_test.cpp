// How LFO phases run: rates, triggers, the song, delay and fade, smoothing, and bit for bit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/lfo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/lfos/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using lfo::Trigger;
using lfo_test::Rig;

constexpr double kPeriod = 16.0 / 96000.0;  // seconds of a control period

double sine(double cycles) { return math::sin_pi(2.0 * (cycles - std::floor(cycles))); }

double worst_against_sine(const std::vector<float>& y, double hz, double cycles) {
  double worst = 0.0;
  for (std::size_t n = 0; n < y.size(); ++n) {
    const double want = sine(cycles + hz * kPeriod * static_cast<double>(n));
    worst = std::max(worst, std::fabs(double{y[n]} - want));
  }
  return worst;
}

void set_trigger(Rig& rig, Trigger trigger) { rig.set(lfo::kTrigger, static_cast<float>(trigger)); }

TEST(LfoTest, RunsAtItsRateForTenMinutes) {
  Rig rig;
  rig.set(lfo::kRate, 5.5f);
  rig.prepare();
  rig.start(0);
  EXPECT_LT(worst_against_sine(rig.play(60000), 5.5, 0.0), 1e-4);
  const int minutes = 600 * 6000;
  for (int n = 60000; n <= minutes; ++n) rig.advance(1);
  EXPECT_LT(worst_against_sine(rig.play(6000, 0, 1), 5.5, 5.5 * kPeriod * minutes), 1e-4)
      << "after ten minutes";
}

TEST(LfoTest, StartsOnItsFrame) {
  Rig rig;
  rig.set(lfo::kRate, 100.0f);
  rig.prepare();
  rig.start(3, 11);
  EXPECT_EQ(rig.group.value()[3], 0.0f) << "valid at once";
  rig.advance();
  const double cycles = 100.0 * 5.0 / 96000.0;  // 5 frames from frame 11 to the control point
  EXPECT_LT(worst_against_sine(rig.play(300, 3), 100.0, cycles), 2e-4);
}

TEST(LfoTest, SyncedRatesFollowTheTempo) {
  for (const auto& [division, beats] :
       {std::pair{"1/4", 1.0}, {"1/8.", 0.75}, {"1/4T", 2.0 / 3.0}, {"4/1", 16.0}}) {
    Rig rig;
    rig.set(lfo::kRateSync, 1.0f);
    rig.set(lfo::kRateDivision, static_cast<float>(division_index(division)));
    rig.prepare();
    rig.start(0);
    EXPECT_LT(worst_against_sine(rig.play(20000), 2.0 / beats, 0.0), 2e-4) << division;
  }
}

TEST(LfoTest, ModulatedDivisionsMoveEvenlyInOctaves) {
  Rig rig;
  rig.set(lfo::kRateSync, 1.0f);
  const int quarter = division_index("1/4");
  rig.prepare();
  rig.start(0);
  // Half way from 1/4 to 1/8., which is three quarters as long, the rate is 2/√0.75 Hz.
  rig.common[lfo::kRateDivision][0] = static_cast<float>(quarter) + 0.5f;
  EXPECT_LT(worst_against_sine(rig.play(10000), 2.0 / math::sqrt(0.75), 0.0), 2e-4);
}

TEST(LfoTest, ChangingTheRateKeepsThePhase) {
  Rig rig;
  rig.set(lfo::kRate, 3.0f);
  rig.prepare();
  rig.start(0);
  rig.play(1001);
  rig.set(lfo::kRate, 7.0f);
  const double cycles = 3.0 * kPeriod * 1000.0;
  EXPECT_LT(worst_against_sine(rig.play(2000), 7.0, cycles), 2e-4);
}

TEST(LfoTest, KeyTrackFollowsTheNote) {
  Rig rig;
  rig.set(lfo::kRate, 4.0f);
  rig.set(lfo::kKeyTrack, 100.0f);
  rig.note[2] = 72.0f;
  rig.prepare();
  rig.start(2);
  EXPECT_LT(worst_against_sine(rig.play(5000, 2), 8.0, 0.0), 2e-4) << "an octave up, twice as fast";
}

TEST(LfoTest, PhaseOffsetMovesItAndRightIsAQuarterAhead) {
  Rig rig;
  rig.set(lfo::kPhase, 90.0f);
  rig.prepare();
  rig.start(0);
  EXPECT_NEAR(rig.group.value()[0], 1.0f, 1e-4f);
  EXPECT_NEAR(rig.group.right()[0], 0.0f, 1e-4f);
  EXPECT_LT(worst_against_sine(rig.play(3000), 2.0, 0.25), 2e-4);
  rig.set(lfo::kPhase, 180.0f);
  rig.advance();
  const double cycles = 2.0 * kPeriod * 3000;
  EXPECT_NEAR(rig.group.value()[0], sine(cycles + 0.5), 2e-4) << "also moved while running";
}

TEST(LfoTest, UnipolarIsZeroToOne) {
  Rig rig;
  rig.set(lfo::kUnipolar, 1.0f);
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(6000);
  EXPECT_NEAR(*std::max_element(y.begin(), y.end()), 1.0f, 1e-4f);
  EXPECT_NEAR(*std::min_element(y.begin(), y.end()), 0.0f, 1e-4f);
  EXPECT_NEAR(y[0], 0.5f, 1e-6f);
}

TEST(LfoTest, DelayThenFade) {
  Rig rig;
  rig.set(lfo::kRate, 20.0f);
  rig.set(lfo::kDelay, 0.5f);
  rig.set(lfo::kFade, 1.0f);
  rig.prepare();
  rig.start(0, 5);
  const auto y = rig.play(12000);
  double worst = 0.0;
  for (int n = 0; n < 12000; ++n) {
    const double since = n * kPeriod - 5.0 / 96000.0 - 0.5;  // after the delay
    const double gain = since < 0.0 ? 0.0 : std::min(1.0, since);
    worst = std::max(worst, std::fabs(y[n] - gain * sine(20.0 * since)));
  }
  EXPECT_LT(worst, 2e-4) << "silent, then it begins at its start phase and fades in";
}

TEST(LfoTest, SmoothIsAOnePole) {
  Rig rig;
  rig.drawing.points = {{0, 0}, {0.5f, 0}, {0.5f, 1}, {1, 1}};
  rig.set(lfo::kSmooth, 0.1f);
  rig.set(lfo::kRate, 0.5f);
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(7200);
  EXPECT_EQ(y[0], -1.0f) << "a voice begins without a past";
  EXPECT_NEAR(y[6000 + 600], 1.0 - 2.0 * math::exp(-1.0), 0.002) << "one time constant later";
}

TEST(LfoTest, OneShotStopsAtTheEnd) {
  Rig rig;
  rig.drawing.points = {{0, 0}, {1, 1}};
  set_trigger(rig, Trigger::kOneShot);
  rig.set(lfo::kRate, 10.0f);
  rig.prepare();
  rig.start(0);
  const auto y = rig.play(1300);
  EXPECT_NEAR(y[300], 0.0f, 1e-5f);
  for (int n = 600; n < 1300; ++n) ASSERT_NEAR(y[n], 1.0f, 1e-6f);
  rig.start(0);
  EXPECT_EQ(rig.group.value()[0], -1.0f) << "struck again";
}

TEST(LfoTest, FreeHasRunSinceTheEpochBegan) {
  Rig rig;
  set_trigger(rig, Trigger::kFree);
  rig.set(lfo::kRate, 3.7f);
  rig.prepare();
  rig.start(0);
  const auto early = rig.play(50001);
  rig.start(1);  // now, 50 000 control points later
  const double late = rig.group.value()[1];
  EXPECT_NEAR(late, early.back(), 1e-6) << "all voices alike, whenever they begin";
  rig.advance();
  EXPECT_EQ(rig.group.value()[1], rig.group.value()[0]);
}

TEST(LfoTest, FreeCountsItsCyclesThroughDays) {
  Rig rig("steps");
  set_trigger(rig, Trigger::kFree);
  for (int i = 0; i < 13; ++i) rig.drawing.steps.push_back({0.05f * static_cast<float>(i)});
  rig.set_own(0, 13.0f);
  rig.set(lfo::kRate, 7.3f);
  rig.prepare();
  for (const std::uint64_t frames : {std::uint64_t{1} << 20, (std::uint64_t{5} << 32) + 77777777}) {
    rig.frame = frames;
    rig.start(0);
    const double cycles = std::floor(static_cast<double>(frames) * double{7.3f} / 96000.0);
    const double step = cycles - 13.0 * std::floor(cycles / 13.0);
    EXPECT_FLOAT_EQ(rig.group.value()[0], 0.05f * static_cast<float>(step)) << frames << " frames";
  }
}

TEST(LfoTest, SongFollowsPositionJumpsAndTempo) {
  Rig rig;
  set_trigger(rig, Trigger::kSong);
  rig.set(lfo::kRateSync, 1.0f);
  rig.set(lfo::kRateDivision, static_cast<float>(division_index("1/2")));
  rig.first_beat = 100.3;
  rig.prepare();
  rig.start(0);
  const auto check = [&](const char* what) {
    EXPECT_NEAR(rig.group.value()[0], sine(rig.clock().beat_position / 2.0), 2e-4) << what;
  };
  check("at the start");
  for (int n = 0; n < 5000; ++n) rig.advance();
  check("on the way");
  rig.jump_to(7.9);
  rig.advance();
  check("after a jump");
  for (int n = 0; n < 777; ++n) rig.advance();
  check("after the jump");
  const double here = rig.clock().beat_position;
  rig.beats_per_second = 2.7;
  rig.first_beat = here - static_cast<double>(rig.frame) * 2.7 / 96000.0;
  for (int n = 0; n < 5000; ++n) rig.advance();
  EXPECT_NEAR(rig.group.value()[0], sine(rig.clock().beat_position / 2.0), 2e-3) << "new tempo";
  rig.first_beat += 0.25;  // a host that slipped without saying so
  rig.advance();
  check("re-locked: a quarter of a beat off");
  rig.set(lfo::kRateDivision, static_cast<float>(division_index("1/8")));
  rig.advance();
  rig.advance();
  EXPECT_NEAR(rig.group.value()[0], sine(rig.clock().beat_position / 0.5), 2e-4)
      << "another division finds its place";
}

TEST(LfoTest, SongRunsEvenlyUnderSmallErrors) {
  Rig rig;
  set_trigger(rig, Trigger::kSong);
  rig.set(lfo::kRateSync, 1.0f);
  rig.prepare();
  rig.start(0);
  double step = 0.0;
  float before = rig.group.value()[0];
  for (int n = 0; n < 20000; ++n) {
    rig.first_beat = (n % 2 == 0 ? 0.9 : -0.9) / 960.0;  // a host's position that trembles
    rig.advance();
    step = std::max(step, std::fabs(double{rig.group.value()[0]} - before));
    before = rig.group.value()[0];
  }
  EXPECT_LT(step, 2.0 * 3.1416 * 2.0 * kPeriod * 1.01) << "no more than the sine itself moves";
}

TEST(LfoTest, LanesKeepTheirValuesWhileAnotherStarts) {
  for (const char* kind : {"shape", "steps", "random", "chaos"}) {
    Rig alone(kind), together(kind);
    for (Rig* rig : {&alone, &together}) {
      rig->set(lfo::kRate, 9.0f);
      rig->set(lfo::kSmooth, 0.01f);
      rig->set(lfo::kFade, 0.3f);
      rig->prepare();
      rig->start(4, 3, 99);
    }
    for (int n = 0; n < 3000; ++n) {
      alone.advance(lane_bit(4));
      together.advance();
      if (n % 37 == 0) {
        for (int i = 0; i < kLanes; ++i) {
          if (i != 4) together.start(i, n % 16, static_cast<uint32_t>(n + i));
        }
      }
      ASSERT_EQ(alone.group.value()[4], together.group.value()[4]) << kind << " at point " << n;
      ASSERT_EQ(alone.group.right()[4], together.group.right()[4]) << kind;
    }
  }
}

// Everything moves on all lanes; a hash of all outputs.
std::uint64_t hash_of(const char* kind) {
  Rig rig(kind);
  rig.set(lfo::kSmooth, 0.02f);
  rig.prepare();
  std::uint64_t hash = 14695981039346656037u;
  for (int n = 0; n < 4000; ++n) {
    if (n % 50 == 0) rig.start(n / 50 % kLanes, n % 16, static_cast<uint32_t>(n));
    for (int i = 0; i < kLanes; ++i) {
      rig.common[lfo::kRate][i] = 3.0f + static_cast<float>(i) + 0.001f * static_cast<float>(n);
      rig.common[lfo::kPhase][i] = static_cast<float>(20 * i);
      rig.common[lfo::kFade][i] = 0.01f * static_cast<float>(i);
    }
    rig.advance();
    for (const Lanes* out : {&rig.group.value(), &rig.group.right()}) {
      for (int i = 0; i < kLanes; ++i) {
        std::uint32_t bits;
        std::memcpy(&bits, &out->v[i], sizeof bits);
        hash = (hash ^ bits) * 1099511628211u;
      }
    }
  }
  return hash;
}

TEST(LfoTest, EveryTargetGivesTheSameBits) {
  for (const char* kind : {"shape", "steps", "random", "chaos"}) {
    std::set<std::uint64_t> hashes;
    for (const std::string& target : usable_targets()) {
      ASSERT_TRUE(force_target_for_test(target));
      hashes.insert(hash_of(kind));
    }
    EXPECT_EQ(hashes.size(), 1u) << kind << " differs between targets";
  }
  force_target_for_test("");
}

}  // namespace
}  // namespace kiln
