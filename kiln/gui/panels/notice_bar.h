// What went wrong, over the page until it was read: a missing wavetable, a damaged preset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

// In sight only while there is something to read. A click, Enter or Escape goes to the next. What
// was read is not told again, and nothing is told any more, once another sound is there.
class NoticeBar : public Control {
 public:
  explicit NoticeBar(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent&) override { go_on(); }
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  juce::String words() const;
  void go_on();
  void show_first();

  std::vector<std::string> waiting_;  // the first one is in sight
  std::set<std::string> told_;        // of this sound
  std::string sound_;                 // its name
};

}  // namespace kiln::gui
