// A list of steps and a position in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/undo.h"

#include <utility>

namespace kiln {

void UndoHistory::push(PatchDiff diff) {
  if (diff.empty()) return;
  steps_.resize(done_);
  steps_.push_back(std::move(diff));
  if (steps_.size() > kMaxSteps) steps_.pop_front();
  done_ = steps_.size();
}

void UndoHistory::clear() {
  steps_.clear();
  done_ = 0;
}

const PatchDiff* UndoHistory::undo() { return done_ > 0 ? &steps_[--done_] : nullptr; }

const PatchDiff* UndoHistory::redo() { return done_ < steps_.size() ? &steps_[done_++] : nullptr; }

std::string UndoHistory::undo_label() const { return done_ > 0 ? steps_[done_ - 1].label : ""; }

std::string UndoHistory::redo_label() const {
  return done_ < steps_.size() ? steps_[done_].label : "";
}

}  // namespace kiln
