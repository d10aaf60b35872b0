// One filter slot: type, response, cutoff and resonance, five smaller knobs and pan.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/knob.h"
#include "kiln/gui/displays/filter_display.h"
#include "kiln/gui/panels/more_card.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/slot_type.h"

namespace kiln::gui {

class FilterPanel : public Panel {
 public:
  FilterPanel(Context& context, int number);
  void tick() override;
  void paint(juce::Graphics& g) override;
  bool keyPressed(const juce::KeyPress& key) override;

 private:
  const SlotInfo& slot() const { return context_.slot(SlotKind::kFilter, number_); }
  ParamIndex common(const char* id) const;
  void follow_type();

  int number_;
  int type_ = -1;
  int mode_ = -1;
  SlotType type_menu_;
  IconButton more_;
  MoreOpener extra_;
  FilterDisplay display_;
  Menu mode_menu_;
  Knob cutoff_, resonance_, drive_, key_, mix_, x_, y_, pan_;
};

}  // namespace kiln::gui
