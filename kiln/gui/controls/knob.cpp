// What a knob does under the hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/knob.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/value_entry.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kPixelsOfTravel = 300.0f;
constexpr float kFine = 0.1f;
constexpr float kArcReach = 4.0f;  // pixels beside an arc that still mean it

// The value of a knob to a screen reader, in its own words.
class KnobValue : public juce::AccessibilityValueInterface {
 public:
  KnobValue(ParamEdit& edit) : edit_(edit) {}
  bool isReadOnly() const override { return false; }
  double getCurrentValue() const override { return edit_.valid() ? double{edit_.x()} : 0.0; }
  juce::String getCurrentValueAsString() const override { return edit_.spoken(); }
  void setValue(double value) override {
    edit_.begin();
    edit_.drag_to(static_cast<float>(value));
    edit_.end();
  }
  void setValueAsString(const juce::String& text) override { edit_.type_in(text); }
  AccessibleValueRange getRange() const override { return {{0.0, 1.0}, 0.01}; }

 private:
  ParamEdit& edit_;
};

}  // namespace

Knob::Knob(Context& context, ParamIndex param, juce::String label, KnobStyle style)
    : Control(context), edit_(context, param), label_(std::move(label)), style_(style) {
  make_focusable();
  setTitle(param != kNoParam ? utf8(context.param_name(param)) : label_);
}

void Knob::set_param(ParamIndex param, const juce::String& label) {
  setVisible(param != kNoParam);  // nothing to move is nothing to see, or to come to by Tab
  if (param == edit_.param() && label == label_) return;
  edit_.set(param);
  ++clicks_;
  label_ = label;
  setTitle(param != kNoParam ? utf8(context_.param_name(param)) : label_);
  shown_ = {};
  repaint();
}

void Knob::set_bypassed(bool bypassed) {
  if (bypassed_ == bypassed) return;
  bypassed_ = bypassed;
  repaint();
}

Point Knob::centre() const {
  return {0.5f * static_cast<float>(getWidth()), 0.5f * knob_measures(style_.size).box};
}

Knob::Arc Knob::arc_of(int number, float x) const {
  const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
  const bool both = context_.both_signs(route);
  const float depth = number == depth_route_ ? depth_ : route.depth;
  Arc arc{.route = number, .source = route.source, .enabled = route.enabled};
  arc.from = std::clamp(both ? x - depth : x, 0.0f, 1.0f);
  arc.to = std::clamp(x + depth, 0.0f, 1.0f);
  const int macro = static_cast<int>(route.source) - static_cast<int>(Source::kMacro1);
  if (context_.live().sounding && route.enabled && (macro < 0 || macro >= kMacroCount)) {
    arc.dot = std::clamp(x + model().route_shift(number), 0.0f, 1.0f);
    arc.dot = std::round(arc.dot * 400.0f) / 400.0f;  // below a third of a pixel nothing moves
  }
  return arc;
}

Knob::Shown Knob::look() const {
  Shown s;
  if (!edit_.valid()) return s;
  s.x = edit_.x();
  if (active() || always_values() || style_.value_line || style_.inline_value || edit_.has_pair() ||
      hasKeyboardFocus(false)) {
    s.text = edit_.text();
  }
  const std::vector<int>& routes = context_.routes_of(edit_.target());
  s.routes = static_cast<int>(routes.size());
  const int most = knob_measures(style_.size).ranges;
  for (int i = 0; i < s.routes && i < most; ++i) {
    s.arcs.push_back(arc_of(routes[static_cast<std::size_t>(i)], s.x));
  }
  s.learning = model().learning() == edit_.param();
  s.by_value = always_values();
  s.dragged = context_.dragged;
  s.pointed = context_.pointed;
  return s;
}

void Knob::tick() {
  Shown now = look();
  const bool pulses =
      now.learning || (context_.flash_route >= 0 &&
                       juce::Time::getMillisecondCounter() - context_.flash_began < 1000);
  if (now == shown_ && !pulses) return;
  if (now.text != shown_.text) {
    if (auto* const handler = getAccessibilityHandler(); handler != nullptr && edit_.dragging()) {
      handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    }
  }
  shown_ = std::move(now);
  repaint();
}

int Knob::arc_at(Point at) const {
  const KnobMeasures m = knob_measures(style_.size);
  const Point from = at - centre();
  const float radius = from.getDistanceFromOrigin();
  for (std::size_t i = 0; i < shown_.arcs.size(); ++i) {
    if (std::fabs(radius - m.range[std::min<std::size_t>(i, 1)]) > kArcReach) continue;
    const float x =
        (std::atan2(from.x, -from.y) * 180.0f / juce::MathConstants<float>::pi - kTravelFrom) /
        kTravel;
    const auto [low, high] = std::minmax(shown_.arcs[i].from, shown_.arcs[i].to);
    if (x > low - 0.03f && x < high + 0.03f) return shown_.arcs[i].route;
  }
  return -1;
}

bool Knob::in_words(Point at) const {
  const KnobMeasures m = knob_measures(style_.size);
  return at.y > m.box - static_cast<float>(m.label_offset);
}

void Knob::mouseEnter(const juce::MouseEvent&) {
  hovered_ = true;
  tick();
  repaint();
}

void Knob::mouseMove(const juce::MouseEvent& e) {
  const int arc = arc_at(e.position);
  if (arc == hovered_arc_) return;
  hovered_arc_ = arc;
  repaint();
}

void Knob::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  hovered_arc_ = -1;
  tick();
  repaint();
}

void Knob::mouseDown(const juce::MouseEvent& e) {
  if (!edit_.valid()) return;
  if (e.mods.isPopupMenu()) {
    edit_.show_menu(
        *this, [this] { enter_value(); }, more_ ? more_() : std::vector<MenuItem>{});
    return;
  }
  ++clicks_;
  last_ = e.position;
  let_go_ = false;
  depth_route_ = -1;
  const std::vector<int>& routes = context_.routes_of(edit_.target());
  // The arc may have gone since the pointer came.
  if (std::find(routes.begin(), routes.end(), hovered_arc_) == routes.end()) hovered_arc_ = -1;
  if (e.mods.isAltDown() && !routes.empty()) {
    depth_route_ = hovered_arc_ >= 0 ? hovered_arc_ : routes.front();
  } else if (hovered_arc_ >= 0) {
    depth_route_ = hovered_arc_;
  }
  if (const Route* const route = context_.route(depth_route_)) {
    depth_ = route->depth;
    depth_ends_ = ends_of(*route);
    return;
  }
  if (in_words(e.position) && edit_.has_pair()) return;
  drag_x_ = edit_.x();
}

void Knob::mouseDrag(const juce::MouseEvent& e) {
  if (!edit_.valid() || e.mods.isPopupMenu() || let_go_) return;
  const Point moved = e.position - last_;
  last_ = e.position;
  const float travel =
      (moved.x - moved.y) / kPixelsOfTravel * (e.mods.isShiftDown() ? kFine : 1.0f);
  if (depth_route_ >= 0) {
    const Route* const route = context_.route(depth_route_);
    if (route == nullptr || ends_of(*route) != depth_ends_ || route->depth != depth_) {
      mouseUp(e);  // undone under the hand
      let_go_ = true;
      return;
    }
    if (!depth_moves_) {
      if (e.getDistanceFromDragStart() < 2) return;
      depth_moves_ = true;
      model().begin_step("Depth of " + context_.route_name(depth_route_));
    }
    depth_ = std::clamp(depth_ + travel, -1.0f, 1.0f);
    context_.change_route(depth_route_, "Depth", [this](Route& r) { r.depth = depth_; });
    tick();
    repaint();
    return;
  }
  if (!edit_.dragging()) {
    if (e.getDistanceFromDragStart() < 2) return;
    edit_.begin();
    drag_x_ = edit_.x();
    e.source.enableUnboundedMouseMovement(true);
  }
  drag_x_ = std::clamp(drag_x_ + travel, 0.0f, 1.0f);
  edit_.drag_to(drag_x_);
  tick();
}

void Knob::mouseUp(const juce::MouseEvent& e) {
  if (depth_route_ >= 0) {
    depth_route_ = -1;
    if (std::exchange(depth_moves_, false)) model().end_step();
    repaint();
    return;
  }
  if (edit_.dragging()) {
    e.source.enableUnboundedMouseMovement(false);
    if (!juce::Desktop::getInstance().getDisplays().displays.isEmpty()) {
      juce::MouseInputSource hand = e.source;
      hand.setScreenPosition(hand.getLastMouseDownPosition());
    }
    edit_.end();
  } else if (e.mouseWasClicked() && edit_.has_pair() && link_.contains(e.position) &&
             !e.mods.isPopupMenu() && e.getNumberOfClicks() == 1) {
    follow_link();
  }
  repaint();
}

// Not before it is clear that no second click comes to type a value.
void Knob::follow_link() {
  juce::Timer::callAfterDelay(juce::MouseEvent::getDoubleClickTimeout(),
                              [self = SafePointer<Knob>(this), click = clicks_] {
                                if (self == nullptr || self->clicks_ != click) return;
                                self->edit_.toggle_sync();
                                self->tick();
                              });
}

void Knob::mouseDoubleClick(const juce::MouseEvent& e) {
  ++clicks_;
  if (in_words(e.position)) {
    enter_value();
  } else {
    edit_.reset();
  }
}

void Knob::mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  edit_.wheel(e, wheel);
  tick();
}

bool Knob::keyPressed(const juce::KeyPress& key) {
  const bool taken = edit_.key(
      key, *this, [this] { enter_value(); }, more_);
  if (taken) tick();
  return taken;
}

void Knob::enter_value() {
  if (!edit_.valid()) return;
  const KnobMeasures m = knob_measures(style_.size);
  const int y = static_cast<int>(m.box) - m.label_offset - 2;
  open_entry(*this, {0, y, getWidth(), 18}, edit_.text(),
             [this](const juce::String& text) { return edit_.type_in(text); });
}

juce::String Knob::getTooltip() {
  if (!edit_.valid() || edit_.dragging()) return {};
  juce::String words = utf8(context_.param_name(edit_.param())) + "\n" + edit_.text();
  for (const int number : context_.routes_of(edit_.target())) {
    const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
    words << "\n"
          << utf8(context_.source_name(route.source)) << "  "
          << utf8(context_.depth_words(route, route.depth));
  }
  words << "\n" << utf8(edit_.spec().help) << "\n";
  if (!context_.routes_of(edit_.target()).empty()) words << utf8("Alt-drag: depth · ");
  if (edit_.has_pair()) words << utf8("Click on the value: tempo · ");
  return words + "Double-click: reset";
}

std::unique_ptr<juce::AccessibilityHandler> Knob::createAccessibilityHandler() {
  return std::make_unique<juce::AccessibilityHandler>(
      *this, juce::AccessibilityRole::slider, juce::AccessibilityActions{},
      juce::AccessibilityHandler::Interfaces{std::make_unique<KnobValue>(edit_)});
}

ParamIndex Knob::drop_param() const {
  return edit_.valid() && edit_.spec().modulatable() ? edit_.target() : kNoParam;
}

void Knob::set_drop_over(bool over) {
  over_ = over;
  repaint();
}

}  // namespace kiln::gui
