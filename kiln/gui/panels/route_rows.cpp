// Which routes the table has, in which order, and which of them are chosen.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/panels/route_rows.h"
#include "kiln/gui/panels/route_text.h"

namespace kiln::gui {

RouteRows::RouteRows(Context& context) : Panel(context, "Routes") { make_focusable(); }

void RouteRows::set_filter(Source source) {
  filter_ = source;
  first_ = 0;
  sort_rows();
}

void RouteRows::set_search(const juce::String& text) {
  search_ = text.toLowerCase();
  first_ = 0;
  sort_rows();
}

void RouteRows::set_destination(const juce::String& group) {
  destination_ = group;
  first_ = 0;
  sort_rows();
}

void RouteRows::set_state(State state) {
  state_ = state;
  first_ = 0;
  sort_rows();
}

juce::StringArray RouteRows::destinations() const {
  juce::StringArray all;
  for (const Route& route : context_.patch().routes) {
    all.addIfNotAlreadyThere(target_group(context_, route));
  }
  all.sortNatural();
  return all;
}

void RouteRows::sort_rows() {
  const std::vector<Route>& routes = context_.patch().routes;
  rows_.clear();
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Route& r = routes[i];
    if (filter_ != Source::kNone && r.source != filter_ && r.via != filter_) continue;
    if (state_ != State::kAll && r.enabled != (state_ == State::kOn)) continue;
    if (destination_.isNotEmpty() && target_group(context_, r) != destination_) continue;
    if (search_.isNotEmpty()) {
      const juce::String words = utf8(context_.source_name(r.source)) + " " +
                                 target_group(context_, r) + " " + target_name(context_, r);
      if (!words.toLowerCase().contains(search_)) continue;
    }
    rows_.push_back(static_cast<int>(i));
  }
  const auto key = [&](int n) -> juce::String {
    const Route& r = routes[static_cast<std::size_t>(n)];
    const auto number = [](int value) { return juce::String(value).paddedLeft('0', 4); };
    switch (sort_) {
      case Column::kOn:
        return r.enabled ? "0" : "1";
      case Column::kSource:
        return number(static_cast<int>(r.source));
      case Column::kVia:
        return number(static_cast<int>(r.via));
      case Column::kDepth:
        return number(static_cast<int>(1000.0f * (1.0f - std::fabs(r.depth))));
      case Column::kCurve:
        return number(static_cast<int>(r.curve));
      case Column::kTarget:
        return target_group(context_, r) + target_name(context_, r);
      default:
        return number(n);
    }
  };
  std::stable_sort(rows_.begin(), rows_.end(), [&](int a, int b) {
    const int order = key(a).compare(key(b));
    return reversed_ ? order > 0 : order < 0;
  });
  redraw();
}

void RouteRows::follow_routes() {
  if (context_.version() == version_) return;
  version_ = context_.version();
  sort_rows();
}

RouteRows::Column RouteRows::column_at(float x) const {
  int found = 0;
  for (int i = 0; i < 10; ++i) {
    if (x >= kLeft + kColumnsX[i] - 4.0f) found = i;
  }
  return static_cast<Column>(found);
}

int RouteRows::row_at(float y) const {
  if (y < kRowsTop) return -1;
  const auto place = static_cast<int>((y - kRowsTop) / kRowHeight);
  const int row = first_ + place;
  return place < rows_in_sight() && row < static_cast<int>(rows_.size()) ? row : -1;
}

int RouteRows::rows_in_sight() const {
  const float room = static_cast<float>(getHeight()) - kRowsTop - kInspectorRoom;
  return std::max(1, static_cast<int>(room / kRowHeight));
}

void RouteRows::resized() {
  first_ = std::clamp(first_, 0, std::max(0, static_cast<int>(rows_.size()) - rows_in_sight()));
  redraw();
}

// Shift takes all rows between the chosen one and this one.
void RouteRows::choose(int row, bool extend) {
  const int number = rows_[static_cast<std::size_t>(row)];
  if (extend) {
    const auto from = std::find(rows_.begin(), rows_.end(), chosen_) - rows_.begin();
    const auto low = std::min<std::ptrdiff_t>(from, row);
    const auto high = std::max<std::ptrdiff_t>(from, row);
    selected_.clear();
    for (std::ptrdiff_t i = low; i <= high && i < std::ssize(rows_); ++i) {
      selected_.push_back(rows_[static_cast<std::size_t>(i)]);
    }
    redraw();
    return;
  }
  if (!is_selected(number)) selected_ = {number};
  chosen_ = number;
  redraw();
  on_choose();
  if (auto* const handler = getAccessibilityHandler()) {
    handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
  }
}

void RouteRows::select(int number) {
  const auto at = std::find(rows_.begin(), rows_.end(), number);
  if (at == rows_.end()) return;
  selected_.clear();
  const auto row = static_cast<int>(at - rows_.begin());
  first_ = std::clamp(first_, std::max(0, row - rows_in_sight() + 1), row);
  choose(row, false);
}

juce::String RouteRows::empty_words() const {
  if (!rows_.empty()) return {};
  return context_.patch().routes.empty() ? "No routes. Drag a source to a knob, or add one here."
                                         : "No route matches.";
}

bool RouteRows::is_selected(int number) const {
  return std::find(selected_.begin(), selected_.end(), number) != selected_.end();
}

std::unique_ptr<juce::AccessibilityHandler> RouteRows::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list,
                        [this] { return route_words(context_, chosen_); });
}

}  // namespace kiln::gui
