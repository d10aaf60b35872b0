// The order of Tab: groups as they stand, row by row, each row from the left.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <vector>

namespace kiln::gui {

class FocusOrder : public juce::ComponentTraverser {
 public:
  juce::Component* getDefaultComponent(juce::Component* parent) override;
  juce::Component* getNextComponent(juce::Component* current) override;
  juce::Component* getPreviousComponent(juce::Component* current) override;
  std::vector<juce::Component*> getAllComponents(juce::Component* parent) override;

 private:
  juce::Component* step(juce::Component* current, int by);
};

}  // namespace kiln::gui
