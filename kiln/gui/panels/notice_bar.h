// What went wrong, over the page until it was read: a missing wavetable, a damaged preset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

// In sight only while there is something to read. A click, Enter or Escape goes to the next; what
// is not read stays for the next window. With another sound all of it is over.
class NoticeBar : public Control {
 public:
  explicit NoticeBar(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent&) override { go_on(); }
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  std::vector<std::string>& waiting() const { return model().memory().notices; }
  juce::String words() const;
  void go_on();
  void show_first();

  juce::String announced_;  // the one in sight
  std::size_t shown_ = 0;   // how many waited then
};

}  // namespace kiln::gui
