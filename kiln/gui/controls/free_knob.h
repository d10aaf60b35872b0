// A knob for a number that is no parameter: a route's depth, its smoothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class FreeKnob : public Control {
 public:
  // Where the number lives. Positions are 0…1; `begin` and `end` frame one gesture.
  struct Number {
    std::function<float()> x;
    std::function<juce::String()> text;
    std::function<void()> begin;
    std::function<void(float)> move;
    std::function<void()> end;
    std::function<bool(const juce::String&)> type_in;
    float initial = 0.0f;
    bool bipolar = false;  // the ring grows from the middle
  };
  FreeKnob(Context& context, const juce::String& title, const juce::String& label, Number number);

  void set_accent(juce::Colour accent);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  void enter_value();
  void show_menu();
  void set(float x);  // a whole gesture

  juce::String label_;
  Number number_;
  juce::Colour accent_ = kEmber;
  float shown_x_ = -1.0f;
  juce::String shown_text_;
  bool hovered_ = false;
  bool dragging_ = false;
  float drag_x_ = 0.0f;
  Point last_;
};

}  // namespace kiln::gui
