// Envelopes: drawing and dragging.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/envelope_display.h"

#include <algorithm>
#include <cmath>

#include "kiln/parameters/tempo.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kSustainWidth = 0.8f;  // as long as 0.64 s look
constexpr float kLeastWidth = 0.12f;   // of a segment of no length, so that nodes stay apart
constexpr float kAxis = 16.0f;         // height of the labels below
constexpr float kLeastStep = 0.3f;     // pixels: less is not seen

ParamIndex of(Context& context, int number, const char* id) {
  return context.common(SlotKind::kEnvelope, number, id);
}

float time_of(Context& context, int number, const char* id) {
  const bool synced = context.model.value(of(context, number, "sync")) > 0.5f;
  if (synced && std::string_view(id) != "delay") {
    const auto division =
        context.model.value(of(context, number, (std::string(id) + "_division").c_str()));
    return static_cast<float>(division_beats(static_cast<int>(division))) /
           context.live().beats_per_second;
  }
  return context.model.value(of(context, number, id));
}

// What a playhead and its line may cover.
Box column_of(Point place) {
  const int x = static_cast<int>(place.x), y = static_cast<int>(place.y);
  return {x - 9, y - 9, 19, 1000};
}

}  // namespace

EnvelopeShape envelope_shape(Context& context, int number, BoxF box, int detail) {
  using Shape = EnvelopeShape;
  const auto width_of = [&](const char* id, float least) {
    return std::max(least, std::sqrt(time_of(context, number, id)));
  };
  const float least = detail > 10 ? kLeastWidth : 0.02f;
  const std::array<float, 6> widths = {width_of("delay", least),
                                       width_of("attack", least),
                                       width_of("hold", least),
                                       width_of("decay", least),
                                       kSustainWidth,
                                       width_of("release", least)};
  float total = 0.0f;
  for (const float w : widths) total += w;
  const float sustain = 0.01f * context.model.value(of(context, number, "sustain"));
  const std::array<float, Shape::kNodes> levels = {0, 0, 1, 1, sustain, sustain, 0};
  Shape shape;
  float at = 0.0f;
  for (std::size_t i = 0; i < Shape::kNodes; ++i) {
    shape.nodes[i] = {box.getX() + box.getWidth() * at / total,
                      box.getBottom() - levels[i] * box.getHeight()};
    if (i < widths.size()) at += widths[i];
  }
  const std::array<const char*, 6> curves = {nullptr,       "attack_curve", nullptr,
                                             "decay_curve", nullptr,        "release_curve"};
  for (std::size_t s = 0; s < widths.size(); ++s) {
    const Point a = shape.nodes[s];
    const Point b = shape.nodes[s + 1];
    if (curves[s] == nullptr) {
      shape.line.push_back(a);
      shape.line.push_back(b);
      continue;
    }
    const float percent = context.model.value(of(context, number, curves[s]));
    const auto point = [&](float t) {
      return Point(a.x + (b.x - a.x) * t,
                   a.y + (b.y - a.y) * context.model.envelope_law(percent, t));
    };
    for (int i = 0; i <= detail; ++i) {
      shape.line.push_back(point(static_cast<float>(i) / static_cast<float>(detail)));
    }
    shape.bends[(s - 1) / 2] = point(0.5f);
  }
  return shape;
}

EnvelopeDisplay::EnvelopeDisplay(Context& context)
    : Display(context), across_(context), up_(context) {
  setTitle("Envelope picture");
}

juce::String EnvelopeDisplay::described() {
  return words_of({param("attack"), param("decay"), param("sustain"), param("release")});
}

void EnvelopeDisplay::set_number(int number) {
  number_ = number;
  shown_.clear();
  redraw();
}

ParamIndex EnvelopeDisplay::param(const char* id) const { return of(context_, number_, id); }
float EnvelopeDisplay::seconds(const char* id) const { return time_of(context_, number_, id); }

BoxF EnvelopeDisplay::plot() const {
  const BoxF box = getLocalBounds().toFloat();
  return {10.0f, 26.0f, box.getWidth() - 20.0f, box.getHeight() - kAxis - 36.0f};
}

void EnvelopeDisplay::tick() {
  std::vector<float> now;
  for (const char* id : {"delay", "attack", "hold", "decay", "sustain", "release", "attack_curve",
                         "decay_curve", "release_curve", "sync", "attack_division", "hold_division",
                         "decay_division", "release_division"}) {
    now.push_back(model().value(param(id)));
  }
  now.push_back(static_cast<float>(number_));
  if (model().value(param("sync")) > 0.5f) now.push_back(context_.live().beats_per_second);
  if (now != shown_) {
    shown_ = std::move(now);
    shape_ = envelope_shape(context_, number_, plot(), 40);
    redraw();
  }
  move_head();
}

void EnvelopeDisplay::move_head() {
  const Point head = find_head();
  if (head.getDistanceFrom(head_) < kLeastStep) return;
  for (const Point& place : {head_, head}) repaint(column_of(place));
  head_ = head;
}

void EnvelopeDisplay::paint_times(juce::Graphics& g, const EnvelopeShape& shape) const {
  const float bottom = static_cast<float>(getHeight()) - kAxis;
  const std::pair<EnvelopeShape::Node, const char*> segments[] = {
      {EnvelopeShape::kDelayEnd, "attack"},
      {EnvelopeShape::kHoldEnd, "decay"},
      {EnvelopeShape::kOff, "release"}};
  for (const auto& [node, id] : segments) {
    const float length = seconds(id);
    float unit = 1.0f;  // whole seconds, or tenths, or hundredths
    while (unit > length && unit > 0.0011f) unit *= 0.1f;
    const Point a = shape.nodes[node];
    const Point b = shape.nodes[static_cast<std::size_t>(node) + 1];
    for (float t = unit; t < length && t < 40.0f * unit; t += unit) {
      vertical_line(g, a.x + (b.x - a.x) * std::sqrt(t / length), 24.0f, bottom, kGrid);
    }
  }
  const auto label = [&](const juce::String& text, Align align, float x) {
    draw_axis(g, text, {x, static_cast<float>(getHeight()) - 5.0f}, align);
  };
  ParamSpec time = model().table()[param("attack")].spec;
  const auto text = [&](float s) { return utf8(display_text(time, s)); };
  time.max = 200.0f;
  const float attack_end = seconds("delay") + seconds("attack");
  const float decay_end = attack_end + seconds("hold") + seconds("decay");
  const auto x_of = [&](EnvelopeShape::Node node) { return shape.nodes[node].x; };
  const juce::String rest = "+" + text(seconds("release"));
  const float right = static_cast<float>(getWidth()) - 6.0f;
  label("0", Align::kCentre, x_of(EnvelopeShape::kDelayEnd));
  float free_from = x_of(EnvelopeShape::kDelayEnd) + 8.0f;
  const auto if_room = [&](EnvelopeShape::Node node, const juce::String& words) {
    const float half = 0.5f * text_width(g, words, label_font());
    const float until = right - text_width(g, rest, label_font()) - 6.0f;
    if (x_of(node) - half < free_from || x_of(node) + half > until) return;
    label(words, Align::kCentre, x_of(node));
    free_from = x_of(node) + half + 6.0f;
  };
  if_room(EnvelopeShape::kAttackEnd, text(attack_end));
  if_room(EnvelopeShape::kDecayEnd, text(decay_end));
  if_room(EnvelopeShape::kOff, "Off");
  label(rest, Align::kRight, right);
}

juce::Colour EnvelopeDisplay::colour() const {
  return source_colour(static_cast<Source>(static_cast<int>(Source::kEnv1) + number_));
}

Point EnvelopeDisplay::find_head() const {
  const Live& live = context_.live();
  const auto n = static_cast<std::size_t>(number_);
  const Stage stage = live.stages[n];
  if (!live.sounding || stage == Stage::kSilent || shape_.line.empty()) return kNowhere;
  const auto s = static_cast<std::size_t>(stage) - 1;
  const Point a = shape_.nodes[s];
  const Point b = shape_.nodes[s + 1];
  const float x = a.x + (b.x - a.x) * std::clamp(live.stage_x[n], 0.0f, 1.0f);
  for (std::size_t i = 1; i < shape_.line.size(); ++i) {
    const Point& p = shape_.line[i - 1];
    const Point& q = shape_.line[i];
    if (x < p.x || x > q.x) continue;
    return {x, q.x > p.x ? p.y + (q.y - p.y) * (x - p.x) / (q.x - p.x) : q.y};
  }
  return {x, a.y};
}

void EnvelopeDisplay::paint_still(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  const BoxF area = plot();
  const juce::Colour own = colour();
  shape_ = envelope_shape(context_, number_, area, 40);
  const float axis = box.getHeight() - kAxis;
  paint_times(g, shape_);
  horizontal_line(g, axis, 0.0f, box.getWidth(), kLine);
  horizontal_line(g, area.getCentreY(), 0.0f, box.getWidth(), kGrid);
  fill_below(g, shape_.line, area.getBottom(), own, 0.26f, 0.02f, area.getY(), area.getBottom());
  for (const auto node : {EnvelopeShape::kDecayEnd, EnvelopeShape::kOff}) {
    const float x = shape_.nodes[node].x;
    dashed_line(g, {x, 24.0f}, {x, axis}, 2.0f, 3.0f, own.withAlpha(0.45f));
  }
  const juce::Path line = polyline(shape_.line);
  stroke(g, line, own.withAlpha(0.13f), 5.0f);
  stroke(g, line, own, 2.0f);
  for (const Point& bend : shape_.bends) draw_curve_handle(g, bend, own);
  for (int i = 1; i < EnvelopeShape::kNodes; ++i) {
    draw_handle(g, shape_.nodes[static_cast<std::size_t>(i)], own, hovered_ == i - 1);
  }
}

void EnvelopeDisplay::paint_live(juce::Graphics& g) {
  if (head_ == kNowhere) return;
  vertical_line(g, head_.x, head_.y, plot().getBottom(), colour().withAlpha(0.6f));
  draw_playhead(g, head_, colour());
}

EnvelopeDisplay::Grab EnvelopeDisplay::grab_of(int handle) const {
  switch (handle) {
    case 0:
      return {param("delay")};
    case 1:
      return {param("attack")};
    case 2:
      return {param("hold")};
    case 3:
      return {param("decay"), param("sustain")};
    case 4:
      return {kNoParam, param("sustain")};
    case 5:
      return {param("release")};
    case 6:
      return {kNoParam, param("attack_curve"), -1.0f};
    case 7:
      return {kNoParam, param("decay_curve"), 1.0f};
    default:
      return {kNoParam, param("release_curve"), 1.0f};
  }
}

Point EnvelopeDisplay::handle_at(const EnvelopeShape& shape, int handle) const {
  return handle < 6 ? shape.nodes[static_cast<std::size_t>(handle + 1)]
                    : shape.bends[static_cast<std::size_t>(handle - 6)];
}

int EnvelopeDisplay::find_handle(Point at) const {
  int best = -1;
  float nearest = 12.0f;
  for (int i = 0; i < kHandles; ++i) {
    const float distance = handle_at(shape_, i).getDistanceFrom(at);
    if (distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  return best;
}

void EnvelopeDisplay::mouseMove(const juce::MouseEvent& e) {
  const int now = find_handle(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  redraw();
}

void EnvelopeDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  redraw();
}

void EnvelopeDisplay::mouseDown(const juce::MouseEvent& e) {
  const int handle = find_handle(e.position);
  if (handle < 0 || e.mods.isPopupMenu()) return;
  const Grab grab = grab_of(handle);
  across_.set(grab.across);
  up_.set(grab.up);
  up_sign_ = grab.up_sign;
  if (across_.valid()) across_from_ = across_.x();
  if (up_.valid()) up_from_ = up_.x();
  hand_.press(e);
  across_.begin();
  up_.begin();
}

void EnvelopeDisplay::mouseDrag(const juce::MouseEvent& e) {
  const Point moved = hand_.drag(e);
  if (across_.dragging()) across_.drag_to(across_from_ + moved.x / 300.0f);
  if (up_.dragging()) up_.drag_to(up_from_ - up_sign_ * moved.y / plot().getHeight());
}

void EnvelopeDisplay::mouseUp(const juce::MouseEvent&) {
  across_.end();
  up_.end();
}

void EnvelopeDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  const int handle = find_handle(e.position);
  if (handle < 0) return;
  const Grab grab = grab_of(handle);
  ParamEdit across(context_, grab.across), up(context_, grab.up);
  model().begin_step("Reset " + context_.param_name((across.valid() ? across : up).param()));
  across.reset();
  up.reset();
  model().end_step();
}

}  // namespace kiln::gui
