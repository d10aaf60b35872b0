// One effect slot: type, mode, display, the type's knobs, mix and send.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/mix_slider.h"
#include "kiln/gui/controls/value_box.h"
#include "kiln/gui/displays/effect_display.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/slot_type.h"

namespace kiln::gui {

// Slot S, behind those of the chain: wet only, without mix, send and place in the order.
inline constexpr int kSlotS = kPatchEffects;
inline juce::String effect_number(int slot) {
  return slot == kSlotS ? juce::String("S") : juce::String(slot + 1);
}

class EffectCard : public Panel {
 public:
  EffectCard(Context& context, int slot);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  // Lights up for a moment, so that the eye finds it.
  void flash();
  // While the grip is held: by how far it is from where it was.
  std::function<void(juce::Point<int>)> on_drag = [](juce::Point<int>) {};
  std::function<void()> on_drop = [] {};

 private:
  // The grip and the number: moves the card, opens its menu.
  class Grip : public Clickable {
   public:
    Grip(Context& context, EffectCard& card);
    void paint(juce::Graphics& g) override;
    void mouseDrag(const juce::MouseEvent& e) override;
    void mouseUp(const juce::MouseEvent& e) override;

   private:
    EffectCard& card_;
    bool moved_ = false;
  };
  void show_menu();

  const SlotInfo& slot() const { return context_.slot(SlotKind::kEffect, slot_); }
  ParamIndex common(const char* id) const;
  void follow_type();

  int slot_;
  int type_ = -1;
  bool on_ = true;
  juce::uint32 flashed_ = 0;
  Grip grip_;
  MoreOpener extra_;
  StateButton power_;
  Menu type_menu_;
  Menu mode_;
  EffectDisplay display_;
  std::vector<std::unique_ptr<Knob>> knobs_;
  std::unique_ptr<MixSlider> mix_;  // null in slot S
  std::unique_ptr<ValueBox> send_;  // null in slot S
};

}  // namespace kiln::gui
