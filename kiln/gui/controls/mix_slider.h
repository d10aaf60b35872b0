// The dry/wet slider of an effect.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/controls/target.h"

namespace kiln::gui {

class MixSlider : public Control, public DropTarget {
 public:
  MixSlider(Context& context, ParamIndex param);
  void set_param(ParamIndex param);
  void set_bypassed(bool bypassed);
  std::vector<ParamIndex> params() const override { return edit_.all(); }
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override { edit_.end(); }
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  juce::String getTooltip() override { return "Mix\n" + edit_.spoken(); }
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;
  ParamIndex drop_param() const override { return edit_.target(); }
  void set_drop_over(bool over) override;

 private:
  void enter_value();

  ParamEdit edit_;
  FineDrag hand_;
  bool bypassed_ = false;
  bool over_ = false;
  float drag_x_ = 0.0f;
  float shown_x_ = -1.0f;
  int shown_routes_ = 0;
  Source dragged_ = Source::kNone;
};

}  // namespace kiln::gui
