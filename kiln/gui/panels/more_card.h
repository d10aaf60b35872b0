// Everything of a slot that its panel has no room for: knobs and menus out of the parameter table.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

// Floats over the page, so that sources can be dragged onto its knobs. Closed by its cross or Esc.
class MoreCard : public Panel {
 public:
  MoreCard(Context& context, const juce::String& title, const std::vector<ParamIndex>& params);
  std::function<void()> on_close = [] {};
  void paint(juce::Graphics& g) override;
  bool keyPressed(const juce::KeyPress& key) override;

 private:
  IconButton close_;
  std::vector<std::unique_ptr<Knob>> knobs_;
  std::vector<std::unique_ptr<Menu>> menus_;
};

// Parameters of the slot, in its present type, that no control inside `panel` moves.
std::vector<ParamIndex> missing_params(Context& context, const SlotInfo& slot,
                                       const juce::Component& panel);

// The menu entry of a panel's "…": opens the card, or nothing if nothing is missing.
class MoreOpener {
 public:
  MoreOpener(Context& context, Control& panel) : context_(context), panel_(panel) {}
  ~MoreOpener();
  void add_item(std::vector<MenuItem>& items, const SlotInfo& slot);
  void open(const SlotInfo& slot);
  void close();

 private:
  Context& context_;
  Control& panel_;
  std::unique_ptr<MoreCard> card_;
};

}  // namespace kiln::gui
