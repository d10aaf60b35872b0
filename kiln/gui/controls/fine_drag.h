// The way a hand went since it pressed, a tenth of it while Shift is held.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/style/paint.h"

namespace kiln::gui {

inline constexpr float kFineMotion = 0.1f;

class FineDrag {
 public:
  void press(const juce::MouseEvent& e) {
    last_ = e.position;
    moved_ = {};
  }
  // Pixels, right and down. Shift in the middle of a drag is fine from there on: nothing jumps.
  Point drag(const juce::MouseEvent& e) {
    moved_ += (e.position - last_) * (e.mods.isShiftDown() ? kFineMotion : 1.0f);
    last_ = e.position;
    return moved_;
  }

 private:
  Point last_, moved_;
};

}  // namespace kiln::gui
