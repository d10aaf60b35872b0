// Reverb: its answer to an impulse as bars, and the envelope of the decay with a handle.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/displays/effect_display.h"

namespace kiln::gui {
namespace {

constexpr std::size_t kDecayBars = 112;
constexpr float kDecayLeft = 10.0f;
constexpr float kDecayBottom = 8.0f;
constexpr float kDecayTop = 14.0f;
constexpr juce::uint32 kDecayRest = 100;  // ms between two answers of the engine
constexpr float kWindowOfDecay = 0.41f;   // of it that is to be seen, −25 dB
constexpr float kHandleOfDecay = 0.14f;   // where the handle is, −8 dB
constexpr float kHandleTravel = 100.0f;   // pixels for all of Damp
constexpr float kFreezeSeconds = 59.9f;   // of Decay
constexpr const char* kDecayWords[] = {"mode", "decay", "size", "pre_delay", "damp"};

class ReverbPicture : public EffectPicture {
 public:
  explicit ReverbPicture(EffectDisplay& display)
      : EffectPicture(display), decay_(context()), damp_(context()) {}
  std::span<const char* const> words() const override { return kDecayWords; }
  juce::String tip() const override {
    return "The space's answer to an impulse; a column is " + juce::String(0.2f * window_) + " s";
  }

  void follow_values() override {
    if (!decay_.dragging()) fit();
    due_ = true;
    moved_ = false;
  }

  void follow_modulation() override {
    const float decay = live_value("decay"), before = live_value("pre_delay");
    const bool moved = std::fabs(std::log2(decay / value("decay"))) > 0.02f ||
                       std::fabs(before - value("pre_delay")) > 0.005f * window_;
    if (!moved && !moved_) return;
    moved_ = moved;
    repaint(box());
  }

  void tick() override {
    const juce::uint32 now = juce::Time::getMillisecondCounter();
    if (!due_ || now - made_ < kDecayRest) return;
    due_ = false;
    made_ = now;
    make_bars();
    display_.redraw();
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF all = box();
    for (const float part : {0.2f, 0.4f, 0.6f, 0.8f}) {
      vertical_line(g, all.getWidth() * part, 0.0f, all.getHeight(), kGrid);
    }
    paint_bar(g, 0, 1.0f);  // the sound itself
    for (std::size_t i = 1; i < bars_.size(); ++i) paint_bar(g, i, bars_[i]);
    stroke(g, envelope(value("pre_delay"), value("decay")), shade(kHot), 1.5f);
    draw_reading(g, ParamEdit(context(), param("decay")).text(), all.getRight() - 10.0f);
  }

  void paint_live(juce::Graphics& g) override {
    if (moved_ && !off()) {
      stroke(g, envelope(live_value("pre_delay"), live_value("decay")), source(), 1.5f);
    }
    draw_handle(g, handle(0), off() ? kMute : kCore, display_.lit() == 0);
  }

  int handles() const override { return 1; }
  Point handle(int) const override {
    const float at = value("pre_delay") + kHandleOfDecay * value("decay");
    const float held = std::min(at, window_);
    return {std::min(x_of(held), box().getRight() - 8.0f),
            y_of(loss(held - value("pre_delay"), value("decay")))};
  }
  juce::String handle_tip(int) const override {
    return "Drag sideways: Decay, up and down: Damp. Double-click: both back";
  }
  void press(int) override {
    decay_.set(param("decay"));
    damp_.set(param("damp"));
    from_decay_ = decay_.real();
    from_damp_ = damp_.x();
    decay_.begin();
    damp_.begin();
  }
  void drag(Point by) override {
    const float seconds = by.x / (box().getWidth() - 2.0f * kDecayLeft) * window_;
    decay_.set_real(from_decay_ + seconds / kHandleOfDecay);
    damp_.drag_to(from_damp_ + by.y / kHandleTravel);
  }
  void release() override {
    damp_.end();
    decay_.end();
  }
  void double_click(int) override {
    const ParamIndex decay = param("decay"), damp = param("damp");
    model().edit("Reset decay", [&](Patch& patch) {
      for (const ParamIndex p : {decay, damp}) patch.values[p] = model().table()[p].spec.initial;
    });
  }

 private:
  // Amplitude after a time.
  static float loss(float seconds, float decay) {
    if (decay >= kFreezeSeconds || seconds <= 0.0f) return 1.0f;
    return std::pow(10.0f, -3.0f * seconds / decay);
  }
  float x_of(float seconds) const {
    return kDecayLeft + (box().getWidth() - 2.0f * kDecayLeft) * seconds / window_;
  }
  float y_of(float level) const {
    const float high = box().getHeight() - kDecayBottom - kDecayTop;
    return box().getHeight() - kDecayBottom - level * high;
  }

  void fit() {
    const float least = value("pre_delay") + kWindowOfDecay * value("decay");
    window_ = 25.0f;
    for (const float seconds : {12.5f, 5.0f, 2.5f, 1.25f, 0.5f, 0.25f, 0.1f}) {
      if (least <= seconds) window_ = seconds;
    }
  }

  void make_bars() {
    std::vector<float> left(kDecayBars), right(kDecayBars);
    model().effect_impulse(display_.slot(), static_cast<double>(window_), left, right);
    const float before = value("pre_delay"), decay = value("decay");
    const auto lost = [&](std::size_t i) {
      return loss(window_ * static_cast<float>(i) / kDecayBars - before, decay);
    };
    bars_.assign(kDecayBars, 0.0f);
    std::vector<float> ratios;
    for (std::size_t i = 0; i < kDecayBars; ++i) {
      bars_[i] = std::max(left[i], right[i]);
      if (bars_[i] > 1e-6f) ratios.push_back(bars_[i] / lost(i));
    }
    if (ratios.empty()) return;
    // All but the loudest few lie below the envelope; those touch it.
    std::sort(ratios.begin(), ratios.end());
    const float most = ratios[(ratios.size() - 1) * 95 / 100];
    for (std::size_t i = 0; i < kDecayBars; ++i) bars_[i] = std::min(bars_[i] / most, lost(i));
  }

  void paint_bar(juce::Graphics& g, std::size_t i, float level) const {
    if (level < 0.003f) return;
    const float x =
        kDecayLeft + (box().getWidth() - 2.0f * kDecayLeft) * static_cast<float>(i) / kDecayBars;
    const float top = std::min(y_of(level), box().getHeight() - kDecayBottom - 1.0f);
    g.setColour(off() ? kOff : heat(0.2f + 0.72f * level));
    g.fillRoundedRectangle(BoxF(x, top, 1.5f, box().getHeight() - kDecayBottom - top), 0.75f);
  }

  juce::Path envelope(float before, float decay) const {
    std::vector<Point> points;
    for (float t = before; t < window_; t += 0.01f * window_) {
      points.emplace_back(x_of(t), y_of(loss(t - before, decay)));
    }
    points.emplace_back(x_of(window_), y_of(loss(window_ - before, decay)));
    return polyline(points);
  }

  std::vector<float> bars_;  // 0…1
  float window_ = 1.25f;     // seconds
  bool due_ = false;         // bars
  juce::uint32 made_ = 0;
  bool moved_ = false;  // modulation shows
  ParamEdit decay_, damp_;
  float from_decay_ = 0.0f, from_damp_ = 0.0f;
};

}  // namespace

std::unique_ptr<EffectPicture> make_reverb_picture(EffectDisplay& display) {
  return std::make_unique<ReverbPicture>(display);
}

}  // namespace kiln::gui
