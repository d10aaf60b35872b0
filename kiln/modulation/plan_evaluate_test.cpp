// What routes add up to: laws, curves, polarity, via, smoothing and lanes, on every SIMD target.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/modulation/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using modulation_test::param;
using modulation_test::PlanRig;
using modulation_test::route_to;
using modulation_test::route_to_depth;
using modulation_test::table;
using modulation_test::values_with;

float engine(const char* id, float x) { return x_to_engine(table()[param(id)].spec, x); }

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

// The value a route with this curve and polarity adds at depth 1 to a base of 0.
float shape(Source source, float s, RouteCurve curve,
            RoutePolarity polarity = RoutePolarity::kAsSource, int steps = 4,
            std::vector<float> drawn = {}) {
  Route route = route_to("osc1.pitch", source, 1.0f);
  route.curve = curve;
  route.polarity = polarity;
  route.steps = static_cast<std::uint8_t>(steps);
  route.drawn = std::move(drawn);
  PlanRig rig({route});
  rig.set(source, s);
  return rig.run(0.0f) / kPitchFullDepth;
}

TEST(PlanEvaluateTest, AddsRoutesInXAndClampsOnce) {
  PlanRig rig(
      {route_to("osc1.pan", Source::kMacro1, 0.8f), route_to("osc1.pan", Source::kMacro2, -0.5f)});
  rig.set(Source::kMacro1, 1.0f);
  rig.set(Source::kMacro2, 1.0f);
  EXPECT_NEAR(rig.run(0.6f), engine("osc1.pan", 0.9f), 1e-6f) << "clamped before all were added";
  rig.set(Source::kMacro2, 0.0f);
  EXPECT_EQ(rig.run(0.6f), 1.0f) << "not clamped at the end";
}

// 10 % of the cutoff's knob is an octave, wherever the knob stands; 120 % may be reached.
TEST(PlanEvaluateTest, MovesCutoffByOctaves) {
  PlanRig rig({route_to("filter1.cutoff", Source::kMacro1, 0.1f)});
  rig.set(Source::kMacro1, 1.0f);
  for (const float x : {0.0f, 0.25f, 0.8f, 1.05f}) {
    const double octaves = std::log2(double{rig.run(x)} / double{engine("filter1.cutoff", x)});
    EXPECT_NEAR(1200.0 * (octaves - 1.0), 0.0, 0.01) << "cents off an octave at x = " << x;
  }
}

TEST(PlanEvaluateTest, AddsPitchInSemitones) {
  PlanRig rig({route_to("osc1.pitch", Source::kBend, 0.25f),
               route_to("osc1.pitch", Source::kMacro1, 1.0f)});
  rig.set(Source::kBend, 0.5f);
  EXPECT_EQ(rig.run(0.9f), 6.0f) << "a base in x has no say";
  rig.set(Source::kMacro1, 1.0f);
  EXPECT_EQ(rig.run(0.5f), 54.0f) << "beyond the 48 st of one route";
  rig.set(Source::kMacro1, 1000.0f);
  EXPECT_EQ(rig.run(0.5f), 192.0f) << "bounded all the same";
}

TEST(PlanEvaluateTest, MultipliesByViaAfterTheCurve) {
  Route route = route_to("osc1.pitch", Source::kMacro1, 1.0f, Source::kMacro2);
  route.curve = RouteCurve::kExponential;
  PlanRig rig({route});
  rig.set(Source::kMacro1, 1.0f);
  rig.set(Source::kMacro2, 0.5f);
  EXPECT_EQ(rig.run(0.0f), 0.5f * kPitchFullDepth) << "half of via is not half of the travel";
  rig.set(Source::kMacro2, -1.0f);
  EXPECT_EQ(rig.run(0.0f), -kPitchFullDepth);
}

TEST(PlanEvaluateTest, MovesTheDepthOfAnotherRoute) {
  PlanRig rig(
      {route_to("osc1.pitch", Source::kMacro1, 0.25f), route_to_depth(0, Source::kWheel, 0.5f)});
  rig.set(Source::kMacro1, 1.0f);
  EXPECT_EQ(rig.run(0.0f), 12.0f);
  rig.set(Source::kWheel, 0.5f);
  EXPECT_EQ(rig.run(0.0f), 24.0f) << "depth 25 % and half of 50 %";
  rig.set(Source::kWheel, 1000.0f);
  EXPECT_EQ(rig.run(0.0f), 48.0f) << "a depth ends at 100 %";
}

// The cutoff's knob: x = 0.3 is 160 Hz, 0.7 is 2.56 kHz; ten octaves in all.
TEST(PlanEvaluateTest, PushesItsTargetNoFurtherThanItsBounds) {
  Route up = route_to("filter1.cutoff", Source::kMacro1, 0.5f);
  up.minimum = 160.0f;
  up.maximum = 2560.0f;
  const Route down = route_to("filter1.cutoff", Source::kMacro2, -0.2f);
  PlanRig rig({up, down});
  rig.set(Source::kMacro1, 1.0f);
  EXPECT_NEAR(rig.run(0.1f), engine("filter1.cutoff", 0.6f), 1e-4f) << "bounded where it need not";
  EXPECT_NEAR(rig.run(0.5f), engine("filter1.cutoff", 0.7f), 1e-4f) << "not held at its maximum";
  EXPECT_NEAR(rig.run(0.9f), engine("filter1.cutoff", 0.9f), 1e-4f) << "the base was moved";
  rig.set(Source::kMacro2, 1.0f);
  EXPECT_NEAR(rig.run(0.5f), engine("filter1.cutoff", 0.5f), 1e-4f)
      << "another route has no part in it";
  rig.set(Source::kMacro1, -1.0f);
  rig.set(Source::kMacro2, 0.0f);
  EXPECT_NEAR(rig.run(0.5f), engine("filter1.cutoff", 0.3f), 1e-4f) << "not held at its minimum";
}

TEST(PlanEvaluateTest, BoundsPitchInSemitonesAndDepthsInPerCent) {
  Route bend = route_to("osc1.pitch", Source::kBend, 1.0f);
  bend.minimum = -2.0f;
  bend.maximum = 7.0f;
  Route depth = route_to_depth(0, Source::kWheel, 1.0f);
  depth.minimum = 0.5f;  // the base of 100 % stands above
  PlanRig rig({bend, depth});
  rig.set(Source::kBend, 1.0f);
  EXPECT_EQ(rig.run(0.0f), 7.0f);
  rig.set(Source::kBend, -1.0f);
  EXPECT_EQ(rig.run(0.0f), -2.0f);
  rig.set(Source::kBend, 0.1f);
  rig.set(Source::kWheel, -1.0f);
  EXPECT_NEAR(rig.run(0.0f), 0.1f * 0.5f * kPitchFullDepth, 1e-5f) << "the depth fell below 50 %";
}

TEST(PlanEvaluateTest, BendsByItsCurves) {
  const auto near = [](float y, double wanted) { return std::fabs(y - wanted) < 1e-6; };
  for (const RouteCurve curve : {RouteCurve::kLinear, RouteCurve::kExponential, RouteCurve::kSShape,
                                 RouteCurve::kStepped, RouteCurve::kDrawn}) {
    EXPECT_EQ(shape(Source::kMacro1, 0.0f, curve), 0.0f) << curve_id(curve);
    EXPECT_EQ(shape(Source::kMacro1, 1.0f, curve), 1.0f) << curve_id(curve);
    EXPECT_EQ(shape(Source::kLfo1, -1.0f, curve), -1.0f) << curve_id(curve);
  }
  EXPECT_TRUE(near(shape(Source::kMacro1, 0.5f, RouteCurve::kExponential), 7.0 / 63.0));
  EXPECT_TRUE(near(shape(Source::kLfo1, -0.5f, RouteCurve::kExponential), -7.0 / 63.0));
  EXPECT_TRUE(near(shape(Source::kMacro1, 0.25f, RouteCurve::kSShape), 0.15625));
  const std::vector<float> tent = {0.25f, 1.0f, 0.5f, 0.0f};
  const auto tented = [&](float s) {
    return shape(Source::kMacro1, s, RouteCurve::kDrawn, RoutePolarity::kAsSource, 4, tent);
  };
  EXPECT_TRUE(near(tented(0.0f), 0.25) && near(tented(1.0f / 6.0f), 0.625) &&
              near(tented(1.0f / 3.0f), 1.0) && near(tented(5.0f / 6.0f), 0.25) &&
              near(tented(1.0f), 0.0));
  EXPECT_TRUE(near(
      shape(Source::kLfo1, -1.0f, RouteCurve::kDrawn, RoutePolarity::kAsSource, 4, tent), -0.5))
      << "a drawing spans the whole input, -1 to 1";
}

TEST(PlanEvaluateTest, StepsInTheNumberOfLevelsAsked) {
  for (int steps = 2; steps <= 32; ++steps) {
    std::vector<float> levels;
    for (int i = 0; i <= 1000; ++i) {
      const float y = shape(Source::kMacro1, static_cast<float>(i) / 1000.0f, RouteCurve::kStepped,
                            RoutePolarity::kAsSource, steps);
      if (levels.empty() || y != levels.back()) levels.push_back(y);
    }
    EXPECT_EQ(levels.size(), static_cast<std::size_t>(steps));
    EXPECT_EQ(levels.back(), 1.0f) << steps << " levels do not reach the top";
  }
}

TEST(PlanEvaluateTest, TurnsRangesIntoEachOther) {
  const RouteCurve linear = RouteCurve::kLinear;
  EXPECT_EQ(shape(Source::kLfo1, -1.0f, linear, RoutePolarity::kUnipolar), 0.0f);
  EXPECT_EQ(shape(Source::kLfo1, 0.5f, linear, RoutePolarity::kUnipolar), 0.75f);
  EXPECT_EQ(shape(Source::kMacro1, 0.0f, linear, RoutePolarity::kBipolar), -1.0f);
  EXPECT_EQ(shape(Source::kMacro1, 0.75f, linear, RoutePolarity::kBipolar), 0.5f);
  EXPECT_EQ(shape(Source::kMacro1, 0.75f, linear, RoutePolarity::kUnipolar), 0.75f);
}

TEST(PlanEvaluateTest, SmoothsWithItsTimeAtEveryControlRate) {
  for (const double rate : {1000.0, 6000.0, 24000.0}) {
    Route route = route_to("osc1.pitch", Source::kMacro1, 1.0f);
    route.smooth = 0.1f;
    PlanRig rig({route}, values_with(), rate);
    rig.set(Source::kMacro1, 1.0f);
    float y = 0.0f;
    for (int i = 0; i < static_cast<int>(0.1 * rate); ++i) y = rig.run(0.0f);
    EXPECT_NEAR(y / kPitchFullDepth, 1.0 - std::exp(-1.0), 0.001)
        << "after 100 ms at " << rate << " control points a second";
    for (int i = 0; i < static_cast<int>(3.0 * rate); ++i) y = rig.run(0.0f);
    EXPECT_NEAR(y / kPitchFullDepth, 1.0, 1e-3);
    EXPECT_FALSE(rig.changed) << "it never comes to rest";
    rig.set(Source::kMacro1, 0.25f);
    rig.run(0.0f, lane_bit(3), lane_bit(3));
    EXPECT_EQ(rig.value[3], 0.25f * kPitchFullDepth) << "a starting lane jumps";
  }
}

TEST(PlanEvaluateTest, SaysWhetherAValueChanged) {
  PlanRig rig({route_to("filter1.cutoff", Source::kMacro1, 0.1f)});
  rig.run(0.5f);
  EXPECT_TRUE(rig.changed);
  rig.run(0.5f);
  EXPECT_FALSE(rig.changed);
  rig.sources[static_cast<int>(Source::kMacro1)][13] = 0.5f;
  rig.run(0.5f, kAllLanes & ~lane_bit(13));
  EXPECT_FALSE(rig.changed) << "only a lane that was not asked for moved";
  rig.run(0.5f);
  EXPECT_TRUE(rig.changed);
}

// The bits of x_to_engine for each law, inside and outside of the range. In every lane at once.
TEST(PlanEvaluateTest, GivesTheBitsOfXToEngineOnEveryTarget) {
  const auto values = values_with({{"osc1.type", 1.0f}});
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    for (int p = 0; p < table().size(); ++p) {
      const ParamInfo& info = table()[static_cast<ParamIndex>(p)];
      if (!info.spec.modulatable() || info.spec.pitch_units()) continue;
      PlanRig rig({route_to(info.id.c_str(), Source::kMacro1, 0.0f)}, values);
      if (rig.plan().targets().empty()) continue;  // sleeps
      for (std::uint32_t i = 0; i < 400; ++i) {
        Lanes x;
        for (int lane = 0; lane < kLanes; ++lane) {
          const float places[] = {0.0f, 0.004999f, 0.005f, 0.5f, 1.0f, -0.2f};
          x[lane] = i == 0 && lane < 6 ? places[lane] : 0.5f + random_bipolar(random_bits(i, lane));
        }
        evaluate_target(rig.plan(), rig.plan().targets()[0], rig.sources.data(), x, kAllLanes, 0,
                        rig.state, rig.value);
        for (int lane = 0; lane < kLanes; ++lane) {
          ASSERT_EQ(bits(rig.value[lane]), bits(x_to_engine(info.spec, x[lane])))
              << info.id << " at x = " << x[lane] << " in lane " << lane << " on " << target;
        }
      }
    }
  }
  force_target_for_test("");
}

// A plan with everything in it, driven at random: state and values of all control points.
std::vector<std::uint32_t> scene(LaneMask lanes) {
  std::vector<Route> routes;
  for (std::uint32_t i = 0; i < 24; ++i) {
    const char* const ids[] = {"filter1.cutoff", "osc1.level", "osc1.pitch", "amp.attack"};
    Route route =
        route_to(ids[i % 4], static_cast<Source>(1 + i), random_bipolar(random_bits(1, i)),
                 i % 3 == 0 ? Source::kVelocity : Source::kNone);
    route.curve = static_cast<RouteCurve>(i % 5);
    route.polarity = static_cast<RoutePolarity>(i % 3);
    route.smooth = i % 2 == 0 ? 0.01f : 0.0f;
    route.drawn = {0.5f, 0.0f, 1.0f};
    routes.push_back(route);
  }
  routes.push_back(route_to_depth(2, Source::kWheel, 0.7f));
  PlanRig rig(routes);
  std::vector<Lanes> values(rig.plan().targets().size(), Lanes::filled(7.0f));
  std::vector<std::uint32_t> trace;
  for (std::uint32_t period = 0; period < 100; ++period) {
    for (std::uint32_t s = 0; s < rig.sources.size(); ++s) {
      for (int lane = 0; lane < kLanes; ++lane) {
        const bool on = has_lane(lanes, lane);
        rig.sources[s][lane] = on ? random_bipolar(random_bits(period * 64 + s, lane))
                                  : std::numeric_limits<float>::quiet_NaN();
      }
    }
    for (std::size_t t = 0; t < values.size(); ++t) {
      evaluate_target(rig.plan(), rig.plan().targets()[t], rig.sources.data(), Lanes::filled(0.4f),
                      lanes, period % 7 == 0 ? lanes & 0x2222 : 0, rig.state, values[t]);
      for (int lane = 0; lane < kLanes; ++lane) trace.push_back(bits(values[t][lane]));
    }
    for (const auto& list : {rig.state.depth, rig.state.smoothed}) {
      for (const Lanes& state : list) {
        for (int lane = 0; lane < kLanes; ++lane) trace.push_back(bits(state[lane]));
      }
    }
  }
  return trace;
}

TEST(PlanEvaluateTest, GivesTheSameBitsOnEveryTargetAndForEverySubsetOfLanes) {
  const std::vector<std::uint32_t> all = scene(kAllLanes);
  const std::vector<std::uint32_t> none = scene(0);
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    EXPECT_EQ(scene(kAllLanes), all) << "bits differ on " << target;
    for (const LaneMask lanes : {0x0001u, 0x8000u, 0x00f0u, 0x5a5au, 0x7fffu}) {
      const std::vector<std::uint32_t> some = scene(lanes);
      ASSERT_EQ(some.size(), all.size());
      for (std::size_t i = 0; i < some.size(); ++i) {
        const int lane = static_cast<int>(i % kLanes);
        ASSERT_EQ(some[i], has_lane(lanes, lane) ? all[i] : none[i])
            << "lane " << lane << " of lanes " << lanes << " on " << target;
      }
    }
  }
  force_target_for_test("");
}

// Sources beyond all reason, through every curve and polarity, to every kind of target.
TEST(PlanEvaluateTest, StaysFiniteAtAThousandfoldModulation) {
  for (const char* id : {"filter1.cutoff", "osc1.level", "osc1.pitch", "osc1.octave", "amp.attack",
                         "lfo1.rate", "fx1.tilt", "fx1.feedback"}) {
    for (int s = 1; s < kSourceCount; ++s) {
      const auto source = static_cast<Source>(s);
      for (int kind = 0; kind < 15; ++kind) {
        Route route = route_to(id, source, kind % 2 == 0 ? 1.0f : -1.0f, Source::kWheel);
        route.curve = static_cast<RouteCurve>(kind % 5);
        route.polarity = static_cast<RoutePolarity>(kind / 5);
        route.smooth = 0.001f;
        PlanRig rig({route});
        for (const float size : {0.0f, 1.0f, -1.0f, 1000.0f, -1000.0f, 1e15f}) {
          rig.set(source, size);
          rig.set(Source::kWheel, size);
          rig.run(0.5f);
          for (int lane = 0; lane < kLanes; ++lane) {
            ASSERT_TRUE(std::isfinite(rig.value[lane]))
                << source_spec(source).id << " = " << size << ' ' << curve_id(route.curve) << ' '
                << polarity_id(route.polarity) << " to " << id;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace kiln
