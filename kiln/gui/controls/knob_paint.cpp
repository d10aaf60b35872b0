// How a knob looks in all its states.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/knob.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kNearlyNothing = 0.004f;  // of the travel: no arc
constexpr float kTagRadius = 8.5f;
constexpr float kBadgeRadius = 7.5f;
constexpr float kDimmed = 0.35f;
constexpr double kMostRounded = 0.1;  // of a value, where there is little room

float degrees(float x) { return kTravelFrom + kTravel * juce::jlimit(0.0f, 1.0f, x); }

}  // namespace

juce::String shorter_value(const juce::String& value) {
  const int point = value.indexOfChar('.');
  int end = point + 1;
  while (point >= 0 && juce::CharacterFunctions::isDigit(value[end])) ++end;
  if (point <= 0 || end == point + 1) return value.removeCharacters(" ");
  const int decimals = end - point - 2;
  int begin = point;
  while (begin > 0 && juce::CharacterFunctions::isDigit(value[begin - 1])) --begin;
  const double size = value.substring(begin, end).getDoubleValue();
  const juce::String digits =
      decimals > 0 ? juce::String(size, decimals) : juce::String(juce::roundToInt(size));
  if (std::fabs(digits.getDoubleValue() - size) > kMostRounded * size) {
    return value.removeCharacters(" ");
  }
  return value.substring(0, begin) + digits + value.substring(end);
}

void Knob::paint_ring(juce::Graphics& g, const KnobMeasures& m) const {
  const Point c = centre();
  const juce::Colour accent = bypassed_ ? kMute : style_.accent;
  stroke_arc(g, c, m.ring, kTravelFrom, kTravelFrom + kTravel, m.ring_stroke, kTrack);
  const float x = shown_.x;
  if (edit_.bipolar()) {
    const float zero = real_to_x(edit_.spec(), 0.0f);
    if (std::fabs(x - zero) > kNearlyNothing) {
      stroke_arc(g, c, m.ring, degrees(zero), degrees(x), m.ring_stroke, accent);
    }
  } else if (x > kNearlyNothing) {
    stroke_arc(g, c, m.ring, kTravelFrom, degrees(x), m.ring_stroke, accent);
  }
}

void Knob::paint_arcs(juce::Graphics& g, const KnobMeasures& m) const {
  const Point c = centre();
  const auto blink = juce::Time::getMillisecondCounter() - context_.flash_began;
  for (std::size_t i = 0; i < shown_.arcs.size(); ++i) {
    const Arc& arc = shown_.arcs[i];
    const float radius = m.range[std::min<std::size_t>(i, 1)];
    const juce::Colour colour = source_colour(arc.source);
    const bool dimmed = bypassed_ || !arc.enabled ||
                        (shown_.pointed != Source::kNone && shown_.pointed != arc.source);
    float opacity = dimmed ? kDimmed : 1.0f;
    if (arc.route == context_.flash_route && blink < 1000 && (blink / 250) % 2 == 1) {
      opacity = 0.1f;  // twice, to say that this route is there already
    }
    stroke_arc(g, c, radius, degrees(arc.from), degrees(arc.to), m.range_stroke,
               colour.withMultipliedAlpha(opacity));
  }
  for (std::size_t i = 0; i < shown_.arcs.size(); ++i) {
    const Arc& arc = shown_.arcs[i];
    const float radius = m.range[std::min<std::size_t>(i, 1)];
    const juce::Colour colour = source_colour(arc.source);
    if (hovered_arc_ >= 0) {
      const Point at = on_circle(c, radius + 2.0f, degrees(arc.dot >= 0.0f ? arc.dot : arc.to));
      fill_dot(g, at, kTagRadius, colour);
      draw_text_at(g, source_tag(arc.source), font(Face::kMonoMedium, 11.0f), kBackground,
                   at + Point(0.0f, 4.0f), Align::kCentre);
    } else if (arc.dot >= 0.0f && !bypassed_) {
      const Point at = on_circle(c, radius, degrees(arc.dot));
      fill_dot(g, at, m.dot + 1.6f, kPanel);
      draw_dot(g, at, m.dot, kLive, colour, 1.5f);
    }
  }
}

void Knob::paint_drop(juce::Graphics& g, const KnobMeasures& m) const {
  const Point c = centre();
  const juce::Colour colour = source_colour(shown_.dragged);
  if (!over_) {
    dashed_arc(g, c, m.range[0], 0.6f, 3.9f, 1.5f, colour.withMultipliedAlpha(0.9f));
    return;
  }
  fill_dot(g, c, m.body, colour.withMultipliedAlpha(0.25f));
  stroke_arc(g, c, m.range[0], kTravelFrom, kTravelFrom + kTravel, m.range_stroke,
             colour.withMultipliedAlpha(kDimmed));
  stroke_arc(g, c, m.range[0], degrees(shown_.x), degrees(shown_.x + edit_.spec().drop_depth),
             m.range_stroke, colour);
}

// In small windows words take all the room below the knob's body.
BoxF Knob::words_row(juce::Graphics& g, const KnobMeasures& m) const {
  const auto width = static_cast<float>(getWidth());
  if (line_height(g) <= 14.0f) {
    return {0.0f, m.box - static_cast<float>(m.label_offset), width, 14.0f};
  }
  const float top = 0.5f * m.box + m.body;
  const float lines = style_.value_line && style_.label ? 2.0f : 1.0f;
  return {0.0f, top, width, (static_cast<float>(getHeight()) - top) / lines};
}

void Knob::paint_link(juce::Graphics& g, float left, float width, BoxF row) const {
  if (!edit_.has_pair()) return;
  link_ = row.withX(left).withWidth(width).expanded(2.0f);
  draw_dots(g, left, std::min(row.getBottom(), static_cast<float>(getHeight() - 1)), width, kText3);
}

void Knob::paint_words(juce::Graphics& g, const KnobMeasures& m) const {
  link_ = {};
  const auto width = static_cast<float>(getWidth());
  BoxF row = words_row(g, m);
  const juce::Colour colour = bypassed_ ? kText3 : active() ? kText1 : kText2;
  if (over_ && shown_.dragged != Source::kNone) {
    const Route route{.source = shown_.dragged,
                      .target = {.kind = RouteTarget::Kind::kParameter, .param = edit_.target()}};
    const float depth = context_.dragged_depth.value_or(edit_.spec().drop_depth);
    draw_text(g, utf8(context_.depth_words(route, depth)), value_font(), kText1, row,
              Align::kCentre);
    return;
  }
  if (const Route* const route = context_.route(depth_route_)) {
    draw_text(g, utf8(context_.depth_words(*route, depth_)), value_font(),
              source_colour(route->source), row, Align::kCentre);
    return;
  }
  if (style_.value_line) {
    draw_text(g, shown_.text, value_font(), bypassed_ ? kText3 : kText1, row, Align::kCentre);
    const float shown_width = text_width(g, shown_.text, value_font());
    paint_link(g, 0.5f * (width - shown_width), shown_width, row);
    row.translate(0.0f, row.getHeight());
    if (style_.label) draw_text(g, label_, label_font(), colour, row, Align::kCentre);
    return;
  }
  if (!style_.label) return;
  const juce::String name = label_ + " ";
  const float name_width = text_width(g, name, label_font()) + 2.0f;
  juce::String value = shown_.text;
  while (name_width + text_width(g, value, value_font()) > width) {
    const juce::String shorter = shorter_value(value);
    if (shorter == value) break;
    value = shorter;
  }
  const float value_width = text_width(g, value, value_font());
  const bool has_room = device_scale(g) > 0.99f || name_width + value_width <= width;
  const bool inline_value =
      has_room &&
      (style_.inline_value || (edit_.has_pair() && shown_.text.isNotEmpty() &&
                               (edit_.synced() || label_ == "Rate" || label_.startsWith("Time"))));
  if (inline_value) {
    const float left = 0.5f * (width - name_width - value_width);
    draw_text(g, name, label_font(), colour, row.withLeft(left).withWidth(name_width + 2.0f));
    draw_text(g, value, value_font(), bypassed_ ? kText3 : kText1,
              row.withLeft(left + name_width).withWidth(value_width + 1.0f));
    paint_link(g, left + name_width, value_width, row);
    return;
  }
  // There is one line: of value and name the one that was asked for.
  const bool touched = active() || hasKeyboardFocus(false);
  const bool by_value =
      shown_.text.isNotEmpty() && (always_values() ? !hovered_ || edit_.dragging() : touched);
  if (by_value) {
    draw_text(g, shown_.text, value_font(), kText1, row, Align::kCentre);
    const float shown_width = text_width(g, shown_.text, value_font());
    paint_link(g, 0.5f * (width - shown_width), shown_width, row);
  } else {
    draw_text(g, label_, label_font(), colour, row, Align::kCentre);
  }
}

void Knob::paint(juce::Graphics& g) {
  if (!edit_.valid()) return;
  const KnobMeasures m = knob_measures(style_.size);
  if (shown_.x < 0.0f) shown_ = look();
  const bool dragging_source = shown_.dragged != Source::kNone;
  if (dragging_source && drop_param() == kNoParam) g.setOpacity(0.6f);
  const Point c = centre();
  paint_ring(g, m);
  if (!dragging_source) paint_arcs(g, m);
  fill_dot(g, c, m.body, active() && !bypassed_ ? kKnobHover : kKnob);
  juce::Path pointer;
  pointer.startNewSubPath(on_circle(c, 0.3f * m.body, degrees(shown_.x)));
  pointer.lineTo(on_circle(c, m.body - 2.0f, degrees(shown_.x)));
  stroke(g, pointer, bypassed_ ? kMute : kText1, m.pointer);
  if (shown_.routes >= 3 && !dragging_source) {
    const Point at(c.x + 0.5f * m.box - 7.0f, 8.0f);
    fill_dot(g, at, kBadgeRadius, kControl);
    draw_text_at(g, juce::String(shown_.routes), font(Face::kMonoMedium, 11.0f), kText1,
                 at + Point(0.0f, 4.0f), Align::kCentre);
  }
  if (dragging_source && drop_param() != kNoParam) paint_drop(g, m);
  if (shown_.learning) {
    const auto phase = static_cast<float>(juce::Time::getMillisecondCounter() % 800) / 800.0f;
    const float pulse = 0.7f + 0.3f * std::cos(juce::MathConstants<float>::twoPi * phase);
    dashed_arc(g, c, m.range[0], 4.0f, 5.0f, 1.5f, kText1.withMultipliedAlpha(pulse));
  }
  paint_words(g, m);
}

}  // namespace kiln::gui
