// Passing the frame on to children, and the frame of the focus.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/control.h"

namespace kiln::gui {

// By number: a tick may add children.
void Control::tick() {
  for (int i = 0; i < getNumChildComponents(); ++i) {
    auto* const control = dynamic_cast<Control*>(getChildComponent(i));
    if (control != nullptr && control->isVisible()) control->tick();
  }
}

void Control::tick_fast() {
  for (int i = 0; i < getNumChildComponents(); ++i) {
    auto* const control = dynamic_cast<Control*>(getChildComponent(i));
    if (control != nullptr && control->isVisible()) control->tick_fast();
  }
}

std::unique_ptr<juce::AccessibilityHandler> Control::createAccessibilityHandler() {
  return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::group);
}

void Control::make_focusable() {
  setWantsKeyboardFocus(true);
  setMouseClickGrabsKeyboardFocus(false);
}

void Control::focusGained(FocusChangeType cause) {
  if (cause == focusChangedByTabKey) context_.by_keys = true;
  if (cause == focusChangedByMouseClick) context_.by_keys = false;
  repaint();
}

void Control::paintOverChildren(juce::Graphics& g) {
  if (!context_.by_keys || !getWantsKeyboardFocus() || !hasKeyboardFocus(false)) return;
  g.setColour(kText1);
  g.drawRoundedRectangle(focus_box().reduced(0.75f), 6.0f, 1.5f);
}

}  // namespace kiln::gui
