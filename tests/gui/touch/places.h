// Where things lie on a page: inside their panels, and beside each other.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "kiln/gui/panels/panel.h"
#include "tests/gui/touch/stage.h"

namespace kiln::test {

inline constexpr std::pair<gui::Page, const char*> kPages[] = {{gui::Page::kVoice, "Voice"},
                                                               {gui::Page::kEffects, "Effects"},
                                                               {gui::Page::kMatrix, "Matrix"},
                                                               {gui::Page::kPlay, "Play"},
                                                               {gui::Page::kPresets, "Presets"}};

// In pixels of the design.
inline juce::Rectangle<int> in_window(Stage& stage, const juce::Component& component) {
  return stage.frame().getLocalArea(&component, component.getLocalBounds());
}

inline bool is_panel(const juce::Component* component) {
  return dynamic_cast<const gui::Panel*>(component) != nullptr;
}

// What takes clicks and keys of its own on a page.
inline std::vector<juce::Component*> touchable(Stage& stage) {
  std::vector<juce::Component*> found;
  for (juce::Component* const component : stage.visible()) {
    if (component->getWantsKeyboardFocus() && component != &stage.frame() && !is_panel(component)) {
      found.push_back(component);
    }
  }
  return found;
}

// `floor`: where the keyboard bar begins.
inline void expect_places(Stage& stage, const juce::String& page, int floor) {
  int panels = 0;
  for (juce::Component* const component : stage.visible()) {
    if (!is_panel(component)) continue;
    ++panels;
    EXPECT_LE(in_window(stage, *component).getBottom(), floor - 8)
        << page << ": " << component->getTitle() << " lies under the keyboard bar";
    for (juce::Component* const child : component->getChildren()) {
      if (!child->isVisible()) continue;
      EXPECT_TRUE(component->getLocalBounds().contains(child->getBounds()))
          << page << ": " << child->getTitle() << " at " << child->getBounds().toString()
          << " leaves " << component->getTitle();
    }
  }
  EXPECT_GE(panels, 2) << page;
  const std::vector<juce::Component*> all = touchable(stage);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i]->isParentOf(all[j]) || all[j]->isParentOf(all[i])) continue;
      const juce::Rectangle<int> a = in_window(stage, *all[i]).reduced(1);
      const juce::Rectangle<int> b = in_window(stage, *all[j]).reduced(1);
      EXPECT_FALSE(a.intersects(b))
          << page << ": " << all[i]->getTitle() << " lies on " << all[j]->getTitle();
    }
  }
}

}  // namespace kiln::test
