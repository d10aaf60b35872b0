// The type of a slot: its menu, and a switch that remembers what was there before "off".
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/chance.h"

namespace kiln::gui {

class SlotType {
 public:
  // `usual`: what is switched on when nothing was there yet. Type 0 is "off".
  SlotType(Context& context, SlotKind kind, int number, int usual)
      : context_(context),
        param(context.slot(kind, number).type_param),
        power(context, StateButton::Look::kPower,
              utf8(context.slot(kind, number).spec.name) + " on",
              [this] { return context_.model.value(param) > 0.5f; }),
        menu(context, Menu::Look::kField, utf8(context.slot(kind, number).spec.name) + " type",
             [this] { return param; }),
        last_(static_cast<float>(usual)) {
    power.on_click = [this] {
      const float now = context_.model.value(param);
      if (now > 0.5f) last_ = now;
      choose(context_, param, now > 0.5f ? 0.0f : last_);
    };
  }

 private:
  Context& context_;

 public:
  const ParamIndex param;
  StateButton power;
  Menu menu;

 private:
  float last_;
};

// Copy, paste, reset, chance: what the "…" of every slot has.
inline std::vector<MenuItem> slot_items(Context& context, const SlotInfo& slot) {
  std::vector<MenuItem> items = {
      {.text = "Copy", .action = [&] { context.model.copy_slot(slot); }},
      {.text = "Paste",
       .enabled = context.model.can_paste(slot),
       .action = [&] { context.model.paste_slot(slot); }},
      {.text = "Reset", .action = [&] {
         context.model.edit("Reset " + slot.spec.name, [&](Patch& patch) {
           for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
             if (p != slot.type_param) patch.values[p] = context.model.table()[p].spec.initial;
           }
         });
       }}};
  add_chance_items(items, context, slot);
  return items;
}

// Ctrl+C and Ctrl+V on anything inside the panel of a slot.
inline bool copy_key(Context& context, const SlotInfo& slot, const juce::KeyPress& key) {
  if (key == juce::KeyPress('c', juce::ModifierKeys::commandModifier, 0)) {
    context.model.copy_slot(slot);
    return true;
  }
  if (key == juce::KeyPress('v', juce::ModifierKeys::commandModifier, 0)) {
    if (context.model.can_paste(slot)) context.model.paste_slot(slot);
    return true;
  }
  return false;
}

}  // namespace kiln::gui
