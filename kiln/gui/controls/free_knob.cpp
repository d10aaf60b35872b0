// Dragging, typing and painting of free knobs; they look like the others.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/free_knob.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"

namespace kiln::gui {
namespace {

constexpr float kPixelsOfTravel = 300.0f;
constexpr KnobSize kSize = KnobSize::kMedium;

float degrees(float x) { return kTravelFrom + kTravel * std::clamp(x, 0.0f, 1.0f); }

}  // namespace

FreeKnob::FreeKnob(Context& context, const juce::String& title, const juce::String& label,
                   Number number)
    : Control(context), label_(label), number_(std::move(number)) {
  make_focusable();
  setTitle(title);
  setTooltip(title);
}

void FreeKnob::set_accent(juce::Colour accent) {
  if (accent == accent_) return;
  accent_ = accent;
  repaint();
}

void FreeKnob::tick() {
  const float x = number_.x();
  juce::String text = number_.text();
  if (x == shown_x_ && text == shown_text_) return;
  shown_x_ = x;
  shown_text_ = std::move(text);
  repaint();
}

void FreeKnob::paint(juce::Graphics& g) {
  if (shown_x_ < 0.0f) tick();
  const KnobMeasures m = knob_measures(kSize);
  const auto width = static_cast<float>(getWidth());
  const Point c(0.5f * width, 0.5f * m.box);
  const float zero = number_.bipolar ? 0.5f : 0.0f;
  stroke_arc(g, c, m.ring, kTravelFrom, kTravelFrom + kTravel, m.ring_stroke, kTrack);
  if (std::fabs(shown_x_ - zero) > 0.004f) {
    stroke_arc(g, c, m.ring, degrees(zero), degrees(shown_x_), m.ring_stroke, accent_);
  }
  fill_dot(g, c, m.body, hovered_ || dragging_ ? kKnobHover : kKnob);
  juce::Path pointer;
  pointer.startNewSubPath(on_circle(c, 0.3f * m.body, degrees(shown_x_)));
  pointer.lineTo(on_circle(c, m.body - 2.0f, degrees(shown_x_)));
  stroke(g, pointer, kText1, m.pointer);
  BoxF row(0.0f, m.box - static_cast<float>(m.label_offset), width, 14.0f);
  if (line_height(g) > 14.0f) {
    const float top = 0.5f * m.box + m.body;
    row = {0.0f, top, width, 0.5f * (static_cast<float>(getHeight()) - top)};
  }
  draw_text(g, shown_text_, value_font(), kText1, row, Align::kCentre);
  draw_text(g, label_, label_font(), hovered_ ? kText1 : kText2,
            row.translated(0.0f, row.getHeight()), Align::kCentre);
}

void FreeKnob::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  repaint();
}

void FreeKnob::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void FreeKnob::mouseDown(const juce::MouseEvent& e) {
  last_ = e.position;
  drag_x_ = number_.x();
  if (e.mods.isPopupMenu()) show_menu();
}

void FreeKnob::show_menu() {
  show_popup(*this, {{.text = "Enter value", .hint = "Enter", .action = [this] { enter_value(); }},
                     {.text = "Reset", .hint = "Del", .action = [this] { set(number_.initial); }}});
}

void FreeKnob::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  if (!dragging_) {
    if (e.getDistanceFromDragStart() < 2) return;
    dragging_ = true;
    number_.begin();
    e.source.enableUnboundedMouseMovement(true);
  }
  const Point moved = e.position - last_;
  last_ = e.position;
  drag_x_ += (moved.x - moved.y) / kPixelsOfTravel * (e.mods.isShiftDown() ? 0.1f : 1.0f);
  drag_x_ = std::clamp(drag_x_, 0.0f, 1.0f);
  number_.move(drag_x_);
  tick();
}

void FreeKnob::mouseUp(const juce::MouseEvent& e) {
  if (!dragging_) return;
  dragging_ = false;
  e.source.enableUnboundedMouseMovement(false);
  number_.end();
  repaint();
}

void FreeKnob::mouseDoubleClick(const juce::MouseEvent& e) {
  const KnobMeasures m = knob_measures(kSize);
  if (e.position.y > m.box - static_cast<float>(m.label_offset)) {
    enter_value();
  } else {
    set(number_.initial);
  }
}

void FreeKnob::mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  const float steps = wheel_steps(wheel);
  if (steps != 0.0f) set(number_.x() + 0.01f * steps * (e.mods.isShiftDown() ? 0.1f : 1.0f));
}

bool FreeKnob::keyPressed(const juce::KeyPress& key) {
  const float step = key.getModifiers().isShiftDown() ? 0.001f : 0.01f;
  const int code = key.getKeyCode();
  if (code == juce::KeyPress::returnKey) {
    enter_value();
  } else if (is_menu_key(key)) {
    show_menu();
  } else if (code == juce::KeyPress::upKey || code == juce::KeyPress::rightKey) {
    set(number_.x() + step);
  } else if (code == juce::KeyPress::downKey || code == juce::KeyPress::leftKey) {
    set(number_.x() - step);
  } else if (code == juce::KeyPress::pageUpKey) {
    set(number_.x() + 0.1f);
  } else if (code == juce::KeyPress::pageDownKey) {
    set(number_.x() - 0.1f);
  } else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::endKey) {
    set(code == juce::KeyPress::homeKey ? 0.0f : 1.0f);
  } else if (code == juce::KeyPress::deleteKey) {
    set(number_.initial);
  } else {
    return false;
  }
  return true;
}

void FreeKnob::set(float x) {
  number_.begin();
  number_.move(std::clamp(x, 0.0f, 1.0f));
  number_.end();
  tick();
}

void FreeKnob::enter_value() {
  const KnobMeasures m = knob_measures(kSize);
  open_entry(*this, {0, static_cast<int>(m.box) - m.label_offset - 2, getWidth(), 18},
             number_.text(), number_.type_in);
}

std::unique_ptr<juce::AccessibilityHandler> FreeKnob::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::slider, number_.text, number_.type_in);
}

}  // namespace kiln::gui
