// Undo, compare, state and threads, without any window.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/document.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "kiln/presets/test_patch.h"
#include "kiln/presets/write.h"

namespace kiln {
namespace {

using test::random_patch;
using test::small_table;

class DocumentTest : public testing::Test {
 protected:
  ParamIndex id(const char* name) const { return *small_table().find(name); }
  void turn(const char* name, float real) {
    document_.begin_gesture(id(name));
    document_.set_value(id(name), real * 0.5f, Origin::kGui);
    document_.set_value(id(name), real, Origin::kGui);
    document_.end_gesture(id(name));
  }
  Document document_{small_table(), "1.2.3"};
};

TEST_F(DocumentTest, OneGestureIsOneStep) {
  turn("osc1.level", -6.0f);
  turn("filter1.cutoff", 640.0f);
  EXPECT_EQ(document_.undo_label(), "Filter Cutoff");
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 20480.0f);
  EXPECT_EQ(document_.value(id("osc1.level")), -6.0f);
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("osc1.level")), 0.0f);
  EXPECT_FALSE(document_.undo());
  EXPECT_TRUE(document_.redo());
  EXPECT_TRUE(document_.redo());
  EXPECT_FALSE(document_.redo());
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 640.0f);
}

TEST_F(DocumentTest, OverlappingGesturesAreOneStep) {
  document_.begin_gesture(id("osc1.level"));
  document_.begin_gesture(id("filter1.cutoff"));
  document_.set_value(id("osc1.level"), -6.0f, Origin::kGui);
  document_.set_value(id("filter1.cutoff"), 640.0f, Origin::kGui);
  document_.end_gesture(id("osc1.level"));
  EXPECT_EQ(document_.undo_label(), "") << "one of the two is still held";
  document_.end_gesture(id("filter1.cutoff"));
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("osc1.level")), 0.0f);
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 20480.0f);
}

TEST_F(DocumentTest, HostAutomationIsNotUndone) {
  turn("osc1.level", -6.0f);
  document_.set_value(id("filter1.cutoff"), 100.0f, Origin::kHost);
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 100.0f);
  EXPECT_FALSE(document_.undo());
  EXPECT_FALSE(document_.dirty()) << "automation doesn't make a patch dirty";
}

TEST_F(DocumentTest, EditsOfStructureAreSteps) {
  const uint64_t version = document_.structure_version();
  document_.edit("Add route", [&](Patch& patch) {
    patch.routes.push_back(
        {.source = Source::kLfo1, .target = {RouteTarget::Kind::kParameter, id("osc1.level"), 0}});
    patch.values[id("osc1.type")] = 2.0f;
    patch.values[id("osc1.level")] = 1e9f;
  });
  EXPECT_GT(document_.structure_version(), version);
  EXPECT_EQ(document_.patch().routes.size(), 1u);
  EXPECT_EQ(document_.value(id("osc1.level")), 6.0206f) << "clamped";
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.patch(), make_patch(small_table()));
  EXPECT_TRUE(document_.redo());
  EXPECT_EQ(document_.value(id("osc1.type")), 2.0f);
  EXPECT_EQ(document_.patch().routes.size(), 1u);
}

TEST_F(DocumentTest, EditsBetweenBeginAndEndAreHeardAtOnceAndUndoneTogether) {
  const Route route{.source = Source::kWheel, .depth = 0.1f};
  document_.edit("Add route", [&](Patch& patch) { patch.routes.push_back(route); });
  document_.begin_step("Depth");
  for (const float depth : {0.2f, 0.3f, 0.4f}) {
    const uint64_t before = document_.structure_version();
    document_.edit("Depth", [&](Patch& patch) { patch.routes[0].depth = depth; });
    EXPECT_GT(document_.structure_version(), before) << "an edit inside a step is not heard";
  }
  turn("osc1.level", -6.0f);
  document_.end_step();
  EXPECT_EQ(document_.undo_label(), "Depth");
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.patch().routes[0].depth, 0.1f) << "the step came apart";
  EXPECT_EQ(document_.value(id("osc1.level")), 0.0f) << "a gesture inside the step stayed";
  EXPECT_TRUE(document_.redo());
  EXPECT_EQ(document_.patch().routes[0].depth, 0.4f);
  document_.begin_step("Left open");
  document_.edit("x", [&](Patch& patch) { patch.routes[0].depth = 0.9f; });
  EXPECT_TRUE(document_.undo()) << "undo ends a step that is open";
  EXPECT_EQ(document_.patch().routes[0].depth, 0.4f);
}

TEST_F(DocumentTest, StructuralValuesAskForANewPart) {
  const uint64_t version = document_.structure_version();
  document_.set_value(id("osc1.level"), -3.0f, Origin::kHost);
  EXPECT_EQ(document_.structure_version(), version);
  document_.set_value(id("osc1.unison"), 5.0f, Origin::kGui);
  EXPECT_GT(document_.structure_version(), version);
}

TEST_F(DocumentTest, ValuesAreClampedAndNanIsRefused) {
  document_.set_value(id("osc1.unison"), 6.7f, Origin::kHost);
  EXPECT_EQ(document_.value(id("osc1.unison")), 7.0f);
  document_.set_value(id("filter1.cutoff"), std::nanf(""), Origin::kHost);
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 20480.0f);
  EXPECT_TRUE(is_valid(document_.patch(), small_table()));
}

TEST_F(DocumentTest, DirtyFollowsUndo) {
  EXPECT_FALSE(document_.dirty());
  turn("osc1.level", -6.0f);
  EXPECT_TRUE(document_.dirty());
  document_.undo();
  EXPECT_FALSE(document_.dirty()) << "back where it was saved";
  document_.redo();
  document_.mark_saved();
  EXPECT_FALSE(document_.dirty());
  document_.edit("Rename", [](Patch& patch) { patch.meta.name = "other"; });
  EXPECT_TRUE(document_.dirty());
}

TEST_F(DocumentTest, StateComesBackBitForBit) {
  for (uint32_t seed = 0; seed < 50; ++seed) {
    Patch patch = random_patch(small_table(), seed);
    patch.meta.version = "1.2.3";
    document_.load(patch);
    EXPECT_FALSE(document_.dirty());
    const std::string state = document_.state();
    Document other(small_table(), "1.2.3");
    const Document::StateResult result = other.set_state(state);
    ASSERT_TRUE(result.ok) << result.error;
    EXPECT_TRUE(result.warnings.empty()) << result.warnings.front();
    EXPECT_EQ(other.patch(), patch) << "seed " << seed;
    EXPECT_EQ(other.state(), state);
    EXPECT_FALSE(other.dirty());
  }
}

TEST_F(DocumentTest, ABrokenStateChangesNothing) {
  document_.load(random_patch(small_table(), 1));
  const Patch before = document_.patch();
  const Document::StateResult result = document_.set_state("kiln = 1\n[osc1\n");
  EXPECT_FALSE(result.ok);
  EXPECT_NE(result.error.find("state:2:"), std::string::npos) << result.error;
  EXPECT_EQ(document_.patch(), before);
  EXPECT_TRUE(document_.undo()) << "loading the preset can still be undone";
  EXPECT_EQ(document_.patch(), make_patch(small_table()));
}

TEST_F(DocumentTest, CompareHasTwoSidesWithAHistoryEach) {
  turn("osc1.level", -6.0f);
  document_.copy_to_other_side();
  turn("osc1.level", -12.0f);
  document_.switch_compare();
  EXPECT_EQ(document_.compare_side(), 'B');
  EXPECT_EQ(document_.value(id("osc1.level")), -6.0f);
  turn("filter1.cutoff", 640.0f);
  document_.switch_compare();
  EXPECT_EQ(document_.compare_side(), 'A');
  EXPECT_EQ(document_.value(id("osc1.level")), -12.0f);
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 20480.0f);
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("osc1.level")), -6.0f) << "undo belongs to the side";
  document_.switch_compare();
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("filter1.cutoff")), 20480.0f);
}

TEST_F(DocumentTest, PastesASlotAsOneStep) {
  const ParamTable& table = small_table();
  turn("osc1.level", -6.0f);
  const SlotClip clip = copy_slot(document_.patch(), *table.find_slot("osc1"));
  EXPECT_TRUE(document_.paste(*table.find_slot("osc3"), clip));
  EXPECT_EQ(document_.value(id("osc3.level")), -6.0f);
  EXPECT_EQ(document_.value(id("osc3.type")), 1.0f);
  EXPECT_FALSE(document_.paste(*table.find_slot("filter1"), clip));
  EXPECT_TRUE(document_.undo());
  EXPECT_EQ(document_.value(id("osc3.level")), 0.0f);
}

TEST_F(DocumentTest, UndoReachesHostAndEditor) {
  ChangeReader gui(document_.values(), Origin::kGui);
  ChangeReader host(document_.values(), Origin::kHost);
  turn("osc1.level", -6.0f);
  EXPECT_TRUE(gui.poll().empty()) << "no echo to the editor";
  ASSERT_EQ(host.poll().size(), 1u);
  document_.undo();
  ASSERT_EQ(gui.poll().size(), 1u);
  ASSERT_EQ(host.poll().size(), 1u);
}

// A state holds one number in many places; a torn snapshot would hold two.
TEST_F(DocumentTest, SnapshotsAreWholeWhileStatesAreSwapped) {
  const ParamTable& table = small_table();
  std::vector<std::string> states;
  for (int i = 0; i < 2; ++i) {
    Patch patch = make_patch(table);
    patch.meta.name = std::to_string(i);
    for (const char* name : {"osc1.level", "osc3.level"}) {
      patch.values[id(name)] = static_cast<float>(-1 - i);
    }
    states.push_back(write_patch(patch, table, WriteMode::kState));
  }
  ASSERT_TRUE(document_.set_state(states[0]).ok);
  std::atomic<bool> stop{false};
  std::thread host([&] {
    for (int i = 0; i < 200; ++i) EXPECT_TRUE(document_.set_state(states[i % 2]).ok);
    stop.store(true);
  });
  std::thread automation([&] {
    for (int i = 0; !stop.load(); ++i) {
      document_.set_value(id("filter1.cutoff"), static_cast<float>(100 + i % 1000), Origin::kHost);
    }
  });
  int torn = 0;
  while (!stop.load()) {
    const Patch patch = document_.patch();
    const float level = patch.values[id("osc1.level")];
    torn += level != patch.values[id("osc3.level")];
    torn += patch.meta.name != (level == -1.0f ? "0" : "1");
    document_.dirty();
    document_.undo();
  }
  host.join();
  automation.join();
  EXPECT_EQ(torn, 0) << "snapshots mixed two states";
}

// The first call parses two megabytes; the second comes while it does. A loaded machine may start
// the first too late, so one round of five has to show it.
TEST_F(DocumentTest, TheLastStateWins) {
  const std::string slow = "kiln = 1\nname = \"slow\"\n#" + std::string(2u << 20, '-') + "\n";
  int quick_won = 0;
  for (int i = 0; i < 5 && quick_won == 0; ++i) {
    std::atomic<bool> started{false};
    std::thread first([&] {
      started.store(true);
      document_.set_state(slow);
    });
    while (!started.load()) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    document_.set_state("kiln = 1\nname = \"quick\"\n");
    first.join();
    quick_won += document_.patch().meta.name == "quick";
  }
  EXPECT_GT(quick_won, 0) << "an earlier call came through later";
}

}  // namespace
}  // namespace kiln
