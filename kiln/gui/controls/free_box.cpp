// Free fields move by steps.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/free_box.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"

namespace kiln::gui {
namespace {

constexpr float kPixelsOfStep = 6.0f;

}  // namespace

FreeBox::FreeBox(Context& context, const juce::String& title, const juce::String& label,
                 Number number)
    : Control(context), label_(label), number_(std::move(number)) {
  make_focusable();
  setTitle(title);
  setTooltip(title);
}

void FreeBox::tick() {
  juce::String now = text();
  if (now == shown_) return;
  shown_ = std::move(now);
  repaint();
}

void FreeBox::paint(juce::Graphics& g) {
  if (shown_.isEmpty()) tick();
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(hovered_ ? kRaised : kInset);
  g.fillRoundedRectangle(box, kButtonRadius);
  draw_pair(g, {label_, label_font(), kText3}, {shown_, box_font(), kText1},
            box.reduced(8.0f, 0.0f));
}

void FreeBox::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  repaint();
}

void FreeBox::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void FreeBox::set(float value) {
  const float inside = std::clamp(value, number_.low, number_.high);
  if (inside != number_.value()) number_.set(inside);
  tick();
}

void FreeBox::mouseDown(const juce::MouseEvent& e) {
  from_ = number_.value();
  hand_.press(e);
  if (e.mods.isPopupMenu()) show_menu();
}

void FreeBox::show_menu() {
  std::vector<MenuItem> items = {
      {.text = "Enter value", .hint = "Enter", .action = [this] { enter_value(); }},
      {.text = "Reset", .hint = "Del", .action = [this] { set(number_.initial); }}};
  if (!number_.common.empty()) items.push_back({.separator = true});
  for (const float value : number_.common) {
    items.push_back({.text = number_.text(value),
                     .ticked = value == number_.value(),
                     .action = [this, value] { set(value); }});
  }
  show_popup(*this, std::move(items));
}

void FreeBox::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  const Point moved = hand_.drag(e);
  set(from_ + number_.step * std::round((moved.x - moved.y) / kPixelsOfStep));
}

void FreeBox::mouseDoubleClick(const juce::MouseEvent&) { enter_value(); }

void FreeBox::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  const float steps = wheel_steps(wheel);
  if (steps != 0.0f) set(number_.value() + steps * number_.step);
}

bool FreeBox::keyPressed(const juce::KeyPress& key) {
  const int code = key.getKeyCode();
  const float now = number_.value();
  if (code == juce::KeyPress::returnKey) {
    enter_value();
  } else if (is_menu_key(key)) {
    show_menu();
  } else if (code == juce::KeyPress::upKey || code == juce::KeyPress::rightKey) {
    set(now + number_.step);
  } else if (code == juce::KeyPress::downKey || code == juce::KeyPress::leftKey) {
    set(now - number_.step);
  } else if (code == juce::KeyPress::pageUpKey) {
    set(now + 10.0f * number_.step);
  } else if (code == juce::KeyPress::pageDownKey) {
    set(now - 10.0f * number_.step);
  } else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::endKey) {
    set(code == juce::KeyPress::homeKey ? number_.low : number_.high);
  } else if (code == juce::KeyPress::deleteKey) {
    set(number_.initial);
  } else {
    return false;
  }
  return true;
}

bool FreeBox::type_in(const juce::String& text) {
  const juce::String typed = text.trim().replace(utf8("−"), "-").trimCharactersAtStart(utf8("±"));
  if (!typed.containsAnyOf("0123456789")) {
    if (!typed.equalsIgnoreCase("off")) return false;
    set(number_.low);
    return true;
  }
  set(typed.getFloatValue());
  return true;
}

void FreeBox::enter_value() {
  open_entry(*this, {getWidth() / 2, 3, getWidth() / 2 - 3, getHeight() - 6}, text(),
             [this](const juce::String& typed) { return type_in(typed); });
}

std::unique_ptr<juce::AccessibilityHandler> FreeBox::createAccessibilityHandler() {
  return spoken_handler(
      *this, juce::AccessibilityRole::slider, [this] { return text(); },
      [this](const juce::String& typed) { return type_in(typed); });
}

}  // namespace kiln::gui
