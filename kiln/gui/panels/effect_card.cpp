// Effect cards follow the type of their slot.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/effect_card.h"

#include <string_view>
#include <utility>

namespace kiln::gui {
namespace {

constexpr int kCardKnobs = 8;
constexpr int kDragBegins = 4;        // pixels
constexpr juce::uint32 kFlash = 240;  // ms

// What a card shows as knobs: no menus, no switches, no halves of tempo pairs.
bool is_knob(const ParamSpec& spec) {
  return spec.unit != Unit::kChoice && spec.unit != Unit::kSwitch;
}

// Eight fit. An equalizer has three a band; its width is in the menu of its display.
std::vector<int> knob_places(const ModuleSpec& module) {
  std::vector<int> places;
  const bool is_eq = std::string_view(module.id) == "eq";
  for (int pass = 0; pass < (is_eq ? 2 : 1); ++pass) {
    for (std::size_t i = 0; i < module.params.size(); ++i) {
      const ParamSpec& spec = module.params[i];
      if (!is_knob(spec)) continue;
      if (is_eq && spec.unit != (pass == 0 ? Unit::kHertz : Unit::kDecibel)) continue;
      places.push_back(static_cast<int>(i));
    }
  }
  if (places.size() > kCardKnobs) places.resize(kCardKnobs);
  return places;
}

}  // namespace

EffectCard::EffectCard(Context& context, int slot)
    : Panel(context, "Effect " + effect_number(slot)),
      slot_(slot),
      grip_(context, *this),
      extra_(context, *this),
      power_(context, StateButton::Look::kPower, "Effect " + effect_number(slot) + " on",
             [this] { return type_ > 0 && model().value(common("on")) > 0.5f; }),
      type_menu_(context, Menu::Look::kField, "Effect " + effect_number(slot) + " type",
                 [this] { return this->slot().type_param; }),
      mode_(context, Menu::Look::kField, "Effect " + effect_number(slot) + " mode",
            [this] { return context_.own(this->slot(), "mode"); }),
      display_(context, slot) {
  place(*this, grip_, {6, 8, 34, 20});
  place(*this, power_, {44, 8, 20, 20});
  power_.set_params({common("on")});
  place(*this, type_menu_, {72, 6, 124, 24});
  place(*this, mode_, {204, 6, 98, 24});
  place(*this, display_, {8, 36, 294, 84});
  set_growing(272, {&display_});
  for (int i = 0; i < kCardKnobs; ++i) {
    knobs_.push_back(std::make_unique<Knob>(context, kNoParam, ""));
    const int left = juce::roundToInt(8.0f + 73.5f * static_cast<float>(i % 4));
    place(*this, *knobs_.back(), {left, 124 + 58 * (i / 4), 73, 57});
  }
  if (slot != kSlotS) {
    mix_ = std::make_unique<MixSlider>(context, common("mix"));
    place(*this, *mix_, {16, 242, 200, 22});
    send_ = std::make_unique<ValueBox>(context, common("send"), "Send", ValueBox::Look::kRow);
    place(*this, *send_, {222, 242, 76, 22});
  }
  power_.on_click = [this] {
    if (type_ > 0) toggle_param(context_, common("on"));
  };
  follow_type();
}

ParamIndex EffectCard::common(const char* id) const {
  return context_.common(SlotKind::kEffect, slot_, id);
}

void EffectCard::follow_type() {
  const int type = std::max(0, context_.type_of(slot()));
  const bool on = type > 0 && model().value(common("on")) > 0.5f;
  if (type == type_ && on == on_) return;
  if (type != type_) extra_.close();
  type_ = type;
  on_ = on;
  const ModuleSpec& spec = *slot().spec.types[static_cast<std::size_t>(type)];
  const std::vector<int> places = knob_places(spec);
  for (int i = 0; i < kCardKnobs; ++i) {
    Knob& knob = *knobs_[static_cast<std::size_t>(i)];
    if (i < static_cast<int>(places.size())) {
      const int at = places[static_cast<std::size_t>(i)];
      knob.set_param(context_.own(slot(), at),
                     utf8(spec.params[static_cast<std::size_t>(at)].name));
    } else {
      knob.set_param(kNoParam, "");
    }
    knob.set_bypassed(!on);
  }
  mode_.setVisible(context_.own(slot(), "mode") != kNoParam);
  mode_.set_muted(!on);
  type_menu_.set_muted(!on);
  if (mix_ != nullptr) {
    mix_->setVisible(type > 0);
    mix_->set_bypassed(!on);
    send_->setVisible(type > 0);
    send_->set_bypassed(!on);
  }
  repaint();
}

void EffectCard::tick() {
  follow_type();
  if (flashed_ != 0 && juce::Time::getMillisecondCounter() - flashed_ > kFlash) {
    flashed_ = 0;
    repaint();
  }
  Panel::tick();
}

void EffectCard::flash() {
  flashed_ = juce::Time::getMillisecondCounter();
  repaint();
}

void EffectCard::paint(juce::Graphics& g) {
  Panel::paint(g);
  if (juce::Time::getMillisecondCounter() - flashed_ > kFlash) return;
  g.setColour(kEmber);
  g.drawRoundedRectangle(getLocalBounds().toFloat().reduced(1.0f), kPanelRadius, 2.0f);
}

void EffectCard::mouseDown(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu()) show_menu();
}

bool EffectCard::keyPressed(const juce::KeyPress& key) {
  if (is_menu_key(key)) {
    show_menu();
    return true;
  }
  return copy_key(context_, slot(), key);
}

void EffectCard::show_menu() {
  std::vector<MenuItem> items = slot_items(context_, slot());
  if (type_ > 0) {
    items.push_back({.separator = true});
    for (int i = 0;; ++i) {  // menus the card has no room for
      const ParamIndex own = context_.own(slot(), i);
      if (own == kNoParam) break;
      const ParamSpec& spec = model().table()[own].spec;
      if (spec.unit != Unit::kChoice || std::string_view(spec.id) == "mode") continue;
      if (std::string_view(spec.id).ends_with("_division")) continue;
      items.push_back({.text = utf8(spec.name), .sub = choice_items(context_, own)});
    }
    extra_.add_item(items, slot());
  }
  show_popup(grip_, std::move(items));
}

EffectCard::Grip::Grip(Context& context, EffectCard& card)
    : Clickable(context, "Effect " + effect_number(card.slot_) + " menu"), card_(card) {
  setTooltip(card.slot_ == kSlotS ? "A click opens the menu of the effect"
                                  : "Drag to move the effect; a click opens its menu");
  on_click = on_menu = [this] { card_.show_menu(); };
}

void EffectCard::Grip::paint(juce::Graphics& g) {
  draw_grip(g, {4, 4}, hovered_ ? kText1 : kText3);
  draw_text(g, effect_number(card_.slot_), font(Face::kMonoMedium, 12.0f),
            hovered_ ? kText1 : kText3, {20, 0, 14, 20});
}

void EffectCard::Grip::mouseDrag(const juce::MouseEvent& e) {
  if (e.mods.isPopupMenu() || card_.slot_ == kSlotS) return;
  if (!moved_ && e.getDistanceFromDragStart() < kDragBegins) return;
  moved_ = true;
  card_.on_drag(e.getOffsetFromDragStart());
}

void EffectCard::Grip::mouseUp(const juce::MouseEvent& e) {
  if (std::exchange(moved_, false)) {
    card_.on_drop();
  } else {
    Clickable::mouseUp(e);
  }
}

}  // namespace kiln::gui
