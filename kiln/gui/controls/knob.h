// A knob: value ring, range arcs of the routes with live dots, label and value, every gesture.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/controls/control.h"
#include "kiln/gui/controls/param_edit.h"
#include "kiln/gui/controls/target.h"

namespace kiln::gui {

struct KnobStyle {
  KnobSize size = KnobSize::kMedium;
  juce::Colour accent = kEmber;
  bool value_line = false;  // the value always shows, above the label
  bool label = true;
  bool inline_value = false;  // "Gate 80 %": the value after the label
};

// "0.220 Hz" with a decimal less, "0.22 Hz"; without decimals the space goes.
juce::String shorter_value(const juce::String& value);

class Knob : public Control, public DropTarget {
 public:
  Knob(Context& context, ParamIndex param, juce::String label, KnobStyle style = {});

  void set_param(ParamIndex param, const juce::String& label);
  ParamIndex param() const { return edit_.param(); }
  void set_bypassed(bool bypassed);
  void set_more(std::function<std::vector<MenuItem>()> more) { more_ = std::move(more); }

  std::vector<ParamIndex> params() const override { return edit_.all(); }
  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseEnter(const juce::MouseEvent&) override;
  void mouseMove(const juce::MouseEvent& e) override;
  void mouseExit(const juce::MouseEvent&) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent& e) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent& e, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  juce::String getTooltip() override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

  ParamIndex drop_param() const override;
  void set_drop_over(bool over) override;

 private:
  struct Arc {
    int route = -1;
    Source source = Source::kNone;
    float from = 0.0f, to = 0.0f;  // x
    float dot = -1.0f;             // x, below 0: none
    bool enabled = true;
    bool operator==(const Arc&) const = default;
  };
  struct Shown {  // what was painted last
    float x = -1.0f;
    juce::String text;
    std::vector<Arc> arcs;
    int routes = 0;
    bool learning = false;
    bool by_value = false;  // the player wants values instead of names
    Source dragged = Source::kNone;
    Source pointed = Source::kNone;
    bool operator==(const Shown&) const = default;
  };

  Point centre() const;
  Shown look() const;
  Arc arc_of(int route, float x) const;
  int arc_at(Point at) const;  // the route whose arc is under the pointer, or −1
  void paint_ring(juce::Graphics& g, const KnobMeasures& m) const;
  void paint_arcs(juce::Graphics& g, const KnobMeasures& m) const;
  BoxF words_row(juce::Graphics& g, const KnobMeasures& m) const;
  void paint_words(juce::Graphics& g, const KnobMeasures& m) const;
  void paint_drop(juce::Graphics& g, const KnobMeasures& m) const;
  void enter_value();
  bool in_words(Point at) const;
  // A pair's value is underlined: a click changes it between note values and seconds.
  void paint_link(juce::Graphics& g, float left, float width, BoxF row) const;
  void follow_link();
  bool active() const { return hovered_ || edit_.dragging(); }
  bool always_values() const { return model().preferences().always_values; }

  ParamEdit edit_;
  juce::String label_;
  KnobStyle style_;
  std::function<std::vector<MenuItem>()> more_;
  Shown shown_;
  bool bypassed_ = false;
  bool hovered_ = false;
  bool over_ = false;  // a dragged source is above
  int hovered_arc_ = -1;
  int depth_route_ = -1;  // its depth is being dragged
  bool depth_moves_ = false;
  RouteEnds depth_ends_;
  bool let_go_ = false;  // what was dragged went; until the next press
  float depth_ = 0.0f;
  float drag_x_ = 0.0f;
  juce::Point<float> last_;
  mutable BoxF link_;  // as painted last
  int clicks_ = 0;     // the second of a double click takes back what the first asked for
};

}  // namespace kiln::gui
