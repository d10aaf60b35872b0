// The master strip: meter, volume and clip.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/header.h"

namespace kiln::gui {
namespace {

constexpr float kMeterWidth = 144.0f;
constexpr float kMeterTop = 18.0f;
constexpr float kFloorDb = -60.0f;
constexpr float kCeilingDb = 6.0f;
constexpr juce::uint32 kPeakHold = 1500;  // ms

}  // namespace

MasterStrip::MasterStrip(Context& context)
    : Control(context), edit_(context, context.common(SlotKind::kMaster, 0, "level")) {
  make_focusable();
  setTitle("Master volume");
}

// Where a level stands on the strip, whose volume thumb goes by the same scale's shape.
float MasterStrip::meter_place(float level) {
  if (level <= 1e-4f) return 0.0f;
  const float db = 20.0f * std::log10(level);
  return std::clamp((db - kFloorDb) / (kCeilingDb - kFloorDb), 0.0f, 1.0f);
}

void MasterStrip::tick() {
  const Live& live = context_.live();
  const juce::uint32 now = juce::Time::getMillisecondCounter();
  bool moved = false;
  for (std::size_t c = 0; c < 2; ++c) {
    const auto bar = static_cast<int>(std::lround(meter_place(live.level[c]) * kMeterWidth));
    moved = moved || bar != bars_[c];
    bars_[c] = bar;
    if (live.level[c] >= peaks_[c] || now - peak_times_[c] > kPeakHold) {
      moved = moved || peaks_[c] != live.level[c];
      peaks_[c] = live.level[c];
      peak_times_[c] = now;
    }
    highest_ = std::max(highest_, live.level[c]);
  }
  const juce::String text = edit_.text();
  const juce::String peak =
      highest_ > 1e-4f
          ? utf8("") + juce::String(20.0f * std::log10(highest_), 1).replace("-", utf8("−"))
          : juce::String();
  if (!moved && text == text_ && peak == peak_text_ && live.clipped == clipped_) return;
  text_ = text;
  peak_text_ = peak;
  clipped_ = live.clipped;
  repaint();
}

void MasterStrip::paint(juce::Graphics& g) {
  const float line = line_height(g);
  const float peak =
      draw_text(g, peak_text_, value_font(), kText2, {96, 0, 66, line}, Align::kRight);
  const BoxF words(0, 0, 152.0f - peak, line);
  const float label = text_width(g, "Master", label_font());
  if (label + 6.0f + text_width(g, text_, value_font()) > words.getWidth()) {
    draw_text(g, text_, value_font(), kText1, words);  // the meter says what it is of
  } else {
    draw_text(g, "Master", label_font(), kText3, words);
    draw_text(g, text_, value_font(), kText1, words.withTrimmedLeft(label + 6.0f));
  }
  juce::ColourGradient fire =
      juce::ColourGradient::horizontal(kMeterFoot, 0.0f, kCore, kMeterWidth);
  fire.addColour(0.62, kEmber);
  for (std::size_t c = 0; c < 2; ++c) {
    const BoxF bed(0.0f, kMeterTop + 7.0f * static_cast<float>(c), kMeterWidth, 5.0f);
    g.setColour(kRaised);
    g.fillRoundedRectangle(bed, 1.5f);
    g.setGradientFill(fire);
    g.fillRoundedRectangle(bed.withWidth(static_cast<float>(bars_[c])), 1.5f);
    if (peaks_[c] > 1e-3f) {
      g.setColour(kCore);
      g.fillRect(bed.withX(std::min(kMeterWidth - 2.0f, kMeterWidth * meter_place(peaks_[c])))
                     .withWidth(2.0f));
    }
  }
  const float x = kMeterWidth * meter_place(std::pow(10.0f, edit_.real() / 20.0f));
  const BoxF thumb(std::clamp(x - 2.0f, 0.0f, kMeterWidth - 4.0f), kMeterTop - 3.0f, 4.0f, 18.0f);
  g.setColour(kPanel);
  g.fillRoundedRectangle(thumb.expanded(0.75f), 2.75f);
  g.setColour(kText1);
  g.fillRoundedRectangle(thumb, 2.0f);
  g.setColour(clipped_ ? kError : kRaised);
  g.fillRoundedRectangle(148.0f, kMeterTop, 14.0f, 12.0f, 2.0f);
}

// The lamp and the peak's number take no volume.
bool MasterStrip::on_lamp(Point p) { return p.x > 130.0f && (p.y < 14.0f || p.x > 146.0f); }

void MasterStrip::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) {
    edit_.show_menu(*this, [this] { enter_value(); });
    return;
  }
  if (on_lamp(e.position)) {
    highest_ = 0.0f;
    model().clear_clip();
    return;
  }
  drag_x_ = edit_.x();
  hand_.press(e);
}

void MasterStrip::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu() || e.mouseWasClicked() || on_lamp(e.mouseDownPosition)) return;
  if (!edit_.dragging()) edit_.begin();
  edit_.drag_to(drag_x_ + hand_.drag(e).x / kMeterWidth);
  tick();
}

void MasterStrip::mouseUp(const juce::MouseEvent&) { edit_.end(); }

void MasterStrip::mouseDoubleClick(const juce::MouseEvent& e) {
  if (!on_lamp(e.position)) edit_.reset();
}

void MasterStrip::mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) {
  edit_.wheel(e, wheel);
}

bool MasterStrip::keyPressed(const juce::KeyPress& key) {
  return edit_.key(key, *this, [this] { enter_value(); });
}

void MasterStrip::enter_value() {
  open_entry(*this, {36, 0, 62, 15}, edit_.text(),
             [this](const juce::String& text) { return edit_.type_in(text); });
}

std::unique_ptr<juce::AccessibilityHandler> MasterStrip::createAccessibilityHandler() {
  return spoken_handler(
      *this, juce::AccessibilityRole::slider,
      [this] { return edit_.spoken() + (clipped_ ? ", clipped" : ""); },
      [this](const juce::String& text) { return edit_.type_in(text); });
}

}  // namespace kiln::gui
