// An LFO's pattern with its nodes: drawn by hand, played by the engine, with a playhead.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/gui/displays/display.h"

namespace kiln::gui {

class LfoDisplay : public Display {
 public:
  explicit LfoDisplay(Context& context);
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
  enum class Kind : std::uint8_t { kShape, kSteps, kOther };
  struct Handle {
    int point = -1;
    bool bend = false;  // the curve after the point
    bool operator==(const Handle&) const = default;
  };

  Kind kind() const;
  float y_of(float level) const;  // 0…1
  float level_at(float y) const;
  Point node(std::size_t i) const;
  Point bend(std::size_t i) const;
  Handle find(Point at) const;
  juce::Colour colour() const;
  void move_head();
  float find_head() const;  // x of the newest voice's place; below 0: nowhere
  void read_drawing();
  void keep();
  void begin_drawing();
  bool went() const;
  std::size_t step_at(float x) const;
  bool is_where_it_was() const;
  void draw_step(Point at, bool straight);
  void tie_step(Point at);
  void paint_steps(juce::Graphics& g) const;
  void paint_nodes(juce::Graphics& g) const;

  int number_ = 0;
  std::uint64_t key_ = 0;
  float head_ = -1.0f;
  std::vector<float> pattern_;
  std::vector<Point> line_;  // as painted
  LfoDrawing drawing_;       // what the player is changing
  LfoDrawing left_;          // as the drag left the patch's
  bool dragging_ = false;
  Handle hovered_;
  Handle grabbed_;
  LfoPoint from_;
  std::vector<LfoPoint> before_;  // when the hand came, as shown
  PatchLfo patched_;              // and as the patch had it
  Point step_from_;               // where a straight line of steps begins
};

// The pattern of an LFO in a small box.
juce::Path small_lfo(Context& context, int number, BoxF box);

}  // namespace kiln::gui
