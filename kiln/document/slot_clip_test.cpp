// A slot copied to another brings all that belongs to it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/slot_clip.h"

#include <gtest/gtest.h>

#include "kiln/presets/test_patch.h"

namespace kiln {
namespace {

using test::small_table;

TEST(SlotClipTest, BringsValuesAndWhatBelongsToThem) {
  const ParamTable& table = small_table();
  const Patch source = test::random_patch(table, 5);
  Patch patch = make_patch(table);
  const SlotInfo& from = *table.find_slot("osc1");
  const SlotInfo& to = *table.find_slot("osc3");
  ASSERT_TRUE(paste_slot(patch, to, copy_slot(source, from)));
  for (ParamIndex i = 0; i < from.end - from.first_common; ++i) {
    EXPECT_EQ(patch.values[to.first_common + i], source.values[from.first_common + i])
        << table[to.first_common + i].id;
  }
  EXPECT_EQ(patch.wavetables[2], source.wavetables[0]);
  EXPECT_EQ(patch.values[*table.find("osc2.level")], -6.0f) << "other slots stay";
  ASSERT_TRUE(
      paste_slot(patch, *table.find_slot("lfo6"), copy_slot(source, *table.find_slot("lfo1"))));
  EXPECT_EQ(patch.lfos[5], source.lfos[0]);
  ASSERT_TRUE(
      paste_slot(patch, *table.find_slot("macro2"), copy_slot(source, *table.find_slot("macro8"))));
  EXPECT_EQ(patch.macros[1], source.macros[7]);
}

TEST(SlotClipTest, WhatOnlyOneOfBothSlotsHasStays) {
  static constexpr ParamSpec kCommon[] = {
      {.id = "type", .curve = Curve::kStep, .unit = Unit::kChoice, .max = 0}, {.id = "mix"}};
  static constexpr ParamSpec kOwn[] = {{.id = "x"}, {.id = "y"}};
  static constexpr ModuleSpec kType = {.id = "a", .name = "A", .params = kOwn};
  static constexpr const ModuleSpec* kTypes[] = {&kType};
  const ParamTable table({{.id = "long", .name = "Long", .common = kCommon, .types = kTypes},
                          {.id = "short",
                           .name = "Short",
                           .number = 1,
                           .common = std::span(kCommon).first(1),
                           .types = kTypes}});
  const SlotInfo& longer = *table.find_slot("long");
  const SlotInfo& shorter = *table.find_slot("short");
  Patch patch = make_patch(table);
  patch.values = {0.0f, 0.3f, 0.5f, 0.6f, 0.0f, 0.7f, 0.8f};
  Patch down = patch, up = patch;
  ASSERT_TRUE(paste_slot(down, shorter, copy_slot(patch, longer)));
  EXPECT_EQ(down.values, (std::vector<float>{0.0f, 0.3f, 0.5f, 0.6f, 0.0f, 0.5f, 0.6f}));
  ASSERT_TRUE(paste_slot(up, longer, copy_slot(patch, shorter)));
  EXPECT_EQ(up.values, (std::vector<float>{0.0f, 0.3f, 0.7f, 0.8f, 0.0f, 0.7f, 0.8f}));
}

TEST(SlotClipTest, OtherKindsAreRefused) {
  const ParamTable& table = small_table();
  Patch patch = make_patch(table);
  const Patch before = patch;
  EXPECT_FALSE(paste_slot(patch, *table.find_slot("filter1"),
                          copy_slot(test::random_patch(table, 5), *table.find_slot("osc1"))));
  EXPECT_EQ(patch, before);
}

}  // namespace
}  // namespace kiln
