// How the table of routes looks: a picture of what rests, with dots and readings over it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/panels/route_rows.h"
#include "kiln/gui/panels/route_text.h"

namespace kiln::gui {
namespace {

constexpr juce::uint32 kFlash = 240;  // ms that a new row is lit
constexpr int kReadingLooks = 3;      // of which one reads the numbers: faster none reads them
constexpr const char* kHeads[] = {"#",     "On",    "Source",      "Pol.", "Via",
                                  "Depth", "Curve", "Destination", "Now",  ""};

void draw_curve(juce::Graphics& g, Model& model, const Route& route, BoxF box,
                juce::Colour colour) {
  std::vector<Point> points;
  for (int i = 0; i <= 20; ++i) {
    const float t = static_cast<float>(i) / 20.0f;
    points.emplace_back(box.getX() + t * box.getWidth(),
                        box.getBottom() - model.route_curve(route, t) * box.getHeight());
  }
  stroke(g, polyline(points), colour, 1.5f);
}

}  // namespace

BoxF RouteRows::row_box(int place) {
  return {kLeft, kRowsTop + kRowHeight * static_cast<float>(place), 1032.0f, kRowHeight};
}

BoxF RouteRows::bed_box(BoxF row) {
  return {row.getX() + kColumnsX[5], row.getCentreY() - 3.0f, kBarWidth, 6.0f};
}

BoxF RouteRows::now_box(BoxF row) {
  return row.withX(row.getX() + kColumnsX[8]).withWidth(kNowWidth);
}

void RouteRows::redraw() {
  still_.drop();
  seen_.clear();
  repaint();
}

RouteRows::Seen RouteRows::look(int place) const {
  const int number = rows_[static_cast<std::size_t>(first_ + place)];
  const Route* const route = context_.route(number);
  Seen seen;
  if (route == nullptr) return seen;  // removed since the last tick
  if (context_.live().sounding && route->enabled) {
    const float shift = std::clamp(model().route_shift(number), -1.0f, 1.0f);
    seen.dot = bed_box(row_box(place)).getCentreX() + std::round(kBarWidth * shift) * 0.5f;
  }
  seen.now = looks_ % kReadingLooks == 0 || !has_seen(place)
                 ? now_text(context_, *route)
                 : seen_[static_cast<std::size_t>(place)].now;
  return seen;
}

bool RouteRows::has_seen(int place) const { return place < static_cast<int>(seen_.size()); }

void RouteRows::tick() {
  const bool flashes = context_.flash_route >= 0 &&
                       juce::Time::getMillisecondCounter() - context_.flash_began < 2 * kFlash;
  follow_routes();
  if (flashes) redraw();
  ++looks_;
  const int shown = std::min(rows_in_sight(), static_cast<int>(rows_.size()) - first_);
  for (int i = 0; i < shown; ++i) {
    Seen now = look(i);
    const BoxF row = row_box(i);
    if (!has_seen(i)) {
      seen_.push_back(std::move(now));
      continue;
    }
    Seen& before = seen_[static_cast<std::size_t>(i)];
    if (now.dot != before.dot) {
      const auto [left, right] = std::minmax(now.dot, before.dot);
      repaint(dot_box(left, row).getUnion(dot_box(right, row)).getSmallestIntegerContainer());
    }
    if (now.now != before.now) repaint(now_box(row).getSmallestIntegerContainer());
    before = std::move(now);
  }
}

BoxF RouteRows::dot_box(float x, BoxF row) {
  return BoxF(x - 7.0f, row.getCentreY() - 7.0f, 14.0f, 14.0f);
}

void RouteRows::paint(juce::Graphics& g) {
  still_.paint(g, *this, [this](juce::Graphics& picture) { paint_still(picture); });
  const int shown = std::min(rows_in_sight(), static_cast<int>(rows_.size()) - first_);
  for (int i = 0; i < shown; ++i) {
    const BoxF row = row_box(i);
    const Seen seen = has_seen(i) ? seen_[static_cast<std::size_t>(i)] : look(i);
    const int number = rows_[static_cast<std::size_t>(first_ + i)];
    if (context_.route(number) == nullptr) continue;
    const Route& route = *context_.route(number);
    if (seen.dot >= 0.0f && shows(g, dot_box(seen.dot, row))) {
      const Point at(seen.dot, row.getCentreY());
      fill_dot(g, at, 5.4f, kPanel);
      draw_dot(g, at, 3.5f, kLive, source_colour(route.source), 1.75f);
    }
    draw_text(g, seen.now, value_font(), route.enabled ? kText2 : kText3, now_box(row));
  }
}

void RouteRows::paint_depth(juce::Graphics& g, const Route& route, BoxF row) const {
  const float depth = route.depth;
  const BoxF bed(row.getX() + kColumnsX[5], row.getCentreY() - 3.0f, kBarWidth, 6.0f);
  g.setColour(kInset);
  g.fillRoundedRectangle(bed, 3.0f);
  const bool both = context_.both_signs(route);
  const float half = 0.5f * kBarWidth;
  const float length = std::max(2.0f, std::fabs(depth) * half);
  const juce::Colour colour = route.enabled ? source_colour(route.source) : kOff;
  g.setColour(both ? colour.withMultipliedAlpha(0.75f) : colour);
  const float from = both || depth < 0.0f ? bed.getCentreX() - length : bed.getCentreX();
  g.fillRoundedRectangle(from, bed.getY(), both ? 2.0f * length : length, 6.0f, 2.0f);
  g.setColour(kText3);
  g.fillRect(bed.getCentreX() - 0.5f, bed.getY() - 3.0f, 1.0f, 12.0f);
  draw_text(g, utf8(context_.depth_words(route, depth)), value_font(),
            route.enabled ? kText1 : kText3, row.withX(row.getX() + 540.0f).withWidth(72.0f),
            Align::kRight);
}

void RouteRows::paint_row(juce::Graphics& g, int number, BoxF row) const {
  if (context_.route(number) == nullptr) return;
  const Route& route = *context_.route(number);
  const bool on = route.enabled;
  const juce::Colour words = on ? kText1 : kText3;
  const auto cell = [&](int column, float width) {
    return row.withX(row.getX() + kColumnsX[column]).withWidth(width);
  };
  const bool flashes = number == context_.flash_route &&
                       juce::Time::getMillisecondCounter() - context_.flash_began < kFlash;
  if (number == chosen_ || is_selected(number) || flashes) {
    g.setColour(flashes ? kEmber9 : kRaised);
    g.fillRoundedRectangle(row.withWidth(1032.0f), kRowRadius);
    g.setColour(kEmber);
    g.fillRoundedRectangle(row.getX(), row.getY() + 5.0f, 2.0f, 16.0f, 1.0f);
  }
  draw_text(g, juce::String(number + 1), value_font(), kText3, cell(0, 24));
  draw_toggle(g, {row.getX() + kColumnsX[1], row.getY() + 6.0f}, on);
  const auto source = [&](int column, Source s) {
    if (s == Source::kNone) {
      draw_text(g, "None", control_font(), kText3, cell(column, 110));
      return;
    }
    fill_dot(g, {row.getX() + kColumnsX[column] + 4.0f, row.getCentreY()}, 4.0f,
             on ? source_colour(s) : kOff);
    draw_text(g, utf8(context_.source_name(s)), control_font(), words,
              cell(column, 110).withTrimmedLeft(16.0f));
  };
  source(2, route.source);
  draw_text(g, utf8(context_.both_signs(route) ? "−1…1" : "0…1"), value_font(),
            on ? kText2 : kText3, cell(3, 46));
  source(4, route.via);
  paint_depth(g, route, row);
  draw_curve(g, model(), route, {row.getX() + kColumnsX[6], row.getCentreY() - 6.0f, 20.0f, 12.0f},
             on ? kText2 : kOff);
  draw_text(g, kCurveNames[static_cast<std::size_t>(route.curve)], label_font(), words,
            cell(6, 100).withTrimmedLeft(28.0f));
  const float group =
      draw_text(g, target_group(context_, route), control_font(), kText3, cell(7, 100));
  draw_text(g, target_name(context_, route), control_font(), words,
            cell(7, 170).withTrimmedLeft(group + 7.0f));
  draw_icon(g, Icon::kCross, cell(9, 20), number == chosen_ ? kText1 : kText3, 14.0f);
}

void RouteRows::paint_still(juce::Graphics& g) const {
  draw_panel(g, getLocalBounds().toFloat());
  for (int i = 0; i < 9; ++i) {
    const bool sorted = static_cast<Column>(i) == sort_;
    const float x = kLeft + kColumnsX[i];
    const float width =
        draw_text(g, kHeads[i], label_font(), sorted ? kText1 : kText3, {x, 40, 90, 28});
    if (sorted) {
      draw_icon(g, reversed_ ? Icon::kUp : Icon::kDown, {x + width + 2.0f, 48, 12, 12}, kText1,
                12.0f);
    }
  }
  draw_divider(g, 8.0f, 68.0f, 1040.0f);
  const auto count = static_cast<int>(rows_.size());
  for (int i = 0; i < rows_in_sight() && first_ + i < count; ++i) {
    paint_row(g, rows_[static_cast<std::size_t>(first_ + i)], row_box(i));
  }
  if (count > rows_in_sight()) {
    const auto in_sight = static_cast<float>(rows_in_sight());
    const float height = kRowHeight * in_sight;
    g.setColour(kControl);
    g.fillRoundedRectangle(
        1046.0f, kRowsTop + height * static_cast<float>(first_) / static_cast<float>(count), 4.0f,
        height * in_sight / static_cast<float>(count), 2.0f);
  }
  draw_text(g, empty_words(), body_font(), kText3, {kLeft + 8.0f, kRowsTop, 600, 40});
}

}  // namespace kiln::gui
