// The steps that can be undone and redone.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "kiln/document/diff.h"

namespace kiln {

// Not thread-safe: its owner guards it.
class UndoHistory {
 public:
  static constexpr std::size_t kMaxSteps = 200;

  // A new step ends what could be redone. Empty diffs are no steps.
  void push(PatchDiff diff);
  void clear();
  // The step to take back or to do again, and moves over it; nullptr if there is none. Valid until
  // the next call.
  const PatchDiff* undo();
  const PatchDiff* redo();
  // For the menu: "Undo Osc 1 Level"; empty if there is nothing.
  std::string undo_label() const;
  std::string redo_label() const;
  // The number of the step that undo() or redo() would give; 0: none.
  std::uint64_t undo_number() const { return done_ > 0 ? steps_[done_ - 1].number : 0; }
  std::uint64_t redo_number() const { return done_ < steps_.size() ? steps_[done_].number : 0; }

 private:
  std::deque<PatchDiff> steps_;
  std::size_t done_ = 0;  // steps before this one are in force
};

}  // namespace kiln
