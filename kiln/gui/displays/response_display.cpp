// A power curve over its straight line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/response_display.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace kiln::gui {
namespace {

constexpr int kSteps = 96;
constexpr float kReach = 10.0f;    // pixels around a point that mean it
constexpr float kNearest = 0.01f;  // between two points, of what is played

}  // namespace

ResponseDisplay::ResponseDisplay(Context& context, Of of, ParamIndex curve)
    : Display(context), of_(of), curve_(context, curve) {
  setTitle(of == Of::kVelocity ? "Velocity response" : "Pressure response");
  setTooltip(of == Of::kVelocity
                 ? "Drag up or down to bend, double-click to reset\nPoints: of this keyboard"
                 : "Drag up or down to bend, double-click to reset");
}

juce::String ResponseDisplay::described() { return words_of({curve_.param()}); }

float ResponseDisplay::gamma() const { return 0.01f * curve_.real(); }
float ResponseDisplay::bend(float x) const { return model().touch_bend(gamma(), x); }

ResponseDisplay::Points ResponseDisplay::points() const {
  if (of_ != Of::kVelocity) return {};
  Points all = model().play_settings().velocity_points;
  if (!all.empty()) return all;
  for (std::size_t i = 1; i <= PlaySettings::kVelocityPoints; ++i) {
    const float x = static_cast<float>(i) / (PlaySettings::kVelocityPoints + 1);
    all.emplace_back(x, x);
  }
  return all;
}

float ResponseDisplay::curve_at(float x) const {
  return bend(of_ == Of::kVelocity ? model().through_points(points(), x) : x);
}

Point ResponseDisplay::place(float x, float y) const {
  const BoxF box = plot();
  return {box.getX() + x * box.getWidth(), box.getBottom() - y * box.getHeight()};
}

int ResponseDisplay::point_at(Point p) const {
  const Points all = points();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Point at = place(all[i].first, bend(all[i].second));
    if (at.getDistanceFrom(p) < kReach) return static_cast<int>(i);
  }
  return -1;
}

// Between its neighbours; what is drawn is what is heard.
void ResponseDisplay::move_point(Point p) {
  const BoxF box = plot();
  Points all = points();
  const auto i = static_cast<std::size_t>(dragged_);
  if (all != left_ || i >= all.size()) {  // others came under the hand
    dragged_ = -1;
    return;
  }
  const float low = i == 0 ? 0.0f : all[i - 1].first;
  const float high = i + 1 < all.size() ? all[i + 1].first : 1.0f;
  const float x = (p.x - box.getX()) / box.getWidth();
  const float y = std::clamp((box.getBottom() - p.y) / box.getHeight(), 0.0f, 1.0f);
  all[i] = {std::clamp(x, low + kNearest, high - kNearest), model().touch_bend(-gamma(), y)};
  PlaySettings changed = model().play_settings();
  changed.velocity_points = std::move(all);
  model().set_play_settings(changed);
  left_ = points();
  repaint();
}

BoxF ResponseDisplay::plot() const {
  return BoxF(30.0f, 12.0f, static_cast<float>(getWidth()) - 42.0f,
              static_cast<float>(getHeight()) - 34.0f);
}

std::vector<float> ResponseDisplay::played() const {
  const Live& live = context_.live();
  std::vector<float> values;
  if (of_ == Of::kVelocity) {
    std::copy_if(live.strikes.begin(), live.strikes.end(), std::back_inserter(values),
                 [](float velocity) { return velocity > 0.0f; });
    return values;
  }
  for (int i = 0; i < live.note_count; ++i) {
    values.push_back(std::clamp(live.notes[static_cast<std::size_t>(i)].pressure, 0.0f, 1.0f));
  }
  return values;
}

juce::String ResponseDisplay::last() const {
  const float velocity = context_.live().strikes[0];
  if (of_ != Of::kVelocity || velocity <= 0.0f) return {};
  const int fixed = model().play_settings().fixed_velocity;
  return juce::String(juce::roundToInt(127.0f * velocity)) + " to " +
         juce::String(fixed > 0 ? fixed : juce::roundToInt(127.0f * curve_at(velocity)));
}

void ResponseDisplay::tick() {
  std::vector<float> now = played();
  Points drawn = points();
  if (now == shown_ && gamma() == shown_gamma_ && drawn == shown_points_) return;
  shown_points_ = std::move(drawn);
  shown_ = std::move(now);
  shown_gamma_ = gamma();
  repaint();
}

void ResponseDisplay::paint(juce::Graphics& g) {
  const BoxF box = plot();
  fill_round(g, getLocalBounds().toFloat(), kDisplayRadius, kInset);
  for (const float part : {0.25f, 0.5f, 0.75f, 1.0f}) {
    vertical_line(g, place(part, 0).x, box.getY(), box.getBottom(), part == 0.5f ? kLine : kGrid);
    horizontal_line(g, place(0, part).y, box.getX(), box.getRight(), part == 0.5f ? kLine : kGrid);
  }
  for (const auto& [part, text] : {std::pair{1.0f, "127"}, {0.5f, "64"}, {0.0f, "0"}}) {
    if (is_coarse(g)) break;
    draw_text(g, text, label_font(), kText3, {0.0f, place(0, part).y - 7.0f, 24.0f, 14.0f},
              Align::kRight);
    if (part > 0.0f) {
      draw_text(g, text, label_font(), kText3,
                {place(part, 0).x - 30.0f, box.getBottom() + 4.0f, 36.0f, 14.0f}, Align::kRight);
    }
  }
  dashed_line(g, place(0, 0), place(1, 1), 2.0f, 3.0f, kMute);
  std::vector<Point> curve(kSteps + 1);
  for (int i = 0; i <= kSteps; ++i) {
    const float x = static_cast<float>(i) / kSteps;
    curve[static_cast<std::size_t>(i)] = place(x, curve_at(x));
  }
  fill_below(g, curve, box.getBottom(), kEmber, 0.30f, 0.02f, box.getY(), box.getBottom());
  stroke_glow(g, polyline(curve), kHot, kEmber);
  const Points all = points();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int number = static_cast<int>(i);
    draw_handle(g, place(all[i].first, bend(all[i].second)), kHot,
                number == hovered_ || number == dragged_);
  }
  paint_played(g, curve);
}

void ResponseDisplay::paint_played(juce::Graphics& g, const std::vector<Point>& curve) const {
  if (of_ == Of::kVelocity) {
    // The oldest first, so that the newest lies above.
    for (std::size_t i = shown_.size(); i-- > 0;) {
      const Point at = place(shown_[i], curve_at(shown_[i]));
      if (i > 0) {
        draw_dot(g, at, 2.5f, kEmber, kInset, 1.0f);
        continue;
      }
      vertical_line(g, at.x, at.y, plot().getBottom(), kMute);
      horizontal_line(g, at.y, plot().getX(), at.x, kMute);
      draw_dot(g, at, 3.5f, kLive, kEmber, 1.5f);
    }
    return;
  }
  for (const float y : shown_) {
    // What was played is what the curve made this of: the first place that is so loud.
    const auto found = std::find_if(curve.begin(), curve.end(),
                                    [&](const Point& p) { return p.y <= place(0, y).y + 0.5f; });
    const Point at = found == curve.end() ? curve.back() : *found;
    draw_dot(g, {at.x, place(0, y).y}, 3.5f, kLive, kEmber, 1.5f);
  }
}

void ResponseDisplay::mouseMove(const juce::MouseEvent& e) {
  const int now = point_at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  repaint();
}

void ResponseDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void ResponseDisplay::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) return;
  dragged_ = point_at(e.position);
  left_ = points();
  if (dragged_ >= 0) return;
  from_ = curve_.x();
  hand_.press(e);
  curve_.begin();
}

void ResponseDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (dragged_ >= 0) return move_point(e.position);
  if (!curve_.dragging()) return;
  curve_.drag_to(from_ - hand_.drag(e).y / 300.0f);
}

void ResponseDisplay::mouseUp(const juce::MouseEvent&) {
  dragged_ = -1;
  curve_.end();
  repaint();
}

// On a point: all points back onto the line; elsewhere the bend.
void ResponseDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  if (point_at(e.position) < 0) return curve_.reset();
  PlaySettings changed = model().play_settings();
  changed.velocity_points.clear();
  model().set_play_settings(changed);
}

}  // namespace kiln::gui
