// Icons, words, power switches and toggles.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/buttons.h"

#include <algorithm>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {

Clickable::Clickable(Context& context, const juce::String& title) : Control(context) {
  make_focusable();
  setTitle(title);
  setTooltip(title);
}

void Clickable::set_enabled(bool enabled) {
  if (enabled == enabled_) return;
  enabled_ = enabled;
  setWantsKeyboardFocus(enabled);
  repaint();
}

void Clickable::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  repaint();
}

void Clickable::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void Clickable::mouseUp(const juce::MouseEvent& e) {
  if (!enabled_ || !contains(e.getPosition())) return;
  if (e.mods.isPopupMenu()) {
    on_menu();
  } else {
    on_click();
  }
}

bool Clickable::keyPressed(const juce::KeyPress& key) {
  if (is_menu_key(key)) {
    on_menu();
    return true;
  }
  if (key != juce::KeyPress::returnKey && key != juce::KeyPress::spaceKey) return false;
  if (enabled_) on_click();
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> Clickable::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] {
    if (enabled_) on_click();
  });
  if (!is_toggle()) {
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::button,
                                                        std::move(actions));
  }
  return spoken_handler(
      *this, juce::AccessibilityRole::toggleButton,
      [this]() -> juce::String { return is_on() ? "On" : "Off"; }, {}, std::move(actions));
}

IconButton::IconButton(Context& context, Icon icon, const juce::String& title, float size)
    : Clickable(context, title), icon_(icon), size_(size) {}

void IconButton::set_icon(Icon icon, juce::Colour colour) {
  if (icon == icon_ && colour == colour_) return;
  icon_ = icon;
  colour_ = colour;
  repaint();
}

void IconButton::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  if (round_) {
    fill_dot(g, box.getCentre(), 0.5f * box.getHeight(), hovered_ ? kHot : kEmber);
  } else if (filled_ || (hovered_ && enabled_)) {
    g.setColour(hovered_ ? kHover : kRaised);
    g.fillRoundedRectangle(box, kButtonRadius);
  }
  draw_icon(g, icon_, box, !enabled_ ? kOff : filled_ ? kText1 : colour_, size_);
}

TextButton::TextButton(Context& context, const juce::String& text, bool primary)
    : Clickable(context, text), text_(text), primary_(primary) {
  setTooltip({});
}

void TextButton::set_text(const juce::String& text) {
  if (text == text_) return;
  text_ = text;
  repaint();
}

void TextButton::set_quiet(bool quiet) {
  if (quiet == quiet_) return;
  quiet_ = quiet;
  repaint();
}

void TextButton::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(primary_ ? (hovered_ ? kHot : kEmber) : hovered_ && enabled_ ? kHover : kRaised);
  g.fillRoundedRectangle(box, kButtonRadius);
  const juce::Colour colour = !enabled_ ? kOff : primary_ ? kOnEmber : quiet_ ? kText3 : kText1;
  const juce::Font face = primary_ ? font(Face::kSemiBold, 12.0f) : control_font();
  BoxF words = box;
  if (icon_ != Icon::kCount) {
    const float width = 14.0f + 6.0f + text_width(g, text_, face);
    const float left = std::max(4.0f, box.getCentreX() - 0.5f * width);
    draw_icon(g, icon_, {left, box.getY(), 14.0f, box.getHeight()}, colour, 14.0f);
    words = box.withLeft(left + 20.0f).withTrimmedRight(2.0f);
    draw_text(g, text_, face, colour, words);
    return;
  }
  draw_text(g, text_, face, colour, words, Align::kCentre);
}

StateButton::StateButton(Context& context, Look look, const juce::String& title,
                         std::function<bool()> state)
    : Clickable(context, title), look_(look), state_(std::move(state)), shown_(state_()) {}

void StateButton::tick() {
  const bool now = state_();
  if (now == shown_) return;
  shown_ = now;
  repaint();
}

void draw_toggle(juce::Graphics& g, Point at, bool on) {
  g.setColour(on ? kPanel.interpolatedWith(kEmber, 0.28f) : kControl);
  g.fillRoundedRectangle(at.x, at.y, 26.0f, 14.0f, 7.0f);
  fill_dot(g, at + Point(on ? 19.0f : 7.0f, 7.0f), 5.0f, on ? kEmber : kText3);
}

void StateButton::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  switch (look_) {
    case Look::kPower:
      fill_dot(g, box.getCentre(), 10.0f, shown_ ? kEmber9 : hovered_ ? kHover : kRaised);
      draw_icon(g, Icon::kPower, box, shown_ ? kEmber : kText3, 14.0f);
      break;
    case Look::kKeyTrack:
      draw_icon(g, Icon::kKey, box, shown_ ? kEmber : kText3, 14.0f);
      break;
    case Look::kToggle:
      draw_toggle(g, {box.getCentreX() - 13.0f, box.getCentreY() - 7.0f}, shown_);
      break;
  }
}

void toggle_param(Context& context, ParamIndex param) {
  if (param == kNoParam) return;
  Model& model = context.model;
  model.begin_gesture(param);
  model.set_value(param, model.value(param) > 0.5f ? 0.0f : 1.0f);
  model.end_gesture(param);
}

}  // namespace kiln::gui
