// Envelopes against their law in double, their times, their clicks, and bit for bit.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/envelopes/dahdsr.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/dsp/analysis/transient.h"
#include "kiln/envelopes/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using envelope::Loop;
using envelope::Trigger;
using envelope_test::Rig;

double law(double x, double percent) {
  const double k = 0.08 * percent;
  if (std::fabs(k) < 1e-6) return x;
  return math::expm1(k * x) / math::expm1(k);
}

std::vector<float> lane(const std::vector<Lanes>& levels, int i = 0) {
  std::vector<float> out;
  for (const Lanes& l : levels) out.push_back(l[i]);
  return out;
}

// The first frame from `from` on whose level is beyond `level`.
int crossing(const std::vector<float>& x, int from, double level, bool rising) {
  for (int n = from; n < static_cast<int>(x.size()); ++n) {
    if (rising ? x[n] >= level : x[n] <= level) return n;
  }
  return -1;
}

TEST(DahdsrTest, FollowsTheLawFrameByFrame) {
  for (const double rate : {44100.0, 96000.0, 384000.0}) {
    for (const float curve : {-100.0f, -60.0f, -3.0f, 0.0f, 0.5f, 40.0f, 100.0f}) {
      Rig rig(rate, rate > 200000.0 ? 32 : 16);
      rig.set_curves(curve);
      rig.set(envelope::kAttack, 0.020f);
      rig.set(envelope::kHold, 0.003f);
      rig.set(envelope::kDecay, 0.040f);
      rig.set(envelope::kSustain, 30.0f);
      rig.set(envelope::kRelease, 0.030f);
      rig.setup.hard = true;  // without the rounded corners
      rig.prepare();
      const int a = static_cast<int>(std::floor(0.020f * rate + 0.5));
      const int h = static_cast<int>(std::floor(0.003f * rate + 0.5));
      const int d = static_cast<int>(std::floor(0.040f * rate + 0.5));
      const int r = static_cast<int>(std::floor(0.030f * rate + 0.5));
      const int begin = 21, end = begin + a + h + d + 333;
      const auto y = lane(rig.play(end + r + 100, {Rig::on(begin), Rig::off(end)}));
      double worst = 0.0;
      for (int n = begin; n < end + r + 100; ++n) {
        const int t = n - begin;
        double want = 0.3;
        if (t < a)
          want = law(double(t) / a, curve);
        else if (t < a + h)
          want = 1.0;
        else if (t < a + h + d)
          want = 1.0 - 0.7 * law(double(t - a - h) / d, curve);
        if (n >= end) want = n < end + r ? 0.3 - 0.3 * law(double(n - end) / r, curve) : 0.0;
        worst = std::max(worst, std::fabs(want - y[n]));
      }
      EXPECT_LT(worst, 3e-6) << "off the law at " << rate << " Hz, curve " << curve << " %";
    }
  }
}

TEST(DahdsrTest, ShortSegmentsStayNearTheLaw) {
  for (const float curve : {-100.0f, -60.0f, 60.0f, 100.0f}) {
    for (const double ms : {0.1, 0.4, 1.0, 1.3, 2.0}) {
      Rig rig;
      rig.setup.hard = true;
      rig.prepare();
      rig.set_curves(curve);
      rig.set(envelope::kAttack, static_cast<float>(1e-3 * ms));
      rig.set(envelope::kSustain, 100.0f);
      const int a = static_cast<int>(std::floor(1e-3 * ms * 96000.0 + 0.5));
      const auto y = lane(rig.play(400, {Rig::on(5)}));
      double worst = 0.0;
      for (int t = 0; t < a; ++t) {
        worst = std::max(worst, std::fabs(y[5 + t] - law(double(t) / a, curve)));
      }
      EXPECT_LT(worst, 1e-3) << ms << " ms, curve " << curve;
      EXPECT_EQ(y[5 + a], 1.0f) << "the top comes on its exact frame";
    }
  }
}

TEST(DahdsrTest, TimesAreWhatTheyRead) {
  for (const double ms : {1.0, 10.0, 50.0, 500.0}) {
    Rig rig;
    for (int p : {envelope::kAttack, envelope::kDecay, envelope::kRelease}) {
      rig.set(p, static_cast<float>(1e-3 * ms));
    }
    rig.set(envelope::kSustain, 50.0f);
    const int off = static_cast<int>(96.0 * (2.0 * ms + 20.0));
    const int frames = static_cast<int>(off + 96.0 * ms + 200);
    const auto y = lane(rig.play(frames, {Rig::on(7), Rig::off(off)}));
    const double tolerance = std::max(0.1, 0.015 * ms);
    const int top = crossing(y, 7, 1.0, true);
    EXPECT_NEAR((top - 7) / 96.0, ms, tolerance) << "attack";
    EXPECT_NEAR((crossing(y, top, 0.5, false) - top) / 96.0, ms, tolerance) << "decay";
    EXPECT_NEAR((crossing(y, off, 0.0, false) - off) / 96.0, ms, tolerance) << "release";
  }
}

TEST(DahdsrTest, LongSegmentsEndOnTheirFrame) {
  Rig rig(8000.0, 8);  // 32 s in few frames …
  rig.set(envelope::kAttack, 32.0f);
  const auto y = lane(rig.play(256100, {Rig::on(3)}));
  EXPECT_EQ(crossing(y, 3, 1.0, true), 256003);
  Rig fast(768000.0, 32);  // … and in as many as there can be, by its control points
  fast.set(envelope::kAttack, 32.0f);
  fast.set_curves(0.0f);
  fast.group.begin_period(1, fast.params, 2.0);
  fast.group.start(0, 5, false, false, -1.0f, fast.params, 2.0);
  for (int n = 0; n < 768000; ++n) fast.group.advance(1, fast.params, 2.0);
  const double at = 768000.0 * 32 - 5;  // frames into the attack at the last control point
  EXPECT_NEAR(fast.group.value()[0], at / (32.0 * 768000.0), 1e-6);
  fast.group.advance(1, fast.params, 2.0);
  EXPECT_LT(fast.group.value()[0], 1.0f) << "the decay has begun";
}

TEST(DahdsrTest, AdvanceAndRenderAgreeAtControlPoints) {
  Rig rendered, advanced;
  for (Rig* rig : {&rendered, &advanced}) {
    rig->set(envelope::kAttack, 0.0031f);
    rig->set(envelope::kDecay, 0.0077f);
    rig->set(envelope::kSustain, 40.0f);
    rig->set(envelope::kVelocity, 50.0f);
  }
  const std::vector<Rig::Event> events = {Rig::on(35, 0, false, 0.3f), Rig::off(1203)};
  const auto levels = rendered.play(3200, events);
  for (int period = 0; period < 200; ++period) {
    advanced.group.advance(kAllLanes, advanced.params, 2.0);
    EXPECT_EQ(advanced.group.value()[0], rendered.control_values[period][0]);
    EXPECT_EQ(advanced.group.value()[0], levels[period * 16][0]) << "control point " << period;
    if (period == 35 / 16) {
      advanced.group.start(0, 35 % 16, false, false, 0.3f, advanced.params, 2.0);
      EXPECT_EQ(advanced.group.value()[0], 0.0f);
    }
    if (period == 1203 / 16) advanced.group.release(0, 1203 % 16, advanced.params, 2.0);
  }
}

TEST(DahdsrTest, AdvanceSeesSegmentsThatEndWithinThePeriod) {
  Rig rendered, advanced;
  for (Rig* rig : {&rendered, &advanced}) {
    rig->setup.hard = true;
    rig->prepare();
    rig->set(envelope::kAttack, 5.0f / 96000.0f);
    rig->set(envelope::kHold, 2.0f / 96000.0f);
    rig->set(envelope::kDecay, 0.001f);
  }
  rendered.play(320, {Rig::on(33), Rig::off(45), Rig::on(47, 0, true)});
  for (int period = 0; period < 20; ++period) {
    advanced.group.advance(kAllLanes, advanced.params, 2.0);
    EXPECT_EQ(advanced.group.value()[0], rendered.control_values[period][0]);
    if (period != 2) continue;
    advanced.group.start(0, 1, false, false, -1.0f, advanced.params, 2.0);
    advanced.group.release(0, 13, advanced.params, 2.0);
    advanced.group.start(0, 15, true, false, -1.0f, advanced.params, 2.0);
  }
}

TEST(DahdsrTest, RetriggerFromZeroAndLegato) {
  for (const Trigger trigger : {Trigger::kRetrigger, Trigger::kFromZero, Trigger::kLegato}) {
    Rig rig;
    rig.setup.trigger = trigger;
    rig.prepare();
    rig.set(envelope::kAttack, 0.01f);
    rig.set(envelope::kSustain, 60.0f);
    rig.set(envelope::kDecay, 0.02f);
    const int again = 5003;
    const auto y = lane(rig.play(9000, {Rig::on(0), Rig::on(again, 0, true, -1.0f, true)}));
    double step = 0.0;
    for (int n = again - 5; n < again + 2000; ++n) {
      step = std::max(step, std::fabs(double{y[n]} - y[n - 1]));
    }
    EXPECT_LT(step, 0.02) << "the level jumped";
    const float lowest = *std::min_element(y.begin() + again, y.begin() + again + 2000);
    const float highest = *std::max_element(y.begin() + again, y.begin() + again + 2000);
    if (trigger == Trigger::kFromZero) {
      EXPECT_LT(lowest, 1e-6f);
      EXPECT_EQ(crossing(y, again, 1e-7, false), again + 192) << "zero comes after 2 ms";
      EXPECT_EQ(crossing(y, again, 1.0, true), again + 192 + 960);
    } else {
      EXPECT_FLOAT_EQ(lowest, 0.6f) << "it goes on from where it was";
      EXPECT_FLOAT_EQ(highest, trigger == Trigger::kLegato ? 0.6f : 1.0f);
    }
  }
}

TEST(DahdsrTest, LegatoStartsAnewOnceTheKeyIsUp) {
  Rig rig;
  rig.setup.trigger = Trigger::kLegato;
  rig.prepare();
  rig.set(envelope::kSustain, 60.0f);
  rig.set(envelope::kDecay, 0.02f);
  const auto y =
      lane(rig.play(9000, {Rig::on(0), Rig::off(5000), Rig::on(5100, 0, true, -1.0f, true)}));
  EXPECT_GT(crossing(y, 5100, 1.0, true), 0) << "a voice in release attacks again";
}

TEST(DahdsrTest, LoopsRepeatUntilTheKeyIsUp) {
  for (const Loop loop : {Loop::kAttackDecay, Loop::kAll}) {
    Rig rig;
    rig.setup.loop = loop;
    rig.prepare();
    rig.set(envelope::kDelay, 0.002f);
    rig.set(envelope::kAttack, 0.005f);
    rig.set(envelope::kDecay, 0.010f);
    rig.set(envelope::kSustain, 20.0f);
    rig.set(envelope::kRelease, 0.004f);
    const int round = loop == Loop::kAll ? 192 + 480 + 960 + 384 : 480 + 960;
    const auto y = lane(rig.play(20000, {Rig::on(0), Rig::off(15000)}));
    for (int n = 0; n < 6; ++n) {
      EXPECT_EQ(y[192 + 480 + n * round], 1.0f) << "top of round " << n;
      EXPECT_LT(y[192 + 480 + n * round + 1], 1.0f);
    }
    EXPECT_EQ(y[15000 + 384], 0.0f);
    EXPECT_EQ(y[19999], 0.0f) << "it rests after the release";
  }
}

TEST(DahdsrTest, TempoMakesTheTimes) {
  Rig rig;
  rig.set(envelope::kSync, 1.0f);
  rig.set(envelope::kAttackDivision, static_cast<float>(division_index("1/32")));
  rig.set(envelope::kHoldDivision, static_cast<float>(division_index("1/64T")));
  rig.set(envelope::kDecayDivision, static_cast<float>(division_index("1/8.")));
  rig.set(envelope::kSustain, 10.0f);
  rig.set_curves(0.0f);
  rig.beats = 2.5;  // 150 beats a minute
  const auto y = lane(rig.play(60000, {Rig::on(0)}));
  const int attack = 4800, hold = 1600, decay = 28800;  // 1/8, 1/24, 3/4 beats of 38 400 frames
  EXPECT_EQ(crossing(y, 0, 1.0, true), attack);
  EXPECT_EQ(y[attack + hold], 1.0f);
  EXPECT_LT(y[attack + hold + 1], 1.0f);
  EXPECT_EQ(crossing(y, attack, 0.1, false), attack + hold + decay);
}

TEST(DahdsrTest, VelocityScalesTheOutput) {
  for (const auto& [amount, velocity, want] : {std::tuple{0.0f, 0.25f, 1.0f},
                                               {100.0f, 0.25f, 0.25f},
                                               {50.0f, 0.25f, 0.625f},
                                               {-100.0f, 0.25f, 0.75f},
                                               {-100.0f, -1.0f, 1.0f}}) {
    Rig rig;
    rig.set(envelope::kSustain, 100.0f);
    rig.set(envelope::kVelocity, amount);
    const auto y = lane(rig.play(2000, {Rig::on(0, 0, false, velocity)}));
    EXPECT_FLOAT_EQ(y[1900], want) << amount << " % at velocity " << velocity;
  }
}

TEST(DahdsrTest, MovingParametersMakeNoSteps) {
  Rig rig;
  rig.set(envelope::kDecay, 0.2f);
  rig.each_period = [](Rig& r, int frame) {
    const float t = static_cast<float>(frame) / 96000.0f;
    r.set(envelope::kDecay, 0.2f + 0.15f * math::sin_cycles(20.0f * t));
    r.set(envelope::kDecayCurve, 50.0f * math::sin_cycles(33.0f * t));
    r.set(envelope::kSustain, 50.0f + 20.0f * math::sin_cycles(5.0f * t));
  };
  const auto y = lane(rig.play(60000, {Rig::on(0)}));
  double step = 0.0;
  for (int n = 2000; n < 60000; ++n) step = std::max(step, std::fabs(double{y[n]} - y[n - 1]));
  EXPECT_LT(step, 1.5e-3) << "zipper";
  EXPECT_NEAR(y[59000], 0.5 + 0.2 * math::sin_cycles(5.0f * 59000.0f / 96000.0f), 0.005);
}

// A sine with this envelope, at the host rate: the click at `event` (a frame of 48 kHz).
analysis::Click click(Rig& rig, std::vector<Rig::Event> events, int event, float lead = 0.0f) {
  const auto y = lane(rig.play(2 * 96000, std::move(events)));
  std::vector<float> out;
  for (int n = 0; n < 96000; ++n) {
    const double phase = 2.0 * 440.0 * n / 48000.0 + double{lead};
    out.push_back(static_cast<float>(y[2 * n] * math::sin_pi(phase)));
  }
  return analysis::measure_click(out, 48000.0, 440.0, 14400, 33600, event);
}

TEST(DahdsrTest, ClicksStayBelowTheLimits) {
  for (const float lead : {0.0f, 0.2f, 0.5f, 0.9f}) {  // where in the sine the note ends
    Rig shortest;
    shortest.set(envelope::kAttack, 0.0f);
    shortest.set(envelope::kSustain, 100.0f);
    shortest.set(envelope::kRelease, 0.001f);
    const auto at_end = click(shortest, {Rig::on(0), Rig::off(96011)}, 48005, lead);
    EXPECT_LE(at_end.click_db, 12.0) << "release 0";
    Rig shortest_attack = shortest;
    shortest_attack.prepare();
    const auto at_start =
        click(shortest_attack, {Rig::on(0), Rig::off(90003), Rig::on(96011)}, 48005, lead);
    EXPECT_LE(at_start.click_db, 12.0) << "attack 0";
    Rig ten = shortest;
    ten.prepare();
    ten.set(envelope::kRelease, 0.010f);
    const auto slow = click(ten, {Rig::on(0), Rig::off(96011)}, 48005, lead);
    EXPECT_LE(slow.click_db, 6.0) << "release 10 ms";
    Rig again = shortest;
    again.prepare();
    again.set(envelope::kSustain, 60.0f);
    again.set(envelope::kDecay, 0.05f);
    const auto retrigger = click(again, {Rig::on(0), Rig::on(96011, 0, true)}, 48005, lead);
    // The tone is 4.4 dB louder at the top of the new attack than where it is measured.
    EXPECT_LE(retrigger.click_db, 6.0 + 4.4) << "retrigger";
    again.setup.trigger = Trigger::kFromZero;
    again.prepare();
    const auto from_zero = click(again, {Rig::on(0), Rig::on(96011, 0, true)}, 48005, lead);
    EXPECT_LE(from_zero.click_db, 6.0 + 4.4) << "from zero";
    for (const auto& c : {at_end, at_start, slow, retrigger, from_zero}) {
      EXPECT_LE(c.hf_burst_dbc, -50.0);
    }
  }
}

TEST(DahdsrTest, CornersAreRoundAndRejoinTheLaw) {
  for (const float ms : {1.1f, 1.5f, 3.0f, 6.0f}) {
    Rig rig;
    rig.set(envelope::kAttack, 0.0f);
    rig.set(envelope::kSustain, 100.0f);
    rig.set(envelope::kRelease, 1e-3f * ms);
    EXPECT_LE(click(rig, {Rig::on(0), Rig::off(96011)}, 48005, 0.5f).click_db, 12.0)
        << "release " << ms << " ms";
    rig.prepare();
    const auto y = lane(rig.play(4000, {Rig::on(0), Rig::off(2000)}));
    const double length = std::floor(double{1e-3f * ms} * 96000.0 + 0.5);
    for (int t = static_cast<int>(std::min(96.0, 0.5 * length)) + 16; t < length; ++t) {
      EXPECT_NEAR(y[2000 + t], 1.0 - law(t / length, -60.0), 1e-3);
    }
    // On the way the corner lags by its slope · t (1 − t/T)².
    const double corner = std::floor(std::min(96.0, 0.5 * length));
    const double slope = 4.8 / (1.0 - math::exp(-4.8)) / length;
    for (int t = 0; ms > 2.0f && t < corner; ++t) {
      const double u = t / corner;
      const double want = 1.0 - law(t / length, -60.0) + slope * t * (1.0 - u) * (1.0 - u);
      EXPECT_NEAR(y[2000 + t], want, 2e-4) << "frame " << t << " of " << ms << " ms";
    }
    for (int t = 1; t < length; ++t) EXPECT_LE(y[2000 + t], y[1999 + t]) << "it turned back";
  }
}

TEST(DahdsrTest, FinishesOnTheExactFrame) {
  for (const int off : {5000, 5008, 5011}) {
    Rig rig;
    rig.set(envelope::kSustain, 100.0f);
    rig.set(envelope::kRelease, 0.010f);
    for (const int cut : {1, 16}) {
      Rig again = rig;
      again.prepare();
      const auto y = lane(again.play(8000, {Rig::on(0), Rig::off(off)}, cut));
      const int silent = off + 960;
      EXPECT_EQ(again.finished_frame, cut == 1 ? silent : (silent + 15) / 16 * 16);
      EXPECT_GT(y[silent - 20], 0.0f);
      EXPECT_EQ(y[silent], 0.0f);
    }
  }
}

// Sixteen lanes with different parameters, struck, struck again and released in the middle of
// periods, while parameters move.
std::vector<Lanes> busy(int cut) {
  Rig rig;
  const auto fill = [&](int param, double low, double high) {
    for (int i = 0; i < kLanes; ++i) {
      const float u = random_unipolar(random_bits(7, static_cast<uint32_t>(param * 16 + i)));
      rig.params[param][i] = static_cast<float>(low + (high - low) * double{u});
    }
  };
  fill(envelope::kDelay, 0.0, 0.002);
  fill(envelope::kAttack, 0.0, 0.006);
  fill(envelope::kHold, 0.0, 0.001);
  fill(envelope::kDecay, 0.001, 0.03);
  fill(envelope::kSustain, 0.0, 1.0);
  fill(envelope::kRelease, 0.001, 0.02);
  fill(envelope::kAttackCurve, -1.0, 1.0);
  fill(envelope::kDecayCurve, -1.0, 1.0);
  fill(envelope::kReleaseCurve, -1.0, 1.0);
  fill(envelope::kVelocity, -1.0, 1.0);
  rig.each_period = [](Rig& r, int frame) {
    for (int i = 0; i < 8; ++i) {
      const float t = static_cast<float>(frame) / 96000.0f;
      r.params[envelope::kSustain][i] = 0.5f + 0.4f * math::sin_cycles(30.0f * t);
      if (i < 4) r.params[envelope::kDecay][i] = 0.02f + 0.01f * math::sin_cycles(50.0f * t);
    }
  };
  std::vector<Rig::Event> events;
  for (int i = 0; i < kLanes; ++i) {
    events.push_back(Rig::on(37 * i, i, false, 0.1f + 0.05f * static_cast<float>(i)));
    events.push_back(Rig::on(1500 + 71 * i, i, true, 0.7f));
    events.push_back(Rig::off(3000 + 53 * i, i));
    if (i % 3 == 0) events.push_back(Rig::on(3500 + 31 * i, i, true, 0.4f));
  }
  return rig.play(8000, events, cut);
}

TEST(DahdsrTest, CutsAndTargetsChangeNoBit) {
  const auto whole = busy(0);
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (const int cut : {0, 1, 5, 7, 64}) {
      const auto cut_up = busy(cut);
      ASSERT_EQ(whole.size(), cut_up.size());
      int differing = 0;
      for (std::size_t n = 0; n < whole.size(); ++n) {
        differing += std::memcmp(&whole[n], &cut_up[n], sizeof(Lanes)) != 0 ? 1 : 0;
      }
      EXPECT_EQ(differing, 0) << "frames differ on " << target << " cut every " << cut;
    }
  }
  force_target_for_test("");
}

TEST(DahdsrTest, LanesDoNotHearEachOther) {
  Rig alone, together;
  std::vector<Rig::Event> events = {Rig::on(40, 3), Rig::off(2111, 3)};
  const auto one = lane(alone.play(8000, events), 3);
  for (int i = 0; i < kLanes; ++i) {
    if (i == 3) continue;
    events.push_back(Rig::on(13 * i + 2, i));
    events.push_back(Rig::on(900 + 13 * i + 2, i, true));
    events.push_back(Rig::off(2000 + 7 * i, i));
  }
  const auto among = lane(together.play(8000, events), 3);
  EXPECT_EQ(one, among);
}

TEST(DahdsrTest, SteadyAndKill) {
  Rig rig;
  rig.set(envelope::kSustain, 80.0f);
  rig.set(envelope::kDecay, 0.01f);
  rig.play(800, {Rig::on(0)});
  EXPECT_FALSE(rig.group.steady(1)) << "in its decay";
  rig.play(3200, {});
  EXPECT_TRUE(rig.group.steady(1)) << "in its sustain";
  EXPECT_EQ(rig.group.finished() & 1u, 0u);
  rig.group.kill(0);
  EXPECT_EQ(rig.group.finished() & 1u, 1u);
  EXPECT_EQ(rig.group.value()[0], 0.0f);
  EXPECT_EQ(lane(rig.play(16, {}))[3], 0.0f);
}

}  // namespace
}  // namespace kiln
