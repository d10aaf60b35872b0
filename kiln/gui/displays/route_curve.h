// The curve of a route: from what the source gives to what the target gets, drawn by hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/controls/control.h"

namespace kiln::gui {

class RouteCurveDisplay : public Control {
 public:
  explicit RouteCurveDisplay(Context& context);
  void set_route(int number);  // −1: none
  // Gives the route a drawn curve of so many points, as near to the present one as they can be.
  void set_points(int count);
  int points() const;  // 0: not drawn

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  const Route* route() const;
  Point place(float u, float y) const;
  int point_at(Point p) const;  // −1: none near
  void move_point(int point, float y);

  int number_ = -1;
  std::uint64_t version_ = 0;
  float dot_ = -1.0f;  // what the source gives now, 0…1
  int hovered_ = -1;
  int dragged_ = -1;
  int chosen_ = 0;  // by keys
};

}  // namespace kiln::gui
