// Columns of strips, fields of bars, words in rows.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/value_box.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr float kPixelsOfTravel = 300.0f;
constexpr float kPixelsOfStep = 8.0f;

}  // namespace

ValueBox::ValueBox(Context& context, ParamIndex param, const juce::String& label, Look look)
    : Control(context), edit_(context, param), label_(label), look_(look) {
  make_focusable();
  setTitle(utf8(context.param_name(param)));
}

void ValueBox::set_bypassed(bool bypassed) {
  if (bypassed == bypassed_) return;
  bypassed_ = bypassed;
  repaint();
}

bool ValueBox::is_off() const { return look_ == Look::kRow && std::isinf(edit_.real()); }

juce::String ValueBox::short_text() const {
  if (is_off()) return "Off";
  juce::String text = edit_.text();
  // The row has room for "-9.5 dB" and "-12 dB".
  if (look_ == Look::kRow && std::abs(edit_.real()) >= 9.95f) {
    text =
        juce::String(juce::roundToInt(edit_.real())) + text.fromFirstOccurrenceOf(" ", true, false);
  }
  if (!compact_) return text;
  text = text.removeCharacters(" ");
  for (const char* unit : {"st", "ct"}) {
    if (text.endsWith(unit)) text = text.dropLastCharacters(2);
  }
  return text;
}

void ValueBox::tick() {
  const juce::String text = short_text();
  const std::vector<int>& routes = context_.routes_of(edit_.target());
  const Source modulator =
      routes.empty() ? Source::kNone
                     : context_.patch().routes[static_cast<std::size_t>(routes.front())].source;
  if (text == shown_ && modulator == modulator_ && dragged_ == context_.dragged) return;
  shown_ = text;
  modulator_ = modulator;
  dragged_ = context_.dragged;
  repaint();
}

void ValueBox::paint(juce::Graphics& g) {
  if (shown_.isEmpty()) shown_ = short_text();
  const BoxF box = getLocalBounds().toFloat();
  const bool target = dragged_ != Source::kNone && drop_param() != kNoParam;
  if (look_ == Look::kField) {
    g.setColour(hovered_ ? kRaised : kInset);
    g.fillRoundedRectangle(box, kButtonRadius);
    draw_pair(g, {label_, label_font(), kText3}, {shown_, box_font(), kText1},
              box.reduced(8.0f, 0.0f));
  } else if (look_ == Look::kRow) {
    const bool dim = (bypassed_ || is_off()) && !hovered_;
    draw_pair(g, {label_, label_font(), hovered_ ? kText2 : kText3},
              {shown_, value_font(), dim ? kText3 : kText1}, box);
  } else {
    if (hovered_ || edit_.dragging()) {
      g.setColour(kControl);
      g.fillRoundedRectangle(box, kButtonRadius);
    }
    const bool tight = line_height(g) > 14.0f;  // both lines need all of the box
    const float top = tight ? 0.0f : 0.5f * (box.getHeight() - 30.0f);
    const float middle = tight ? 0.5f * box.getHeight() - 2.0f : top + 14.0f;
    const float upper = tight ? line_height(g) : 14.0f;
    const float lower = tight ? line_height(g) + 3.0f : 16.0f;  // nothing of a value hangs down
    draw_text(g, label_, label_font(), kText3, {box.getX(), top, box.getWidth(), upper},
              Align::kCentre);
    draw_text(g, shown_, box_font(), kText1,
              {box.getX() - 4.0f, middle, box.getWidth() + 8.0f, lower}, Align::kCentre);
  }
  if (modulator_ != Source::kNone || target) {
    g.setColour(source_colour(target ? dragged_ : modulator_)
                    .withMultipliedAlpha(target && !over_ ? 0.5f : 1.0f));
    const BoxF line = look_ == Look::kRow ? box.withTrimmedBottom(2.0f) : box.reduced(4.0f, 0.0f);
    g.fillRoundedRectangle(line.getX(), line.getBottom() - 2.0f, line.getWidth(), 2.0f, 1.0f);
  }
}

void ValueBox::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  repaint();
}

void ValueBox::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void ValueBox::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) {
    edit_.show_menu(*this, [this] { enter_value(); });
    return;
  }
  last_ = e.position;
}

void ValueBox::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  if (!edit_.dragging()) {
    if (e.getDistanceFromDragStart() < 2) return;
    edit_.begin();
    drag_x_ = edit_.x();
    e.source.enableUnboundedMouseMovement(true);
  }
  const Point moved = e.position - last_;
  last_ = e.position;
  float pixels = kPixelsOfTravel;
  if (edit_.spec().curve == Curve::kStep) {
    pixels = std::min(pixels, kPixelsOfStep * (edit_.spec().max - edit_.spec().min));
  }
  drag_x_ += (moved.x - moved.y) / pixels * (e.mods.isShiftDown() ? 0.1f : 1.0f);
  drag_x_ = std::clamp(drag_x_, 0.0f, 1.0f);
  edit_.drag_to(drag_x_);
  tick();
}

void ValueBox::mouseUp(const juce::MouseEvent& e) {
  if (!edit_.dragging()) return;
  e.source.enableUnboundedMouseMovement(false);
  edit_.end();
}

void ValueBox::mouseDoubleClick(const juce::MouseEvent&) { enter_value(); }

void ValueBox::mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  edit_.wheel(e, wheel);
  tick();
}

bool ValueBox::keyPressed(const juce::KeyPress& key) {
  return edit_.key(key, *this, [this] { enter_value(); });
}

void ValueBox::enter_value() {
  const int height = 18;
  const int width = look_ == Look::kRow ? std::min(getWidth(), 58) : getWidth();
  const int top = std::max(0, getHeight() - height - 1);
  open_entry(*this, {getWidth() - width, top, width, height}, edit_.text(),
             [this](const juce::String& text) { return edit_.type_in(text); });
}

juce::String ValueBox::getTooltip() {
  return utf8(context_.param_name(edit_.param())) + "\n" + edit_.spoken() + "\n" +
         utf8(edit_.spec().help);
}

ParamIndex ValueBox::drop_param() const {
  return edit_.spec().modulatable() ? edit_.target() : kNoParam;
}

void ValueBox::set_drop_over(bool over) {
  over_ = over;
  repaint();
}

std::unique_ptr<juce::AccessibilityHandler> ValueBox::createAccessibilityHandler() {
  return spoken_handler(
      *this, juce::AccessibilityRole::slider, [this] { return edit_.spoken(); },
      [this](const juce::String& text) { return edit_.type_in(text); });
}

}  // namespace kiln::gui
