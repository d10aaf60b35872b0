// A panel: a flat box with children at the places the design gives, from the panel's corner.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class Panel : public Control {
 public:
  Panel(Context& context, const juce::String& title) : Control(context) {
    setTitle(title);
    setFocusContainerType(FocusContainerType::focusContainer);
  }
  void paint(juce::Graphics& g) override { draw_panel(g, getLocalBounds().toFloat()); }

 protected:
  // "Osc 1", "Filter 2": left of the type's menu.
  static void draw_title(juce::Graphics& g, const juce::String& text, BoxF box) {
    draw_text(g, text, title_font(), kText1, box);
  }
};

}  // namespace kiln::gui
