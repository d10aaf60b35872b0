// Text, arcs, dots, curves and grips.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/style/paint.h"

#include <algorithm>
#include <cmath>

namespace kiln::gui {
namespace {

constexpr float kDegree = juce::MathConstants<float>::pi / 180.0f;
constexpr float kShortestArc = 0.5f;    // degrees: still a visible dot
constexpr float kCoarseScale = 0.745f;  // below, grids and their numbers are left out
constexpr float kOverhang = 4.0f;       // of glyphs beyond their box
// Of the em, in both families: capitals and figures, the highest letters, depth below the line.
constexpr float kCapitals = 0.73f, kAscent = 0.76f, kDescent = 0.21f;
constexpr float kNarrowest = 0.76f;  // of a letter's width, before letters are left out
constexpr int kFewLetters = 3;       // an ellipsis behind fewer says less than they do

float hairline(juce::Graphics& g) { return std::max(1.0f, 1.0f / device_scale(g)); }

bool is_left_out(juce::Graphics& g, juce::Colour colour, bool upright) {
  const juce::Colour solid = colour.withAlpha(1.0f);
  return (solid == kGrid || (upright && solid == kLine)) && is_coarse(g);
}

// As many letters as have room.
juce::String shortened(const juce::String& text, const juce::Font& face, float room) {
  const auto longest = [&](const juce::String& ending) {
    int count = text.length() - 1;
    while (count > 0 && text_width(text.substring(0, count).trimEnd() + ending, face) > room) {
      --count;
    }
    return count;
  };
  const juce::String ellipsis = utf8("…");
  const int count = longest(ellipsis);
  return count >= kFewLetters ? text.substring(0, count).trimEnd() + ellipsis
                              : text.substring(0, longest({}));
}

// A line in a window so small that its face had to grow: letters narrow first, then fall away.
float draw_grown(juce::Graphics& g, juce::String text, juce::Font face, BoxF box, Align align) {
  const float em = face.getHeightInPoints();
  if (align == Align::kCentre) box = box.reduced(1.0f, 0.0f);  // neighbours do not touch
  float width = text_width(text, face);
  if (width > box.getWidth()) {
    const float squeeze = std::max(kNarrowest, box.getWidth() / width);
    face = face.withHorizontalScale(squeeze);
    width = text_width(text, face);
    if (width > box.getWidth() + 0.5f && text.containsAnyOf("0123456789")) {
      text = text.removeCharacters(" ");
      width = text_width(text, face);
    }
    if (width > box.getWidth() + 0.5f) {
      text = shortened(text, face, box.getWidth());
      width = text_width(text, face);
    }
  }
  // The whole line inside its box, if it can be; else as much over it as under it.
  const float highest = box.getY() + kAscent * em, lowest = box.getBottom() - kDescent * em;
  const float baseline = highest < lowest
                             ? std::clamp(box.getCentreY() + 0.5f * kCapitals * em, highest, lowest)
                             : 0.5f * (highest + lowest);
  const float room = box.getWidth() - width;
  juce::GlyphArrangement line;
  line.addLineOfText(face, text,
                     box.getX() + (align == Align::kCentre  ? 0.5f * room
                                   : align == Align::kRight ? room
                                                            : 0.0f),
                     baseline);
  line.draw(g);
  return width;
}

}  // namespace

float device_scale(juce::Graphics& g) {
  return std::max(0.1f, g.getInternalContext().getPhysicalPixelScaleFactor());
}

float window_scale(const juce::Component& of) {
  const juce::ComponentPeer* const peer = of.getPeer();
  return juce::Component::getApproximateScaleFactorForComponent(&of) *
         (peer != nullptr ? static_cast<float>(peer->getPlatformScaleFactor()) : 1.0f);
}

bool is_coarse(juce::Graphics& g) { return device_scale(g) < kCoarseScale; }

float line_height(juce::Graphics& g) {
  constexpr float kDesigned = 14.0f;
  return std::max(kDesigned, (kCapitals + kDescent) * kLeastText / device_scale(g));
}

float text_width(juce::Graphics& g, const juce::String& text, const juce::Font& face) {
  return text_width(text, readable(face, device_scale(g)));
}

bool shows(juce::Graphics& g, BoxF box) {
  return g.clipRegionIntersects(box.getSmallestIntegerContainer());
}

void fill_round(juce::Graphics& g, BoxF box, float radius, juce::Colour colour) {
  g.setColour(colour);
  const auto corner = [&](float x, float y) { return shows(g, {x, y, radius, radius}); };
  const float right = box.getRight() - radius, low = box.getBottom() - radius;
  if (corner(box.getX(), box.getY()) || corner(right, box.getY()) || corner(box.getX(), low) ||
      corner(right, low)) {
    g.fillRoundedRectangle(box, radius);
  } else {
    g.fillRect(box);
  }
}

void draw_text_at(juce::Graphics& g, const juce::String& text, const juce::Font& design,
                  juce::Colour colour, Point baseline, Align align) {
  const juce::Font face = readable(design, device_scale(g));
  if (align == Align::kCentre) {  // what is in the middle of something stays there
    baseline.y += 0.5f * kCapitals * (face.getHeightInPoints() - design.getHeightInPoints());
  }
  const float tall = face.getHeight();
  const float most = 2.0f * tall * static_cast<float>(text.length()) + kOverhang;  // either side
  if (!shows(g, {baseline.x - most, baseline.y - tall, 2.0f * most, 2.0f * tall})) return;
  const float width = align == Align::kLeft ? 0.0f : text_width(text, face);
  const float left = baseline.x - (align == Align::kCentre  ? 0.5f * width
                                   : align == Align::kRight ? width
                                                            : 0.0f);
  juce::GlyphArrangement line;
  line.addLineOfText(face, text, left, baseline.y);
  g.setColour(colour);
  line.draw(g);
}

float draw_text(juce::Graphics& g, const juce::String& text, const juce::Font& design,
                juce::Colour colour, BoxF box, Align align) {
  const juce::Font face = readable(design, device_scale(g));
  if (!shows(g, box.expanded(kOverhang, 0.5f * face.getHeight()))) {
    return std::min(box.getWidth(), text_width(text, face));
  }
  if (face.getHeight() > design.getHeight()) {
    g.setColour(colour);
    return draw_grown(g, text, face, box, align);
  }
  const float ascent = std::round(face.getAscent());
  const float height = ascent + std::round(face.getDescent());
  const float baseline =
      std::floor(box.getY() + 0.5f * (box.getHeight() - height) + 0.01f) + ascent;
  float width = text_width(text, face);
  juce::GlyphArrangement line;
  if (width > box.getWidth() + 0.5f) {
    line.addCurtailedLineOfText(face, text, box.getX(), baseline, box.getWidth(), true);
    width = box.getWidth();
  } else {
    const float room = box.getWidth() - width;
    const float left = box.getX() + (align == Align::kCentre  ? 0.5f * room
                                     : align == Align::kRight ? room
                                                              : 0.0f);
    line.addLineOfText(face, text, left, baseline);
  }
  g.setColour(colour);
  line.draw(g);
  return width;
}

void draw_axis(juce::Graphics& g, const juce::String& text, Point baseline, Align align) {
  if (!is_coarse(g)) draw_text_at(g, text, label_font(), kText3, baseline, align);
}

void draw_pair(juce::Graphics& g, const Words& name, const Words& value, BoxF box) {
  constexpr float kGap = 6.0f;
  const float name_width = text_width(g, name.text, name.face);
  float value_width = text_width(g, value.text, value.face);
  float name_room = box.getWidth();
  if (name_width + kGap + value_width > box.getWidth()) {  // the value comes first
    value_width = std::min(box.getWidth(), kNarrowest * value_width);
    name_room = box.getWidth() - value_width - kGap;
    const float letters = static_cast<float>(kFewLetters) * 0.6f * name.face.getHeightInPoints();
    if (name_room < letters / std::min(1.0f, device_scale(g))) {
      name_room = 0.0f;
      value_width = box.getWidth();
    }
  }
  if (name_room > 0.0f) {
    draw_text(g, name.text, name.face, name.colour, box.withWidth(name_room));
  }
  draw_text(g, value.text, value.face, value.colour,
            box.withLeft(box.getRight() - std::min(box.getWidth(), value_width + 1.0f)),
            Align::kRight);
}

Point on_circle(Point centre, float radius, float degrees) {
  const float a = degrees * kDegree;
  return {centre.x + radius * std::sin(a), centre.y - radius * std::cos(a)};
}

void stroke_arc(juce::Graphics& g, Point centre, float radius, float from, float to, float width,
                juce::Colour colour) {
  const float reach = radius + width;
  if (!shows(g, {centre.x - reach, centre.y - reach, 2.0f * reach, 2.0f * reach})) return;
  if (to < from) std::swap(from, to);
  if (to - from < kShortestArc) to = from + kShortestArc;
  juce::Path path;
  path.addCentredArc(centre.x, centre.y, radius, radius, 0.0f, from * kDegree, to * kDegree, true);
  g.setColour(colour);
  g.strokePath(path, {width, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
}

void dashed_arc(juce::Graphics& g, Point centre, float radius, float dash, float gap, float width,
                juce::Colour colour) {
  juce::Path path;
  path.addCentredArc(centre.x, centre.y, radius, radius, 0.0f, kTravelFrom * kDegree,
                     (kTravelFrom + kTravel) * kDegree, true);
  juce::Path dashed;
  const float lengths[] = {dash, gap};
  juce::PathStrokeType(width, juce::PathStrokeType::curved, juce::PathStrokeType::rounded)
      .createDashedStroke(dashed, path, lengths, 2);
  g.setColour(colour);
  g.fillPath(dashed);
}

void fill_dot(juce::Graphics& g, Point centre, float radius, juce::Colour colour) {
  const BoxF box(centre.x - radius, centre.y - radius, 2.0f * radius, 2.0f * radius);
  if (!shows(g, box)) return;
  g.setColour(colour);
  g.fillEllipse(box);
}

void draw_dot(juce::Graphics& g, Point centre, float radius, juce::Colour fill,
              juce::Colour outline, float width) {
  fill_dot(g, centre, radius + 0.5f * width, outline);
  fill_dot(g, centre, radius - 0.5f * width, fill);
}

juce::Path polyline(std::span<const Point> points) {
  juce::Path path;
  if (points.empty()) return path;
  path.preallocateSpace(static_cast<int>(points.size()) * 3 + 8);
  path.startNewSubPath(points.front());
  for (const Point& p : points.subspan(1)) path.lineTo(p);
  return path;
}

void stroke(juce::Graphics& g, const juce::Path& path, juce::Colour colour, float width) {
  if (!shows(g, path.getBounds().expanded(width))) return;
  width = std::max(width, 1.0f / device_scale(g));
  g.setColour(colour);
  g.strokePath(path, {width, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
}

void stroke_soft(juce::Graphics& g, const juce::Path& path, juce::Colour colour, float width) {
  if (!shows(g, path.getBounds().expanded(width))) return;
  width = std::max(width, 1.0f / device_scale(g));
  g.setColour(colour);
  g.strokePath(path, {width, juce::PathStrokeType::beveled, juce::PathStrokeType::butt});
}

void stroke_glow(juce::Graphics& g, const juce::Path& path, juce::Colour core, juce::Colour glow,
                 float width) {
  stroke(g, path, glow.withMultipliedAlpha(0.10f), width + 5.0f);
  stroke(g, path, glow.withMultipliedAlpha(0.20f), width + 2.2f);
  stroke(g, path, core, width);
}

void fill_below(juce::Graphics& g, std::span<const Point> points, float base, juce::Colour colour,
                float top_opacity, float bottom_opacity, float top, float bottom) {
  if (points.size() < 2) return;
  juce::Path path = polyline(points);
  path.lineTo(points.back().x, base);
  path.lineTo(points.front().x, base);
  path.closeSubPath();
  g.setGradientFill(juce::ColourGradient::vertical(colour.withMultipliedAlpha(top_opacity), top,
                                                   colour.withMultipliedAlpha(bottom_opacity),
                                                   bottom));
  g.fillPath(path);
}

void vertical_line(juce::Graphics& g, float x, float top, float bottom, juce::Colour colour) {
  if (is_left_out(g, colour, true)) return;
  const float width = hairline(g);
  g.setColour(colour);
  g.fillRect(BoxF(x - 0.5f * width, top, width, bottom - top));
}

void horizontal_line(juce::Graphics& g, float y, float left, float right, juce::Colour colour) {
  if (is_left_out(g, colour, false)) return;
  const float width = hairline(g);
  g.setColour(colour);
  g.fillRect(BoxF(left, y - 0.5f * width, right - left, width));
}

void draw_divider(juce::Graphics& g, float left, float y, float width) {
  g.setColour(kLine);
  g.fillRect(BoxF(left, y, width, hairline(g)));
}

void draw_dots(juce::Graphics& g, float left, float y, float width, juce::Colour colour) {
  const float dot = hairline(g);
  g.setColour(colour);
  for (float x = std::round(left); x < left + width; x += 2.0f * dot) {
    g.fillRect(BoxF(x, y, dot, dot));
  }
}

void dashed_line(juce::Graphics& g, Point from, Point to, float dash, float gap,
                 juce::Colour colour, float width) {
  const float lengths[] = {dash, gap};
  g.setColour(colour);
  g.drawDashedLine({from, to}, lengths, 2, width);
}

void draw_grip(juce::Graphics& g, Point top_left, juce::Colour colour) {
  for (const float x : {1.75f, 6.25f}) {
    for (const float y : {1.5f, 6.0f, 10.5f}) {
      fill_dot(g, top_left + Point(x, y), 1.25f, colour);
    }
  }
}

void draw_panel(juce::Graphics& g, BoxF box) { fill_round(g, box, kPanelRadius, kPanel); }

void draw_handle(juce::Graphics& g, Point centre, juce::Colour outline, bool hovered) {
  if (hovered) fill_dot(g, centre, 9.0f, outline.withMultipliedAlpha(0.27f));
  draw_dot(g, centre, 4.0f, kInset, outline, 2.0f);
}

void draw_curve_handle(juce::Graphics& g, Point centre, juce::Colour colour) {
  draw_dot(g, centre, 3.0f, colour, kInset, 1.5f);
}

void draw_playhead(juce::Graphics& g, Point centre, juce::Colour halo) {
  fill_dot(g, centre, 7.0f, halo.withMultipliedAlpha(0.27f));
  fill_dot(g, centre, 3.5f, juce::Colours::white);
}

}  // namespace kiln::gui
