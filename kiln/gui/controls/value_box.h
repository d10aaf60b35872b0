// A value without a ring: a column of a strip, a field of a bar, or words in a row.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/controls/target.h"

namespace kiln::gui {

class ValueBox : public Control, public DropTarget {
 public:
  enum class Look : std::uint8_t { kColumn, kField, kRow };
  ValueBox(Context& context, ParamIndex param, const juce::String& label, Look look);

  void set_compact(bool compact) { compact_ = compact; }  // "80%" without a blank or a unit
  void set_bypassed(bool bypassed);
  std::vector<ParamIndex> params() const override { return edit_.all(); }
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseEnter(const juce::MouseEvent&) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent&) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  juce::String getTooltip() override;
  ParamIndex drop_param() const override;
  void set_drop_over(bool over) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  bool is_off() const;  // a level at −∞
  juce::String short_text() const;
  void enter_value();

  ParamEdit edit_;
  juce::String label_;
  Look look_;
  bool compact_ = false;
  bool bypassed_ = false;
  bool hovered_ = false;
  bool over_ = false;
  float drag_x_ = 0.0f;
  Point last_;
  juce::String shown_;
  Source modulator_ = Source::kNone;
  Source dragged_ = Source::kNone;
};

}  // namespace kiln::gui
