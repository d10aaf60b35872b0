// The curve of a route: from what the source gives to what the target gets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/displays/drawn_curve.h"

namespace kiln::gui {

class RouteCurveDisplay : public DrawnCurve {
 public:
  explicit RouteCurveDisplay(Context& context) : DrawnCurve(context, "Route curve") {}
  void set_route(int number);  // −1: none

 protected:
  bool usable() const override { return route() != nullptr; }
  std::vector<float> drawn() const override;
  void set_drawn(std::vector<float> points) override;
  float curve_at(float u) const override { return model().route_curve(*route(), u); }
  juce::Colour colour() const override;
  float head() const override;
  std::string step() const override { return "Draw curve"; }

 private:
  const Route* route() const;

  int number_ = -1;
};

}  // namespace kiln::gui
