// Delay: echoes over time, left up and right down, with handles on the first of each side.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "kiln/gui/displays/effect_display.h"
#include "kiln/parameters/tempo.h"

namespace kiln::gui {
namespace {

constexpr float kEchoMargin = 14.0f;
constexpr float kEchoWidth = 4.0f;
constexpr int kEchoColumns = 16;
constexpr float kEchoRoom = 4.0f;  // of the longest time that fits
constexpr float kEchoBase = 10.0f;
constexpr int kPingPong = 1;
constexpr const char* kEchoWords[] = {"mode", "time_l", "time_r", "feedback", "cross"};

class DelayPicture : public EffectPicture {
 public:
  explicit DelayPicture(EffectDisplay& display)
      : EffectPicture(display), time_(context()), feedback_(context()) {}
  std::span<const char* const> words() const override { return kEchoWords; }
  juce::String tip() const override {
    const float column = window_ / kEchoColumns;
    const float beats = column * live().beats_per_second;
    if (synced()) {
      return "Echoes, left up and right down; a column is " +
             utf8(kDivisionNames[static_cast<std::size_t>(
                 nearest_division(static_cast<double>(beats)))]);
    }
    return "Echoes, left up and right down; a column is " + juce::String(1e3f * column, 0) + " ms";
  }

  void follow_values() override {
    for (int side = 0; side < 2; ++side) times_[static_cast<std::size_t>(side)] = seconds(side);
    if (!time_.dragging()) fit();
    taps_ = model().effect_echoes(display_.slot(), Show::kBase, static_cast<double>(window_));
    moved_ = false;
  }

  void follow_modulation() override {
    std::vector<EchoTap> now =
        model().effect_echoes(display_.slot(), Show::kLive, static_cast<double>(window_));
    bool moved = now.size() != taps_.size();
    for (std::size_t i = 0; !moved && i < now.size(); ++i) {
      moved = now[i].right != taps_[i].right ||
              std::fabs(x_of(now[i].seconds) - x_of(taps_[i].seconds)) > 0.5f ||
              std::fabs(now[i].level - taps_[i].level) > 0.01f;
    }
    if (!moved && !moved_) return;
    moved_ = moved;
    moving_ = std::move(now);
    repaint(box());
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF all = box();
    for (int i = 1; i < kEchoColumns; ++i) {
      vertical_line(g, x_of(window_ * static_cast<float>(i) / kEchoColumns), 0.0f, all.getHeight(),
                    i % 4 == 0 ? kLine : kGrid);
    }
    horizontal_line(g, all.getCentreY(), 0.0f, all.getWidth(), kLine);
    for (const bool right : {false, true}) paint_echo(g, {0.0f, 1.0f, right});
    for (const EchoTap& tap : taps_) paint_echo(g, tap);
  }

  void paint_live(juce::Graphics& g) override {
    if (moved_ && !off()) {
      for (const EchoTap& tap : moving_) {
        const float x = x_of(tap.seconds);
        const float y = box().getCentreY();
        const float tall = tap.level * height();
        g.setColour(source());
        g.fillRect(BoxF(x - 0.75f, tap.right ? y : y - tall, 1.5f, tall));
      }
    }
    for (int i = 0; i < handles(); ++i) {
      draw_handle(g, handle(i), off() ? kMute : kCore, i == display_.lit());
    }
  }

  int handles() const override { return taps_.empty() ? 0 : 2; }
  // The height is Feedback: that of the echo after the first.
  Point handle(int side) const override {
    const float up = std::min(1.15f, 0.01f * value("feedback")) * height();
    const float y = box().getCentreY() + (side == 0 ? -up : up);
    const float before = side == 1 && bounces() ? times_[0] : 0.0f;
    const float x = x_of(before + times_[static_cast<std::size_t>(side)]);
    return {std::min(x, box().getRight() - 6.0f), y};
  }
  juce::String handle_tip(int side) const override {
    const juce::String name = linked() ? "time of both sides" : side == 0 ? "Time L" : "Time R";
    return "Drag sideways: " + name + ", up and down: Feedback. Double-click: Feedback back";
  }
  void press(int side) override {
    side_ = side;
    time_.set(param(time_id(side)));
    feedback_.set(param("feedback"));
    from_seconds_ = times_[static_cast<std::size_t>(side)];
    from_feedback_ = feedback_.real();
    time_.begin();
    feedback_.begin();
  }
  void drag(Point by) override {
    const float width = box().getWidth() - 2.0f * kEchoMargin;
    // With linked sides the other's first echo is two times from the left edge.
    const float times = side_ == 1 && bounces() && linked() ? 2.0f : 1.0f;
    const float wanted = std::max(1e-4f, from_seconds_ + by.x / width * window_ / times);
    if (time_.synced()) {
      const double beats = static_cast<double>(wanted * live().beats_per_second);
      time_.set_real(static_cast<float>(nearest_division(beats)));
    } else {
      time_.set_real(wanted);
    }
    const float up = side_ == 0 ? by.y : -by.y;
    feedback_.set_real(from_feedback_ + 100.0f * up / height());
  }
  void release() override {
    feedback_.end();
    time_.end();
  }
  void double_click(int) override { ParamEdit(context(), param("feedback")).reset(); }

 private:
  bool linked() const { return value("link") > 0.5f; }
  bool bounces() const { return std::lround(value("mode")) == kPingPong; }
  const char* time_id(int side) const { return side == 0 || linked() ? "time_l" : "time_r"; }
  bool synced() const { return ParamEdit(context(), param("time_l")).synced(); }
  float seconds(int side) const {
    const ParamEdit time(context(), param(time_id(side)));
    if (!time.synced()) return time.real();
    const auto division = static_cast<int>(std::lround(time.real()));
    return static_cast<float>(division_beats(division)) / live().beats_per_second;
  }
  // Four times the longer time: in whole beats, 2^n of them, if the left side follows the tempo,
  // else in 1, 2 or 5 · 10^n.
  void fit() {
    const float least = kEchoRoom * std::max(times_[0], times_[1]) * 0.999f;
    if (synced()) {
      const float beat = 1.0f / live().beats_per_second;
      window_ = beat * std::exp2(std::ceil(std::log2(least / beat)));
      return;
    }
    const float ten = std::pow(10.0f, std::floor(std::log10(least)));
    window_ = ten * (least <= ten          ? 1.0f
                     : least <= 2.0f * ten ? 2.0f
                     : least <= 5.0f * ten ? 5.0f
                                           : 10.0f);
  }
  float height() const { return 0.5f * box().getHeight() - kEchoBase; }
  float x_of(float at) const {
    return kEchoMargin + (box().getWidth() - 2.0f * kEchoMargin) * at / window_;
  }

  void paint_echo(juce::Graphics& g, const EchoTap& tap) const {
    const float tall = std::max(1.0f, std::min(1.15f, tap.level) * height());
    const float y = box().getCentreY();
    const float bright = 0.3f + 0.65f * std::sqrt(std::min(1.0f, tap.level));
    g.setColour(off() ? kOff : heat(tap.right ? 0.88f * bright : bright));
    g.fillRoundedRectangle(
        BoxF(x_of(tap.seconds) - 0.5f * kEchoWidth, tap.right ? y : y - tall, kEchoWidth, tall),
        std::min(0.5f * kEchoWidth, 0.5f * tall));
  }

  std::vector<EchoTap> taps_, moving_;
  std::array<float, 2> times_ = {0.5f, 0.5f};  // seconds
  float window_ = 2.0f;                        // seconds
  bool moved_ = false;                         // modulation shows
  int side_ = 0;
  ParamEdit time_, feedback_;
  float from_seconds_ = 0.0f, from_feedback_ = 0.0f;
};

}  // namespace

std::unique_ptr<EffectPicture> make_delay_picture(EffectDisplay& display) {
  return std::make_unique<DelayPicture>(display);
}

}  // namespace kiln::gui
