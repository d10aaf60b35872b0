// The chosen route in detail: its curve to draw, depth, smoothing, and what it does at this moment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/free_knob.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/displays/route_curve.h"
#include "kiln/gui/panels/panel.h"

namespace kiln::gui {

class RouteInspector : public Panel {
 public:
  explicit RouteInspector(Context& context);
  void set_route(int number);          // −1: none
  juce::StringArray readings() const;  // base, this route, all routes
  std::function<void(int)> on_copy = [](int) {};

  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  const Route* route() const;
  std::vector<MenuItem> curve_items();
  void duplicate();
  void lay_out();

  int number_ = -1;
  RouteCurveDisplay curve_;
  Menu polarity_, via_, shape_;
  FreeKnob depth_, smooth_, minimum_, maximum_;
  TextButton copy_, remove_;
  juce::StringArray shown_;
  std::uint64_t version_ = 0;
};

}  // namespace kiln::gui
