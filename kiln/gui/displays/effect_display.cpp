// When an effect's picture is made anew, and hands on its handles.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/displays/effect_display.h"

#include <algorithm>
#include <cmath>

namespace kiln::gui {
namespace {

constexpr float kHandleReach = 12.0f;  // pixels

}  // namespace

EffectDisplay::EffectDisplay(Context& context, int slot) : Display(context), slot_(slot) {
  setTitle("Effect " + juce::String(slot + 1) + " picture");
}

EffectDisplay::~EffectDisplay() = default;

juce::String EffectDisplay::described() {
  const juce::String name = type_of(SlotKind::kEffect, slot_);
  if (picture_ == nullptr) return name;
  std::vector<ParamIndex> params;
  for (const char* const id : picture_->words()) {
    params.push_back(context_.own(context_.slot(SlotKind::kEffect, slot_), id));
  }
  return name + (off_ ? ", off, " : ", ") + words_of(params);
}

void EffectDisplay::set_slot(int slot) {
  if (slot == slot_) return;
  slot_ = slot;
  shown_ = "";
}

std::string_view EffectDisplay::type() const {
  const SlotInfo& info = context_.slot(SlotKind::kEffect, slot_);
  return info.spec.types[static_cast<std::size_t>(std::max(0, context_.type_of(info)))]->id;
}

void EffectDisplay::tick() {
  if (const std::string_view now = type(); now != shown_) {
    shown_ = now;
    if (grabbed_ >= 0) picture_->release();
    hovered_ = grabbed_ = -1;
    picture_ = make_effect_picture(*this, now);
    base_key_ = live_key_ = 0;
    setTooltip({});
    redraw();
  }
  if (picture_ == nullptr) return;
  std::uint64_t base = 0xcbf29ce484222325ull;
  const auto mix = [](std::uint64_t& key, float x) {
    key = (key ^ static_cast<std::uint64_t>(std::lround(x * 2000.0f) + 100000)) * 0x100000001b3ull;
  };
  mix(base, context_.live().beats_per_second);
  std::uint64_t live = base;
  const SlotInfo& info = context_.slot(SlotKind::kEffect, slot_);
  const auto visit = [&](ParamIndex param) {
    const ParamSpec& spec = model().table()[param].spec;
    const float x = real_to_x(spec, model().value(param));
    mix(base, x);
    mix(live, spec.modulatable() ? model().live_x(param) : x);
  };
  visit(context_.common(SlotKind::kEffect, slot_, "on"));
  for (int i = 0; context_.own(info, i) != kNoParam; ++i) visit(context_.own(info, i));
  if (base != base_key_) {
    base_key_ = base;
    off_ = model().value(context_.common(SlotKind::kEffect, slot_, "on")) < 0.5f;
    picture_->follow_values();
    if (lit() < 0) setTooltip(picture_->tip());
    redraw();
  }
  if (live != live_key_) {
    live_key_ = live;
    picture_->follow_modulation();
  }
  picture_->tick();
}

void EffectDisplay::paint_still(juce::Graphics& g) {
  if (picture_ != nullptr) picture_->paint_still(g);
}

void EffectDisplay::paint_live(juce::Graphics& g) {
  if (picture_ != nullptr) picture_->paint_live(g);
}

int EffectDisplay::handle_at(Point p) const {
  int nearest = -1;
  float least = kHandleReach;
  for (int i = 0; picture_ != nullptr && i < picture_->handles(); ++i) {
    const float away = picture_->handle(i).getDistanceFrom(p);
    if (away >= least) continue;
    least = away;
    nearest = i;
  }
  return nearest;
}

void EffectDisplay::mouseMove(const juce::MouseEvent& e) {
  const int now = handle_at(e.position);
  if (now == hovered_ || picture_ == nullptr) return;
  hovered_ = now;
  setTooltip(now < 0 ? picture_->tip() : picture_->handle_tip(now));
  repaint();
}

void EffectDisplay::mouseExit(const juce::MouseEvent&) {
  hovered_ = -1;
  repaint();
}

void EffectDisplay::mouseDown(const juce::MouseEvent& e) {
  const int at = handle_at(e.position);
  if (e.mods.isPopupMenu()) {
    if (at >= 0 && picture_->menu(at)) return;
    if (juce::Component* const card = getParentComponent()) {
      card->mouseDown(e.getEventRelativeTo(card));
    }
    return;
  }
  grabbed_ = at;
  hand_.press(e);
  if (at >= 0) picture_->press(at);
}

void EffectDisplay::mouseDrag(const juce::MouseEvent& e) {
  if (grabbed_ < 0) return;
  const Point moved = hand_.drag(e);
  picture_->drag({moved.x, -moved.y});
}

void EffectDisplay::mouseUp(const juce::MouseEvent&) {
  if (grabbed_ < 0) return;
  grabbed_ = -1;
  picture_->release();
  base_key_ = 0;  // what held still under the hand comes into place
  repaint();
}

void EffectDisplay::mouseDoubleClick(const juce::MouseEvent& e) {
  const int at = handle_at(e.position);
  if (at >= 0) picture_->double_click(at);
}

void EffectDisplay::mouseWheelMove(const juce::MouseEvent& e,
                                   const juce::MouseWheelDetails& wheel) {
  const int at = handle_at(e.position);
  if (at >= 0) picture_->wheel(at, e, wheel);
}

}  // namespace kiln::gui
