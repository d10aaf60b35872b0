// The table of routes: sorting, filtering, depths by drag, menus in every cell.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kiln/gui/controls/fine_drag.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/style/still.h"

namespace kiln::gui {

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
  // The route there in full, and what a hand may do with the cell.
  juce::String tip_at(juce::Point<int> position) const;
  juce::String empty_words() const;  // in the place of rows; nothing if there are any
  juce::String getTooltip() override { return tip_at(getMouseXYRelative()); }

  void resized() override;
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
  static constexpr float kRowHeight = 26.0f;
  static constexpr float kRowsTop = 72.0f;
  static constexpr float kInspectorRoom = 116.0f;  // below the rows
  static constexpr float kLeft = 8.0f;
  static constexpr float kBarWidth = 160.0f;
  static constexpr float kNowWidth = 76.0f;
  // From the table's left edge: number, on, source, polarity, via, depth bar, curve, target, now,
  // ×.
  static constexpr float kColumnsX[] = {8, 34, 72, 192, 248, 376, 650, 760, 932, 1012};

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
  void follow_routes();  // the rows are those of the patch as it is now
  Column column_at(float x) const;
  int row_at(float y) const;
  int rows_in_sight() const;

  // What moves in a row, as painted last.
  struct Seen {
    float dot = -1.0f;  // x; below 0: none
    juce::String now;
  };
  static BoxF row_box(int place);  // on the screen, from the top
  static BoxF bed_box(BoxF row);
  static BoxF dot_box(float x, BoxF row);
  static BoxF now_box(BoxF row);
  bool has_seen(int place) const;
  Seen look(int place) const;
  void redraw();
  void paint_still(juce::Graphics& g) const;
  void paint_row(juce::Graphics& g, int route, BoxF row) const;
  void paint_depth(juce::Graphics& g, const Route& route, BoxF row) const;
  void open_menu(int row, Column column);
  Box cell(int row, Column column) const;
  void choose(int row, bool extend);
  bool is_selected(int number) const;
  void grab_depths();
  void move_depths(float by);
  std::string depth_step() const;  // what undo calls a move of them
  void enter_depth(int row);

  Still still_;
  std::vector<Seen> seen_;  // of the rows on the screen
  unsigned looks_ = 0;
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
  FineDrag hand_;
  struct Grabbed {
    int number = 0;
    float from = 0.0f, now = 0.0f;  // depths: when the hand came, and as it left it
    RouteEnds ends;
  };
  std::vector<Grabbed> from_;
};

}  // namespace kiln::gui
