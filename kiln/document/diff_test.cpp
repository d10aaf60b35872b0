// Differences read as a player would tell them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/diff.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "kiln/presets/test_patch.h"

namespace kiln {
namespace {

using test::small_table;

TEST(DiffTest, EqualPatchesDifferInNothing) {
  const Patch patch = test::random_patch(small_table(), 3);
  EXPECT_TRUE(patch_diff(patch, patch, small_table()).empty());
  EXPECT_TRUE(make_diff(patch, patch, "x").empty());
}

TEST(DiffTest, LinesNameWhatChanged) {
  const ParamTable& table = small_table();
  const Patch a = make_patch(table);
  Patch b = a;
  b.meta.name = "Ember";
  b.values[*table.find("osc1.level")] = -6.0f;
  b.values[*table.find("osc1.type")] = 2.0f;
  b.effect_order = {1, 0, 2, 3, 4, 5, 6, 7};
  b.routes.push_back({.source = Source::kEnv2,
                      .target = {RouteTarget::Kind::kParameter, *table.find("filter1.cutoff"), 0},
                      .depth = 0.5f,
                      .curve = RouteCurve::kStepped,
                      .steps = 8,
                      .smooth = 0.01f});
  b.lfos[2].drawing.points = {{0, 0, 0}, {1, 1, 0}};
  b.macros[0].name = "Heat";
  const std::vector<std::string> lines = patch_diff(a, b, table);
  const std::vector<std::string> expected = {
      "name: \"init\" → \"Ember\"",
      "effect order: fx1 fx2 fx3 fx4 fx5 fx6 fx7 fx8 → fx2 fx1 fx3 fx4 fx5 fx6 fx7 fx8",
      "osc1.type: Analog → FM",
      "osc1.level: 0.0 dB → −6.0 dB",
      "lfo3: points drawn, 0 → 2",
      "macro1 label: \"\" → \"Heat\"",
  };
  ASSERT_EQ(lines.size(), expected.size() + 1);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(lines[i], expected[i]);
  EXPECT_EQ(lines.back(), "+ " + to_text(b.routes[0], table) + ", 8 steps, smooth 10 ms");
}

TEST(DiffTest, RoutesAreComparedAsASet) {
  const ParamTable& table = small_table();
  Patch a = make_patch(table);
  const RouteTarget cutoff = {RouteTarget::Kind::kParameter, *table.find("filter1.cutoff"), 0};
  a.routes.push_back({.source = Source::kEnv2, .target = cutoff, .depth = 0.5f});
  a.routes.push_back({.source = Source::kLfo1, .target = cutoff, .depth = 0.25f});
  Patch b = a;
  std::swap(b.routes[0], b.routes[1]);
  EXPECT_EQ(patch_diff(a, b, table), std::vector<std::string>{"routes: another order"});
  b.routes[0].depth = 0.125f;
  const std::vector<std::string> lines = patch_diff(a, b, table);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "- " + to_text(a.routes[1], table));
  EXPECT_EQ(lines[1], "+ " + to_text(b.routes[0], table));
}

TEST(DiffTest, EveryRandomDifferenceIsSeen) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const Patch a = test::random_patch(small_table(), seed);
    const Patch b = test::random_patch(small_table(), seed + 1);
    EXPECT_FALSE(patch_diff(a, b, small_table()).empty()) << "seed " << seed;
    EXPECT_FALSE(make_diff(a, b, "x").empty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace kiln
