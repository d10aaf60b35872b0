// Ids, order and initial values of the flat table, from two invented slots.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/table.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace kiln {
namespace {

constexpr ParamSpec kCommon[] = {
    {.id = "type",
     .name = "Type",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 0,
     .flags = kStructural},
    {.id = "level",
     .name = "Level",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .flags = kModulatable},
    {.id = "pitch",
     .name = "Pitch",
     .unit = Unit::kSemitone,
     .min = -48,
     .max = 48,
     .flags = kModulatable | kTargetOnly | kPitchUnits},
};
constexpr ParamSpec kAnalog[] = {
    {.id = "shape", .name = "Shape", .unit = Unit::kPercent, .max = 100, .initial = 67},
    {.id = "width", .name = "Width", .unit = Unit::kPercent, .min = 1, .max = 99, .initial = 50},
};
constexpr ParamSpec kFm[] = {
    {.id = "ratio_a",
     .name = "Ratio A",
     .curve = Curve::kLog,
     .unit = Unit::kRatio,
     .min = 0.125f,
     .max = 32,
     .initial = 1},
};
constexpr ModuleSpec kOffType = {.id = "off", .name = "Off"};
constexpr ModuleSpec kAnalogType = {.id = "analog", .name = "Analog", .params = kAnalog};
constexpr ModuleSpec kFmType = {.id = "fm", .name = "FM", .params = kFm};
constexpr const ModuleSpec* kTypes[] = {&kOffType, &kAnalogType, &kFmType};
constexpr ParamSpec kMaster[] = {
    {.id = "width", .name = "Width", .unit = Unit::kPercent, .max = 100, .initial = 100}};

ParamTable two_slots() {
  return ParamTable({
      {.id = "osc1",
       .name = "Oscillator 1",
       .kind = SlotKind::kOscillator,
       .common = kCommon,
       .types = kTypes,
       .initial_overrides = {{"type", 1.0f}, {"level", -6.0f}, {"analog.shape", 33.0f}}},
      {.id = "osc2",
       .name = "Oscillator 2",
       .kind = SlotKind::kOscillator,
       .number = 1,
       .common = kCommon,
       .types = kTypes},
      {.id = "master",
       .name = "Master",
       .kind = SlotKind::kMaster,
       .scope = Scope::kGlobal,
       .common = kMaster},
  });
}

TEST(TableTest, IdsComeSlotBySlotCommonBeforeTypes) {
  const ParamTable table = two_slots();
  const char* expected[] = {"osc1.type",         "osc1.level",        "osc1.pitch",
                            "osc1.analog.shape", "osc1.analog.width", "osc1.fm.ratio_a",
                            "osc2.type",         "osc2.level",        "osc2.pitch",
                            "osc2.analog.shape", "osc2.analog.width", "osc2.fm.ratio_a",
                            "master.width"};
  ASSERT_EQ(table.size(), 13);
  for (ParamIndex i = 0; i < 13; ++i) {
    EXPECT_EQ(table[i].id, expected[i]);
    EXPECT_EQ(table.find(expected[i]), i) << expected[i];
  }
  EXPECT_EQ(table[3].name, "Oscillator 1 Shape");
  EXPECT_EQ(table[3].type, 1);
  EXPECT_EQ(table[1].type, -1);
  EXPECT_FALSE(table.find("osc1.shape").has_value());
}

TEST(TableTest, SlotsKnowTheirRanges) {
  const ParamTable table = two_slots();
  const SlotInfo& osc2 = table.slot(SlotKind::kOscillator, 1);
  EXPECT_EQ(osc2.spec.id, "osc2");
  EXPECT_EQ(osc2.first_common, 6);
  EXPECT_EQ(osc2.type_param, 6);
  EXPECT_EQ(osc2.end, 12);
  ASSERT_EQ(osc2.first_of_type.size(), 3u);
  EXPECT_EQ(osc2.first_of_type[1], 9);
  EXPECT_EQ(osc2.first_of_type[2], 11);
  EXPECT_EQ(table.common(osc2, "level"), 7);
  EXPECT_EQ(table.common(osc2, "shape"), kNoParam);
  EXPECT_EQ(table.slot(SlotKind::kMaster).type_param, kNoParam);
  EXPECT_EQ(table[12].scope, Scope::kGlobal);
  EXPECT_EQ(table.find_slot("osc2"), &osc2);
  EXPECT_EQ(table.find_slot("osc3"), nullptr);
}

TEST(TableTest, TypeListsItsModules) {
  const ParamTable table = two_slots();
  const ParamSpec& type = table[0].spec;
  ASSERT_EQ(type.choices.size(), 3u);
  EXPECT_STREQ(type.choices[2], "FM");
  EXPECT_EQ(type.max, 2.0f);
}

TEST(TableTest, SlotsHaveTheirOwnInitialValues) {
  const ParamTable table = two_slots();
  EXPECT_EQ(table[0].spec.initial, 1.0f);
  EXPECT_EQ(table[1].spec.initial, -6.0f);
  EXPECT_EQ(table[3].spec.initial, 33.0f);
  EXPECT_EQ(table[6].spec.initial, 0.0f) << "the other slot keeps the module's value";
  EXPECT_EQ(table[9].spec.initial, 67.0f);
}

TEST(TableTest, HostsSeeNeitherStructureNorTargets) {
  const ParamTable table = two_slots();
  const std::vector<ParamIndex> shown = table.host_params();
  EXPECT_EQ(shown.size(), 9u);
  EXPECT_EQ(std::count(shown.begin(), shown.end(), 0), 0) << "type is structure";
  EXPECT_EQ(std::count(shown.begin(), shown.end(), 2), 0) << "pitch is only a target";
}

TEST(TableTest, MisspeltIdsFindTheirNeighbour) {
  const ParamTable table = two_slots();
  EXPECT_EQ(table.nearest_id("osc1.levle"), "osc1.level");
  EXPECT_EQ(table.nearest_id("osc2.fm.ratioa"), "osc2.fm.ratio_a");
}

}  // namespace
}  // namespace kiln
