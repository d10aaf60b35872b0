// The Effects page: the chain in the order of the sound, a card for each slot, all sources.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "kiln/gui/panels/effect_card.h"
#include "kiln/gui/panels/sources_panels.h"

namespace kiln::gui {

// Chips by which effects are moved; the slots keep their identity, only their order changes.
class ChainPanel : public Panel {
 public:
  explicit ChainPanel(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;

 private:
  BoxF chip(int place) const;
  int place_at(float x) const;

  std::uint64_t shown_ = 0;
  int dragged_ = -1;  // place
  int over_ = -1;
};

class EffectsPage : public Control {
 public:
  explicit EffectsPage(Context& context);
  void tick() override;

 private:
  void arrange();

  ChainPanel chain_;
  SourceRail rail_;
  std::vector<std::unique_ptr<EffectCard>> cards_;  // by slot
  std::array<std::uint8_t, kPatchEffects> order_ = {};
};

}  // namespace kiln::gui
