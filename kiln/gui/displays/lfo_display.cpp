// Patterns: drawing them and moving their nodes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/lfo_display.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kiln::gui {
namespace {

constexpr std::size_t kPoints = 193;
constexpr float kTop = 32.0f;
constexpr float kBottom = 9.0f;  // below the lowest level
constexpr float kCaption = 26.0f;
constexpr int kDefaultSteps = 16;

}  // namespace

LfoDisplay::LfoDisplay(Context& context) : Display(context) {
  setTitle("LFO picture");
  setTooltip(
      "Drag points and bends; double-click adds or removes a point, Shift leaves the grid.\n"
      "Steps: draw; right-drag a straight line, Alt-click ties");
}

juce::String LfoDisplay::described() {
  const juce::String lfo = "LFO " + juce::String(number_ + 1) + ", ";
  if (kind() == Kind::kShape) {
    return lfo + juce::String(static_cast<int>(drawing_.points.size())) + " points";
  }
  if (kind() == Kind::kSteps) {
    return lfo + juce::String(static_cast<int>(drawing_.steps.size())) + " steps";
  }
  return lfo + "by chance";
}

void LfoDisplay::set_number(int number) {
  if (std::exchange(dragging_, false)) model().end_step();
  grabbed_ = {};
  number_ = number;
  key_ = 0;
  redraw();
}

LfoDisplay::Kind LfoDisplay::kind() const {
  const auto type =
      static_cast<int>(model().value(context_.common(SlotKind::kLfo, number_, "type")));
  return type == 0 ? Kind::kShape : type == 1 ? Kind::kSteps : Kind::kOther;
}

float LfoDisplay::y_of(float level) const {
  return juce::jmap(level, static_cast<float>(getHeight()) - kBottom, kTop);
}

float LfoDisplay::level_at(float y) const {
  const float low = static_cast<float>(getHeight()) - kBottom;
  return std::clamp((low - y) / (low - kTop), 0.0f, 1.0f);
}

void LfoDisplay::read_drawing() {
  drawing_ = context_.patch().lfos[static_cast<std::size_t>(number_)].drawing;
  if (kind() == Kind::kShape && drawing_.points.empty()) {
    drawing_.points = model().lfo_shape_points(0).points;
  }
  if (kind() != Kind::kSteps) return;
  // As many as are played: what was drawn repeats; without a drawing what the engine plays instead,
  // read off its pattern.
  const ParamIndex length = context_.own(context_.slot(SlotKind::kLfo, number_), "length");
  const auto count = static_cast<std::size_t>(
      length == kNoParam ? kDefaultSteps : juce::roundToInt(model().value(length)));
  const std::size_t drawn = drawing_.steps.size();
  for (std::size_t i = drawn; i < count; ++i) {
    const auto at = (i * 2 + 1) * (kPoints - 1) / (2 * count);
    drawing_.steps.push_back(drawn > 0
                                 ? drawing_.steps[i % drawn]
                                 : LfoStep{at < pattern_.size() ? pattern_[at] : 0.0f, false});
  }
  drawing_.steps.resize(count);
}

void LfoDisplay::tick() {
  const SlotInfo& info = context_.slot(SlotKind::kLfo, number_);
  std::uint64_t key = context_.version() + 1;
  const auto mix = [&key](float x) {
    key = (key ^ static_cast<std::uint64_t>(std::lround(x * 1000.0f) + 100000)) * 0x100000001b3ull;
  };
  mix(static_cast<float>(number_));
  for (ParamIndex p = info.first_common; p < info.end; ++p) mix(model().value(p));
  if (key != key_) {
    key_ = key;
    pattern_.assign(kPoints, 0.0f);
    model().lfo_pattern(number_, pattern_);
    if (!dragging_) read_drawing();
    redraw();
  }
  move_head();
}

void LfoDisplay::move_head() {
  const float head = find_head();
  if (head == head_) return;
  for (const float x : {head_, head}) repaint(static_cast<int>(x) - 9, 0, 19, getHeight());
  head_ = head;
}

juce::Colour LfoDisplay::colour() const {
  return source_colour(static_cast<Source>(static_cast<int>(Source::kLfo1) + number_));
}

float LfoDisplay::find_head() const {
  const Live& live = context_.live();
  if (!live.sounding) return -100.0f;
  return std::round(live.lfo_phase[static_cast<std::size_t>(number_)] *
                    static_cast<float>(getWidth()));
}

Point LfoDisplay::node(std::size_t i) const {
  return {drawing_.points[i].x * static_cast<float>(getWidth()), y_of(drawing_.points[i].y)};
}

Point LfoDisplay::bend(std::size_t i) const {
  const Point a = node(i);
  const Point b = node(i + 1);
  const float law = model().envelope_law(100.0f * drawing_.points[i].curve, 0.5f);
  return {0.5f * (a.x + b.x), a.y + (b.y - a.y) * law};
}

LfoDisplay::Handle LfoDisplay::find(Point at) const {
  if (kind() != Kind::kShape) return {};
  for (std::size_t i = 0; i < drawing_.points.size(); ++i) {
    if (node(i).getDistanceFrom(at) < 10.0f) return {static_cast<int>(i), false};
  }
  for (std::size_t i = 0; i + 1 < drawing_.points.size(); ++i) {
    if (bend(i).getDistanceFrom(at) < 10.0f) return {static_cast<int>(i), true};
  }
  return {};
}

void LfoDisplay::paint_nodes(juce::Graphics& g) const {
  for (std::size_t i = 0; i + 1 < drawing_.points.size(); ++i) {
    if (std::fabs(drawing_.points[i + 1].x - drawing_.points[i].x) > 0.02f) {
      draw_curve_handle(g, bend(i), colour());
    }
  }
  for (std::size_t i = 0; i < drawing_.points.size(); ++i) {
    const float x = drawing_.points[i].x;
    if (x <= 0.0f || x >= 1.0f) continue;  // the ends are there without a ring
    draw_handle(g, node(i), colour(), hovered_ == Handle{static_cast<int>(i), false});
  }
}

void LfoDisplay::paint_still(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  if (pattern_.empty()) tick();
  const int grid = std::clamp(drawing_.grid, 1, 32);
  for (int i = 1; i < grid; ++i) {
    const bool major = i % 4 == 0;
    vertical_line(g, box.getWidth() * static_cast<float>(i) / static_cast<float>(grid), kCaption,
                  box.getHeight(), major ? kLine : kGrid.withMultipliedAlpha(0.8f));
  }
  for (const float level : {0.0f, 0.5f, 1.0f}) {
    horizontal_line(g, y_of(level), 0.0f, box.getWidth(), kGrid);
  }
  std::vector<Point>& points = line_;
  points.resize(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i) {
    points[i] = {box.getWidth() * static_cast<float>(i) / (kPoints - 1),
                 y_of(0.5f * pattern_[i] + 0.5f)};
  }
  if (dragging_ && kind() == Kind::kShape) {  // what will be, before the engine has it
    points.clear();
    for (std::size_t i = 0; i + 1 < drawing_.points.size(); ++i) {
      const Point a = node(i);
      const Point b = node(i + 1);
      for (int k = 0; k <= 24; ++k) {
        const float t = static_cast<float>(k) / 24.0f;
        points.emplace_back(
            a.x + (b.x - a.x) * t,
            a.y + (b.y - a.y) * model().envelope_law(100.0f * drawing_.points[i].curve, t));
      }
    }
  }
  fill_below(g, points, box.getHeight(), colour(), 0.28f, 0.02f, kTop, box.getHeight());
  if (kind() == Kind::kSteps) paint_steps(g);
  const juce::Path line = polyline(points);
  stroke(g, line, colour().withAlpha(0.13f), 5.0f);
  stroke(g, line, colour(), 2.0f);
  if (kind() == Kind::kShape) paint_nodes(g);
}

void LfoDisplay::paint_live(juce::Graphics& g) {
  if (head_ < 0.0f || line_.empty()) return;
  const float share = head_ / static_cast<float>(getWidth());
  const auto i = std::min(line_.size() - 1,
                          static_cast<std::size_t>(share * static_cast<float>(line_.size() - 1)));
  vertical_line(g, head_, kCaption, static_cast<float>(getHeight()), kLive.withAlpha(0.28f));
  draw_playhead(g, {head_, line_[i].y}, colour());
}

// Bars from the middle; a tie is a line to the next.
void LfoDisplay::paint_steps(juce::Graphics& g) const {
  if (drawing_.steps.empty()) return;
  const float width = static_cast<float>(getWidth()) / static_cast<float>(drawing_.steps.size());
  for (std::size_t i = 0; i < drawing_.steps.size(); ++i) {
    const float y = y_of(0.5f * drawing_.steps[i].value + 0.5f);
    const float zero = y_of(0.5f);
    const float left = static_cast<float>(i) * width;
    g.setColour(colour().withAlpha(0.22f));
    g.fillRect(BoxF(left + 1.0f, std::min(y, zero), width - 2.0f, std::fabs(zero - y)));
    if (drawing_.steps[i].tie) {
      g.setColour(colour());
      g.fillRoundedRectangle(left + 0.5f * width, static_cast<float>(getHeight()) - 5.0f, width,
                             2.0f, 1.0f);
    }
  }
}

// What is drawn is heard at once; the whole gesture is one step of undo.
void LfoDisplay::begin_drawing() {
  if (dragging_) return;
  dragging_ = true;
  before_ = drawing_.points;
  patched_ = context_.patch().lfos[static_cast<std::size_t>(number_)];
  left_ = patched_.drawing;
  model().begin_step("Draw LFO");
}

void LfoDisplay::keep() {
  const auto n = static_cast<std::size_t>(number_);
  model().edit("Draw LFO", [&](Patch& patch) {
    patch.lfos[n].drawing = drawing_;
    patch.lfos[n].shape.clear();
  });
  left_ = context_.patch().lfos[n].drawing;
}

// An undo or another sound came under the hand.
bool LfoDisplay::went() const {
  return dragging_ && context_.patch().lfos[static_cast<std::size_t>(number_)].drawing != left_;
}

std::size_t LfoDisplay::step_at(float x) const {
  const auto count = static_cast<float>(drawing_.steps.size());
  return static_cast<std::size_t>(
      std::clamp(x / static_cast<float>(getWidth()) * count, 0.0f, count - 1.0f));
}

void LfoDisplay::draw_step(Point at, bool straight) {
  if (drawing_.steps.empty()) return;
  const std::size_t to = step_at(at.x);
  if (!straight) {
    drawing_.steps[to].value = 2.0f * level_at(at.y) - 1.0f;
  } else {
    const std::size_t from = step_at(step_from_.x);
    const auto [low, high] = std::minmax(from, to);
    for (std::size_t i = low; i <= high; ++i) {
      const float t = from == to ? 1.0f
                                 : std::fabs(static_cast<float>(i) - static_cast<float>(from)) /
                                       static_cast<float>(high - low);
      const float level = level_at(step_from_.y) + t * (level_at(at.y) - level_at(step_from_.y));
      drawing_.steps[i].value = 2.0f * level - 1.0f;
    }
  }
  keep();
  redraw();
}

void LfoDisplay::tie_step(Point at) {
  if (drawing_.steps.empty()) return;
  LfoStep& step = drawing_.steps[step_at(at.x)];
  step.tie = !step.tie;
  keep();
  redraw();
}

void LfoDisplay::mouseMove(const juce::MouseEvent& e) {
  const Handle now = find(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  redraw();
}

void LfoDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = {};
  redraw();
}

void LfoDisplay::mouseDown(const juce::MouseEvent& e) {
  if (e.getNumberOfClicks() > 1) return;
  tick();  // an undo may have come since the last
  if (kind() == Kind::kSteps) {
    if (e.mods.isAltDown()) return tie_step(e.position);
    begin_drawing();
    step_from_ = e.position;
    draw_step(e.position, e.mods.isPopupMenu());
    return;
  }
  if (e.mods.isPopupMenu()) return;
  grabbed_ = find(e.position);
  if (grabbed_.point < 0) return;
  from_ = drawing_.points[static_cast<std::size_t>(grabbed_.point)];
}

void LfoDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (went()) return mouseUp(e);
  if (kind() == Kind::kSteps && dragging_) {
    draw_step(e.position, e.mods.isPopupMenu());
    return;
  }
  std::vector<LfoPoint>& points = drawing_.points;
  const auto i = static_cast<std::size_t>(grabbed_.point);
  if (grabbed_.point < 0 || kind() != Kind::kShape || i >= points.size()) return;
  if (!dragging_ && points[i] != from_) return;  // it went before it was moved
  begin_drawing();
  if (grabbed_.bend || e.mods.isAltDown()) {
    const bool rises = i + 1 < points.size() && points[i + 1].y >= points[i].y;
    const float moved = static_cast<float>(e.getDistanceFromDragStartY()) / 80.0f;
    points[i].curve = std::clamp(from_.curve + (rises ? moved : -moved), -1.0f, 1.0f);
  } else {
    const bool end = i == 0 || i + 1 == points.size();
    if (!end) {
      float x = e.position.x / static_cast<float>(getWidth());
      const auto grid = static_cast<float>(drawing_.grid);
      if (!e.mods.isShiftDown()) x = std::round(x * grid) / grid;
      points[i].x = std::clamp(x, points[i - 1].x, points[i + 1].x);
    }
    points[i].y = level_at(e.position.y);
  }
  keep();
  redraw();
}

// By less than a pixel of the picture.
bool LfoDisplay::is_where_it_was() const {
  const float pixel = 1.0f / std::max(1.0f, static_cast<float>(getHeight()) - kTop - kBottom);
  const auto near = [&](const LfoPoint& a, const LfoPoint& b) {
    return std::fabs(a.x - b.x) * static_cast<float>(getWidth()) < 1.0f &&
           std::fabs(a.y - b.y) < pixel && std::fabs(a.curve - b.curve) < pixel;
  };
  return kind() == Kind::kShape && std::equal(before_.begin(), before_.end(),
                                              drawing_.points.begin(), drawing_.points.end(), near);
}

void LfoDisplay::mouseUp(const juce::MouseEvent&) {
  const bool lost = went();
  if (std::exchange(dragging_, false)) {
    if (lost) {
      key_ = 0;                      // the next tick reads what is there instead
    } else if (is_where_it_was()) {  // nothing to undo, then
      model().edit("Draw LFO", [this](Patch& patch) {
        patch.lfos[static_cast<std::size_t>(number_)] = patched_;
      });
      read_drawing();
    }
    model().end_step();
  }
  grabbed_ = {};
}

void LfoDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  if (kind() != Kind::kShape) return;
  tick();
  std::vector<LfoPoint>& points = drawing_.points;
  const Handle handle = find(e.position);
  if (handle.point >= 0 && handle.bend) {
    points[static_cast<std::size_t>(handle.point)].curve = 0.0f;
  } else if (handle.point > 0 && handle.point + 1 < static_cast<int>(points.size())) {
    points.erase(points.begin() + handle.point);
  } else if (handle.point < 0 && points.size() < kMaxLfoPoints) {
    const LfoPoint added{e.position.x / static_cast<float>(getWidth()), level_at(e.position.y), 0};
    points.insert(std::upper_bound(points.begin(), points.end(), added,
                                   [](const LfoPoint& a, const LfoPoint& b) { return a.x < b.x; }),
                  added);
  } else {
    return;
  }
  keep();
}

juce::Path small_lfo(Context& context, int number, BoxF box) {
  std::array<float, 65> pattern = {};
  context.model.lfo_pattern(number, pattern);
  std::array<Point, 65> points;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    points[i] = {box.getX() + box.getWidth() * static_cast<float>(i) / 64.0f,
                 box.getBottom() - box.getHeight() * (0.5f * pattern[i] + 0.5f)};
  }
  return polyline(points);
}

}  // namespace kiln::gui
