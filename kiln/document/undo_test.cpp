// Steps go back and forth; a new step ends what could be redone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/undo.h"

#include <gtest/gtest.h>

namespace kiln {
namespace {

PatchDiff step(const std::string& label) { return {.label = label, .values = {{0, 0.0f, 1.0f}}}; }

TEST(UndoTest, GoesBackAndForth) {
  UndoHistory history;
  EXPECT_EQ(history.undo(), nullptr);
  history.push(step("a"));
  history.push(step("b"));
  EXPECT_EQ(history.undo_label(), "b");
  EXPECT_EQ(history.redo_label(), "");
  EXPECT_EQ(history.undo()->label, "b");
  EXPECT_EQ(history.redo_label(), "b");
  EXPECT_EQ(history.undo()->label, "a");
  EXPECT_EQ(history.undo(), nullptr);
  EXPECT_EQ(history.redo()->label, "a");
  history.push(step("c"));
  EXPECT_EQ(history.redo(), nullptr) << "a new step ends what could be redone";
  EXPECT_EQ(history.undo()->label, "c");
  EXPECT_EQ(history.undo()->label, "a");
}

TEST(UndoTest, EmptyStepsAreNone) {
  UndoHistory history;
  history.push(step("a"));
  history.undo();
  history.push({.label = "nothing"});
  EXPECT_EQ(history.redo_label(), "a");
}

TEST(UndoTest, ForgetsTheOldest) {
  UndoHistory history;
  for (std::size_t i = 0; i < UndoHistory::kMaxSteps + 5; ++i)
    history.push(step(std::to_string(i)));
  std::size_t count = 0;
  std::string last;
  while (const PatchDiff* diff = history.undo()) {
    last = diff->label;
    ++count;
  }
  EXPECT_EQ(count, UndoHistory::kMaxSteps);
  EXPECT_EQ(last, "5");
}

}  // namespace
}  // namespace kiln
