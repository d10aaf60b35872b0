// How the slots are wired: the diagram, the filters' order, the noise layer and the feedback.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

class RoutingPanel : public Panel {
 public:
  explicit RoutingPanel(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  // A number in a circle: a click chooses where that sound goes.
  class Node : public Clickable {
   public:
    Node(Context& context, const juce::String& title, ParamIndex send);
    std::vector<ParamIndex> params() const override { return {send_}; }
    void paint(juce::Graphics& g) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

   private:
    ParamIndex send_;
  };
  struct Shown {
    std::array<int, 4> send = {};  // oscillators and noise: F1, F2, Both, FX, Out
    std::array<bool, 4> on = {};
    std::array<bool, 2> filter = {};
    int mode = 0;
    bool operator==(const Shown&) const = default;
  };
  Shown look() const;
  void paint_wires(juce::Graphics& g) const;

  Shown shown_;
  std::array<std::unique_ptr<Node>, 4> nodes_;
  Menu mode_;
  Knob noise_, colour_, feedback_;
};

}  // namespace kiln::gui
