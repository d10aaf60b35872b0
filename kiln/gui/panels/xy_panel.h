// Two macros under one finger.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

class XyPad : public Control {
 public:
  explicit XyPad(Context& context);
  void set_macro(int axis, int macro);
  int macro(int axis) const { return macros_[static_cast<std::size_t>(axis)]; }
  void tick() override;
  void tick_fast() override { tick(); }
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  static constexpr Point kNowhere{-1.0f, -1.0f};

  struct Step {
    juce::uint32 time = 0;  // ms
    Point place = {};
  };
  Point place() const;

  std::array<int, 2> macros_ = {0, 3};
  ParamEdit x_, y_;
  std::deque<Step> trail_;  // the last two seconds
  Point shown_ = kNowhere;
};

class XyPanel : public Panel {
 public:
  explicit XyPanel(Context& context);
  void resized() override;

 private:
  std::vector<MenuItem> items(int axis);
  void lay_out();

  XyPad pad_;
  Menu x_, y_;
};

}  // namespace kiln::gui
