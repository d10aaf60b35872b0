// The main gestures, over the editor at its first start.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/control.h"

namespace kiln::gui {

// Lets nothing through; a click, Enter or Escape closes it.
class Hints : public Control {
 public:
  explicit Hints(Context& context);
  std::function<void()> on_close = [] {};

  void resized() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent&) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  BoxF card() const;
  void close();

  TextButton start_;
};

}  // namespace kiln::gui
