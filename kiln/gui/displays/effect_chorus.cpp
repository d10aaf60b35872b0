// Chorus: the delay of each voice over one cycle of the sweep, and where each is now.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "kiln/gui/displays/effect_display.h"

namespace kiln::gui {
namespace {

constexpr float kSweepMargin = 14.0f;
constexpr float kSweepStep = 2.0f;   // pixels a point
constexpr float kFastPoints = 8.0f;  // of one turn of the fast sweep
constexpr float kMostPoints = 800.0f;
constexpr float kFastTurn = 1.0f / 64.0f;  // of the fast sweep against the slow one: seen
constexpr float kSweepDot = 3.5f;
constexpr const char* kSweepWords[] = {"mode", "rate", "depth", "delay", "voices", "width"};

class ChorusPicture : public EffectPicture {
 public:
  using EffectPicture::EffectPicture;
  using Taps = std::array<float, 16>;
  std::span<const char* const> words() const override { return kSweepWords; }
  juce::String tip() const override {
    return "The delay of each voice over one cycle of the sweep, " + range_ +
           "\nBright: left, dark: right";
  }

  void follow_values() override { make_lines(); }

  void tick() override {
    const std::array<float, 2> now = live().effect_sweeps[number()];
    const bool moves = !off() && now[0] >= 0.0f;
    if (!moves) {
      if (moves_) repaint(box());
      moves_ = false;
      return;
    }
    // How far the fast sweep is when the slow one begins: it drifts where their ratio is no whole
    // number.
    const float start = now[1] - shape_.fast_ratio * now[0];
    const float offset = std::round((start - std::floor(start)) / kFastTurn) * kFastTurn;
    if (ensemble() && offset != offset_) {
      offset_ = offset;
      make_lines();
      display_.redraw();
    }
    if (moves_) repaint(now_box());
    moves_ = true;
    phase_ = now[0];
    Taps seconds;
    voices_now_ = model().effect_sweep(display_.slot(), Show::kLive, now, seconds);
    for (std::size_t v = 0; v < kSide; ++v) dots_[v] = y_of(seconds[v]);
    repaint(now_box());
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF all = box();
    horizontal_line(g, all.getCentreY(), 0.0f, all.getWidth(), kLine);
    for (const float part : {0.25f, 0.5f, 0.75f}) {
      vertical_line(g, all.getWidth() * part, 0.0f, all.getHeight(), kGrid);
    }
    for (int v = voices_ - 1; v >= 0; --v) {
      const auto n = static_cast<std::size_t>(v);
      if (lines_[n + kSide] != lines_[n]) {
        stroke(g, path(lines_[n + kSide]), shade(kEmber8), 1.25f);
      }
    }
    for (int v = voices_ - 1; v >= 0; --v) {
      stroke(g, path(lines_[static_cast<std::size_t>(v)]), shade(colour(v)), 1.75f);
    }
  }

  void paint_live(juce::Graphics& g) override {
    if (!moves_) return;
    const float x = now_x();
    vertical_line(g, x, 0.0f, box().getHeight(), kLive.withAlpha(0.18f));
    for (int v = voices_now_ - 1; v >= 0; --v) {
      const Point at(x, dots_[static_cast<std::size_t>(v)]);
      draw_dot(g, at, kSweepDot, v == 0 ? kLive : colour(v), kInset, 1.5f);
    }
  }

 private:
  static constexpr std::size_t kSide = 8;  // voices

  static juce::Colour colour(int voice) {
    return voice % 3 == 0 ? kHot : voice % 3 == 1 ? kEmber : kEmber7;
  }
  bool ensemble() const { return std::lround(value("mode")) == 1; }
  // Shallow sweeps are flatter, so slowly that they still are seen; longer delays lie higher.
  float y_of(float seconds) const {
    const float deep = std::sqrt(std::clamp(shape_.depth / shape_.most_depth, 0.0f, 1.0f));
    const float place =
        shape_.depth > 1e-6f ? 2.0f * (seconds - shape_.shortest) / shape_.depth - 1.0f : 0.0f;
    const float room = 0.5f * box().getHeight();
    return std::clamp(room - place * deep * (room - kSweepMargin), 4.0f, 2.0f * room - 4.0f);
  }
  float now_x() const {
    return std::clamp(phase_ * box().getWidth(), 5.0f, box().getWidth() - 5.0f);
  }
  BoxF now_box() const {
    return {now_x() - kSweepDot - 1.0f, 0.0f, 2.0f * kSweepDot + 2.0f, box().getHeight()};
  }
  juce::Path path(const std::vector<float>& line) const {
    std::vector<Point> points(line.size());
    for (std::size_t i = 0; i < line.size(); ++i) {
      const float part = static_cast<float>(i) / static_cast<float>(line.size() - 1);
      points[i] = {box().getWidth() * part, line[i]};
    }
    return polyline(points);
  }

  void make_lines() {
    shape_ = model().effect_sweep_shape(display_.slot());
    range_ = juce::String(1e3f * shape_.shortest, 1) + utf8("–") +
             juce::String(1e3f * (shape_.shortest + shape_.depth), 1) + " ms";
    // Enough points for a fast sweep that goes round many times; more of it than that is a band.
    const float least = std::floor(box().getWidth() / kSweepStep);
    const float wanted = std::clamp(kFastPoints * shape_.fast_ratio, least, kMostPoints);
    const float ratio = std::min(shape_.fast_ratio, wanted / kFastPoints);
    const auto count = static_cast<std::size_t>(wanted) + 1;
    for (std::vector<float>& line : lines_) line.assign(count, 0.0f);
    for (std::size_t i = 0; i < count; ++i) {
      const float phase = static_cast<float>(i) / static_cast<float>(count - 1);
      const float fast = offset_ + ratio * phase;
      Taps seconds;
      voices_ = model().effect_sweep(display_.slot(), Show::kBase, {phase, fast - std::floor(fast)},
                                     seconds);
      for (std::size_t v = 0; v < seconds.size(); ++v) lines_[v][i] = y_of(seconds[v]);
    }
  }

  std::array<std::vector<float>, 16> lines_;  // y
  juce::String range_;
  int voices_ = 0, voices_now_ = 0;
  SweepShape shape_;
  float offset_ = 0.0f;  // cycles of the fast sweep at the left
  bool moves_ = false;
  float phase_ = 0.0f;
  std::array<float, kSide> dots_ = {};  // y
};

}  // namespace

std::unique_ptr<EffectPicture> make_chorus_picture(EffectDisplay& display) {
  return std::make_unique<ChorusPicture>(display);
}

}  // namespace kiln::gui
