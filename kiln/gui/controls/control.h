// The base of everything on the panels: shares the context, looks once a frame, shows its focus.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <memory>
#include <vector>

#include "kiln/gui/context.h"
#include "kiln/gui/style/paint.h"

namespace kiln::gui {

class Control : public juce::Component, public juce::SettableTooltipClient {
 public:
  explicit Control(Context& context) : context_(context) {}

  // Once a frame while visible. Repaints itself only where something moved; the base asks its
  // visible children.
  virtual void tick();
  // What moves too fast for every second frame looks again in between; the base asks its visible
  // children. While a hand moves something, every frame is a tick().
  virtual void tick_fast();

  // The parameters this control moves, for the panel to know which ones are left.
  virtual std::vector<ParamIndex> params() const { return {}; }

  void paintOverChildren(juce::Graphics& g) override;
  // Groups and pages by their title; what one touches says more.
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
  void focusGained(FocusChangeType cause) override;
  void focusLost(FocusChangeType) override { repaint(); }

 protected:
  // The box of the frame around what has the keyboard's focus.
  virtual BoxF focus_box() const { return getLocalBounds().toFloat(); }
  // Reachable by Tab, with a frame when reached that way.
  void make_focusable();
  Model& model() const { return context_.model; }
  // The face as this window shows it, to measure words by.
  juce::Font readable(const juce::Font& face) const { return gui::readable(face, context_.scale); }

  Context& context_;
};

// A control's place in its parent by the numbers of the design.
template <class C>
C& place(juce::Component& parent, C& child, Box box) {
  parent.addAndMakeVisible(child);
  child.setBounds(box);
  return child;
}

}  // namespace kiln::gui
