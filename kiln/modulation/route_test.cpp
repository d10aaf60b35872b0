// Routes as text, and depths in the unit of what they move.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/route.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "kiln/base/random.h"
#include "kiln/modulation/test_rig.h"

namespace kiln {
namespace {

using modulation_test::param;
using modulation_test::route_to;
using modulation_test::route_to_depth;
using modulation_test::table;

TEST(RouteTest, PrintsItself) {
  Route route = route_to("filter1.cutoff", Source::kEnv2, 31.0f / 120.0f, Source::kVelocity);
  EXPECT_EQ(to_text(route, table()), "env2 --+31 st--> filter1.cutoff (via velocity)");
  route.via = Source::kNone;
  route.depth = -0.25f;
  EXPECT_EQ(to_text(route, table()), "env2 ---30 st--> filter1.cutoff");
  route.curve = RouteCurve::kSShape;
  route.polarity = RoutePolarity::kBipolar;
  route.enabled = false;
  EXPECT_EQ(to_text(route, table()), "env2 ---30 st--> filter1.cutoff (s, bipolar, off)");
  EXPECT_EQ(to_text(route_to("osc1.level", Source::kLfo1Right, 0.125f), table()),
            "lfo1.right --+12.5 %--> osc1.level");
  EXPECT_EQ(to_text(route_to("osc2.pitch", Source::kBend, 0.25f), table()),
            "bend --+12 st--> osc2.pitch");
  EXPECT_EQ(to_text(route_to_depth(2, Source::kWheel, 0.5f), table()),
            "wheel --+50 %--> route3.depth");
  EXPECT_EQ(to_text(Route{}, table()), "none --+0 %--> nothing");
}

// What is printed reads back within half of the last digit, and prints the same again.
TEST(RouteTest, DepthTextRoundTrips) {
  const std::vector<RouteTarget> targets = {
      {RouteTarget::Kind::kParameter, param("filter1.cutoff"), 0},
      {RouteTarget::Kind::kParameter, param("lfo1.rate"), 0},
      {RouteTarget::Kind::kParameter, param("osc1.pitch"), 0},
      {RouteTarget::Kind::kParameter, param("osc1.level"), 0},
      {RouteTarget::Kind::kParameter, param("osc1.fm.ratio"), 0},
      {RouteTarget::Kind::kParameter, param("amp.attack"), 0},
      {RouteTarget::Kind::kRouteDepth, kNoParam, 3}};
  for (const RouteTarget& target : targets) {
    std::vector<float> depths = {0.0f, 1.0f, -1.0f, 0.1f, -0.1f, 1e-6f, -1e-6f, 0.00005f};
    for (std::uint32_t i = 0; i < 1000; ++i) depths.push_back(random_bipolar(random_bits(7, i)));
    for (const float depth : depths) {
      const std::string text = depth_text(target, depth, table());
      float back = 9.0f;
      ASSERT_TRUE(parse_depth(target, text, table(), back)) << '"' << text << "\" is not read";
      EXPECT_NEAR(back, depth, 0.000106f) << '"' << text << '"';  // 0.005 of 48 st is the coarsest
      EXPECT_EQ(depth_text(target, back, table()), text) << "printed another way after reading";
    }
  }
}

// For eyes: what is shown reads back within half of its last digit, also without its unit.
TEST(RouteTest, ShownDepthsRoundTrip) {
  const RouteTarget depth_of_route{RouteTarget::Kind::kRouteDepth, kNoParam, 3};
  std::vector<RouteTarget> targets = {depth_of_route};
  for (int i = 0; i < table().size(); ++i) {
    const auto p = static_cast<ParamIndex>(i);
    if (table()[p].spec.modulatable()) targets.push_back({RouteTarget::Kind::kParameter, p, 0});
  }
  for (const RouteTarget& target : targets) {
    const std::string name = target.param < table().size() ? table()[target.param].id : "depth";
    for (std::uint32_t i = 0; i < 50; ++i) {
      const float depth = i == 0 ? 1.0f : i == 1 ? -1.0f : random_bipolar(random_bits(7, i));
      const std::string text = shown_depth(target, depth, table());
      const std::string bare = text.substr(0, text.find_first_not_of("+-.0123456789"));
      for (const std::string& typed : {text, bare, "  " + text + " "}) {
        float back = 9.0f;
        ASSERT_TRUE(parse_shown_depth(target, typed, table(), back)) << name << ": " << typed;
        EXPECT_NEAR(back, depth, 0.01f) << name << ": " << typed;
        EXPECT_EQ(shown_depth(target, back, table()), text) << name << ": " << typed;
      }
    }
    for (const char* text : {"", "st", "+-5", "5 x", "nan", "±", "--5", "1e99"}) {
      float depth = 0.5f;
      EXPECT_FALSE(parse_shown_depth(target, text, table(), depth)) << name << ": " << text;
      EXPECT_EQ(depth, 0.5f) << text;
    }
  }
}

TEST(RouteTest, ReadsDepthsInSeveralUnits) {
  const RouteTarget cutoff{RouteTarget::Kind::kParameter, param("filter1.cutoff"), 0};
  const RouteTarget level{RouteTarget::Kind::kParameter, param("osc1.level"), 0};
  const auto read = [&](const RouteTarget& target, const char* text) {
    float depth = 99.0f;
    return parse_depth(target, text, table(), depth) ? depth : 99.0f;
  };
  EXPECT_NEAR(read(cutoff, "+24 st"), 0.2f, 1e-7f) << "the cutoff's knob spans 120 semitones";
  EXPECT_EQ(read(cutoff, "  -12st  "), -0.1f);
  EXPECT_EQ(read(cutoff, "-35 %"), -0.35f);
  EXPECT_EQ(read(level, "0.25"), 0.25f);
  EXPECT_EQ(read(level, "+500 %"), 1.0f) << "beyond the full range it stays at its end";
  EXPECT_EQ(read(cutoff, "-1000 st"), -1.0f);
}

TEST(RouteTest, RefusesWhatIsNoDepth) {
  const RouteTarget level{RouteTarget::Kind::kParameter, param("osc1.level"), 0};
  for (const char* text : {"", " ", "+", "-", "st", "%", "+-5 %", "++5 %", "5 dB", "5 % %", "nan",
                           "inf", "-inf %", "0x10", "1,5 %", "1e99", "3 st"}) {
    float depth = 0.5f;
    EXPECT_FALSE(parse_depth(level, text, table(), depth)) << '"' << text << "\" was taken";
    EXPECT_EQ(depth, 0.5f) << '"' << text << "\" left something behind";
  }
}

TEST(RouteTest, NamesEverySourceCurveAndPolarityOnce) {
  std::set<std::string> ids;
  for (int i = 0; i < kSourceCount; ++i) {
    const SourceSpec& spec = source_spec(static_cast<Source>(i));
    EXPECT_TRUE(ids.insert(spec.id).second) << spec.id << " names two sources";
    EXPECT_EQ(find_source(spec.id), static_cast<Source>(i)) << spec.id;
  }
  EXPECT_FALSE(find_source("lfo7").has_value());
  std::set<std::string> names;
  for (int i = 0; i < 5; ++i) names.insert(curve_id(static_cast<RouteCurve>(i)));
  for (int i = 0; i < 3; ++i) names.insert(polarity_id(static_cast<RoutePolarity>(i)));
  EXPECT_EQ(names.size(), 8u);
}

}  // namespace
}  // namespace kiln
