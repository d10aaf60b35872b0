// A modulation source with its grip: chips, tabs and names from which a route is dragged.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/popup.h"

namespace kiln::gui {

// Dragging a source, pointing at it, and its keyboard path; what it looks like is its child's.
class SourceDrag : public Control {
 public:
  SourceDrag(Context& context, Source source);

  Source source() const { return source_; }
  std::function<void()> on_click = [] {};
  std::function<void()> on_double_click = [] {};
  // Puts more at the end of the menu.
  std::function<void(std::vector<MenuItem>&)> more_items = [](std::vector<MenuItem>&) {};

  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent&) override { on_double_click(); }
  bool keyPressed(const juce::KeyPress& key) override;
  juce::String getTooltip() override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 protected:
  void show_targets();
  virtual juce::String spoken();  // its value, to screen readers
  Source source_;
  bool hovered_ = false;

 private:
  bool drags_ = false;  // since the press; escape may have ended what it carried
};

class SourceChip : public SourceDrag {
 public:
  struct Look {
    float radius = kRowRadius;
    juce::Colour fill = kRaised;
    bool live = true;  // the present value as a bar at the lower edge
    float size = 11.0f;
  };
  SourceChip(Context& context, Source source, Look look);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  Look look_;
  juce::String name_;
  float shown_ = 0.0f;
};

// The bar of a chip: from the left for 0…1, from the centre for −1…+1.
void draw_live_bar(juce::Graphics& g, BoxF bar, float value, bool bipolar, juce::Colour colour);

}  // namespace kiln::gui
