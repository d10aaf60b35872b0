// A filter's response as set, and as the newest voice has it; its handle moves both knobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/displays/display.h"

namespace kiln::gui {

class FilterDisplay : public Display {
 public:
  FilterDisplay(Context& context, int slot);
  void tick() override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;

 protected:
  juce::String described() override;
  void paint_still(juce::Graphics& g) override;
  void paint_live(juce::Graphics& g) override;

 private:
  float y_of(float db) const;
  Point handle() const;
  std::vector<Point> points(const std::vector<float>& db) const;

  int slot_;
  ParamEdit cutoff_;
  ParamEdit resonance_;
  std::uint64_t base_key_ = 0;
  std::uint64_t live_key_ = 0;
  bool on_ = false;
  bool moved_ = false;  // the live curve is another
  bool hovered_ = false;
  std::vector<float> hz_;
  std::vector<float> base_;
  std::vector<float> live_;
  float from_x_ = 0.0f;
  float from_y_ = 0.0f;
  FineDrag hand_;
};

}  // namespace kiln::gui
