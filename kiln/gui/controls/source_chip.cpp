// Dragging sources.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/source_chip.h"

#include <cmath>
#include <utility>

#include "kiln/gui/controls/popup.h"
#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/target_menu.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr int kDragBegins = 4;  // pixels

}  // namespace

SourceDrag::SourceDrag(Context& context, Source source) : Control(context), source_(source) {
  make_focusable();
  setTitle(utf8(context.source_name(source)));
}

void SourceDrag::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  context_.pointed = source_;
  repaint();
}

void SourceDrag::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  if (context_.pointed == source_) context_.pointed = Source::kNone;
  repaint();
}

void SourceDrag::mouseDown(const juce::MouseEvent& e) {
  drags_ = false;
  if (e.mods.isPopupMenu()) show_targets();
}

void SourceDrag::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  if (!drags_) {
    if (e.getDistanceFromDragStart() < kDragBegins) return;
    drags_ = true;
    context_.dragged = source_;
    context_.pointed = Source::kNone;
    setMouseCursor(juce::MouseCursor::DraggingHandCursor);
  }
  if (context_.dragged == source_) context_.drag_moved(source_, e.getScreenPosition());
}

void SourceDrag::mouseUp(const juce::MouseEvent& e) {
  if (std::exchange(drags_, false)) {
    setMouseCursor(juce::MouseCursor::NormalCursor);
    if (context_.dragged == source_) context_.drag_ended(true);
  } else if (!e.mods.isPopupMenu() && contains(e.getPosition())) {
    on_click();
  }
}

bool SourceDrag::keyPressed(const juce::KeyPress& key) {
  if (key == juce::KeyPress::escapeKey && context_.dragged != Source::kNone) {
    context_.drag_ended(false);
    return true;
  }
  if (key == juce::KeyPress::returnKey) {
    on_click();
    return true;
  }
  if (is_menu_key(key)) {
    show_targets();
    return true;
  }
  return false;
}

void SourceDrag::show_targets() {
  std::vector<MenuItem> items = {{.text = getTitle(), .heading = true}};
  const std::vector<Route>& routes = context_.patch().routes;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (routes[i].source != source_) continue;
    const auto number = static_cast<int>(i);
    const RouteTarget& target = routes[i].target;
    const juce::String to = target.kind == RouteTarget::Kind::kParameter
                                ? utf8(context_.param_name(target.param))
                                : "Depth of route " + juce::String(target.route + 1);
    items.push_back(
        {.text = to,
         .hint = utf8(context_.depth_words(routes[i], routes[i].depth)),
         .sub = {{.text = "Remove", .action = [this, number] { context_.remove_route(number); }}}});
  }
  if (items.size() == 1)
    items.push_back({.text = "No routes yet: drag it to a knob", .enabled = false});
  items.push_back({.separator = true});
  items.push_back({.text = "Add", .sub = target_menu(context_, [this](ParamIndex p) {
                                    context_.add_route(source_, p,
                                                       model().table()[p].spec.drop_depth);
                                  })});
  more_items(items);
  show_popup(*this, std::move(items));
}

juce::String SourceDrag::spoken() {
  const int count = context_.routes_from(source_);
  return juce::String(count) + (count == 1 ? " route" : " routes");
}

juce::String SourceDrag::getTooltip() {
  return utf8(context_.source_name(source_)) + "\n" + SourceDrag::spoken() + ". Drag it to a knob.";
}

std::unique_ptr<juce::AccessibilityHandler> SourceDrag::createAccessibilityHandler() {
  juce::AccessibilityActions actions;
  actions.addAction(juce::AccessibilityActionType::press, [this] { on_click(); });
  actions.addAction(juce::AccessibilityActionType::showMenu, [this] { show_targets(); });
  return spoken_handler(
      *this, juce::AccessibilityRole::button, [this] { return spoken(); }, {}, std::move(actions));
}

SourceChip::SourceChip(Context& context, Source source, Look look)
    : SourceDrag(context, source), look_(look) {}

void draw_live_bar(juce::Graphics& g, BoxF bar, float value, bool bipolar, juce::Colour colour) {
  g.setColour(colour);
  if (!bipolar) {
    if (value > 0.0f) g.fillRect(bar.withWidth(bar.getWidth() * std::min(1.0f, value)));
    return;
  }
  const float half = 0.5f * bar.getWidth();
  const float width = std::max(1.0f, std::fabs(value) * half);
  g.fillRect(bar.withX(bar.getX() + (value < 0.0f ? half - width : half)).withWidth(width));
  g.setColour(kText3);
  g.fillRect(bar.withX(bar.getCentreX() - 0.5f).withWidth(1.0f));
}

void SourceChip::tick() {
  const juce::String name = utf8(context_.source_name(source_));
  const float value = std::round(context_.live().sources[static_cast<std::size_t>(source_)] *
                                 static_cast<float>(getWidth())) /
                      static_cast<float>(std::max(1, getWidth()));
  if (name == name_ && (!look_.live || value == shown_)) return;
  if (name != name_) setTitle(name);
  name_ = name;
  shown_ = value;
  repaint();
}

void SourceChip::paint(juce::Graphics& g) {
  if (name_.isEmpty()) tick();
  const BoxF box = getLocalBounds().toFloat();
  g.setColour(hovered_ ? kHover : look_.fill);
  g.fillRoundedRectangle(box, look_.radius);
  const juce::Colour colour = source_colour(source_);
  draw_grip(g, {8.0f, 0.5f * (box.getHeight() - 12.0f)}, colour);
  draw_text(g, name_, font(Face::kMedium, look_.size), kText1, box.withTrimmedLeft(22.0f));
  if (!look_.live) return;
  draw_live_bar(g, box.withTop(box.getBottom() - 2.0f), shown_, context_.both_signs(source_),
                colour);
}

}  // namespace kiln::gui
