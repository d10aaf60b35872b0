// Distortion: its transfer curve, with the level that goes in now.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/displays/effect_display.h"

namespace kiln::gui {
namespace {

constexpr std::size_t kTransferPoints = 148;
constexpr float kTransferMargin = 8.0f;
constexpr float kTransferDot = 3.5f;
constexpr float kTransferMoved = 0.01f;  // of full scale: seen
constexpr const char* kTransferWords[] = {"mode", "drive", "shape", "bias"};

class DistortionPicture : public EffectPicture {
 public:
  using EffectPicture::EffectPicture;
  std::span<const char* const> words() const override { return kTransferWords; }
  juce::String tip() const override {
    return "Output over input, full scale at the edges; the dot is the present level";
  }

  void follow_values() override {
    curve_.assign(kTransferPoints, 0.0f);
    model().effect_transfer(display_slot(), Show::kBase, curve_);
    most_ = 0.5f;
    for (const float y : curve_) most_ = std::max(most_, std::fabs(y));
    moved_ = false;
  }

  void follow_modulation() override {
    std::vector<float> now(kTransferPoints);
    model().effect_transfer(display_slot(), Show::kLive, now);
    bool moved = false;
    for (std::size_t i = 0; i < now.size(); ++i) {
      moved = moved || std::fabs(now[i] - curve_[i]) > kTransferMoved;
    }
    if (!moved && !moved_) return;
    moved_ = moved;
    moving_ = std::move(now);
    repaint(box());
  }

  void tick() override {
    const float level =
        off() ? 0.0f : std::round(200.0f * std::min(1.0f, live().effect_inputs[number()])) / 200.0f;
    if (level == level_) return;
    repaint(level_box());
    level_ = level;
    repaint(level_box());
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF all = box();
    const Point c = all.getCentre();
    for (const float part : {0.25f, 0.75f}) {
      vertical_line(g, all.getWidth() * part, 0.0f, all.getHeight(), kGrid);
      horizontal_line(g, all.getHeight() * part, 0.0f, all.getWidth(), kGrid);
    }
    vertical_line(g, c.x, 0.0f, all.getHeight(), kLine);
    horizontal_line(g, c.y, 0.0f, all.getWidth(), kLine);
    if (curve_.empty()) return;
    const float x1 = std::min(1.0f, most_);  // where output = input leaves the picture
    dashed_line(g, place(-x1, -x1), place(x1, x1), 2.0f, 4.0f, kText3.withAlpha(0.6f));
    const std::vector<Point> points = line(curve_);
    fill_below(g, points, c.y, shade(kEmber), 0.12f, 0.12f, 0.0f, all.getHeight());
    stroke_glow(g, polyline(points), shade(kHot), shade(kHot));
  }

  void paint_live(juce::Graphics& g) override {
    if (curve_.empty() || off()) return;
    const std::vector<float>& now = moved_ ? moving_ : curve_;
    if (moved_) stroke(g, polyline(line(now)), source(), 1.5f);
    if (level_ <= 0.0f) return;
    const Point at = dot();
    vertical_line(g, at.x, at.y, box().getHeight(), kCore.withAlpha(0.4f));
    fill_dot(g, at, kTransferDot, kLive);
  }

 private:
  int display_slot() const { return static_cast<int>(number()); }
  Point place(float x, float y) const {
    const BoxF all = box();
    return {all.getCentreX() + 0.5f * x * all.getWidth(),
            all.getCentreY() - y / most_ * (0.5f * all.getHeight() - kTransferMargin)};
  }
  std::vector<Point> line(const std::vector<float>& curve) const {
    std::vector<Point> points(curve.size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const float x = 2.0f * static_cast<float>(i) / static_cast<float>(curve.size() - 1) - 1.0f;
      points[i] = place(x, std::clamp(curve[i], -1.2f * most_, 1.2f * most_));
    }
    return points;
  }
  Point dot() const {
    const std::vector<float>& now = moved_ ? moving_ : curve_;
    const float at = 0.5f * (level_ + 1.0f) * static_cast<float>(now.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(at), now.size() - 2);
    const float y = now[i] + (at - static_cast<float>(i)) * (now[i + 1] - now[i]);
    Point p = place(level_, std::clamp(y, -1.2f * most_, 1.2f * most_));
    p.x = std::min(p.x, box().getRight() - kTransferDot - 1.0f);
    return p;
  }
  BoxF level_box() const {
    if (curve_.empty()) return {};
    return {dot().x - kTransferDot, 0.0f, 2.0f * kTransferDot, box().getHeight()};
  }

  std::vector<float> curve_, moving_;
  float most_ = 1.0f;
  float level_ = 0.0f;  // as painted
  bool moved_ = false;  // modulation shows
};

}  // namespace

std::unique_ptr<EffectPicture> make_distortion_picture(EffectDisplay& display) {
  return std::make_unique<DistortionPicture>(display);
}

}  // namespace kiln::gui
