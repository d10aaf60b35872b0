// The table of routes: sorting, filtering, depths by drag, menus in every cell.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/spoken.h"
#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/gui/panels/route_text.h"

namespace kiln::gui {
namespace {

constexpr float kRowHeight = 26.0f;
constexpr float kRowsTop = 72.0f;
constexpr int kVisibleRows = 18;
constexpr float kLeft = 8.0f;
constexpr float kBarWidth = 160.0f;
constexpr juce::uint32 kFlash = 240;  // ms that a new row is lit
// From the table's left edge: number, on, source, polarity, via, depth bar, curve, target, now, ×.
constexpr float kColumnsX[] = {8, 34, 72, 192, 248, 376, 650, 760, 932, 1012};
constexpr const char* kHeads[] = {"#",     "On",    "Source",      "Pol.", "Via",
                                  "Depth", "Curve", "Destination", "Now",  ""};
void draw_curve(juce::Graphics& g, Model& model, const Route& route, BoxF box,
                juce::Colour colour) {
  std::vector<Point> points;
  for (int i = 0; i <= 20; ++i) {
    const float t = static_cast<float>(i) / 20.0f;
    points.emplace_back(box.getX() + t * box.getWidth(),
                        box.getBottom() - model.route_curve(route, t) * box.getHeight());
  }
  stroke(g, polyline(points), colour, 1.5f);
}

}  // namespace

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
  repaint();
}

void RouteRows::tick() {
  if (context_.version() != version_) {
    version_ = context_.version();
    sort_rows();
  } else if (context_.flash_route >= 0 &&
             juce::Time::getMillisecondCounter() - context_.flash_began < 2 * kFlash) {
    repaint();
  } else if (context_.live().sounding) {
    repaint(static_cast<int>(kColumnsX[5]), static_cast<int>(kRowsTop), 180, getHeight());
    repaint(static_cast<int>(kColumnsX[8]), static_cast<int>(kRowsTop), 86, getHeight());
  }
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
  return place < kVisibleRows && row < static_cast<int>(rows_.size()) ? row : -1;
}

void RouteRows::paint_depth(juce::Graphics& g, const Route& route, int number, BoxF row) const {
  const float depth = route.depth;
  const BoxF bed(row.getX() + kColumnsX[5], row.getCentreY() - 3.0f, kBarWidth, 6.0f);
  g.setColour(kInset);
  g.fillRoundedRectangle(bed, 3.0f);
  const bool both = both_ways(route);
  const float half = 0.5f * kBarWidth;
  const float length = std::max(2.0f, std::fabs(depth) * half);
  const juce::Colour colour = route.enabled ? source_colour(route.source) : kOff;
  g.setColour(both ? colour.withMultipliedAlpha(0.75f) : colour);
  const float from = both || depth < 0.0f ? bed.getCentreX() - length : bed.getCentreX();
  g.fillRoundedRectangle(from, bed.getY(), both ? 2.0f * length : length, 6.0f, 2.0f);
  g.setColour(kText3);
  g.fillRect(bed.getCentreX() - 0.5f, bed.getY() - 3.0f, 1.0f, 12.0f);
  if (context_.live().sounding && route.enabled) {
    const Point at(bed.getCentreX() + half * std::clamp(model().route_shift(number), -1.0f, 1.0f),
                   bed.getCentreY());
    fill_dot(g, at, 5.4f, kPanel);
    draw_dot(g, at, 3.5f, juce::Colours::white, colour, 1.75f);
  }
  draw_text(g, depth_words(context_, route, depth), value_font(), route.enabled ? kText1 : kText3,
            row.withX(row.getX() + 540.0f).withWidth(72.0f), Align::kRight);
}

void RouteRows::paint_row(juce::Graphics& g, int number, BoxF row) const {
  const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
  const bool on = route.enabled;
  const juce::Colour words = on ? kText1 : kText3;
  const auto cell = [&](int column, float width) {
    return row.withX(row.getX() + kColumnsX[column]).withWidth(width);
  };
  const bool flashes = number == context_.flash_route &&
                       juce::Time::getMillisecondCounter() - context_.flash_began < kFlash;
  if (number == chosen_ || is_selected(number) || flashes) {
    g.setColour(flashes ? kEmber9 : kRaised);
    g.fillRoundedRectangle(row.withWidth(1032.0f), kRowRadius);
    g.setColour(kEmber);
    g.fillRoundedRectangle(row.getX(), row.getY() + 5.0f, 2.0f, 16.0f, 1.0f);
  }
  draw_text(g, juce::String(number + 1), value_font(), kText3, cell(0, 24));
  draw_toggle(g, {row.getX() + kColumnsX[1], row.getY() + 6.0f}, on);
  const auto source = [&](int column, Source s) {
    if (s == Source::kNone) {
      draw_text(g, "None", control_font(), kText3, cell(column, 110));
      return;
    }
    fill_dot(g, {row.getX() + kColumnsX[column] + 4.0f, row.getCentreY()}, 4.0f,
             on ? source_colour(s) : kOff);
    draw_text(g, utf8(context_.source_name(s)), control_font(), words,
              cell(column, 110).withTrimmedLeft(16.0f));
  };
  source(2, route.source);
  draw_text(g, utf8(both_ways(route) ? "−1…1" : "0…1"), value_font(), on ? kText2 : kText3,
            cell(3, 46));
  source(4, route.via);
  paint_depth(g, route, number, row);
  draw_curve(g, model(), route, {row.getX() + kColumnsX[6], row.getCentreY() - 6.0f, 20.0f, 12.0f},
             on ? kText2 : kOff);
  draw_text(g, kCurveNames[static_cast<std::size_t>(route.curve)], label_font(), words,
            cell(6, 100).withTrimmedLeft(28.0f));
  const float group =
      draw_text(g, target_group(context_, route), control_font(), kText3, cell(7, 100));
  draw_text(g, target_name(context_, route), control_font(), words,
            cell(7, 170).withTrimmedLeft(group + 6.0f));
  draw_text(g, now_text(context_, route), value_font(), on ? kText2 : kText3, cell(8, 76));
  draw_icon(g, Icon::kCross, cell(9, 20), number == chosen_ ? kText1 : kText3, 14.0f);
}

void RouteRows::paint(juce::Graphics& g) {
  Panel::paint(g);
  for (int i = 0; i < 9; ++i) {
    const bool sorted = static_cast<Column>(i) == sort_;
    const float x = kLeft + kColumnsX[i];
    const float width =
        draw_text(g, kHeads[i], label_font(), sorted ? kText1 : kText3, {x, 40, 90, 28});
    if (sorted) {
      draw_icon(g, reversed_ ? Icon::kUp : Icon::kDown, {x + width + 2.0f, 48, 12, 12}, kText1,
                12.0f);
    }
  }
  g.setColour(kLine);
  g.fillRect(8, 68, 1040, 1);
  const auto count = static_cast<int>(rows_.size());
  for (int i = 0; i < kVisibleRows && first_ + i < count; ++i) {
    paint_row(g, rows_[static_cast<std::size_t>(first_ + i)],
              {kLeft, kRowsTop + kRowHeight * static_cast<float>(i), 1032.0f, kRowHeight});
  }
  if (count > kVisibleRows) {
    const float height = kRowHeight * kVisibleRows;
    g.setColour(kControl);
    g.fillRoundedRectangle(
        1046.0f, kRowsTop + height * static_cast<float>(first_) / static_cast<float>(count), 4.0f,
        height * kVisibleRows / static_cast<float>(count), 2.0f);
  }
  if (count == 0) {
    draw_text(g, "No routes. Drag a source to a knob, or add one here.", body_font(), kText3,
              {kLeft + 8.0f, kRowsTop, 600, 40});
  }
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
        change("Destination",
               [p](Route& r) { r.target = {.kind = RouteTarget::Kind::kParameter, .param = p}; });
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
    repaint();
    return;
  }
  if (!is_selected(number)) selected_ = {number};
  chosen_ = number;
  repaint();
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
  first_ = std::clamp(first_, std::max(0, row - kVisibleRows + 1), row);
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
    repaint();
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
  repaint();
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
  const int last = std::max(0, static_cast<int>(rows_.size()) - kVisibleRows);
  first_ = std::clamp(first_ + (wheel.deltaY > 0.0f ? -2 : 2), 0, last);
  repaint();
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
  if (code == juce::KeyPress::pageDownKey) return go(row + kVisibleRows);
  if (code == juce::KeyPress::pageUpKey) return go(row - kVisibleRows);
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
