// The Matrix page: sources with their counts, every route as a row, the chosen one in detail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/route_inspector.h"

namespace kiln::gui {

// A source of the list at the left: filters the rows, and can be dragged like any other.
class SourceRow : public SourceDrag {
 public:
  SourceRow(Context& context, Source source);
  void set_chosen(bool chosen);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  bool chosen_ = false;
  int count_ = -1;
  juce::String name_;
};

// "All sources", with the number of routes.
class SourcesHead : public Clickable {
 public:
  explicit SourcesHead(Context& context) : Clickable(context, "All sources") {}
  void set_chosen(bool chosen);
  void tick() override;
  void paint(juce::Graphics& g) override;

 protected:
  bool is_on() const override { return chosen_; }
  bool is_toggle() const override { return true; }

 private:
  bool chosen_ = true;
  int count_ = -1;
};

class RouteRows : public Panel {
 public:
  explicit RouteRows(Context& context);
  void set_filter(Source source);
  void set_search(const juce::String& text);
  enum class State : std::uint8_t { kAll, kOn, kOff };
  void set_destination(const juce::String& group);  // empty: all
  void set_state(State state);
  juce::StringArray destinations() const;
  int chosen() const { return chosen_; }
  void select(int number);
  std::function<void()> on_choose = [] {};

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;
  std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

 private:
  enum class Column : std::uint8_t {
    kNumber,
    kOn,
    kSource,
    kPolarity,
    kVia,
    kDepth,
    kCurve,
    kTarget,
    kNow,
    kDelete
  };
  void sort_rows();
  Column column_at(float x) const;
  int row_at(float y) const;
  void paint_row(juce::Graphics& g, int route, BoxF row) const;
  void paint_depth(juce::Graphics& g, const Route& route, int number, BoxF row) const;
  void open_menu(int route, Column column);
  void choose(int row, bool extend);
  bool is_selected(int number) const;
  void grab_depths();
  void move_depths(float by);
  void enter_depth(int row);

  std::vector<int> rows_;
  std::uint64_t version_ = 0;
  Source filter_ = Source::kNone;
  juce::String search_;
  Column sort_ = Column::kSource;
  bool reversed_ = false;
  juce::String destination_;
  State state_ = State::kAll;
  int chosen_ = 0;
  std::vector<int> selected_ = {0};  // the chosen one and those that move with it
  int first_ = 0;
  bool dragging_ = false;
  std::vector<std::pair<int, float>> from_;  // depths when the hand came
};

class MatrixPage : public Control {
 public:
  explicit MatrixPage(Context& context);
  bool search();  // goes into the search field
  void tick() override;
  void paint(juce::Graphics& g) override;
  void paintOverChildren(juce::Graphics& g) override;

 private:
  void choose_source(Source source);
  void add_route(Source source, ParamIndex target);
  std::vector<MenuItem> add_items();
  std::vector<MenuItem> destination_items();
  std::vector<MenuItem> state_items();
  std::vector<MenuItem> more_items();

  Source chosen_ = Source::kNone;
  std::vector<std::unique_ptr<SourceRow>> sources_;
  SourcesHead all_;
  TextButton more_;
  RouteRows rows_;
  RouteInspector inspector_;
  juce::TextEditor search_;
  juce::String destination_;
  RouteRows::State state_ = RouteRows::State::kAll;
  Menu destinations_, states_;
  TextButton add_;
  int count_ = -1;
};

}  // namespace kiln::gui
