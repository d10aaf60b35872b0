// Points at equal distances, moved up and down.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/drawn_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kiln/gui/controls/spoken.h"

namespace kiln::gui {
namespace {

constexpr int kSteps = 64;
constexpr int kUsualPoints = 5;
constexpr float kMargin = 5.0f;
constexpr float kReach = 12.0f;

}  // namespace

DrawnCurve::DrawnCurve(Context& context, const juce::String& title) : Control(context) {
  make_focusable();
  setTitle(title);
  setTooltip("Drag a point up or down; a press beside one draws the curve");
}

void DrawnCurve::set_points(int count) {
  if (!usable()) return;
  std::vector<float> made(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < made.size(); ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(count - 1);
    made[i] = std::clamp(curve_at(u), 0.0f, 1.0f);
  }
  set_drawn(std::move(made));
  chosen_ = std::min(chosen_, count - 1);
}

Point DrawnCurve::place(float u, float y) const {
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  return {box.getX() + u * box.getWidth(), box.getBottom() - y * box.getHeight()};
}

int DrawnCurve::point_at(Point p) const {
  const std::vector<float> all = drawn();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(all.size() - 1);
    if (place(u, all[i]).getDistanceFrom(p) < kReach) return static_cast<int>(i);
  }
  return -1;
}

void DrawnCurve::redraw() {
  still_.drop();
  repaint();
}

void DrawnCurve::tick() {
  if (version_ != context_.version()) {
    version_ = context_.version();
    redraw();
  }
  const auto width = static_cast<float>(std::max(1, getWidth()));
  const float now = usable() ? std::round(head() * width) / width : -1.0f;
  if (now == head_) return;
  for (const float u : {head_, now}) {
    repaint(static_cast<int>(place(u, 0.0f).x) - 9, 0, 19, getHeight());
  }
  head_ = now;
}

void DrawnCurve::paint_still(juce::Graphics& g) const {
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  for (const float part : {0.25f, 0.5f, 0.75f}) {
    vertical_line(g, place(part, 0).x, box.getY(), box.getBottom(), part == 0.5f ? kLine : kGrid);
  }
  horizontal_line(g, place(0, 0.5f).y, box.getX(), box.getRight(), kGrid);
  std::vector<Point> curve(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) {
    const float u = static_cast<float>(i) / kSteps;
    curve[static_cast<std::size_t>(i)] = place(u, curve_at(u));
  }
  stroke_glow(g, polyline(curve), colour(), colour());
  const std::vector<float> all = drawn();
  for (int i = 0; i < static_cast<int>(all.size()); ++i) {
    const float u = static_cast<float>(i) / static_cast<float>(all.size() - 1);
    const bool marked = i == hovered_ || i == dragged_ || (hasKeyboardFocus(false) && i == chosen_);
    draw_handle(g, place(u, all[static_cast<std::size_t>(i)]), colour(), marked);
  }
}

void DrawnCurve::paint(juce::Graphics& g) {
  if (!usable()) return;
  still_.paint(g, *this, [this](juce::Graphics& picture) { paint_still(picture); });
  if (head_ >= 0.0f) draw_playhead(g, place(head_, curve_at(head_)), colour());
}

void DrawnCurve::move_point(int point, float y) {
  std::vector<float> all = drawn();
  if (static_cast<std::size_t>(point) >= all.size()) return;
  all[static_cast<std::size_t>(point)] = std::clamp(y, 0.0f, 1.0f);
  set_drawn(std::move(all));
  left_ = drawn();
  redraw();
}

void DrawnCurve::mouseMove(const juce::MouseEvent& e) {
  const int now = point_at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  redraw();
}

void DrawnCurve::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  redraw();
}

// What is not drawn yet becomes so at the first touch. One gesture is one step.
void DrawnCurve::mouseDown(const juce::MouseEvent& e) {
  if (!usable() || e.mods.isPopupMenu() || e.getNumberOfClicks() > 1) return;
  model().begin_step(step());
  if (points() < 2) set_points(kUsualPoints);
  const int count = points();
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  const float u = std::clamp((e.position.x - box.getX()) / box.getWidth(), 0.0f, 1.0f);
  dragged_ = static_cast<int>(std::lround(u * static_cast<float>(count - 1)));
  chosen_ = dragged_;
  left_ = drawn();
  if (point_at(e.position) < 0) mouseDrag(e);
}

void DrawnCurve::mouseDrag(const juce::MouseEvent& e) {
  if (dragged_ < 0) return;
  if (!usable() || drawn() != left_) return mouseUp(e);  // undone under the hand
  const BoxF box = getLocalBounds().toFloat().reduced(kMargin);
  move_point(dragged_, (box.getBottom() - e.position.y) / box.getHeight());
}

void DrawnCurve::mouseUp(const juce::MouseEvent&) {
  if (dragged_ < 0) return;
  dragged_ = -1;
  model().end_step();
  redraw();
}

// Back onto the straight line.
void DrawnCurve::mouseDoubleClick(const juce::MouseEvent& e) {
  const int point = point_at(e.position);
  const int count = points();
  if (point < 0 || count < 2) return;
  move_point(point, static_cast<float>(point) / static_cast<float>(count - 1));
}

bool DrawnCurve::keyPressed(const juce::KeyPress& key) {
  if (!usable()) return false;
  const int code = key.getKeyCode();
  const int along = code == juce::KeyPress::rightKey ? 1 : code == juce::KeyPress::leftKey ? -1 : 0;
  const float size = key.getModifiers().isShiftDown() ? 0.001f : 0.01f;
  const float up = code == juce::KeyPress::upKey         ? size
                   : code == juce::KeyPress::downKey     ? -size
                   : code == juce::KeyPress::pageUpKey   ? 0.1f
                   : code == juce::KeyPress::pageDownKey ? -0.1f
                                                         : 0.0f;
  if (along == 0 && up == 0.0f) return false;
  model().begin_step(step());
  if (points() < 2) set_points(kUsualPoints);
  chosen_ = std::clamp(chosen_ + along, 0, points() - 1);
  if (up != 0.0f) move_point(chosen_, drawn()[static_cast<std::size_t>(chosen_)] + up);
  model().end_step();
  redraw();
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> DrawnCurve::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::slider, [this]() -> juce::String {
    const int count = points();
    if (count < 2) return "Not drawn";
    const float y = drawn()[static_cast<std::size_t>(std::min(chosen_, count - 1))];
    return "Point " + juce::String(chosen_ + 1) + " of " + juce::String(count) + ": " +
           juce::String(juce::roundToInt(100.0f * y)) + " %";
  });
}

float drawn_value(const std::vector<float>& points, float u) {
  if (points.size() < 2) return u;
  const float at = std::clamp(u, 0.0f, 1.0f) * static_cast<float>(points.size() - 1);
  const auto cell = std::min(points.size() - 2, static_cast<std::size_t>(at));
  return points[cell] + (at - static_cast<float>(cell)) * (points[cell + 1] - points[cell]);
}

}  // namespace kiln::gui
