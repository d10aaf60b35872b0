// Points at equal distances, moved up and down.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/route_curve.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {
namespace {

constexpr int kSteps = 64;
constexpr int kUsualPoints = 5;
constexpr float kMargin = 5.0f;
constexpr float kReach = 12.0f;

}  // namespace

RouteCurveDisplay::RouteCurveDisplay(Context& context) : Control(context) {
  make_focusable();
  setTitle("Route curve");
  setTooltip("Drag a point up or down; a press beside one draws the curve");
}

const Route* RouteCurveDisplay::route() const {
  const std::vector<Route>& routes = context_.patch().routes;
  const auto n = static_cast<std::size_t>(number_);
  return number_ >= 0 && n < routes.size() ? &routes[n] : nullptr;
}

void RouteCurveDisplay::set_route(int number) {
  if (number == number_) return;
  number_ = number;
  chosen_ = 0;
  repaint();
}

int RouteCurveDisplay::points() const {
  const Route* const r = route();
  return r != nullptr && r->curve == RouteCurve::kDrawn ? static_cast<int>(r->drawn.size()) : 0;
}

void RouteCurveDisplay::set_points(int count) {
  const Route* const r = route();
  if (r == nullptr) return;
  std::vector<float> drawn(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(count - 1);
    drawn[i] = std::clamp(model().route_curve(*r, u), 0.0f, 1.0f);
  }
  context_.change_route(number_, "Draw curve", [&](Route& changed) {
    changed.curve = RouteCurve::kDrawn;
    changed.drawn = drawn;
  });
  chosen_ = std::min(chosen_, count - 1);
}

Point RouteCurveDisplay::place(float u, float y) const {
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  return {box.getX() + u * box.getWidth(), box.getBottom() - y * box.getHeight()};
}

int RouteCurveDisplay::point_at(Point p) const {
  const Route* const r = route();
  const int count = points();
  for (int i = 0; i < count; ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(count - 1);
    if (place(u, r->drawn[static_cast<std::size_t>(i)]).getDistanceFrom(p) < kReach) return i;
  }
  return -1;
}

void RouteCurveDisplay::tick() {
  const Route* const r = route();
  float dot = -1.0f;
  if (r != nullptr && context_.live().sounding) {
    const float s = context_.live().sources[static_cast<std::size_t>(r->source)];
    dot = std::round(std::min(1.0f, std::fabs(s)) * static_cast<float>(getWidth())) /
          static_cast<float>(std::max(1, getWidth()));
  }
  if (dot == dot_ && version_ == context_.version()) return;
  dot_ = dot;
  version_ = context_.version();
  repaint();
}

void RouteCurveDisplay::paint(juce::Graphics& g) {
  const Route* const r = route();
  if (r == nullptr) return;
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  for (const float part : {0.25f, 0.5f, 0.75f}) {
    vertical_line(g, place(part, 0).x, box.getY(), box.getBottom(), part == 0.5f ? kLine : kGrid);
  }
  horizontal_line(g, place(0, 0.5f).y, box.getX(), box.getRight(), kGrid);
  std::vector<Point> curve(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) {
    const float u = static_cast<float>(i) / kSteps;
    curve[static_cast<std::size_t>(i)] = place(u, model().route_curve(*r, u));
  }
  const juce::Colour colour = r->enabled ? source_colour(r->source) : kOff;
  stroke_glow(g, polyline(curve), colour, colour);
  const int count = points();
  for (int i = 0; i < count; ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(count - 1);
    const bool marked = i == hovered_ || i == dragged_ || (hasKeyboardFocus(false) && i == chosen_);
    draw_handle(g, place(u, r->drawn[static_cast<std::size_t>(i)]), colour, marked);
  }
  if (dot_ >= 0.0f && r->enabled)
    draw_playhead(g, place(dot_, model().route_curve(*r, dot_)), colour);
}

void RouteCurveDisplay::move_point(int point, float y) {
  context_.change_route(number_, "Draw curve", [&](Route& r) {
    r.drawn[static_cast<std::size_t>(point)] = std::clamp(y, 0.0f, 1.0f);
  });
  repaint();
}

void RouteCurveDisplay::mouseMove(const juce::MouseEvent& e) {
  const int now = point_at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  repaint();
}

void RouteCurveDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

// What is not drawn yet becomes so at the first touch. One gesture is one step.
void RouteCurveDisplay::mouseDown(const juce::MouseEvent& e) {
  if (route() == nullptr || e.mods.isPopupMenu() || e.getNumberOfClicks() > 1) return;
  model().begin_step("Draw curve");
  if (points() < 2) set_points(kUsualPoints);
  const int count = points();
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  const float u = std::clamp((e.position.x - box.getX()) / box.getWidth(), 0.0f, 1.0f);
  dragged_ = static_cast<int>(std::lround(u * static_cast<float>(count - 1)));
  chosen_ = dragged_;
  if (point_at(e.position) < 0) mouseDrag(e);
}

void RouteCurveDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (dragged_ < 0) return;
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  move_point(dragged_, (box.getBottom() - e.position.y) / box.getHeight());
}

void RouteCurveDisplay::mouseUp(const juce::MouseEvent&) {
  if (dragged_ < 0) return;
  dragged_ = -1;
  model().end_step();
  repaint();
}

// Back onto the straight line.
void RouteCurveDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  const int point = point_at(e.position);
  const int count = points();
  if (point < 0 || count < 2) return;
  move_point(point, static_cast<float>(point) / static_cast<float>(count - 1));
}

bool RouteCurveDisplay::keyPressed(const juce::KeyPress& key) {
  if (route() == nullptr) return false;
  const int code = key.getKeyCode();
  const int along = code == juce::KeyPress::rightKey ? 1 : code == juce::KeyPress::leftKey ? -1 : 0;
  const float step = key.getModifiers().isShiftDown() ? 0.001f : 0.01f;
  const float up = code == juce::KeyPress::upKey         ? step
                   : code == juce::KeyPress::downKey     ? -step
                   : code == juce::KeyPress::pageUpKey   ? 0.1f
                   : code == juce::KeyPress::pageDownKey ? -0.1f
                                                         : 0.0f;
  if (along == 0 && up == 0.0f) return false;
  if (points() < 2) set_points(kUsualPoints);
  chosen_ = std::clamp(chosen_ + along, 0, points() - 1);
  if (up != 0.0f) move_point(chosen_, route()->drawn[static_cast<std::size_t>(chosen_)] + up);
  repaint();
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> RouteCurveDisplay::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::slider, [this]() -> juce::String {
    const int count = points();
    if (count < 2) return "Not drawn";
    const float y = route()->drawn[static_cast<std::size_t>(std::min(chosen_, count - 1))];
    return "Point " + juce::String(chosen_ + 1) + " of " + juce::String(count) + ": " +
           juce::String(juce::roundToInt(100.0f * y)) + " %";
  });
}

}  // namespace kiln::gui
