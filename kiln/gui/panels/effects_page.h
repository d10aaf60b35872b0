// The Effects page: the chain in the order of the sound, a card for each slot, all sources.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "kiln/gui/panels/effect_card.h"
#include "kiln/gui/panels/page_layout.h"
#include "kiln/gui/panels/sources_panels.h"

namespace kiln::gui {

// One place of the chain: a chip by which the effect there is moved, with its level below. The last
// is slot S, which stays.
class ChainChip : public Clickable {
 public:
  ChainChip(Context& context, int place);
  int slot() const;
  std::function<void(juce::Point<int>)> on_drag = [](juce::Point<int>) {};
  std::function<void()> on_drop = [] {};
  std::function<void(int)> on_step = [](int) {};  // by keys: places to the right

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  juce::String words() const;

  int place_;
  int bar_ = 0;  // pixels
  juce::String shown_;
  bool on_ = false;
  bool moved_ = false;
};

// The chain: slots keep their identity, only their order changes.
class ChainPanel : public Panel {
 public:
  explicit ChainPanel(Context& context);
  std::function<void(int)> on_choose = [](int) {};  // a slot, or kSlotS
  // A card or chip at `from` is held over place `over`; −1: nothing is.
  void show_drop(int from, int over);
  void move(int from, int to);
  std::vector<MenuItem> menu_items();
  void tick() override;
  void paint(juce::Graphics& g) override;
  void paintOverChildren(juce::Graphics& g) override;

 private:
  void enter_name();
  void tell(const std::string& error);  // none: nothing
  BoxF chip(int place) const;
  int place_at(float x) const;

  std::vector<std::unique_ptr<ChainChip>> chips_;  // by place
  IconButton more_;
  juce::String name_;             // of the chain that was saved or loaded last
  std::array<int, 3> bars_ = {};  // in, out left, out right: pixels
  int dragged_ = -1;              // place
  int over_ = -1;
};

class EffectsPage : public Control {
 public:
  explicit EffectsPage(Context& context);
  void resized() override;
  void tick() override;

 private:
  void arrange(bool slide);
  void show_slot_s(bool shown);
  Box box_of(int place) const;
  int place_of(int slot) const;
  int place_under(juce::Point<int> centre) const;

  PageLayout layout_;
  ChainPanel chain_;
  SourceRail rail_;
  std::vector<std::unique_ptr<EffectCard>> cards_;  // by slot
  std::array<std::uint8_t, kPatchEffects> order_ = {};
};

}  // namespace kiln::gui
