// What lists share whose entries are painted: the keys that move in them, and that they tell of it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

#include <algorithm>

namespace kiln::gui {

inline void say_changed(juce::Component& component) {
  if (auto* const handler = component.getAccessibilityHandler()) {
    handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
  }
}

// Where a key for moving leads from one of `count` entries; -1: it is another key.
inline int moved_by(const juce::KeyPress& key, int from, int count) {
  int to = from;
  if (key == juce::KeyPress::downKey || key == juce::KeyPress::rightKey) {
    ++to;
  } else if (key == juce::KeyPress::upKey || key == juce::KeyPress::leftKey) {
    --to;
  } else if (key == juce::KeyPress::homeKey) {
    to = 0;
  } else if (key == juce::KeyPress::endKey) {
    to = count - 1;
  } else {
    return -1;
  }
  return count > 0 ? std::clamp(to, 0, count - 1) : -1;
}

}  // namespace kiln::gui
