// What the table of routes does under the hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"
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

void RouteRows::open_menu(int number, Column column) {
  const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
  const auto change = [this, number](const char* label, auto what) {
    context_.change_route(number, label, what);
  };
  switch (column) {
    case Column::kSource:
      show_popup(*this, source_menu(context_, route.source, false, [change](Source s) {
        change("Source", [s](Route& r) { r.source = s; });
      }));
      break;
    case Column::kVia:
      show_popup(*this, source_menu(context_, route.via, true, [change](Source s) {
        change("Via", [s](Route& r) { r.via = s; });
      }));
      break;
    case Column::kPolarity:
      show_popup(*this, polarity_menu(route.polarity, [change](RoutePolarity p) {
        change("Polarity", [p](Route& r) { r.polarity = p; });
      }));
      break;
    case Column::kCurve: {
      std::vector<MenuItem> items;
      for (int i = 0; i < 5; ++i) {
        const auto curve = static_cast<RouteCurve>(i);
        items.push_back({.text = kCurveNames[i],
                         .ticked = route.curve == curve,
                         .enabled = curve != RouteCurve::kDrawn || route.drawn.size() >= 2,
                         .action = [change, curve] {
                           change("Curve", [curve](Route& r) { r.curve = curve; });
                         }});
      }
      show_popup(*this, std::move(items));
      break;
    }
    case Column::kTarget:
      show_popup(*this, target_menu(context_, [change](ParamIndex p) {
        change("Destination", [p](Route& r) {
          r.target = {.kind = RouteTarget::Kind::kParameter, .param = p};
          r.minimum = r.maximum = std::nullopt;  // were in another unit
        });
      }));
      break;
    default:
      break;
  }
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

bool RouteRows::is_selected(int number) const {
  return std::find(selected_.begin(), selected_.end(), number) != selected_.end();
}

// One route moves by what the hand moved, several keep their proportions.
void RouteRows::move_depths(float by) {
  model().edit("Depth", [&](Patch& patch) {
    for (const auto& [number, from] : from_) {
      const auto n = static_cast<std::size_t>(number);
      if (n >= patch.routes.size()) continue;
      const float depth = from_.size() == 1 ? from + by : from * (1.0f + 2.0f * by);
      patch.routes[n].depth = std::clamp(depth, -1.0f, 1.0f);
    }
  });
}

void RouteRows::grab_depths() {
  from_.clear();
  for (const int number : selected_) {
    const auto n = static_cast<std::size_t>(number);
    if (n < context_.patch().routes.size())
      from_.push_back({number, context_.patch().routes[n].depth});
  }
}

void RouteRows::mouseDown(const juce::MouseEvent& e) {
  const Column column = column_at(e.position.x);
  if (e.position.y >= 40.0f && e.position.y < 68.0f) {
    reversed_ = column == sort_ && !reversed_;
    sort_ = column;
    sort_rows();
    return;
  }
  const int row = row_at(e.position.y);
  if (row < 0) return;
  const bool extend = e.mods.isShiftDown() && column != Column::kDepth;
  if (extend || !is_selected(rows_[static_cast<std::size_t>(row)])) {
    choose(row, e.mods.isShiftDown());
    if (e.mods.isShiftDown()) return;
  } else {
    chosen_ = rows_[static_cast<std::size_t>(row)];
    on_choose();
    redraw();
  }
  if (column == Column::kOn) {
    context_.change_route(chosen_, "Switch route", [](Route& r) { r.enabled = !r.enabled; });
  } else if (column == Column::kDelete) {
    context_.remove_route(chosen_);
    selected_.clear();
  } else if (column == Column::kDepth) {
    grab_depths();
  } else {
    if (e.getNumberOfClicks() == 1) selected_ = {chosen_};
    open_menu(chosen_, column);
  }
}

void RouteRows::mouseDrag(const juce::MouseEvent& e) {
  if (from_.empty() || (!dragging_ && e.getDistanceFromDragStart() < 2)) return;
  if (!dragging_) model().begin_step("Depth");
  dragging_ = true;
  const float fine = e.mods.isShiftDown() ? 0.1f : 1.0f;
  move_depths(fine * static_cast<float>(e.getDistanceFromDragStartX()) / (0.5f * kBarWidth));
  redraw();
}

void RouteRows::mouseUp(const juce::MouseEvent&) {
  from_.clear();
  if (std::exchange(dragging_, false)) model().end_step();
}

void RouteRows::mouseDoubleClick(const juce::MouseEvent& e) {
  const int row = row_at(e.position.y);
  if (row >= 0 && column_at(e.position.x) == Column::kDepth) enter_depth(row);
}

void RouteRows::enter_depth(int row) {
  const int number = rows_[static_cast<std::size_t>(row)];
  const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
  const int y = static_cast<int>(kRowsTop + kRowHeight * static_cast<float>(row - first_)) + 3;
  open_entry(*this, {540, y, 84, 20}, utf8(depth_text(route.target, route.depth, model().table())),
             [this, number](const juce::String& text) {
               const Route& now = context_.patch().routes[static_cast<std::size_t>(number)];
               float depth = 0.0f;
               if (!parse_depth(now.target, text.toStdString(), model().table(), depth))
                 return false;
               context_.change_route(number, "Depth", [depth](Route& r) { r.depth = depth; });
               return true;
             });
}

void RouteRows::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  const int last = std::max(0, static_cast<int>(rows_.size()) - rows_in_sight());
  first_ = std::clamp(first_ - 2 * static_cast<int>(wheel_steps(wheel)), 0, last);
  redraw();
}

bool RouteRows::keyPressed(const juce::KeyPress& key) {
  const auto at = std::find(rows_.begin(), rows_.end(), chosen_);
  if (rows_.empty()) return false;
  const auto row = at == rows_.end() ? -1 : static_cast<int>(at - rows_.begin());
  const int last = static_cast<int>(rows_.size()) - 1;
  const int code = key.getKeyCode();
  const bool extend = key.getModifiers().isShiftDown();
  const auto go = [&](int to) {
    select(rows_[static_cast<std::size_t>(std::clamp(to, 0, last))]);
    return true;
  };
  if (code == juce::KeyPress::downKey && !extend) return go(row + 1);
  if (code == juce::KeyPress::upKey && !extend) return go(row - 1);
  if (code == juce::KeyPress::pageDownKey) return go(row + rows_in_sight());
  if (code == juce::KeyPress::pageUpKey) return go(row - rows_in_sight());
  if (code == juce::KeyPress::homeKey) return go(0);
  if (code == juce::KeyPress::endKey) return go(last);
  if (row < 0) return false;
  if (code == juce::KeyPress::leftKey || code == juce::KeyPress::rightKey) {
    if (!is_selected(chosen_)) selected_ = {chosen_};
    grab_depths();
    move_depths((code == juce::KeyPress::rightKey ? 0.01f : -0.01f) * (extend ? 0.1f : 1.0f));
    from_.clear();
  } else if (code == juce::KeyPress::returnKey) {
    enter_depth(row);
  } else if (code == juce::KeyPress::spaceKey) {
    context_.change_route(chosen_, "Switch route", [](Route& r) { r.enabled = !r.enabled; });
  } else if (code == juce::KeyPress::deleteKey) {
    context_.remove_route(chosen_);
    selected_.clear();
  } else {
    return false;
  }
  return true;
}

std::unique_ptr<juce::AccessibilityHandler> RouteRows::createAccessibilityHandler() {
  return spoken_handler(*this, juce::AccessibilityRole::list,
                        [this] { return route_words(context_, chosen_); });
}

}  // namespace kiln::gui
