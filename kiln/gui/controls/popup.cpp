// Builds JUCE menus from items and paints them as the design says.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/popup.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "kiln/gui/style/icons.h"
#include "kiln/gui/style/paint.h"

namespace kiln::gui {
namespace {

constexpr int kRowHeight = 26;
constexpr int kSeparatorHeight = 9;
constexpr float kSourceIndent = 13.0f;  // behind the dot of a source
constexpr int kMostTarget = 100;        // a control's height; what is higher is a panel or display
constexpr int kMostMinimum = 240;       // width that a menu takes over from its field
constexpr float kArrowRoom = 16.0f;     // at the right of a row: an arrow or a tick
constexpr float kMostTip = 420.0f;      // width of a tooltip's lines
constexpr int kTipLine = 18;
constexpr int kTipGap = 8;

juce::PopupMenu build(std::vector<MenuItem>& items,
                      const std::shared_ptr<std::vector<std::function<void()>>>& actions) {
  juce::PopupMenu menu;
  for (MenuItem& item : items) {
    if (item.separator) {
      menu.addSeparator();
    } else if (item.heading) {
      menu.addSectionHeader(item.text);
    } else if (!item.sub.empty()) {
      juce::PopupMenu::Item entry(item.text);
      entry.subMenu = std::make_unique<juce::PopupMenu>(build(item.sub, actions));
      entry.isEnabled = item.enabled;
      entry.isTicked = item.ticked;
      entry.shortcutKeyDescription = item.hint;
      menu.addItem(std::move(entry));
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

void show(juce::Component& at, juce::Rectangle<int> on_screen, int least_width,
          std::vector<MenuItem>& items) {
  auto actions = std::make_shared<std::vector<std::function<void()>>>();
  juce::PopupMenu menu = build(items, actions);
  // Inside the frame, which is what the window scales; else in a window of its own.
  juce::Component* frame = &at;
  while (frame != nullptr && (frame->getParentComponent() == nullptr ||
                              frame->getParentComponent()->getComponentID() != "editor")) {
    frame = frame->getParentComponent();
  }
  menu.setLookAndFeel(&at.getLookAndFeel());
  const juce::Component::SafePointer<juce::Component> alive(&at);
  menu.showMenuAsync(juce::PopupMenu::Options()
                         .withTargetComponent(at)
                         .withTargetScreenArea(on_screen)
                         .withParentComponent(frame)
                         .withMinimumWidth(least_width),
                     [actions, alive](int choice) {
                       if (choice <= 0 || alive == nullptr) return;
                       const auto& action = (*actions)[static_cast<std::size_t>(choice - 1)];
                       if (action) action();
                     });
}

// Words as wide as a tooltip may be, line by line.
void wrap(const juce::String& text, const juce::Font& face, juce::StringArray& lines) {
  juce::String line;
  for (const juce::String& word : juce::StringArray::fromTokens(text, " ", "")) {
    const juce::String longer = line.isEmpty() ? word : line + " " + word;
    if (line.isNotEmpty() && text_width(longer, face) > kMostTip) {
      lines.add(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.add(line);
}

}  // namespace

void show_popup(juce::Component& at, std::vector<MenuItem> items) {
  const juce::Point<int> pointer = at.getMouseXYRelative();
  if (at.getHeight() > kMostTarget && at.getLocalBounds().contains(pointer)) {
    show_popup(at, juce::Rectangle<int>(pointer, pointer + juce::Point<int>(1, 1)),
               std::move(items));
    return;
  }
  show(at, at.getScreenBounds(), std::min(at.getWidth(), kMostMinimum), items);
}

void show_popup(juce::Component& at, juce::Rectangle<int> part, std::vector<MenuItem> items) {
  show(at, at.localAreaToGlobal(part), 0, items);
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
  setColour(juce::PopupMenu::backgroundColourId, kRaised.withAlpha(juce::uint8{254}));
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
    const bool marked = item.subMenu != nullptr || item.isTicked;
    draw_text(g, item.shortcutKeyDescription, value_font(), kText3,
              row.withTrimmedRight(marked ? kArrowRoom : 0.0f), Align::kRight);
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
  width = separator ? 60 : static_cast<int>(text_width(text, readable(control_font(), scale))) + 56;
}

juce::Font LookAndFeel::tip_font(int line) const {
  return readable(line == 0 ? font(Face::kSemiBold, 12.0f) : control_font(), scale);
}

juce::StringArray LookAndFeel::tip_lines(const juce::String& text) const {
  juce::StringArray lines;
  for (const juce::String& line : juce::StringArray::fromLines(text)) {
    wrap(line, tip_font(lines.size()), lines);
  }
  return lines;
}

// Below what it describes, above where there is no room; never over it.
juce::Rectangle<int> LookAndFeel::getTooltipBounds(const juce::String& text, juce::Point<int> at,
                                                   juce::Rectangle<int> within) {
  const juce::StringArray lines = tip_lines(text);
  float width = 0.0f;
  for (int i = 0; i < lines.size(); ++i) {
    const float indent = line_colour(lines[i]).isTransparent() ? 0.0f : kSourceIndent;
    width = std::max(width, indent + text_width(lines[i], tip_font(i)));
  }
  juce::Rectangle<int> tip(at.x + 12, at.y + 16, static_cast<int>(std::ceil(width)) + 22,
                           lines.size() * kTipLine + 12);
  if (const juce::Rectangle<int> on = rested_on(); !on.isEmpty()) {
    const int below = on.getBottom() + kTipGap;
    const bool fits = below + tip.getHeight() <= within.getBottom();
    tip.setPosition(on.getX(), fits ? below : on.getY() - kTipGap - tip.getHeight());
  }
  return tip.constrainedWithin(within);
}

void LookAndFeel::drawTooltip(juce::Graphics& g, const juce::String& text, int width, int height) {
  g.setColour(kRaised);
  g.fillRoundedRectangle(BoxF(0, 0, static_cast<float>(width), static_cast<float>(height)),
                         kDisplayRadius);
  const juce::StringArray lines = tip_lines(text);
  const int quiet = tip_lines(text.upToLastOccurrenceOf("\n", false, false)).size();
  BoxF row(10.0f, 6.0f, static_cast<float>(width) - 20.0f, kTipLine);
  for (int i = 0; i < lines.size(); ++i) {
    const juce::Colour source = line_colour(lines[i]);
    const bool routed = !source.isTransparent();
    if (routed) fill_dot(g, {row.getX() + 4.0f, row.getCentreY()}, 3.5f, source);
    draw_text(g, lines[i], i == 0 ? font(Face::kSemiBold, 12.0f) : control_font(),
              i == 0                ? kText1
              : i > 1 && i >= quiet ? kText3
                                    : kText2,
              row.withTrimmedLeft(routed ? kSourceIndent : 0.0f));
    row.translate(0.0f, kTipLine);
  }
}

}  // namespace kiln::gui
