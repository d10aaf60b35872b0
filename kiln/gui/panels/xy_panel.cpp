// The pad and the menus of its axes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/xy_panel.h"

#include <algorithm>

#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {
namespace {

constexpr juce::uint32 kTrailMilliseconds = 2000;

Source source_of(int macro) {
  return static_cast<Source>(static_cast<int>(Source::kMacro1) + macro);
}

}  // namespace

XyPad::XyPad(Context& context) : Control(context), x_(context), y_(context) {
  make_focusable();
  setTitle("XY pad");
  setTooltip("Drag to move both macros");
  for (int axis = 0; axis < 2; ++axis) set_macro(axis, macro(axis));
}

void XyPad::set_macro(int axis, int macro) {
  macros_[static_cast<std::size_t>(axis)] = macro;
  (axis == 0 ? x_ : y_).set(context_.common(SlotKind::kMacro, macro, "value"));
  trail_.clear();
  shown_ = kNowhere;
}

Point XyPad::place() const {
  return {x_.x() * static_cast<float>(getWidth()),
          (1.0f - y_.x()) * static_cast<float>(getHeight())};
}

void XyPad::tick() {
  const juce::uint32 time = juce::Time::getMillisecondCounter();
  const Point now = place();
  const std::size_t before = trail_.size();
  while (!trail_.empty() && time - trail_.front().time > kTrailMilliseconds) trail_.pop_front();
  const bool moved = !(now == shown_);
  if (moved && !(shown_ == kNowhere)) trail_.push_back({time, shown_});
  shown_ = now;
  if (moved || trail_.size() != before) repaint();
}

void XyPad::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  fill_round(g, box, kDisplayRadius, kInset);
  for (const float part : {0.25f, 0.5f, 0.75f}) {
    vertical_line(g, part * box.getWidth(), 0.0f, box.getHeight(), part == 0.5f ? kLine : kGrid);
    horizontal_line(g, part * box.getHeight(), 0.0f, box.getWidth(), part == 0.5f ? kLine : kGrid);
  }
  const Point at = place();
  if (!trail_.empty()) {
    std::vector<Point> points;
    for (const Step& step : trail_) points.push_back(step.place);
    points.push_back(at);
    stroke(g, polyline(points), kEmber7, 1.5f);
  }
  vertical_line(g, at.x, 0.0f, box.getHeight(), source_colour(source_of(macro(0))).withAlpha(0.6f));
  horizontal_line(g, at.y, 0.0f, box.getWidth(),
                  source_colour(source_of(macro(1))).withAlpha(0.6f));
  const Point inside(std::clamp(at.x, 6.0f, box.getWidth() - 6.0f),
                     std::clamp(at.y, 6.0f, box.getHeight() - 6.0f));
  fill_dot(g, inside, 11.0f, kEmber.withAlpha(0.27f));
  draw_dot(g, inside, 5.0f, kEmber, kCore, 2.0f);
}

// Both macros move in one gesture: one step of undo.
void XyPad::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  x_.begin();
  if (macro(0) != macro(1)) y_.begin();
  mouseDrag(e);
}

void XyPad::mouseDrag(const juce::MouseEvent& e) {
  if (!x_.dragging()) return;
  x_.drag_to(e.position.x / static_cast<float>(getWidth()));
  if (y_.dragging()) y_.drag_to(1.0f - e.position.y / static_cast<float>(getHeight()));
}

void XyPad::mouseUp(const juce::MouseEvent&) {
  if (y_.dragging()) y_.end();
  if (x_.dragging()) x_.end();
}

// Left and right move one macro, up and down the other.
bool XyPad::keyPressed(const juce::KeyPress& key) {
  const float step = key.getModifiers().isShiftDown() ? 0.1f : 1.0f;
  const int code = key.getKeyCode();
  if (code == juce::KeyPress::leftKey || code == juce::KeyPress::rightKey) {
    x_.move(code == juce::KeyPress::rightKey ? step : -step);
  } else if (code == juce::KeyPress::upKey || code == juce::KeyPress::downKey) {
    y_.move(code == juce::KeyPress::upKey ? step : -step);
  } else {
    return false;
  }
  tick();
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> XyPad::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::slider, [this] {
    return utf8(context_.source_name(source_of(macro(0)))) + " " + x_.text() + ", " +
           utf8(context_.source_name(source_of(macro(1)))) + " " + y_.text();
  });
}

XyPanel::XyPanel(Context& context)
    : Panel(context, "XY"),
      pad_(context),
      x_(
          context, Menu::Look::kCaption, "Macro sideways",
          [this] { return "X " + utf8(context_.source_name(source_of(pad_.macro(0)))); },
          [this] { return items(0); }),
      y_(
          context, Menu::Look::kCaption, "Macro upwards",
          [this] { return "Y " + utf8(context_.source_name(source_of(pad_.macro(1)))); },
          [this] { return items(1); }) {
  addAndMakeVisible(pad_);
  for (Menu* menu : {&x_, &y_}) {
    addAndMakeVisible(menu);
    menu->on_resize = [this] { lay_out(); };
  }
}

void XyPanel::resized() {
  pad_.setBounds(8, 8, getWidth() - 16, getHeight() - 44);
  lay_out();
}

void XyPanel::lay_out() {
  const int top = getHeight() - 27;
  x_.place_caption(8, top, std::min(x_.natural_width(), getWidth() / 2 - 8));
  y_.place_caption(getWidth() / 2, top, std::min(y_.natural_width(), getWidth() / 2 - 8));
}

std::vector<MenuItem> XyPanel::items(int axis) {
  std::vector<MenuItem> all;
  for (int i = 0; i < kMacroCount; ++i) {
    all.push_back({.text = utf8(context_.source_name(source_of(i))),
                   .ticked = pad_.macro(axis) == i,
                   .action = [this, axis, i] { pad_.set_macro(axis, i); }});
  }
  return all;
}

}  // namespace kiln::gui
