// A field for a number that is no parameter: bend ranges, the reference pitch.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/fine_drag.h"

namespace kiln::gui {

class FreeBox : public Control {
 public:
  struct Number {
    float low = 0.0f, high = 1.0f, step = 1.0f, initial = 0.0f;
    std::function<float()> value;
    std::function<void(float)> set;
    std::function<juce::String(float)> text;
    std::vector<float> common = {};  // values the menu offers
  };
  FreeBox(Context& context, const juce::String& title, const juce::String& label, Number number);

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent&) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  void set(float value);
  bool type_in(const juce::String& text);
  void enter_value();
  void show_menu();
  juce::String text() const { return number_.text(number_.value()); }

  juce::String label_;
  Number number_;
  juce::String shown_;
  bool hovered_ = false;
  float from_ = 0.0f;
  FineDrag hand_;
};

}  // namespace kiln::gui
