// The badge of a dragged source: where it would go and how deep.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/target.h"

namespace kiln::gui {

class DragLayer : public Control {
 public:
  // `pages` holds what may be dropped on; tabs are asked for by `tab_at` in its coordinates.
  DragLayer(Context& context, juce::Component& pages);

  std::function<void(juce::Point<int>)> hover_tab = [](juce::Point<int>) {};
  void paint(juce::Graphics& g) override;
  bool hitTest(int, int) override { return false; }

 private:
  void move(Source source, juce::Point<int> screen);
  void end(bool drop);
  DropTarget* target_at(juce::Point<int> local) const;
  void find_targets();

  juce::Component& pages_;
  Source source_ = Source::kNone;
  juce::Point<int> at_;
  juce::Component::SafePointer<juce::Component> over_;
  ParamIndex param_ = kNoParam;
  float depth_ = 0.0f;
  int shift_y_ = 0;  // where Shift went down
  bool shifted_ = false;
  std::vector<Box> targets_;  // what stays bright
  int targets_page_ = -1;
};

}  // namespace kiln::gui
