// An envelope as a line with nodes: times by their square root, the law of the engine, a playhead.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/displays/display.h"

namespace kiln::gui {

// Where an envelope's nodes lie in a box; the same for the display and for the small pictures.
struct EnvelopeShape {
  enum Node { kStart, kDelayEnd, kAttackEnd, kHoldEnd, kDecayEnd, kOff, kEnd, kNodes };
  std::array<Point, kNodes> nodes = {};
  std::vector<Point> line;
  std::array<Point, 3> bends = {};  // attack, decay, release
};
// `detail`: points a segment.
EnvelopeShape envelope_shape(Context& context, int number, BoxF box, int detail);

class EnvelopeDisplay : public Display {
 public:
  explicit EnvelopeDisplay(Context& context);
  void set_number(int number);
  void tick() override;
  void tick_fast() override { move_head(); }
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;

 protected:
  juce::String described() override;
  void paint_still(juce::Graphics& g) override;
  void paint_live(juce::Graphics& g) override;

 private:
  struct Grab {
    ParamIndex across = kNoParam;  // moved sideways
    ParamIndex up = kNoParam;      // moved up and down
    float up_sign = 1.0f;
  };
  static constexpr Point kNowhere{-100.0f, 0.0f};
  static constexpr int kHandles = 9;  // six nodes, three bends

  BoxF plot() const;
  Grab grab_of(int handle) const;
  Point handle_at(const EnvelopeShape& shape, int handle) const;
  int find_handle(Point at) const;
  juce::Colour colour() const;
  void move_head();
  Point find_head() const;  // where the newest voice is; left of the display: nowhere
  void paint_times(juce::Graphics& g, const EnvelopeShape& shape) const;
  ParamIndex param(const char* id) const;
  float seconds(const char* id) const;

  int number_ = 1;
  ParamEdit across_;
  ParamEdit up_;
  float across_from_ = 0.0f, up_from_ = 0.0f, up_sign_ = 1.0f;
  FineDrag hand_;
  int hovered_ = -1;
  std::vector<float> shown_;
  EnvelopeShape shape_;
  Point head_ = kNowhere;
};

}  // namespace kiln::gui
