// What a screen reader is told of a control: its role, and its value as words.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <memory>

namespace kiln::gui {

// A value as words, which may be typed if `type_in` is given.
class SpokenValue : public juce::AccessibilityTextValueInterface {
 public:
  explicit SpokenValue(std::function<juce::String()> text,
                       std::function<bool(const juce::String&)> type_in = {})
      : text_(std::move(text)), type_in_(std::move(type_in)) {}
  bool isReadOnly() const override { return !type_in_; }
  juce::String getCurrentValueAsString() const override { return text_(); }
  void setValueAsString(const juce::String& text) override {
    if (type_in_) type_in_(text);
  }

 private:
  std::function<juce::String()> text_;
  std::function<bool(const juce::String&)> type_in_;
};

inline std::unique_ptr<juce::AccessibilityHandler> spoken_handler(
    juce::Component& component, juce::AccessibilityRole role, std::function<juce::String()> text,
    std::function<bool(const juce::String&)> type_in = {},
    juce::AccessibilityActions actions = {}) {
  return std::make_unique<juce::AccessibilityHandler>(
      component, role, std::move(actions),
      juce::AccessibilityHandler::Interfaces{
          std::make_unique<SpokenValue>(std::move(text), std::move(type_in))});
}

}  // namespace kiln::gui
