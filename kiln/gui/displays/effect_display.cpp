// Transfer curves, responses and echoes of effects.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/effect_display.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "kiln/gui/displays/frequency_axis.h"

namespace kiln::gui {
namespace {

constexpr juce::uint32 kRest = 60;  // ms between two looks at a moving knob
constexpr std::size_t kCurvePoints = 148;
constexpr std::size_t kEchoBars = 112;
constexpr double kDelaySeconds = 2.0;
constexpr double kReverbSeconds = 3.0;
constexpr double kModulationSeconds = 0.06;
constexpr float kResponseDb = 18.0f;
constexpr float kReductionWidth = 84.0f;

}  // namespace

EffectDisplay::EffectDisplay(Context& context, int slot)
    : Display(context), slot_(slot), across_(context), up_(context) {
  setTitle("Effect " + juce::String(slot + 1) + " picture");
}

juce::String EffectDisplay::described() { return type_of(SlotKind::kEffect, slot_); }

void EffectDisplay::set_slot(int slot) {
  if (slot == slot_) return;
  slot_ = slot;
  key_ = 0;
}

std::string_view EffectDisplay::type() const {
  const SlotInfo& info = context_.slot(SlotKind::kEffect, slot_);
  return info.spec.types[static_cast<std::size_t>(std::max(0, context_.type_of(info)))]->id;
}

EffectDisplay::Kind EffectDisplay::kind() const {
  const std::string_view id = type();
  if (id == "off") return Kind::kNone;
  if (id == "distortion" || id == "compressor") return Kind::kTransfer;
  if (id == "eq") return Kind::kResponse;
  return Kind::kEchoes;
}

void EffectDisplay::tick() {
  const SlotInfo& info = context_.slot(SlotKind::kEffect, slot_);
  std::uint64_t key = 0xcbf29ce484222325ull;
  const auto mix = [&key](float x) {
    key = (key ^ static_cast<std::uint64_t>(std::lround(x * 1000.0f) + 100000)) * 0x100000001b3ull;
  };
  mix(static_cast<float>(slot_));
  for (ParamIndex p = info.first_common; p < info.end; ++p) {
    mix(real_to_x(model().table()[p].spec, model().value(p)));
  }
  const juce::uint32 now = juce::Time::getMillisecondCounter();
  if (key != key_) {
    key_ = key;
    due_ = true;
  }
  const Live& live = context_.live();
  const auto n = static_cast<std::size_t>(slot_);
  const float level = std::round(200.0f * std::min(1.0f, live.effect_levels[n])) / 200.0f;
  const float reduction = std::round(10.0f * live.effect_reductions[n]) / 10.0f;
  if (level != level_ || reduction != reduction_) {
    level_ = level;
    reduction_ = reduction;
    if (kind() == Kind::kTransfer) repaint();
  }
  if (!due_ || now - changed_ < kRest) return;
  due_ = false;
  changed_ = now;
  compute();
  repaint();
}

void EffectDisplay::compute() {
  off_ = model().value(context_.common(SlotKind::kEffect, slot_, "on")) < 0.5f;
  switch (kind()) {
    case Kind::kNone:
      break;
    case Kind::kTransfer:
      curve_.assign(kCurvePoints, 0.0f);
      model().effect_transfer(slot_, curve_);
      break;
    case Kind::kResponse:
      hz_ = FrequencyAxis{static_cast<float>(getWidth())}.points(2.0f);
      curve_.assign(hz_.size(), 0.0f);
      model().effect_response(slot_, hz_, curve_);
      break;
    case Kind::kEchoes: {
      left_.assign(kEchoBars, 0.0f);
      right_.assign(kEchoBars, 0.0f);
      const double seconds = type() == "delay"    ? kDelaySeconds
                             : type() == "reverb" ? kReverbSeconds
                                                  : kModulationSeconds;
      model().effect_impulse(slot_, seconds, left_, right_);
      break;
    }
  }
}

void EffectDisplay::paint_transfer(juce::Graphics& g, BoxF box, float most) const {
  const Point c = box.getCentre();
  for (const float part : {0.25f, 0.75f}) {
    vertical_line(g, box.getWidth() * part, 0.0f, box.getHeight(), kGrid);
    horizontal_line(g, box.getHeight() * part, 0.0f, box.getWidth(), kGrid);
  }
  vertical_line(g, c.x, 0.0f, box.getHeight(), kLine);
  horizontal_line(g, c.y, 0.0f, box.getWidth(), kLine);
  dashed_line(g, {0.0f, box.getBottom() - 8.0f}, {box.getRight(), 8.0f}, 2.0f, 4.0f,
              kText3.withAlpha(0.6f));
  std::vector<Point> points(curve_.size());
  for (std::size_t i = 0; i < curve_.size(); ++i) {
    points[i] = {box.getWidth() * static_cast<float>(i) / static_cast<float>(curve_.size() - 1),
                 c.y - curve_[i] / most * (0.5f * box.getHeight() - 8.0f)};
  }
  const juce::Colour colour = off_ ? kOff : kHot;
  fill_below(g, points, c.y, off_ ? kOff : kEmber, 0.12f, 0.12f, 0.0f, box.getHeight());
  stroke_glow(g, polyline(points), colour, colour);
  if (off_ || level_ <= 0.0f) return;
  // The input that gives what comes out now.
  const auto middle = points.begin() + static_cast<std::ptrdiff_t>(points.size() / 2);
  const float y = c.y - level_ / most * (0.5f * box.getHeight() - 8.0f);
  auto found = std::find_if(middle, points.end(), [y](const Point& p) { return p.y <= y; });
  if (found == points.end()) --found;
  const auto at = static_cast<std::size_t>(found - points.begin());
  vertical_line(g, points[at].x, points[at].y, box.getHeight(), kCore.withAlpha(0.4f));
  fill_dot(g, points[at], 3.5f, juce::Colours::white);
}

void EffectDisplay::paint_response(juce::Graphics& g) const {
  const BoxF box = getLocalBounds().toFloat();
  FrequencyAxis{box.getWidth()}.paint_grid(g, 0.0f, box.getHeight());
  horizontal_line(g, box.getCentreY(), 0.0f, box.getWidth(), kLine);
  std::vector<Point> points(curve_.size());
  for (std::size_t i = 0; i < curve_.size(); ++i) {
    const float y = box.getCentreY() - curve_[i] / kResponseDb * (0.5f * box.getHeight() - 8.0f);
    points[i] = {2.0f * static_cast<float>(i), std::clamp(y, 2.0f, box.getHeight() - 2.0f)};
  }
  const juce::Colour colour = off_ ? kOff : kHot;
  stroke_glow(g, polyline(points), colour, colour);
}

void EffectDisplay::paint_echoes(juce::Graphics& g) const {
  const BoxF box = getLocalBounds().toFloat();
  for (int i = 1; i < 16; ++i) {
    vertical_line(g, 14.0f + (box.getWidth() - 28.0f) * static_cast<float>(i) / 16.0f, 0.0f,
                  box.getHeight(), i % 4 == 0 ? kLine : kGrid);
  }
  const bool decays = type() == "reverb";
  const float base = decays ? box.getHeight() - 8.0f : box.getCentreY();
  const float height = decays ? box.getHeight() - 22.0f : 0.5f * box.getHeight() - 10.0f;
  if (!decays) horizontal_line(g, base, 0.0f, box.getWidth(), kLine);
  float most = 1e-4f;
  for (std::size_t i = 0; i < kEchoBars; ++i) most = std::max({most, left_[i], right_[i]});
  const auto bar = [&](std::size_t i, float level, float direction) {
    // 48 dB from the loudest to nothing.
    const float v = level > 0.0f
                        ? std::clamp(1.0f + 20.0f * std::log10(level / most) / 48.0f, 0.0f, 1.0f)
                        : 0.0f;
    if (v <= 0.02f) return;
    const float x = 10.0f + (box.getWidth() - 20.0f) * static_cast<float>(i) / kEchoBars;
    g.setColour(off_ ? kOff : heat(0.2f + 0.72f * v));
    g.fillRoundedRectangle(BoxF(x, direction < 0.0f ? base - v * height : base, 1.75f, v * height),
                           0.75f);
  };
  for (std::size_t i = 0; i < kEchoBars; ++i) {
    if (decays) {
      bar(i, std::max(left_[i], right_[i]), -1.0f);
    } else {
      bar(i, left_[i], -1.0f);
      bar(i, right_[i], 1.0f);
    }
  }
}

void EffectDisplay::paint(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  fill_round(g, box, kDisplayRadius, kInset);
  switch (kind()) {
    case Kind::kTransfer: {
      if (curve_.size() != kCurvePoints) return;
      float most = 0.5f;
      for (const float y : curve_) most = std::max(most, std::fabs(y));
      const bool reduces = type() == "compressor";
      paint_transfer(g, reduces ? box.withTrimmedRight(kReductionWidth) : box, most);
      if (reduces) paint_reduction(g, box);
      break;
    }
    case Kind::kResponse:
      if (!curve_.empty()) {
        paint_response(g);
        paint_bands(g);
      }
      break;
    case Kind::kEchoes:
      if (left_.size() == kEchoBars) paint_echoes(g);
      break;
    case Kind::kNone:
      break;
  }
}

}  // namespace kiln::gui
