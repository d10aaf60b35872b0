// The equalizer's bands in its picture: handles for frequency and gain, the wheel for their width.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>

#include "kiln/gui/controls/menu.h"
#include "kiln/gui/displays/effect_display.h"
#include "kiln/gui/displays/frequency_axis.h"

namespace kiln::gui {
namespace {

constexpr float kBandDb = 18.0f;
constexpr float kBandReach = 12.0f;
constexpr float kReductionTop = 24.0f;  // dB, the height of the meter

}  // namespace

ParamIndex EffectDisplay::band_param(const char* what, int band) const {
  const std::string id = what + std::to_string(band + 1);
  return context_.own(context_.slot(SlotKind::kEffect, slot_), id.c_str());
}

bool EffectDisplay::is_cut(int band) const {
  if (band != 0 && band != kBands - 1) return false;
  const ParamIndex shape =
      context_.own(context_.slot(SlotKind::kEffect, slot_), band == 0 ? "low_shape" : "high_shape");
  return shape != kNoParam && model().value(shape) > 0.5f;
}

Point EffectDisplay::band_place(int band) const {
  const BoxF box = getLocalBounds().toFloat();
  const float x = FrequencyAxis{box.getWidth()}.x(model().value(band_param("freq", band)));
  const float gain = is_cut(band) ? 0.0f : model().value(band_param("gain", band));
  const float y = box.getCentreY() - gain / kBandDb * (0.5f * box.getHeight() - 8.0f);
  return {std::clamp(x, 6.0f, box.getWidth() - 6.0f), std::clamp(y, 8.0f, box.getHeight() - 8.0f)};
}

int EffectDisplay::band_at(Point p) const {
  if (kind() != Kind::kResponse) return -1;
  int nearest = -1;
  float least = kBandReach;
  for (int band = 0; band < kBands; ++band) {
    const float away = band_place(band).getDistanceFrom(p);
    if (away >= least) continue;
    least = away;
    nearest = band;
  }
  return nearest;
}

void EffectDisplay::paint_bands(juce::Graphics& g) const {
  for (int band = 0; band < kBands; ++band) {
    const Point at = band_place(band);
    draw_handle(g, at, off_ ? kMute : kCore, band == hovered_ || band == grabbed_);
    const bool below = at.y < 26.0f;
    draw_text_at(g, juce::String(band + 1), label_font(), off_ ? kText3 : kText2,
                 at + Point(0.0f, below ? 18.0f : -9.0f), Align::kCentre);
  }
}

void EffectDisplay::paint_reduction(juce::Graphics& g, BoxF box) const {
  const BoxF bed(box.getRight() - 20.0f, box.getY() + 8.0f, 8.0f, box.getHeight() - 16.0f);
  g.setColour(kControl);
  g.fillRoundedRectangle(bed, 1.5f);
  const float part = std::clamp(reduction_ / kReductionTop, 0.0f, 1.0f);
  g.setColour(off_ ? kOff : kHot);
  g.fillRoundedRectangle(bed.withHeight(part * bed.getHeight()), 1.5f);
  const juce::String words =
      (reduction_ > 0.05f ? utf8("−") : juce::String()) + juce::String(reduction_, 1) + " dB";
  draw_text(g, words, value_font(), off_ ? kText3 : kText2,
            {box.getRight() - 84.0f, box.getY() + 6.0f, 58.0f, 16.0f}, Align::kRight);
}

void EffectDisplay::show_band_menu(int band) {
  std::vector<MenuItem> items = {{.text = "Band " + juce::String(band + 1), .heading = true}};
  const SlotInfo& slot = context_.slot(SlotKind::kEffect, slot_);
  if (band == 0 || band == kBands - 1) {
    items.push_back({.text = "Shape",
                     .sub = choice_items(
                         context_, context_.own(slot, band == 0 ? "low_shape" : "high_shape"))});
  }
  const ParamIndex q = band_param("q", band);
  MenuItem width{.text = "Q"};
  for (const float value : {0.3f, 0.5f, 0.71f, 1.0f, 1.4f, 2.0f, 4.0f, 8.0f, 12.0f}) {
    width.sub.push_back({.text = juce::String(value, 2),
                         .ticked = model().value(q) == value,
                         .action = [this, q, value] { choose(context_, q, value); }});
  }
  items.push_back(std::move(width));
  items.push_back({.text = "Reset", .action = [this, band] {
                     model().edit("Reset band", [&](Patch& patch) {
                       for (const char* what : {"freq", "gain", "q"}) {
                         const ParamIndex p = band_param(what, band);
                         patch.values[p] = model().table()[p].spec.initial;
                       }
                     });
                   }});
  show_popup(*this, std::move(items));
}

void EffectDisplay::mouseMove(const juce::MouseEvent& e) {
  const int now = band_at(e.position);
  if (now == hovered_) return;
  hovered_ = now;
  setTooltip(now < 0 ? juce::String() : "Drag: frequency and gain. Wheel: Q. Right-click: shape");
  repaint();
}

void EffectDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void EffectDisplay::mouseDown(const juce::MouseEvent& e) {
  const int band = band_at(e.position);
  if (e.mods.isPopupMenu()) {
    if (band >= 0) {
      show_band_menu(band);
    } else if (juce::Component* const card = getParentComponent()) {
      card->mouseDown(e.getEventRelativeTo(card));
    }
    return;
  }
  grabbed_ = band;
  if (band < 0) return;
  across_.set(band_param("freq", band));
  up_.set(band_param("gain", band));
  across_from_ = across_.x();
  up_from_ = up_.x();
  across_.begin();
  up_.begin();
}

void EffectDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (grabbed_ < 0) return;
  const BoxF box = getLocalBounds().toFloat();
  const float fine = e.mods.isShiftDown() ? 0.1f : 1.0f;
  across_.drag_to(across_from_ +
                  fine * static_cast<float>(e.getDistanceFromDragStartX()) / box.getWidth());
  if (!is_cut(grabbed_)) {
    up_.drag_to(up_from_ - fine * static_cast<float>(e.getDistanceFromDragStartY()) /
                               (box.getHeight() - 16.0f));
  }
  repaint();
}

void EffectDisplay::mouseUp(const juce::MouseEvent&) {
  if (grabbed_ < 0) return;
  grabbed_ = -1;
  up_.end();
  across_.end();
  repaint();
}

void EffectDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  const int band = band_at(e.position);
  if (band >= 0) choose(context_, band_param("gain", band), 0.0f);
}

void EffectDisplay::mouseWheelMove(const juce::MouseEvent& e,
                                   const juce::MouseWheelDetails& wheel) {
  const int band = band_at(e.position);
  if (band >= 0) ParamEdit(context_, band_param("q", band)).wheel(e, wheel);
}

}  // namespace kiln::gui
