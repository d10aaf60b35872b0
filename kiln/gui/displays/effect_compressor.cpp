// Compressor: level out over level in, both over time, and how much is taken.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "kiln/gui/displays/effect_display.h"

namespace kiln::gui {
namespace {

constexpr float kLowestDb = -60.0f;      // of both axes of the curve, and of the level
constexpr float kMostReduction = 24.0f;  // dB
constexpr std::size_t kLevelPoints = 61;
constexpr std::size_t kHistory = 57;
constexpr float kHistoryStep = 2.0f;         // pixels
constexpr juce::uint32 kHistoryMillis = 30;  // between two of its points
constexpr const char* kLevelWords[] = {"mode", "threshold", "ratio", "attack", "release", "knee"};

float decibels(float level) { return 20.0f * std::log10(std::max(level, 1e-4f)); }

class CompressorPicture : public EffectPicture {
 public:
  using EffectPicture::EffectPicture;
  std::span<const char* const> words() const override { return kLevelWords; }
  juce::String tip() const override {
    return utf8(
        "Left: level out over level in, −60 to 0 dB, without make-up\n"
        "Middle: level and reduction, the last 1.7 s");
  }

  void follow_values() override {
    for (std::size_t i = 0; i < kLevelPoints; ++i) {
      in_[i] = kLowestDb * (1.0f - static_cast<float>(i) / (kLevelPoints - 1));
    }
    made_ = model().effect_levels(static_cast<int>(number()), Show::kBase, in_, out_);
    moved_ = false;
  }

  void follow_modulation() override {
    std::array<float, kLevelPoints> now = {};
    model().effect_levels(static_cast<int>(number()), Show::kLive, in_, now);
    bool moved = false;
    for (std::size_t i = 0; i < kLevelPoints; ++i) {
      moved = moved || std::fabs(now[i] - out_[i]) > 0.3f;
    }
    if (!moved && !moved_) return;
    moved_ = moved;
    moving_ = now;
    repaint(plot());
  }

  void tick() override {
    const float level = std::round(5.0f * decibels(live().effect_inputs[number()])) / 5.0f;
    const float reduction = std::round(10.0f * live().effect_reductions[number()]) / 10.0f;
    if (level != level_ || reduction != reduction_) {
      level_ = level;
      if (reduction != reduction_) repaint(meter().withLeft(reading().getX()));
      reduction_ = reduction;
      repaint(plot());
    }
    const juce::uint32 now = juce::Time::getMillisecondCounter();
    if (now - kept_ < kHistoryMillis) return;
    kept_ = now;
    const auto same = [this](const Moment& m) { return m == history_.front(); };
    const Moment newest = {level_, reduction_};
    const bool still =
        newest == history_.front() && std::all_of(history_.begin(), history_.end(), same);
    if (still || off()) return;
    std::rotate(history_.begin(), history_.begin() + 1, history_.end());
    history_.back() = newest;
    repaint(course());
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF p = plot();
    for (int i = 0; i <= 4; ++i) {
      const float part = 0.25f * static_cast<float>(i);
      vertical_line(g, p.getX() + part * p.getWidth(), p.getY(), p.getBottom(), kGrid);
      horizontal_line(g, p.getY() + part * p.getHeight(), p.getX(), p.getRight(), kGrid);
    }
    dashed_line(g, p.getBottomLeft(), p.getTopRight(), 2.0f, 4.0f, kText3.withAlpha(0.6f));
    if (made_) stroke_glow(g, polyline(line(out_)), shade(kHot), shade(kHot));
    horizontal_line(g, course().getY(), course().getX(), course().getRight(), kLine);
    g.setColour(kRaised);
    g.fillRoundedRectangle(meter(), 2.0f);
  }

  void paint_live(juce::Graphics& g) override {
    if (moved_ && !off()) stroke(g, polyline(line(moving_)), source(), 1.5f);
    if (made_ && !off() && level_ > kLowestDb) {
      fill_dot(g, place(level_, std::clamp(level_ - reduction_, kLowestDb, 0.0f)), 3.5f, kLive);
    }
    if (shows(g, course())) paint_course(g);
    const BoxF bed = meter();
    if (reduction_ > 0.0f) {
      g.setColour(shade(kHot));
      const float part = std::min(1.0f, reduction_ / kMostReduction);
      g.fillRoundedRectangle(bed.withHeight(part * bed.getHeight()), 2.0f);
    }
    draw_reading(g,
                 (reduction_ > 0.05f ? utf8("−") : juce::String()) +
                     juce::String(std::max(0.0f, reduction_), 1) + " dB",
                 reading().getRight());
  }

 private:
  struct Moment {
    float level = -80.0f;  // dB
    float reduction = 0.0f;
    bool operator==(const Moment&) const = default;
  };

  float side() const { return box().getHeight() - 12.0f; }
  BoxF plot() const { return {8.0f, 6.0f, side(), side()}; }
  BoxF course() const {
    return {8.0f + side() + 14.0f, 6.0f, (kHistory - 1) * kHistoryStep, side()};
  }
  BoxF meter() const { return {box().getRight() - 24.0f, 8.0f, 8.0f, side()}; }
  BoxF reading() const { return {box().getRight() - 90.0f, 5.0f, 60.0f, 16.0f}; }
  Point place(float in, float out) const {
    const BoxF p = plot();
    const auto part = [](float db) { return std::clamp(1.0f - db / kLowestDb, 0.0f, 1.0f); };
    return {p.getX() + part(in) * p.getWidth(), p.getBottom() - part(out) * p.getHeight()};
  }
  std::vector<Point> line(const std::array<float, kLevelPoints>& out) const {
    std::vector<Point> points(kLevelPoints);
    for (std::size_t i = 0; i < kLevelPoints; ++i) points[i] = place(in_[i], out[i]);
    return points;
  }

  void paint_course(juce::Graphics& g) const {
    const BoxF c = course();
    std::vector<Point> levels(kHistory), taken(kHistory);
    for (std::size_t i = 0; i < kHistory; ++i) {
      const float x = c.getX() + kHistoryStep * static_cast<float>(i);
      const float level = std::clamp(1.0f - history_[i].level / kLowestDb, 0.0f, 1.0f);
      const float part = std::clamp(history_[i].reduction / kMostReduction, 0.0f, 1.0f);
      levels[i] = {x, c.getBottom() - level * c.getHeight()};
      taken[i] = {x, c.getY() + part * c.getHeight()};
    }
    fill_below(g, levels, c.getBottom(), shade(kEmber), 0.38f, 0.04f, c.getY(), c.getBottom());
    stroke_soft(g, polyline(levels), shade(kEmber7), 1.25f);
    stroke_soft(g, polyline(taken), shade(kCore), 1.5f);
  }

  std::array<float, kLevelPoints> in_ = {}, out_ = {}, moving_ = {};
  bool made_ = false;
  bool moved_ = false;  // modulation shows
  float level_ = -80.0f;
  float reduction_ = 0.0f;  // dB, as painted
  std::array<Moment, kHistory> history_ = {};
  juce::uint32 kept_ = 0;
};

}  // namespace

std::unique_ptr<EffectPicture> make_compressor_picture(EffectDisplay& display) {
  return std::make_unique<CompressorPicture>(display);
}

}  // namespace kiln::gui
