// The drawn map of phases of a wavetable slot's warp "Remap": which place of the cycle sounds when.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/displays/drawn_curve.h"

namespace kiln::gui {

class RemapCurve : public DrawnCurve {
 public:
  RemapCurve(Context& context, int slot)
      : DrawnCurve(context, "Oscillator " + juce::String(slot + 1) + " remap"), slot_(slot) {}

 protected:
  bool usable() const override { return true; }
  std::vector<float> drawn() const override;
  void set_drawn(std::vector<float> points) override;
  float curve_at(float u) const override;
  juce::Colour colour() const override { return kHot; }
  std::string step() const override { return "Draw remap"; }

 private:
  int slot_;
};

}  // namespace kiln::gui
