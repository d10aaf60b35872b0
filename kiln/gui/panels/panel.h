// A panel: a flat box with children at the places the design gives, from the panel's corner.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class Panel : public Control {
 public:
  Panel(Context& context, const juce::String& title) : Control(context) {
    setTitle(title);
    setFocusContainerType(FocusContainerType::focusContainer);
  }
  void paint(juce::Graphics& g) override { draw_panel(g, getLocalBounds().toFloat()); }
  void resized() override {
    const int by = more() - given_;
    if (displays_.empty() || by == 0) return;
    given_ = more();
    constexpr int kLowerCaption = 24;
    const int below = displays_.front()->getBottom() - kLowerCaption;
    for (juce::Component* const child : getChildren()) {
      if (std::find(displays_.begin(), displays_.end(), child) != displays_.end()) {
        child->setSize(child->getWidth(), child->getHeight() + by);
      } else if (child->getY() >= below) {
        child->setTopLeftPosition(child->getX(), child->getY() + by);
      }
    }
  }

 protected:
  // What the panel is higher than designed goes to these, which share a lower edge; everything from
  // their lower caption on moves down.
  void set_growing(int designed, std::vector<juce::Component*> displays) {
    designed_ = designed;
    displays_ = std::move(displays);
  }
  int more() const { return designed_ > 0 ? std::max(0, getHeight() - designed_) : 0; }

  // "Osc 1", "Filter 2": left of the type's menu.
  static void draw_title(juce::Graphics& g, const juce::String& text, BoxF box) {
    draw_text(g, text, title_font(), kText1, box);
  }

 private:
  std::vector<juce::Component*> displays_;
  int designed_ = 0;  // height; 0: does not grow
  int given_ = 0;
};

}  // namespace kiln::gui
