// How velocity or pressure is bent: what is heard over what is played, with the last strikes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/displays/display.h"

namespace kiln::gui {

// A bend of what is played. Of velocity there are lines through four points before it, which belong
// to the player's keyboard.
class ResponseDisplay : public Display {
 public:
  enum class Of : std::uint8_t { kVelocity, kPressure };
  ResponseDisplay(Context& context, Of of, ParamIndex curve);
  // "72 to 84": the last strike and what the curve made of it; empty for pressure.
  juce::String last() const;
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;

 protected:
  juce::String described() override;

 private:
  using Points = std::vector<std::pair<float, float>>;
  float gamma() const;
  float bend(float x) const;
  Points points() const;  // of velocity, on the straight line if nothing was drawn
  float curve_at(float x) const;
  Point place(float x, float y) const;
  int point_at(Point p) const;  // −1: none near
  void move_point(Point p);
  BoxF plot() const;
  // 0…1: velocities of the last strikes as played, newest first; pressures of the sounding notes.
  std::vector<float> played() const;
  void paint_played(juce::Graphics& g, const std::vector<Point>& curve) const;

  Of of_;
  ParamEdit curve_;
  int hovered_ = -1, dragged_ = -1;  // points
  Points left_;                      // as the drag left them
  Points shown_points_;
  std::vector<float> shown_;
  float shown_gamma_ = 0.0f;
  float from_ = 0.0f;
  FineDrag hand_;
};

}  // namespace kiln::gui
