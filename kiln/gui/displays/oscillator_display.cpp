// Stacks and cycles.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/oscillator_display.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "kiln/parameters/spec.h"

namespace kiln::gui {
namespace {

constexpr float kMargin = 10.0f;
constexpr float kStackAmplitude = 17.0f;
constexpr float kStackWidth = 0.70f;

// Mixes a number into a key of what is shown.
void mix(std::uint64_t& key, float x) {
  key ^= static_cast<std::uint64_t>(static_cast<std::int64_t>(std::lround(x * 2000.0f)) + 4096);
  key *= 0x100000001b3ull;
}

}  // namespace

OscillatorDisplay::OscillatorDisplay(Context& context, int slot)
    : Display(context), slot_(slot), position_(context) {
  setTitle("Osc " + juce::String(slot + 1) + " picture");
}

juce::String OscillatorDisplay::described() { return type_of(SlotKind::kOscillator, slot_); }

bool OscillatorDisplay::is_table() const { return position_param() != kNoParam; }

ParamIndex OscillatorDisplay::position_param() const {
  return context_.own(context_.slot(SlotKind::kOscillator, slot_), "position");
}

std::uint64_t OscillatorDisplay::key(bool with_position) const {
  const SlotInfo& info = context_.slot(SlotKind::kOscillator, slot_);
  std::uint64_t k = 0xcbf29ce484222325ull + context_.version();
  const int type = context_.type_of(info);
  mix(k, static_cast<float>(type));
  if (type <= 0) return k;
  const ParamIndex position = position_param();
  const auto& own = info.spec.types[static_cast<std::size_t>(type)]->params;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto param =
        static_cast<ParamIndex>(info.first_of_type[static_cast<std::size_t>(type)] + i);
    if (param == position && !with_position) continue;
    // Noise of a slot's level or its drift is no shape of its wave.
    mix(k, own[i].modulatable() ? model().live_x(param) : model().value(param));
  }
  return k;
}

void OscillatorDisplay::make_stack() {
  stack_.assign(static_cast<std::size_t>(kFrames * kPoints), 0.0f);
  std::vector<float> places(kFrames);
  for (int i = 0; i < kFrames; ++i) {
    places[static_cast<std::size_t>(i)] = static_cast<float>(i) / (kFrames - 1);
  }
  model().oscillator_cycles(slot_, Show::kLive, places, kPoints, stack_);
}

void OscillatorDisplay::make_now() {
  std::vector<float> before = std::move(now_);
  now_.assign(kPoints, 0.0f);
  const ParamIndex position = position_param();
  place_ = position == kNoParam ? 0.0f : std::clamp(model().live_x(position), 0.0f, 1.0f);
  on_ = model().oscillator_cycles(slot_, Show::kLive, std::span(&place_, 1), kPoints, now_);
  if (before.size() == now_.size() && !is_table()) {
    ghosts_.push_back(std::move(before));
    if (ghosts_.size() > kGhosts) ghosts_.erase(ghosts_.begin());
  }
}

void OscillatorDisplay::tick() {
  const std::uint64_t stack = is_table() ? key(false) : 1;
  const std::uint64_t now = key(true);
  if (stack == stack_key_ && now == now_key_) {
    if (!context_.live().sounding && !std::exchange(ghosts_, {}).empty()) repaint();
    return;
  }
  if (stack != stack_key_ && is_table()) make_stack();
  if (stack != stack_key_) ghosts_.clear();
  stack_key_ = stack;
  now_key_ = now;
  make_now();
  std::uint64_t frames = stack;
  mix(frames, on_ ? static_cast<float>(frame_now()) : -1.0f);
  if (std::exchange(frames_key_, frames) != frames) return redraw();
  repaint();
}

int OscillatorDisplay::frame_now() const {
  return static_cast<int>(std::lround(place_ * (kFrames - 1)));
}

void OscillatorDisplay::place_wave(const float* wave, float k, std::vector<Point>& points) const {
  const auto w = static_cast<float>(getWidth());
  const auto h = static_cast<float>(getHeight());
  const float wide = kStackWidth * w;
  const float left = kMargin + k * (w - 2.0f * kMargin - wide) / (kFrames - 1);
  const float zero = h - 38.0f - k * (h - 92.0f) / (kFrames - 1);
  points.resize(kPoints);
  for (int i = 0; i < kPoints; ++i) {
    const float x = static_cast<float>(i) / (kPoints - 1);
    points[static_cast<std::size_t>(i)] = {left + x * wide, zero - wave[i] * kStackAmplitude};
  }
}

void OscillatorDisplay::paint_frames(juce::Graphics& g) const {
  const int now = frame_now();
  const auto w = static_cast<float>(getWidth());
  const auto h = static_cast<float>(getHeight());
  const float floor = h - 35.0f, step = (h - 92.0f) / (kFrames - 1);
  std::vector<Point> points;
  for (int k = kFrames - 1; k >= 0; --k) {
    const float distance = std::fabs(static_cast<float>(k - now)) / kFrames;
    place_wave(&stack_[static_cast<std::size_t>(k * kPoints)], static_cast<float>(k), points);
    const juce::Path line = polyline(points);
    juce::Path body = line;
    const float below = floor - step * static_cast<float>(k);
    body.lineTo(points.front().x + kStackWidth * w, below);
    body.lineTo(points.front().x, below);
    body.closeSubPath();
    g.setColour(kInset.withAlpha(0.55f));
    g.fillPath(body);
    stroke(g, line,
           heat(0.56f - 0.62f * distance)
               .withMultipliedAlpha(std::clamp(1.05f - 0.9f * distance, 0.4f, 1.0f)),
           1.0f);
  }
}

// The soft lines need only every second point.
void OscillatorDisplay::paint_wave(juce::Graphics& g, std::span<const Point> points,
                                   juce::Colour core) const {
  std::vector<Point> coarse;
  for (std::size_t i = 0; i < points.size(); i += 2) coarse.push_back(points[i]);
  coarse.push_back(points.back());
  const juce::Path glow = polyline(coarse);
  stroke_soft(g, glow, kEmber.withAlpha(0.14f), 5.5f);
  stroke_soft(g, glow, kEmber.withAlpha(0.33f), 3.3f);
  stroke(g, polyline(points), core, 1.6f);
}

void OscillatorDisplay::paint_cycle(juce::Graphics& g) const {
  if (!on_) return;
  const auto w = static_cast<float>(getWidth());
  const auto h = static_cast<float>(getHeight());
  const float middle = 0.5f * h + 2.0f;
  const float amplitude = 0.27f * h;
  std::vector<Point> points(kPoints);
  const auto points_of = [&](const std::vector<float>& wave) {
    for (int i = 0; i < kPoints; ++i) {
      const auto n = static_cast<std::size_t>(i);
      points[n] = {w * static_cast<float>(i) / (kPoints - 1),
                   middle - std::clamp(wave[n], -1.2f, 1.2f) * amplitude};
    }
  };
  for (std::size_t k = 0; k < ghosts_.size(); ++k) {
    points_of(ghosts_[k]);
    stroke_soft(g, polyline(points), heat(0.22f + 0.07f * static_cast<float>(k)).withAlpha(0.8f),
                1.0f);
  }
  points_of(now_);
  fill_below(g, points, middle, kEmber, 0.22f, 0.02f, middle - amplitude, middle + amplitude);
  paint_wave(g, points, kHot);
}

void OscillatorDisplay::paint_still(juce::Graphics& g) {
  if (now_.empty()) make_now();
  if (is_table() && stack_.empty()) make_stack();
  if (is_table() && on_) return paint_frames(g);
  const auto w = static_cast<float>(getWidth());
  const auto h = static_cast<float>(getHeight());
  for (const float part : {0.25f, 0.5f, 0.75f}) {
    vertical_line(g, w * part, 26.0f, h - 24.0f, kGrid);
  }
  horizontal_line(g, 0.5f * h + 2.0f, 0.0f, w, kLine);
}

void OscillatorDisplay::paint_live(juce::Graphics& g) {
  if (!is_table() || !on_) return paint_cycle(g);
  std::vector<Point> points;
  place_wave(now_.data(), place_ * (kFrames - 1), points);
  paint_wave(g, points, kCore);
}

void OscillatorDisplay::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu() || !is_table()) return;
  position_.set(position_param());
  drag_from_ = position_.x();
  hand_.press(e);
  position_.begin();
}

void OscillatorDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (position_.dragging()) position_.drag_to(drag_from_ + hand_.drag(e).x / 248.0f);
}

void OscillatorDisplay::mouseUp(const juce::MouseEvent&) { position_.end(); }

}  // namespace kiln::gui
