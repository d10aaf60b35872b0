// Sounds by chance stay within what is asked, and leave alone what is locked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "kiln/gui/panels/chance.h"
#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Stage;

std::vector<float> positions(Stage& stage) {
  std::vector<float> x;
  for (ParamIndex p = 0; p < static_cast<ParamIndex>(stage.model.table().size()); ++p) {
    x.push_back(real_to_x(stage.model.table()[p].spec, stage.model.value(p)));
  }
  return x;
}

TEST(ChanceTest, MovesOnlyWhatItMayAndNotFurtherThanAsked) {
  Stage stage;
  stage.load("Slow Glaze");
  gui::Context context(stage.model);
  const std::vector<float> before = positions(stage);
  const SlotInfo& locked = stage.model.table().slot(SlotKind::kOscillator, 0);
  gui::set_locked(context, locked, true);
  gui::randomise(context, gui::unlocked_slots(context), gui::kLittleChance, 7);
  const std::vector<float> after = positions(stage);
  int moved = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto p = static_cast<ParamIndex>(i);
    const ParamInfo& info = stage.model.table()[p];
    if (before[i] == after[i]) continue;
    ++moved;
    EXPECT_FALSE(p >= locked.first_common && p < locked.end) << info.id << " is locked";
    EXPECT_FALSE(info.spec.structural()) << info.id << " is no matter of chance";
    if (before[i] > 0.12f && before[i] < 0.35f) {
      EXPECT_LE(std::fabs(after[i] - before[i]), gui::kLittleChance + 1e-3f) << info.id;
    }
  }
  EXPECT_GT(moved, 20) << "nearly nothing moved";
  for (const char* id : {"osc1.level", "osc2.level", "osc2.pan", "fx1.mix", "master.level"}) {
    const ParamIndex p = *stage.model.table().find(id);
    EXPECT_EQ(before[p], after[p]) << id << " belongs to the player";
  }
  EXPECT_TRUE(stage.model.undo());
  EXPECT_EQ(positions(stage), before) << "chance is one step of undo";
}

TEST(ChanceTest, TheSameSeedThrowsTheSame) {
  Stage stage;
  stage.load("Slow Glaze");
  gui::Context context(stage.model);
  gui::randomise(context, gui::unlocked_slots(context), gui::kAnyChance, 11);
  const std::vector<float> first = positions(stage);
  stage.model.undo();
  gui::randomise(context, gui::unlocked_slots(context), gui::kAnyChance, 11);
  EXPECT_EQ(positions(stage), first);
  stage.model.undo();
  gui::randomise(context, gui::unlocked_slots(context), gui::kAnyChance, 12);
  EXPECT_NE(positions(stage), first);
}

TEST(ChanceTest, LocksOutliveTheWindow) {
  Stage stage;
  const SlotInfo& slot = stage.model.table().slot(SlotKind::kFilter, 1);
  {
    EditorModel window(stage.processor);
    gui::Context context(window);
    gui::set_locked(context, slot, true);
  }
  EditorModel later(stage.processor);
  gui::Context context(later);
  EXPECT_TRUE(gui::is_locked(context, slot));
}

}  // namespace
}  // namespace kiln
