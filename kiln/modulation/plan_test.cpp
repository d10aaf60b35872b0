// What a plan takes in, what it refuses and says, and the order of its steps.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kiln/modulation/test_rig.h"

namespace kiln {
namespace {

using modulation_test::compile;
using modulation_test::param;
using modulation_test::route_to;
using modulation_test::route_to_depth;
using modulation_test::values_with;

// Position of a step in the plan, or −1. Targets by their parameter.
int place(const Plan& plan, PlanStep::Kind kind, int index) {
  for (std::size_t i = 0; i < plan.steps().size(); ++i) {
    const PlanStep& step = plan.steps()[i];
    if (step.kind == kind && step.index == index) return static_cast<int>(i);
  }
  return -1;
}
int place(const Plan& plan, const char* id) {
  for (std::size_t t = 0; t < plan.targets().size(); ++t) {
    if (plan.targets()[t].param == param(id)) {
      return place(plan, PlanStep::Kind::kTarget, static_cast<int>(t));
    }
  }
  return -1;
}
int place_of_depth(const Plan& plan, int number) {
  for (std::size_t t = 0; t < plan.targets().size(); ++t) {
    if (plan.targets()[t].param == kNoParam && plan.targets()[t].depth_of == number) {
      return place(plan, PlanStep::Kind::kTarget, static_cast<int>(t));
    }
  }
  return -1;
}

bool says(const Plan::Result& result, const std::string& words) {
  return std::any_of(result.messages.begin(), result.messages.end(),
                     [&](const std::string& m) { return m.find(words) != std::string::npos; });
}

TEST(PlanTest, PutsTheRoutesOfATargetSideBySide) {
  const auto [plan, messages] = compile({route_to("filter1.cutoff", Source::kEnv2, 0.1f),
                                         route_to("osc1.pan", Source::kLfo1, 0.2f),
                                         route_to("filter1.cutoff", Source::kVelocity, 0.3f)});
  EXPECT_TRUE(messages.empty());
  ASSERT_EQ(plan.targets().size(), 2u);
  const PlanTarget& cutoff = plan.targets()[0];
  EXPECT_EQ(cutoff.param, param("filter1.cutoff"));
  ASSERT_EQ(cutoff.route_count, 2);
  EXPECT_EQ(plan.routes()[cutoff.first_route].number, 0);
  EXPECT_EQ(plan.routes()[cutoff.first_route + 1].number, 2) << "a route keeps its number";
  EXPECT_EQ(plan.depths()[2], 0.3f);
  EXPECT_EQ(compile({route_to("osc1.pan", Source::kLfo1, 7.0f)}).plan.depths()[0], 1.0f);
  EXPECT_TRUE(plan.is_target(param("osc1.pan")));
  EXPECT_FALSE(plan.is_target(param("osc2.pan")));
}

TEST(PlanTest, RunsOnlyModulatorsThatSomethingReads) {
  const Plan plan = compile({route_to("filter1.cutoff", Source::kEnv2, 0.1f),
                             route_to("osc1.pan", Source::kVelocity, 0.1f, Source::kLfo3)})
                        .plan;
  EXPECT_GE(place(plan, PlanStep::Kind::kEnvelope, 1), 0);
  EXPECT_GE(place(plan, PlanStep::Kind::kLfo, 2), 0) << "a via is read too";
  EXPECT_EQ(place(plan, PlanStep::Kind::kEnvelope, 0), -1) << "Amp runs outside the plan";
  EXPECT_EQ(place(plan, PlanStep::Kind::kLfo, 0), -1);
  EXPECT_TRUE(plan.uses(Source::kLfo3));
  EXPECT_FALSE(plan.uses(Source::kLfo1));
}

TEST(PlanTest, EvaluatesModulatorsBeforeWhatTheyMove) {
  // velocity → env 2 decay, env 2 → LFO 1 rate, LFO 1 → cutoff, entered backwards.
  const Plan plan = compile({route_to("filter1.cutoff", Source::kLfo1, 0.1f),
                             route_to("lfo1.rate", Source::kEnv2, 0.2f),
                             route_to("env2.decay", Source::kVelocity, 0.3f)})
                        .plan;
  const int order[] = {place(plan, "env2.decay"), place(plan, PlanStep::Kind::kEnvelope, 1),
                       place(plan, "lfo1.rate"), place(plan, PlanStep::Kind::kLfo, 0),
                       place(plan, "filter1.cutoff")};
  EXPECT_GE(order[0], 0);
  EXPECT_TRUE(std::is_sorted(std::begin(order), std::end(order)));
}

TEST(PlanTest, MovesADepthBeforeItsRouteIsAdded) {
  const Plan plan =
      compile({route_to("filter1.cutoff", Source::kEnv2, 0.1f),
               route_to_depth(0, Source::kLfo1, 0.5f), route_to_depth(1, Source::kWheel, 0.5f)})
          .plan;
  const int order[] = {place_of_depth(plan, 1), place_of_depth(plan, 0),
                       place(plan, "filter1.cutoff")};
  EXPECT_GE(order[0], 0);
  EXPECT_TRUE(std::is_sorted(std::begin(order), std::end(order)));
  EXPECT_LT(place(plan, PlanStep::Kind::kLfo, 0), order[1]);
}

TEST(PlanTest, RefusesACircleAndSaysWhichRouteClosesIt) {
  const auto [plan, messages] = compile({route_to("lfo2.rate", Source::kLfo1, 0.1f),
                                         route_to("lfo1.rate", Source::kLfo2, 0.1f),
                                         route_to("osc1.pan", Source::kLfo1, 0.1f)});
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("lfo2 --"), std::string::npos) << messages[0];
  EXPECT_NE(messages[0].find("circle"), std::string::npos) << messages[0];
  EXPECT_TRUE(plan.is_target(param("lfo2.rate"))) << "the earlier route stays";
  EXPECT_FALSE(plan.is_target(param("lfo1.rate")));
  EXPECT_TRUE(plan.is_target(param("osc1.pan")));
}

TEST(PlanTest, RefusesEveryKindOfCircle) {
  const std::vector<std::vector<Route>> circles = {
      {route_to("lfo1.rate", Source::kLfo1, 0.1f)},                     // itself
      {route_to("lfo1.rate", Source::kLfo1Right, 0.1f)},                // its other output
      {route_to("lfo1.rate", Source::kVelocity, 0.1f, Source::kLfo1)},  // as via
      {route_to("macro1.value", Source::kMacro1, 0.1f)},
      {route_to("macro1.value", Source::kMacro2, 0.1f),
       route_to("macro2.value", Source::kMacro1, 0.1f)},
      {route_to("lfo1.rate", Source::kVelocity, 0.1f), route_to_depth(0, Source::kLfo1, 0.1f)},
      {route_to_depth(1, Source::kWheel, 0.1f), route_to_depth(0, Source::kWheel, 0.1f)},
      {route_to("env2.decay", Source::kEnv3, 0.1f), route_to("env3.decay", Source::kEnv4, 0.1f),
       route_to("env4.decay", Source::kEnv2, 0.1f)},
  };
  for (const std::vector<Route>& routes : circles) {
    const auto [plan, messages] = compile(routes);
    EXPECT_EQ(messages.size(), 1u) << to_text(routes.back(), modulation_test::table());
    EXPECT_EQ(plan.routes().size(), routes.size() - 1);
  }
}

TEST(PlanTest, LetsAVoiceAndAGlobalModulatorMoveEachOther) {
  // Between the domains a control period passes, so this is no circle.
  const auto values = values_with({{"lfo2.scope", 1.0f}});
  const Plan::Result result = compile(
      {route_to("lfo2.rate", Source::kLfo1, 0.1f), route_to("lfo1.rate", Source::kLfo2, 0.1f)},
      values);
  EXPECT_TRUE(result.messages.empty());
  EXPECT_EQ(result.plan.targets().size(), 2u);
}

TEST(PlanTest, SleepsWithATypeThatIsNotLoaded) {
  const std::vector<Route> routes = {route_to("osc1.fm.ratio", Source::kEnv2, 0.1f)};
  const Plan::Result asleep = compile(routes);
  EXPECT_TRUE(asleep.plan.targets().empty());
  EXPECT_TRUE(asleep.messages.empty()) << "nothing is wrong with a route that sleeps";
  const Plan::Result awake = compile(routes, values_with({{"osc1.type", 1.0f}}));
  EXPECT_EQ(awake.plan.targets().size(), 1u);
}

TEST(PlanTest, LetsUnisonLanesReachPitchLevelAndPanOnly) {
  for (const char* id : {"osc1.pitch", "osc2.level", "osc3.pan"}) {
    const auto [plan, messages] = compile({route_to(id, Source::kLane, 0.1f, Source::kWheel)});
    ASSERT_EQ(plan.direct_routes().size(), 1u) << id;
    EXPECT_EQ(plan.direct_routes()[0].param, param(id));
    EXPECT_EQ(plan.direct_routes()[0].via, Source::kWheel);
    EXPECT_TRUE(plan.targets().empty()) << "the oscillator carries it out";
  }
  for (const char* id : {"osc1.octave", "osc1.analog.shape", "filter1.cutoff", "fx1.mix"}) {
    const Plan::Result result = compile({route_to(id, Source::kLane, 0.1f)});
    EXPECT_TRUE(says(result, "unison lane")) << id;
    EXPECT_TRUE(result.plan.direct_routes().empty()) << id;
  }
  EXPECT_FALSE(
      compile({route_to("osc1.pan", Source::kWheel, 0.1f), route_to_depth(0, Source::kLane, 0.1f)})
          .messages.empty());
}

TEST(PlanTest, LetsAudioReachFilterCutoffOnly) {
  const Plan plan = compile({route_to("filter2.cutoff", Source::kOsc2Audio, 0.1f)}).plan;
  ASSERT_EQ(plan.direct_routes().size(), 1u);
  EXPECT_EQ(plan.direct_routes()[0].source, Source::kOsc2Audio);
  for (const char* id : {"filter1.resonance", "osc1.pitch", "lfo1.rate", "fx1.mix"}) {
    EXPECT_TRUE(says(compile({route_to(id, Source::kOsc1Audio, 0.1f)}), "oscillator audio")) << id;
  }
}

TEST(PlanTest, RefusesALaneOrAudioAsVia) {
  for (const Source via : {Source::kLane, Source::kOsc1Audio, Source::kOsc3Audio}) {
    const Plan::Result result = compile({route_to("osc1.pan", Source::kWheel, 0.1f, via)});
    EXPECT_TRUE(says(result, "via"));
    EXPECT_TRUE(result.plan.targets().empty());
  }
}

TEST(PlanTest, RefusesWhatCannotBeModulated) {
  EXPECT_TRUE(says(compile({route_to("osc1.unison", Source::kWheel, 0.1f)}), "osc1.unison"));
  EXPECT_TRUE(says(compile({route_to_depth(7, Source::kWheel, 0.1f)}), "no such route"));
  EXPECT_TRUE(says(compile({route_to_depth(0, Source::kWheel, 0.1f)}), "no such route"))
      << "a route cannot move its own depth";
}

TEST(PlanTest, LeavesOutRoutesThatAreOffOrEmpty) {
  Route off = route_to("osc1.pan", Source::kWheel, 0.1f);
  off.enabled = false;
  Route lost = off;
  lost.enabled = true;
  lost.target.param = 60000;
  const auto [plan, messages] =
      compile({off, lost, Route{}, route_to("osc1.pan", Source::kNone, 0.1f)});
  EXPECT_TRUE(plan.routes().empty());
  EXPECT_TRUE(messages.empty());
}

TEST(PlanTest, TakesTheFirst64Routes) {
  const std::vector<Route> routes(100, route_to("osc1.pan", Source::kWheel, 0.01f));
  const Plan::Result result = compile(routes);
  EXPECT_EQ(result.plan.routes().size(), static_cast<std::size_t>(kMaxRoutes));
  EXPECT_TRUE(says(result, "first 64"));
}

// Each route lives where the parameter it moves in the end lives.
TEST(PlanTest, FindsTheDomainOfTargetsAndModulators) {
  const auto values = values_with({{"lfo2.scope", 1.0f},
                                   {"lfo3.trigger", 1.0f},
                                   {"lfo4.trigger", 3.0f},
                                   {"lfo5.trigger", 2.0f}});
  const Plan plan =
      compile(
          {route_to("osc1.pan", Source::kMacro1, 0.1f),
           route_to("fx1.mix", Source::kVelocity, 0.1f), route_to_depth(1, Source::kVelocity, 0.1f),
           route_to_depth(0, Source::kMacro2, 0.1f), route_to("lfo2.rate", Source::kLfo1, 0.1f),
           route_to("osc1.level", Source::kLfo2, 0.1f), route_to("osc2.level", Source::kLfo3, 0.1f),
           route_to("osc2.pan", Source::kLfo4, 0.1f), route_to("osc3.pan", Source::kLfo5, 0.1f)},
          values)
          .plan;
  for (const PlanStep& step : plan.steps()) {
    if (step.kind == PlanStep::Kind::kLfo) {
      EXPECT_EQ(step.global, step.index >= 1 && step.index <= 3) << "LFO " << step.index + 1;
      continue;
    }
    const PlanTarget& target = plan.targets()[step.index];
    EXPECT_EQ(step.global, target.global);
    const bool wanted = target.param == param("fx1.mix") || target.param == param("lfo2.rate") ||
                        (target.param == kNoParam && target.depth_of == 1);
    EXPECT_EQ(target.global, wanted) << "target " << step.index;
  }
  const auto voice_step = [](const PlanStep& step) { return !step.global; };
  const auto steps = plan.steps();
  EXPECT_TRUE(std::is_partitioned(steps.begin(), steps.end(), std::not_fn(voice_step)))
      << "global steps come first";
}

TEST(PlanTest, TakesTheRangeOfAMacroFromItsPolarity) {
  const std::vector<Route> routes = {route_to("osc1.pan", Source::kMacro3, 0.1f)};
  EXPECT_FALSE(compile(routes).plan.routes()[0].source_bipolar);
  EXPECT_TRUE(
      compile(routes, values_with({{"macro3.polarity", 1.0f}})).plan.routes()[0].source_bipolar);
}

TEST(PlanTest, TakesTheRangeOfAnLfoFromItsPolarity) {
  const std::vector<Route> routes = {route_to("osc1.pan", Source::kLfo1, 0.1f)};
  EXPECT_TRUE(compile(routes).plan.routes()[0].source_bipolar);
  EXPECT_FALSE(
      compile(routes, values_with({{"lfo1.polarity", 1.0f}})).plan.routes()[0].source_bipolar);
}

}  // namespace
}  // namespace kiln
