// A bed of 120 pixels, its thumb, the range of its routes below.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/mix_slider.h"

#include <algorithm>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"

namespace kiln::gui {
namespace {

constexpr float kBedLeft = 34.0f;
constexpr float kBedWidth = 120.0f;
constexpr float kBedTop = 8.0f;

}  // namespace

MixSlider::MixSlider(Context& context, ParamIndex param) : Control(context), edit_(context, param) {
  make_focusable();
  setTitle(utf8(context.param_name(param)));
}

void MixSlider::set_param(ParamIndex param) {
  edit_.set(param);
  shown_x_ = -1.0f;
}

void MixSlider::set_bypassed(bool bypassed) {
  if (bypassed == bypassed_) return;
  bypassed_ = bypassed;
  repaint();
}

void MixSlider::tick() {
  const float x = edit_.x();
  const auto routes = static_cast<int>(context_.routes_of(edit_.target()).size());
  if (x == shown_x_ && routes == shown_routes_ && dragged_ == context_.dragged) return;
  shown_x_ = x;
  shown_routes_ = routes;
  dragged_ = context_.dragged;
  repaint();
}

void MixSlider::paint(juce::Graphics& g) {
  const float x = edit_.x();
  const juce::Colour words = bypassed_ ? kText3 : kText2;
  draw_text(g, "Mix", label_font(), words, {0, 0, 32, 22});
  const BoxF bed(kBedLeft, kBedTop, kBedWidth, 6.0f);
  g.setColour(kTrack);
  g.fillRoundedRectangle(bed, 3.0f);
  g.setColour(bypassed_ ? kMute : kEmber);
  g.fillRoundedRectangle(bed.withWidth(kBedWidth * x), 3.0f);
  for (const int number : context_.routes_of(edit_.target())) {
    const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
    const float to = std::clamp(x + route.depth, 0.0f, 1.0f);
    g.setColour(source_colour(route.source).withMultipliedAlpha(bypassed_ ? 0.35f : 1.0f));
    g.fillRoundedRectangle(kBedLeft + kBedWidth * std::min(x, to), kBedTop + 8.0f,
                           kBedWidth * std::max(0.01f, std::abs(to - x)), 2.0f, 1.0f);
  }
  if (dragged_ != Source::kNone) {
    g.setColour(source_colour(dragged_).withMultipliedAlpha(over_ ? 1.0f : 0.5f));
    g.fillRoundedRectangle(kBedLeft, kBedTop + 8.0f, kBedWidth, 2.0f, 1.0f);
  }
  g.setColour(bypassed_ ? kText3 : kText1);
  g.fillRoundedRectangle(kBedLeft + std::clamp(kBedWidth * x - 2.0f, 0.0f, kBedWidth - 4.0f),
                         kBedTop - 3.0f, 4.0f, 12.0f, 2.0f);
  draw_text(g, edit_.text(), value_font(), bypassed_ ? kText3 : kText1, {156, 0, 40, 22},
            Align::kRight);
}

void MixSlider::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) {
    edit_.show_menu(*this, [this] { enter_value(); });
    return;
  }
  drag_x_ = edit_.x();
  hand_.press(e);
}

void MixSlider::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  if (!edit_.dragging()) edit_.begin();
  edit_.drag_to(drag_x_ + hand_.drag(e).x / kBedWidth);
  tick();
}

void MixSlider::mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  edit_.wheel(e, wheel);
}

std::unique_ptr<juce::AccessibilityHandler> MixSlider::createAccessibilityHandler() {
  return spoken_handler(
      *this, juce::AccessibilityRole::slider, [this] { return edit_.spoken(); },
      [this](const juce::String& text) { return edit_.type_in(text); });
}

bool MixSlider::keyPressed(const juce::KeyPress& key) {
  return edit_.key(key, *this, [this] { enter_value(); });
}

void MixSlider::enter_value() {
  open_entry(*this, {146, 2, 54, 18}, edit_.text(),
             [this](const juce::String& text) { return edit_.type_in(text); });
}

void MixSlider::mouseDoubleClick(const juce::MouseEvent& e) {
  if (e.position.x > kBedLeft + kBedWidth) {
    enter_value();
  } else {
    edit_.reset();
  }
}

void MixSlider::set_drop_over(bool over) {
  over_ = over;
  repaint();
}

}  // namespace kiln::gui
