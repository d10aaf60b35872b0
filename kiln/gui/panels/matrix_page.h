// The Matrix page: sources with their counts, every route as a row, the chosen one in detail.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "kiln/gui/controls/buttons.h"
#include "kiln/gui/controls/menu.h"
#include "kiln/gui/controls/source_chip.h"
#include "kiln/gui/panels/page_layout.h"
#include "kiln/gui/panels/panel.h"
#include "kiln/gui/panels/route_inspector.h"
#include "kiln/gui/panels/route_rows.h"

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

// The last line of the list: opens a menu of the rarer ones.
class MoreSources : public Clickable {
 public:
  explicit MoreSources(Context& context) : Clickable(context, "More sources") { setTooltip({}); }
  void paint(juce::Graphics& g) override;
};

class MatrixPage : public Control {
 public:
  explicit MatrixPage(Context& context);
  bool search();  // goes into the search field
  void resized() override { layout_.lay_out(getHeight()); }
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

  PageLayout layout_;
  Source chosen_ = Source::kNone;
  std::vector<std::unique_ptr<SourceRow>> sources_;
  SourcesHead all_;
  MoreSources more_;
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
