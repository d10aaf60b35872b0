// Builds JUCE menus from items and paints them as the design says.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/popup.h"

#include <memory>

#include "kiln/gui/style/icons.h"
#include "kiln/gui/style/paint.h"

namespace kiln::gui {
namespace {

constexpr int kRowHeight = 26;
constexpr int kSeparatorHeight = 9;
constexpr float kSourceIndent = 13.0f;  // behind the dot of a source

juce::PopupMenu build(std::vector<MenuItem>& items,
                      const std::shared_ptr<std::vector<std::function<void()>>>& actions) {
  juce::PopupMenu menu;
  for (MenuItem& item : items) {
    if (item.separator) {
      menu.addSeparator();
    } else if (item.heading) {
      menu.addSectionHeader(item.text);
    } else if (!item.sub.empty()) {
      menu.addSubMenu(item.text, build(item.sub, actions), item.enabled, nullptr, item.ticked);
    } else {
      actions->push_back(std::move(item.action));
      juce::PopupMenu::Item entry(item.text);
      entry.itemID = static_cast<int>(actions->size());
      entry.isEnabled = item.enabled;
      entry.isTicked = item.ticked;
      entry.shortcutKeyDescription = item.hint;
      menu.addItem(std::move(entry));
    }
  }
  return menu;
}

}  // namespace

void show_popup(juce::Component& at, std::vector<MenuItem> items) {
  auto actions = std::make_shared<std::vector<std::function<void()>>>();
  juce::PopupMenu menu = build(items, actions);
  juce::Component* const top = at.getTopLevelComponent();
  juce::Component* parent = &at;
  while (parent->getParentComponent() != nullptr && parent->getComponentID() != "editor") {
    parent = parent->getParentComponent();
  }
  const juce::Component::SafePointer<juce::Component> alive(top);
  menu.showMenuAsync(juce::PopupMenu::Options()
                         .withTargetComponent(at)
                         .withParentComponent(parent)
                         .withMinimumWidth(at.getWidth()),
                     [actions, alive](int choice) {
                       if (choice <= 0 || alive == nullptr) return;
                       const auto& action = (*actions)[static_cast<std::size_t>(choice - 1)];
                       if (action) action();
                     });
}

LookAndFeel::LookAndFeel() {
  // Not opaque: its corners are round.
  setColour(juce::TextEditor::backgroundColourId, kInset.withAlpha(juce::uint8{254}));
  setColour(juce::TextEditor::textColourId, kText1);
  setColour(juce::TextEditor::highlightColourId, kEmber8);
  setColour(juce::TextEditor::highlightedTextColourId, kText1);
  setColour(juce::CaretComponent::caretColourId, kText1);
  setColour(juce::ScrollBar::thumbColourId, kControl);
  setColour(juce::PopupMenu::textColourId, kText1);
}

void LookAndFeel::fillTextEditorBackground(juce::Graphics& g, int width, int height,
                                           juce::TextEditor&) {
  fill_round(g, {0.0f, 0.0f, static_cast<float>(width), static_cast<float>(height)}, kButtonRadius,
             kInset);
}

juce::Font LookAndFeel::getPopupMenuFont() { return control_font(); }

void LookAndFeel::drawPopupMenuBackgroundWithOptions(juce::Graphics& g, int width, int height,
                                                     const juce::PopupMenu::Options&) {
  g.setColour(kRaised);
  g.fillRoundedRectangle(0.0f, 0.0f, static_cast<float>(width), static_cast<float>(height),
                         kDisplayRadius);
  g.setColour(kHover);
  g.drawRoundedRectangle(0.5f, 0.5f, static_cast<float>(width) - 1.0f,
                         static_cast<float>(height) - 1.0f, kDisplayRadius, 1.0f);
}

void LookAndFeel::drawPopupMenuItemWithOptions(juce::Graphics& g, const juce::Rectangle<int>& area,
                                               bool highlighted, const juce::PopupMenu::Item& item,
                                               const juce::PopupMenu::Options&) {
  const BoxF box = area.toFloat();
  if (item.isSeparator) {
    horizontal_line(g, box.getCentreY(), box.getX() + 8, box.getRight() - 8, kControl);
    return;
  }
  if (highlighted && item.isEnabled) {
    g.setColour(kHover);
    g.fillRoundedRectangle(box.reduced(4.0f, 0.0f), kRowRadius);
  }
  const BoxF row = box.reduced(14.0f, 0.0f);
  const juce::Colour colour = !item.isEnabled ? kOff : item.isTicked ? kEmber : kText1;
  draw_text(g, item.text, control_font(), colour, row);
  if (item.subMenu != nullptr) {
    draw_icon(g, Icon::kRight, box.withLeft(box.getRight() - 20.0f), kText3, 12.0f);
  } else if (item.isTicked) {
    draw_icon(g, Icon::kCheck, box.withLeft(box.getRight() - 24.0f), kEmber, 12.0f);
  }
  if (item.shortcutKeyDescription.isNotEmpty()) {
    draw_text(g, item.shortcutKeyDescription, value_font(), kText3, row, Align::kRight);
  }
}

void LookAndFeel::drawPopupMenuSectionHeaderWithOptions(juce::Graphics& g,
                                                        const juce::Rectangle<int>& area,
                                                        const juce::String& name,
                                                        const juce::PopupMenu::Options&) {
  draw_text(g, name, label_font(), kText3, area.toFloat().reduced(14.0f, 0.0f));
}

void LookAndFeel::getIdealPopupMenuItemSizeWithOptions(const juce::String& text, bool separator,
                                                       int, int& width, int& height,
                                                       const juce::PopupMenu::Options&) {
  height = separator ? kSeparatorHeight : kRowHeight;
  width = separator ? 60 : static_cast<int>(text_width(text, control_font())) + 56;
}

juce::Rectangle<int> LookAndFeel::getTooltipBounds(const juce::String& text, juce::Point<int> at,
                                                   juce::Rectangle<int> within) {
  float width = 0.0f;
  juce::StringArray lines = juce::StringArray::fromLines(text);
  for (const juce::String& line : lines) {
    const float indent = line_colour(line).isTransparent() ? 0.0f : kSourceIndent;
    width = std::max(width, indent + text_width(line, control_font()));
  }
  const int w = static_cast<int>(width) + 22;
  const int h = lines.size() * 18 + 12;
  return juce::Rectangle<int>(at.x + 12, at.y + 16, w, h).constrainedWithin(within);
}

void LookAndFeel::drawTooltip(juce::Graphics& g, const juce::String& text, int width, int height) {
  g.setColour(kRaised);
  g.fillRoundedRectangle(BoxF(0, 0, static_cast<float>(width), static_cast<float>(height)),
                         kDisplayRadius);
  const juce::StringArray lines = juce::StringArray::fromLines(text);
  BoxF row(10.0f, 6.0f, static_cast<float>(width) - 20.0f, 18.0f);
  for (int i = 0; i < lines.size(); ++i) {
    const juce::Colour source = line_colour(lines[i]);
    const bool routed = !source.isTransparent();
    if (routed) fill_dot(g, {row.getX() + 4.0f, row.getCentreY()}, 3.5f, source);
    draw_text(g, lines[i], i == 0 ? font(Face::kSemiBold, 12.0f) : control_font(),
              i == 0                           ? kText1
              : i > 1 && i + 1 == lines.size() ? kText3
                                               : kText2,
              row.withTrimmedLeft(routed ? kSourceIndent : 0.0f));
    row.translate(0.0f, 18.0f);
  }
}

}  // namespace kiln::gui
