// One effect slot: type, mode, display, the type's knobs, mix.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/mix_slider.h"
#include "kiln/gui/displays/effect_display.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/slot_type.h"

namespace kiln::gui {

class EffectCard : public Panel {
 public:
  EffectCard(Context& context, int slot);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;

 private:
  const SlotInfo& slot() const { return context_.slot(SlotKind::kEffect, slot_); }
  ParamIndex common(const char* id) const;
  void follow_type();

  int slot_;
  int type_ = -1;
  bool on_ = true;
  StateButton power_;
  Menu type_menu_;
  Menu mode_;
  EffectDisplay display_;
  std::vector<std::unique_ptr<Knob>> knobs_;
  MixSlider mix_;
};

}  // namespace kiln::gui
