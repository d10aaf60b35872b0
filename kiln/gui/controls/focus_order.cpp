// Sorts what can have the focus.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/focus_order.h"

#include <algorithm>
#include <cstdlib>

namespace kiln::gui {
namespace {

constexpr int kSameTop = 10;    // pixels: icons stand a little lower than menus
constexpr int kSameCentre = 4;  // or beside the middle of something tall

bool same_row(const juce::Component& a, const juce::Component& b) {
  return std::abs(a.getY() - b.getY()) <= kSameTop ||
         std::abs(a.getBounds().getCentreY() - b.getBounds().getCentreY()) <= kSameCentre;
}

void collect(const juce::Component& parent, std::vector<juce::Component*>& found) {
  std::vector<juce::Component*> children;
  for (juce::Component* const child : parent.getChildren()) {
    if (child->isVisible() && child->isEnabled()) children.push_back(child);
  }
  std::stable_sort(children.begin(), children.end(),
                   [](const auto* a, const auto* b) { return a->getY() < b->getY(); });
  for (auto row = children.begin(); row != children.end();) {
    const juce::Component& first = **row;
    const auto end = std::stable_partition(row, children.end(),
                                           [&first](const auto* c) { return same_row(*c, first); });
    std::stable_sort(row, end, [](const auto* a, const auto* b) { return a->getX() < b->getX(); });
    row = end;
  }
  for (juce::Component* const child : children) {
    if (child->getWantsKeyboardFocus()) found.push_back(child);
    collect(*child, found);
  }
}

}  // namespace

std::vector<juce::Component*> FocusOrder::getAllComponents(juce::Component* parent) {
  std::vector<juce::Component*> found;
  if (parent != nullptr) collect(*parent, found);
  return found;
}

juce::Component* FocusOrder::getDefaultComponent(juce::Component* parent) {
  const std::vector<juce::Component*> all = getAllComponents(parent);
  return all.empty() ? nullptr : all.front();
}

// Around the ends, so that no control holds the focus.
juce::Component* FocusOrder::step(juce::Component* current, int by) {
  if (current == nullptr) return nullptr;
  juce::Component* container = current->findKeyboardFocusContainer();
  if (container == nullptr) container = current->getTopLevelComponent();
  const std::vector<juce::Component*> all = getAllComponents(container);
  if (all.empty()) return nullptr;
  const auto count = static_cast<int>(all.size());
  const auto at = static_cast<int>(std::find(all.begin(), all.end(), current) - all.begin());
  if (at == count) return all[static_cast<std::size_t>(by > 0 ? 0 : count - 1)];
  return all[static_cast<std::size_t>((at + by + count) % count)];
}

juce::Component* FocusOrder::getNextComponent(juce::Component* current) { return step(current, 1); }

juce::Component* FocusOrder::getPreviousComponent(juce::Component* current) {
  return step(current, -1);
}

}  // namespace kiln::gui
