// The table of routes: sorting, filtering, depths by drag, menus in every cell.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "kiln/gui/controls/value_entry.h"
#include "kiln/gui/panels/matrix_page.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kRowHeight = 26.0f;
constexpr float kRowsTop = 72.0f;
constexpr int kVisibleRows = 21;
constexpr float kLeft = 8.0f;
constexpr float kBarWidth = 160.0f;
// From the table's left edge: number, on, source, polarity, via, depth bar, curve, target, now, ×.
constexpr float kColumnsX[] = {8, 34, 72, 192, 248, 376, 650, 760, 932, 1012};
constexpr const char* kHeads[] = {"#",     "On",    "Source",      "Pol.", "Via",
                                  "Depth", "Curve", "Destination", "Now",  ""};
constexpr const char* kCurveNames[] = {"Linear", "Exponential", "S-curve", "Stepped", "Drawn"};

bool both_ways(const Route& route) {
  return route.polarity == RoutePolarity::kBipolar ||
         (route.polarity == RoutePolarity::kAsSource && source_spec(route.source).bipolar);
}

void draw_curve(juce::Graphics& g, RouteCurve curve, BoxF box, juce::Colour colour) {
  std::vector<Point> points;
  for (int i = 0; i <= 20; ++i) {
    const float t = static_cast<float>(i) / 20.0f;
    float y = t;
    if (curve == RouteCurve::kExponential) y = t * t * t;
    if (curve == RouteCurve::kSShape) y = t * t * (3.0f - 2.0f * t);
    if (curve == RouteCurve::kStepped) y = std::floor(t * 4.999f) / 4.0f;
    if (curve == RouteCurve::kDrawn) y = t < 0.4f ? 0.3f * t : 0.12f + 1.47f * (t - 0.4f);
    points.emplace_back(box.getX() + t * box.getWidth(), box.getBottom() - y * box.getHeight());
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

juce::String RouteRows::target_group(const Route& route) const {
  if (route.target.kind != RouteTarget::Kind::kParameter) return "Route";
  const ParamInfo& info = model().table()[route.target.param];
  const SlotInfo& slot = model().table().slots()[info.slot];
  if (slot.spec.kind == SlotKind::kOscillator) return "Osc " + juce::String(slot.spec.number + 1);
  if (slot.spec.kind == SlotKind::kEffect && info.type >= 0) {
    return utf8("Fx ") + utf8(slot.spec.types[static_cast<std::size_t>(info.type)]->name);
  }
  return utf8(slot.spec.name);
}

juce::String RouteRows::target_name(const Route& route) const {
  if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
    return juce::String(route.target.route + 1) + " depth";
  }
  if (route.target.kind != RouteTarget::Kind::kParameter) return "None";
  return utf8(model().table()[route.target.param].spec.name);
}

juce::String RouteRows::now_text(const Route& route) const {
  if (route.target.kind != RouteTarget::Kind::kParameter) return {};
  const ParamSpec& spec = model().table()[route.target.param].spec;
  if (spec.pitch_units()) {
    float st = 0.0f;
    for (const int number : context_.routes_of(route.target.param)) {
      st += kPitchFullDepth * model().route_shift(number);
    }
    return utf8(display_text(spec, st));
  }
  const float x = std::clamp(model().live_x(route.target.param), 0.0f, 1.0f);
  return utf8(display_text(spec, x_to_real(spec, x)));
}

void RouteRows::sort_rows() {
  const std::vector<Route>& routes = context_.patch().routes;
  rows_.clear();
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Route& r = routes[i];
    if (filter_ != Source::kNone && r.source != filter_ && r.via != filter_) continue;
    if (search_.isNotEmpty()) {
      const juce::String words =
          utf8(context_.source_name(r.source)) + " " + target_group(r) + " " + target_name(r);
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
        return target_group(r) + target_name(r);
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
  const int row = first_ + static_cast<int>((y - kRowsTop) / kRowHeight);
  return row < static_cast<int>(rows_.size()) ? row : -1;
}

void RouteRows::paint_depth(juce::Graphics& g, const Route& route, int number, BoxF row) const {
  const float depth = number == dragged_ ? depth_ : route.depth;
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
  juce::String text = utf8(depth_text(route.target, depth, model().table()));
  if (both) text = utf8("±") + text.trimCharactersAtStart(utf8("+-−"));
  draw_text(g, text, value_font(), route.enabled ? kText1 : kText3,
            row.withX(row.getX() + 540.0f).withWidth(72.0f), Align::kRight);
}

void RouteRows::paint_row(juce::Graphics& g, int number, BoxF row) const {
  const Route& route = context_.patch().routes[static_cast<std::size_t>(number)];
  const bool on = route.enabled;
  const juce::Colour words = on ? kText1 : kText3;
  const auto cell = [&](int column, float width) {
    return row.withX(row.getX() + kColumnsX[column]).withWidth(width);
  };
  if (number == chosen_) {
    g.setColour(kRaised);
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
  draw_curve(g, route.curve, {row.getX() + kColumnsX[6], row.getCentreY() - 6.0f, 20.0f, 12.0f},
             on ? kText2 : kOff);
  draw_text(g, kCurveNames[static_cast<std::size_t>(route.curve)], label_font(), words,
            cell(6, 100).withTrimmedLeft(28.0f));
  const float group = draw_text(g, target_group(route), control_font(), kText3, cell(7, 100));
  draw_text(g, target_name(route), control_font(), words,
            cell(7, 170).withTrimmedLeft(group + 6.0f));
  draw_text(g, now_text(route), value_font(), on ? kText2 : kText3, cell(8, 76));
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
  std::vector<MenuItem> items;
  const auto set = [this, number](const char* label, auto change) {
    return [this, number, label, change] { context_.change_route(number, label, change); };
  };
  switch (column) {
    case Column::kSource:
    case Column::kVia:
      for (int i = column == Column::kVia ? 0 : 1; i < kSourceCount; ++i) {
        const auto source = static_cast<Source>(i);
        const bool via = column == Column::kVia;
        items.push_back({.text = utf8(context_.source_name(source)),
                         .action = set(via ? "Via" : "Source", [source, via](Route& r) {
                           (via ? r.via : r.source) = source;
                         })});
      }
      break;
    case Column::kPolarity:
      for (const auto& [name, polarity] : {std::pair("As the source", RoutePolarity::kAsSource),
                                           std::pair("0…1", RoutePolarity::kUnipolar),
                                           std::pair("−1…1", RoutePolarity::kBipolar)}) {
        items.push_back({.text = utf8(name),
                         .action = set("Polarity", [p = polarity](Route& r) { r.polarity = p; })});
      }
      break;
    case Column::kCurve:
      for (int i = 0; i < 4; ++i) {
        items.push_back({.text = kCurveNames[i], .action = set("Curve", [i](Route& r) {
                                                   r.curve = static_cast<RouteCurve>(i);
                                                 })});
      }
      break;
    case Column::kTarget:
      for (const SlotInfo& slot : model().table().slots()) {
        MenuItem group{.text = utf8(slot.spec.name)};
        const int type = context_.type_of(slot);
        for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
          const ParamInfo& info = model().table()[p];
          if (!info.spec.modulatable() || (info.type >= 0 && info.type != type)) continue;
          group.sub.push_back({.text = utf8(info.spec.name),
                               .action = set("Destination", [p](Route& r) {
                                 r.target = {.kind = RouteTarget::Kind::kParameter, .param = p};
                               })});
        }
        if (!group.sub.empty()) items.push_back(std::move(group));
      }
      break;
    default:
      return;
  }
  show_popup(*this, std::move(items));
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
  chosen_ = rows_[static_cast<std::size_t>(row)];
  repaint();
  on_choose();
  if (column == Column::kOn) {
    context_.change_route(chosen_, "Switch route", [](Route& r) { r.enabled = !r.enabled; });
  } else if (column == Column::kDelete) {
    context_.remove_route(chosen_);
  } else if (column == Column::kDepth) {
    dragged_ = chosen_;
    depth_ = from_ = context_.patch().routes[static_cast<std::size_t>(chosen_)].depth;
  } else {
    open_menu(chosen_, column);
  }
}

void RouteRows::mouseDrag(const juce::MouseEvent& e) {
  if (dragged_ < 0) return;
  const float fine = e.mods.isShiftDown() ? 0.1f : 1.0f;
  depth_ = std::clamp(
      from_ + fine * static_cast<float>(e.getDistanceFromDragStartX()) / (0.5f * kBarWidth), -1.0f,
      1.0f);
  repaint();
}

void RouteRows::mouseUp(const juce::MouseEvent& e) {
  const int number = std::exchange(dragged_, -1);
  if (number < 0 || e.mouseWasClicked()) return;
  context_.change_route(number, "Depth", [d = depth_](Route& r) { r.depth = d; });
}

void RouteRows::mouseDoubleClick(const juce::MouseEvent& e) {
  const int row = row_at(e.position.y);
  if (row < 0 || column_at(e.position.x) != Column::kDepth) return;
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
  if (at == rows_.end()) return false;
  if (key == juce::KeyPress::downKey && at + 1 != rows_.end()) {
    chosen_ = *(at + 1);
  } else if (key == juce::KeyPress::upKey && at != rows_.begin()) {
    chosen_ = *(at - 1);
  } else if (key == juce::KeyPress::deleteKey) {
    context_.remove_route(chosen_);
  } else {
    return false;
  }
  repaint();
  on_choose();
  return true;
}

}  // namespace kiln::gui
