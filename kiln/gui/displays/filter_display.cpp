// Responses out of the filter's own code.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/filter_display.h"

#include <algorithm>
#include <cmath>

#include "kiln/gui/displays/frequency_axis.h"

namespace kiln::gui {
namespace {

constexpr float kTopDb = 18.0f;
constexpr float kBottomDb = -42.0f;
constexpr float kCaption = 26.0f;
constexpr float kStep = 1.0f;  // pixels a point

}  // namespace

FilterDisplay::FilterDisplay(Context& context, int slot)
    : Display(context),
      slot_(slot),
      cutoff_(context, context.common(SlotKind::kFilter, slot, "cutoff")),
      resonance_(context, context.common(SlotKind::kFilter, slot, "resonance")) {
  setTitle("Filter " + juce::String(slot + 1) + " response");
}

juce::String FilterDisplay::described() {
  return type_of(SlotKind::kFilter, slot_) + ", " + words_of({cutoff_.param(), resonance_.param()});
}

float FilterDisplay::y_of(float db) const {
  const float t = (kTopDb - db) / (kTopDb - kBottomDb);
  return kCaption + t * (static_cast<float>(getHeight()) - 4.0f - kCaption);
}

void FilterDisplay::tick() {
  const SlotInfo& info = context_.slot(SlotKind::kFilter, slot_);
  std::uint64_t base = 0xcbf29ce484222325ull;
  std::uint64_t live = base;
  const auto mix = [](std::uint64_t& key, float x) {
    key = (key ^ static_cast<std::uint64_t>(std::lround(x * 1000.0f) + 100000)) * 0x100000001b3ull;
  };
  const int type = std::max(0, context_.type_of(info));
  mix(base, static_cast<float>(type));
  const auto visit = [&](ParamIndex param) {
    const ParamSpec& spec = model().table()[param].spec;
    const float x = real_to_x(spec, model().value(param));
    mix(base, x);
    mix(live, spec.modulatable() ? model().live_x(param) : x);
  };
  visit(cutoff_.param());
  visit(resonance_.param());
  visit(context_.common(SlotKind::kFilter, slot_, "drive"));
  visit(context_.common(SlotKind::kFilter, slot_, "mix"));
  const auto own = info.spec.types[static_cast<std::size_t>(type)]->params.size();
  for (std::size_t i = 0; i < own; ++i) visit(context_.own(info, static_cast<int>(i)));
  if (base == base_key_ && live == live_key_) return;
  if (hz_.empty()) hz_ = FrequencyAxis{static_cast<float>(getWidth())}.points(kStep);
  if (base != base_key_) {
    base_.assign(hz_.size(), 0.0f);
    on_ = model().filter_response(slot_, Show::kBase, hz_, base_);
    redraw();
  }
  base_key_ = base;
  live_key_ = live;
  moved_ = on_ && context_.live().sounding;
  if (moved_) {
    live_.assign(hz_.size(), 0.0f);
    model().filter_response(slot_, Show::kLive, hz_, live_);
    float most = 0.0f;
    for (std::size_t i = 0; i < hz_.size(); ++i) {
      most = std::max(most, std::fabs(live_[i] - base_[i]));
    }
    moved_ = most > 0.5f;
  }
  repaint();
}

std::vector<Point> FilterDisplay::points(const std::vector<float>& db) const {
  std::vector<Point> all(db.size());
  for (std::size_t i = 0; i < db.size(); ++i) {
    all[i] = {static_cast<float>(i) * kStep,
              std::clamp(y_of(db[i]), -4.0f, static_cast<float>(getHeight()) + 6.0f)};
  }
  return all;
}

Point FilterDisplay::handle() const {
  const FrequencyAxis axis{static_cast<float>(getWidth())};
  const float x = std::clamp(axis.x(cutoff_.real()), 4.0f, axis.width - 4.0f);
  if (base_.empty()) return {x, y_of(0.0f)};
  const auto i = std::min(base_.size() - 1, static_cast<std::size_t>(x / kStep));
  return {x, std::clamp(y_of(base_[i]), 10.0f, static_cast<float>(getHeight()) - 10.0f)};
}

void FilterDisplay::paint_still(juce::Graphics& g) {
  const BoxF box = getLocalBounds().toFloat();
  if (base_.empty()) tick();
  const FrequencyAxis axis{box.getWidth()};
  axis.paint_grid(g, kCaption - 1.0f, box.getHeight());
  horizontal_line(g, y_of(0.0f), 0.0f, box.getWidth(), kLine);
  if (!on_) {
    horizontal_line(g, y_of(0.0f), 0.0f, box.getWidth(), kMute);
    return;
  }
  const std::vector<Point> curve = points(base_);
  fill_below(g, curve, box.getHeight(), kEmber, 0.34f, 0.02f, kCaption, box.getHeight());
  const juce::Path line = polyline(curve);
  stroke(g, line, kEmber.withAlpha(0.14f), 5.0f);
  stroke(g, line, kEmber.withAlpha(0.3f), 3.0f);
  stroke(g, line, kHot, 1.75f);
}

void FilterDisplay::paint_live(juce::Graphics& g) {
  if (!on_) return;
  if (moved_) {
    const std::vector<int>& routes = context_.routes_of(cutoff_.target());
    const Source deepest =
        routes.empty() ? Source::kVelocity
                       : context_.patch().routes[static_cast<std::size_t>(routes.front())].source;
    stroke(g, polyline(points(live_)), source_colour(deepest).withAlpha(0.95f), 1.5f);
  }
  const Point at = handle();
  fill_dot(g, at, hovered_ ? 11.0f : 9.0f, kEmber.withAlpha(0.2f));
  draw_dot(g, at, 4.5f, kInset, kCore, 2.0f);
}

void FilterDisplay::mouseMove(const juce::MouseEvent& e) {
  const bool now = e.position.getDistanceFrom(handle()) < 12.0f;
  if (now == hovered_) return;
  hovered_ = now;
  repaint();
}

void FilterDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = false;
  repaint();
}

void FilterDisplay::mouseDown(const juce::MouseEvent& e) {
  if (!on_ || e.mods.isPopupMenu()) return;
  from_x_ = cutoff_.x();
  from_y_ = resonance_.x();
  hand_.press(e);
  cutoff_.begin();
  resonance_.begin();
}

void FilterDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (!cutoff_.dragging()) return;
  const Point moved = hand_.drag(e);
  cutoff_.drag_to(from_x_ + moved.x / static_cast<float>(getWidth()));
  resonance_.drag_to(from_y_ - moved.y / 100.0f);
}

void FilterDisplay::mouseUp(const juce::MouseEvent&) {
  cutoff_.end();
  resonance_.end();
}

}  // namespace kiln::gui
