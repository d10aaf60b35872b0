// A choice among few, side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class Segments : public Control {
 public:
  // `hot`: choices of the sound, in ember; else modes, in grey.
  Segments(Context& context, const juce::String& title, juce::StringArray names, bool hot,
           std::function<int()> chosen, std::function<void(int)> choose);

  void set_params(std::vector<ParamIndex> params) { params_ = std::move(params); }
  std::vector<ParamIndex> params() const override { return params_; }
  std::function<void(int)> on_menu = [](int) {};
  // Words may be cut in a small window.
  juce::String getTooltip() override;
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  BoxF segment(int i) const;
  int at(Point p) const;

  juce::StringArray names_;
  bool hot_;
  std::function<int()> chosen_;
  std::function<void(int)> choose_;
  std::vector<ParamIndex> params_;
  int shown_ = -1;
  int hovered_ = -1;
};

}  // namespace kiln::gui
