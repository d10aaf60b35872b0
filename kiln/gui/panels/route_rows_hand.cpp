// What the table of routes does under the hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/controls/wheel.h"
#include "kiln/gui/panels/route_rows.h"
#include "kiln/gui/panels/route_text.h"

namespace kiln::gui {

Box RouteRows::cell(int row, Column column) const {
  const auto i = static_cast<std::size_t>(column);
  const float wide = i + 1 < std::size(kColumnsX) ? kColumnsX[i + 1] - kColumnsX[i] : kRowHeight;
  const BoxF whole = row_box(row - first_);
  return whole.withX(whole.getX() + kColumnsX[i]).withWidth(wide).toNearestInt();
}

void RouteRows::open_menu(int row, Column column) {
  const int number = rows_[static_cast<std::size_t>(row)];
  if (context_.route(number) == nullptr) return;
  const Route& route = *context_.route(number);
  const Box at = cell(row, column);
  const auto change = [this, number](const char* label, auto what) {
    context_.change_route(number, label, what);
  };
  switch (column) {
    case Column::kSource:
      show_popup(*this, at, source_menu(context_, route.source, false, [change](Source s) {
        change("Source", [s](Route& r) { r.source = s; });
      }));
      break;
    case Column::kVia:
      show_popup(*this, at, source_menu(context_, route.via, true, [change](Source s) {
        change("Via", [s](Route& r) { r.via = s; });
      }));
      break;
    case Column::kPolarity:
      show_popup(*this, at, polarity_menu(route.polarity, [change](RoutePolarity p) {
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
      show_popup(*this, at, std::move(items));
      break;
    }
    case Column::kTarget:
      show_popup(*this, at, target_menu(context_, [change](ParamIndex p) {
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

std::string RouteRows::depth_step() const {
  if (from_.size() == 1) return "Depth of " + context_.route_name(from_.front().number);
  return "Depth of " + std::to_string(from_.size()) + " routes";
}

// One route moves by what the hand moved, several keep their proportions.
void RouteRows::move_depths(float by) {
  model().edit(depth_step(), [&](Patch& patch) {
    for (Grabbed& one : from_) {
      const auto n = static_cast<std::size_t>(one.number);
      if (n >= patch.routes.size() || ends_of(patch.routes[n]) != one.ends) continue;
      const float depth = from_.size() == 1 ? one.from + by : one.from * (1.0f + 2.0f * by);
      one.now = patch.routes[n].depth = std::clamp(depth, -1.0f, 1.0f);
    }
  });
}

void RouteRows::grab_depths() {
  from_.clear();
  for (const int number : selected_) {
    const Route* const route = context_.route(number);
    if (route != nullptr) from_.push_back({number, route->depth, route->depth, ends_of(*route)});
  }
}

juce::String RouteRows::tip_at(juce::Point<int> position) const {
  const int row = row_at(static_cast<float>(position.y));
  if (row < 0 || context_.route(rows_[static_cast<std::size_t>(row)]) == nullptr) return {};
  const auto gesture = [&]() -> const char* {
    switch (column_at(static_cast<float>(position.x))) {
      case Column::kNumber:
        return "Shift-click: several rows";
      case Column::kOn:
        return "Click: on or off";
      case Column::kDepth:
        return "Drag: depth, with Shift finely. Double-click: type it";
      case Column::kNow:
        return "What the target is at this moment";
      case Column::kDelete:
        return "Click: delete the route (Del)";
      default:
        return "Click: menu";
    }
  };
  return route_words(context_, rows_[static_cast<std::size_t>(row)]) + "\n" + gesture();
}

void RouteRows::mouseDown(const juce::MouseEvent& e) {
  follow_routes();
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
    hand_.press(e);
  } else {
    if (e.getNumberOfClicks() == 1) selected_ = {chosen_};
    open_menu(row, column);
  }
}

void RouteRows::mouseDrag(const juce::MouseEvent& e) {
  if (from_.empty() || (!dragging_ && e.getDistanceFromDragStart() < 2)) return;
  for (const Grabbed& one : from_) {
    const Route* const route = context_.route(one.number);
    if (route == nullptr || ends_of(*route) != one.ends || route->depth != one.now) {
      return mouseUp(e);  // undone under the hand
    }
  }
  if (!dragging_) model().begin_step(depth_step());
  dragging_ = true;
  move_depths(hand_.drag(e).x / (0.5f * kBarWidth));
  redraw();
}

void RouteRows::mouseUp(const juce::MouseEvent&) {
  from_.clear();
  if (std::exchange(dragging_, false)) model().end_step();
}

void RouteRows::mouseDoubleClick(const juce::MouseEvent& e) {
  follow_routes();
  const int row = row_at(e.position.y);
  if (row >= 0 && column_at(e.position.x) == Column::kDepth) enter_depth(row);
}

void RouteRows::enter_depth(int row) {
  const int number = rows_[static_cast<std::size_t>(row)];
  const Route* const route = context_.route(number);
  if (route == nullptr) return;
  const int y = static_cast<int>(kRowsTop + kRowHeight * static_cast<float>(row - first_)) + 3;
  const juce::String before = utf8(shown_depth(route->target, route->depth, model().table()));
  open_entry(*this, {540, y, 84, 20}, before,
             [this, number, before, ends = ends_of(*route)](const juce::String& text) {
               if (text == before) return true;  // it shows fewer digits than the depth has
               const Route* const now = context_.route(number);
               if (now == nullptr || ends_of(*now) != ends) return true;  // nothing to set any more
               float depth = 0.0f;
               if (!parse_shown_depth(now->target, text.toStdString(), model().table(), depth)) {
                 return false;
               }
               context_.change_route(number, "Depth of " + context_.route_name(number),
                                     [depth](Route& r) { r.depth = depth; });
               return true;
             });
}

void RouteRows::mouseWheelMove(const juce::MouseEvent&, const juce::MouseWheelDetails& wheel) {
  const int last = std::max(0, static_cast<int>(rows_.size()) - rows_in_sight());
  first_ = std::clamp(first_ - 2 * static_cast<int>(wheel_steps(wheel)), 0, last);
  redraw();
}

bool RouteRows::keyPressed(const juce::KeyPress& key) {
  follow_routes();
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

}  // namespace kiln::gui
