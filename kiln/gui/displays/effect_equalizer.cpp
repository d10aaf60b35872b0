// Equalizer: the response over the live spectrum, a numbered handle for each band.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <string>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/displays/effect_display.h"
#include "kiln/gui/displays/frequency_axis.h"

namespace kiln::gui {
namespace {

constexpr int kBands = 4;
constexpr float kBandDb = 18.0f;
constexpr float kBandStep = 2.0f;     // pixels a point
constexpr float kSpectrumDb = 72.0f;  // from full scale down to nothing
constexpr const char* kBandWords[] = {"freq1", "gain1", "freq2", "gain2",
                                      "freq3", "gain3", "freq4", "gain4"};

class EqualizerPicture : public EffectPicture {
 public:
  explicit EqualizerPicture(EffectDisplay& display)
      : EffectPicture(display), across_(context()), up_(context()) {}
  std::span<const char* const> words() const override { return kBandWords; }

  void follow_values() override {
    hz_ = FrequencyAxis{box().getWidth()}.points(kBandStep);
    curve_.assign(hz_.size(), 0.0f);
    model().effect_response(display_.slot(), Show::kBase, hz_, curve_);
    moved_ = false;
  }

  void follow_modulation() override {
    moving_.assign(hz_.size(), 0.0f);
    model().effect_response(display_.slot(), Show::kLive, hz_, moving_);
    bool moved = false;
    for (std::size_t i = 0; i < hz_.size(); ++i) {
      moved = moved || std::fabs(moving_[i] - curve_[i]) > 0.3f;
    }
    if (!moved && !moved_) return;
    moved_ = moved;
    repaint(box());
  }

  void tick() override {
    if (hz_.empty()) return;
    std::vector<float> now(hz_.size());
    model().effect_spectrum(display_.slot(), hz_, now);
    // Half pixels are seen, less is not.
    const float seen = 0.5f * kSpectrumDb / box().getHeight();
    float top = box().getHeight();
    bool other = now.size() != spectrum_.size();
    for (std::size_t i = 0; i < now.size(); ++i) {
      now[i] = off() ? -kSpectrumDb : std::max(-kSpectrumDb, now[i]);
      top = std::min(top, spectrum_y(now[i]));
      if (other) continue;
      top = std::min(top, spectrum_y(spectrum_[i]));
      other = std::fabs(now[i] - spectrum_[i]) > seen;
    }
    if (!other) return;
    spectrum_ = std::move(now);
    repaint(box().withTop(std::min(spectrum_top_, top)));
    spectrum_top_ = top;
  }

  void paint_still(juce::Graphics& g) override {
    const BoxF all = box();
    FrequencyAxis{all.getWidth()}.paint_grid(g, 0.0f, all.getHeight());
    horizontal_line(g, all.getCentreY(), 0.0f, all.getWidth(), kLine);
    if (!curve_.empty()) stroke_glow(g, polyline(line(curve_)), shade(kHot), shade(kHot));
  }

  void paint_live(juce::Graphics& g) override {
    if (curve_.empty()) return;
    paint_spectrum(g);
    if (moved_ && !off()) stroke(g, polyline(line(moving_)), source(), 1.5f);
    for (int band = 0; band < kBands; ++band) {
      const Point at = handle(band);
      draw_handle(g, at, off() ? kMute : kCore, band == display_.lit());
      const bool below = (gain(band) < 0.0f && at.y < box().getBottom() - 22.0f) || at.y < 22.0f;
      draw_text_at(g, juce::String(band + 1), font(Face::kMonoMedium, 11.0f),
                   off() ? kText3 : kText2, at + Point(0.0f, below ? 17.0f : -9.0f),
                   Align::kCentre);
    }
  }

  int handles() const override { return kBands; }
  Point handle(int band) const override {
    const BoxF all = box();
    const float x = FrequencyAxis{all.getWidth()}.x(model().value(of("freq", band)));
    const float y = all.getCentreY() - gain(band) / kBandDb * (0.5f * all.getHeight() - 8.0f);
    return {std::clamp(x, 6.0f, all.getWidth() - 6.0f),
            std::clamp(y, 8.0f, all.getHeight() - 8.0f)};
  }
  juce::String handle_tip(int) const override {
    return "Drag: frequency and gain. Wheel: Q. Right-click: shape";
  }
  void press(int band) override {
    grabbed_ = band;
    across_.set(of("freq", band));
    up_.set(of("gain", band));
    across_from_ = across_.x();
    up_from_ = up_.x();
    across_.begin();
    up_.begin();
  }
  void drag(Point by) override {
    across_.drag_to(across_from_ + by.x / box().getWidth());
    if (!is_cut(grabbed_)) up_.drag_to(up_from_ + by.y / (box().getHeight() - 16.0f));
  }
  void release() override {
    up_.end();
    across_.end();
  }
  void double_click(int band) override { choose(context(), of("gain", band), 0.0f); }
  void wheel(int band, const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override {
    ParamEdit(context(), of("q", band)).wheel(e, wheel);
  }
  bool menu(int band) override {
    std::vector<MenuItem> items = {{.text = "Band " + juce::String(band + 1), .heading = true}};
    if (band == 0 || band == kBands - 1) {
      items.push_back({.text = "Shape", .sub = choice_items(context(), shape(band))});
    }
    const ParamIndex q = of("q", band);
    Context& shared = context();
    MenuItem width{.text = "Q"};
    for (const float value : {0.3f, 0.5f, 0.71f, 1.0f, 1.4f, 2.0f, 4.0f, 8.0f, 12.0f}) {
      width.sub.push_back({.text = juce::String(value, 2),
                           .ticked = model().value(q) == value,
                           .action = [&shared, q, value] { choose(shared, q, value); }});
    }
    items.push_back(std::move(width));
    const std::array<ParamIndex, 3> all = {of("freq", band), of("gain", band), q};
    items.push_back({.text = "Reset", .action = [&shared, all] {
                       shared.model.edit("Reset band", [&](Patch& patch) {
                         for (const ParamIndex p : all) {
                           patch.values[p] = shared.model.table()[p].spec.initial;
                         }
                       });
                     }});
    show_popup(display_, std::move(items));
    return true;
  }

 private:
  ParamIndex of(const char* what, int band) const {
    return param((what + std::to_string(band + 1)).c_str());
  }
  ParamIndex shape(int band) const { return param(band == 0 ? "low_shape" : "high_shape"); }
  bool is_cut(int band) const {
    return (band == 0 || band == kBands - 1) && model().value(shape(band)) > 0.5f;
  }
  float gain(int band) const { return is_cut(band) ? 0.0f : model().value(of("gain", band)); }
  float spectrum_y(float db) const { return -db / kSpectrumDb * box().getHeight(); }

  std::vector<Point> line(const std::vector<float>& db) const {
    const BoxF all = box();
    std::vector<Point> points(db.size());
    for (std::size_t i = 0; i < db.size(); ++i) {
      const float y = all.getCentreY() - db[i] / kBandDb * (0.5f * all.getHeight() - 8.0f);
      points[i] = {kBandStep * static_cast<float>(i), std::clamp(y, 2.0f, all.getHeight() - 2.0f)};
    }
    return points;
  }

  // Over the still curve, so faint that it seems to lie below.
  void paint_spectrum(juce::Graphics& g) const {
    const float bottom = box().getHeight();
    if (spectrum_top_ >= bottom - 0.5f || spectrum_.empty()) return;
    std::vector<Point> points(spectrum_.size());
    for (std::size_t i = 0; i < spectrum_.size(); ++i) {
      points[i] = {kBandStep * static_cast<float>(i), std::max(0.0f, spectrum_y(spectrum_[i]))};
    }
    fill_below(g, points, bottom, kEmber, 0.21f, 0.05f, spectrum_top_, bottom);
  }

  std::vector<float> hz_, curve_, moving_, spectrum_;
  float spectrum_top_ = 1e4f;  // y
  bool moved_ = false;         // modulation shows
  int grabbed_ = 0;
  ParamEdit across_, up_;
  float across_from_ = 0.0f, up_from_ = 0.0f;
};

}  // namespace

std::unique_ptr<EffectPicture> make_equalizer_picture(EffectDisplay& display) {
  return std::make_unique<EqualizerPicture>(display);
}

}  // namespace kiln::gui
