// A curve over 0…1 with points at equal distances, which the hand or the keys move up and down.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/gui/controls/control.h"
#include "kiln/gui/style/still.h"

namespace kiln::gui {

class DrawnCurve : public Control {
 public:
  DrawnCurve(Context& context, const juce::String& title);
  // Draws a curve of so many points, as near to the present one as they can be.
  void set_points(int count);
  int points() const { return static_cast<int>(drawn().size()); }  // 0: not drawn

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
  void focusGained(FocusChangeType cause) override {
    Control::focusGained(cause);
    redraw();
  }
  void focusLost(FocusChangeType) override { redraw(); }

 protected:
  virtual bool usable() const = 0;               // there is something to draw on
  virtual std::vector<float> drawn() const = 0;  // 0…1; empty: not drawn
  virtual void set_drawn(std::vector<float> points) = 0;
  virtual float curve_at(float u) const = 0;
  virtual juce::Colour colour() const = 0;
  virtual float head() const { return -1.0f; }  // what sounds now, 0…1; below 0: nothing
  virtual std::string step() const = 0;         // what undo calls it
  void redraw();
  void forget_choice() { chosen_ = 0; }

 private:
  Point place(float u, float y) const;
  int point_at(Point p) const;  // −1: none near
  void move_point(int point, float y);
  void paint_still(juce::Graphics& g) const;

  Still still_;
  std::uint64_t version_ = 0;
  float head_ = -1.0f;  // as painted
  int hovered_ = -1;
  int dragged_ = -1;
  std::vector<float> left_;  // as the drag left the points
  int chosen_ = 0;           // by keys
};

// Of equally distant points, with straight lines between them.
float drawn_value(const std::vector<float>& points, float u);

}  // namespace kiln::gui
