// The Matrix page: sources with their counts, every route as a row, the chosen one in detail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/panels/panel.h"

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

class RouteRows : public Panel {
 public:
  explicit RouteRows(Context& context);
  void set_filter(Source source);
  void set_search(const juce::String& text);
  int chosen() const { return chosen_; }
  std::function<void()> on_choose = [] {};

  void tick() override;
  void paint(juce::Graphics& g) override;
  void mouseDown(const juce::MouseEvent& e) override;
  void mouseDrag(const juce::MouseEvent& e) override;
  void mouseUp(const juce::MouseEvent&) override;
  void mouseDoubleClick(const juce::MouseEvent& e) override;
  void mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) override;
  bool keyPressed(const juce::KeyPress& key) override;

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
  juce::String target_group(const Route& route) const;
  juce::String target_name(const Route& route) const;
  juce::String now_text(const Route& route) const;

  std::vector<int> rows_;
  std::uint64_t version_ = 0;
  Source filter_ = Source::kNone;
  juce::String search_;
  Column sort_ = Column::kSource;
  bool reversed_ = false;
  int chosen_ = 0;
  int first_ = 0;
  int dragged_ = -1;
  float depth_ = 0.0f;
  float from_ = 0.0f;
};

class MatrixPage : public Control {
 public:
  explicit MatrixPage(Context& context);
  void tick() override;
  void paint(juce::Graphics& g) override;

 private:
  void choose_source(Source source);
  void add_route();

  Source chosen_ = Source::kNone;
  std::vector<std::unique_ptr<SourceRow>> sources_;
  TextButton all_;
  RouteRows rows_;
  juce::TextEditor search_;
  TextButton add_;
  int count_ = -1;
};

}  // namespace kiln::gui
