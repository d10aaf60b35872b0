// The footer of the table of routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/route_inspector.h"

#include <algorithm>

#include "kiln/gui/panels/route_numbers.h"
#include "kiln/gui/panels/route_text.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr int kPointCounts[] = {2, 3, 5, 9, 16};
constexpr int kStepCounts[] = {2, 3, 4, 5, 6, 8, 12, 16, 24, 32};

}  // namespace

RouteInspector::RouteInspector(Context& context)
    : Panel(context, "Chosen route"),
      curve_(context),
      polarity_(
          context, Menu::Look::kCaption, "Route polarity",
          [this] {
            const Route* const r = route();
            return utf8(r != nullptr && context_.both_signs(*r) ? "−1…1" : "0…1");
          },
          [this] {
            const Route* const r = route();
            if (r == nullptr) return std::vector<MenuItem>{};
            return polarity_menu(r->polarity, [this](RoutePolarity p) {
              context_.change_route(number_, "Polarity",
                                    [p](Route& changed) { changed.polarity = p; });
            });
          }),
      via_(
          context, Menu::Look::kCaption, "Route via",
          [this] {
            const Route* const r = route();
            return r == nullptr || r->via == Source::kNone
                       ? juce::String("Via none")
                       : "Via " + utf8(context_.source_name(r->via));
          },
          [this] {
            const Route* const r = route();
            if (r == nullptr) return std::vector<MenuItem>{};
            return source_menu(context_, r->via, true, [this](Source s) {
              context_.change_route(number_, "Via", [s](Route& changed) { changed.via = s; });
            });
          }),
      shape_(
          context, Menu::Look::kCaptionBright, "Route curve kind",
          [this]() -> juce::String {
            const Route* const r = route();
            return r == nullptr ? "" : kCurveNames[static_cast<std::size_t>(r->curve)];
          },
          [this] { return curve_items(); }),
      depth_(context, "Route depth", "Depth", depth_number(context, number_)),
      smooth_(context, "Route smoothing", "Smooth", smooth_number(context, number_)),
      minimum_(context, "Route minimum", "Minimum",
               bound_number(context, number_, RouteBound::kMinimum)),
      maximum_(context, "Route maximum", "Maximum",
               bound_number(context, number_, RouteBound::kMaximum)),
      copy_(context, "Duplicate"),
      remove_(context, "Delete") {
  addAndMakeVisible(polarity_);
  addAndMakeVisible(via_);
  addAndMakeVisible(shape_);
  for (Menu* menu : {&polarity_, &via_, &shape_}) menu->on_resize = [this] { lay_out(); };
  place(*this, curve_, {228, 28, 228, 60});
  place(*this, depth_, {476, 6, 72, 78});
  place(*this, smooth_, {548, 6, 72, 78});
  place(*this, minimum_, {620, 6, 72, 78});
  place(*this, maximum_, {692, 6, 72, 78});
  place(*this, copy_, {948, 12, 80, 24});
  place(*this, remove_, {948, 44, 80, 24});
  copy_.on_click = [this] { duplicate(); };
  remove_.on_click = [this] { context_.remove_route(number_); };
  set_route(-1);
}

const Route* RouteInspector::route() const { return context_.route(number_); }

std::vector<MenuItem> RouteInspector::curve_items() {
  std::vector<MenuItem> items;
  const Route* const r = route();
  if (r == nullptr) return items;
  for (int i = 0; i < 4; ++i) {
    const auto curve = static_cast<RouteCurve>(i);
    items.push_back({.text = kCurveNames[i], .ticked = r->curve == curve, .action = [this, curve] {
                       context_.change_route(number_, "Curve",
                                             [curve](Route& c) { c.curve = curve; });
                     }});
  }
  MenuItem drawn{.text = "Drawn", .ticked = r->curve == RouteCurve::kDrawn};
  for (const int count : kPointCounts) {
    drawn.sub.push_back({.text = juce::String(count) + " points",
                         .ticked = curve_.points() == count,
                         .action = [this, count] { curve_.set_points(count); }});
  }
  items.push_back(std::move(drawn));
  MenuItem steps{.text = "Levels", .enabled = r->curve == RouteCurve::kStepped};
  for (const int count : kStepCounts) {
    steps.sub.push_back(
        {.text = juce::String(count), .ticked = r->steps == count, .action = [this, count] {
           context_.change_route(number_, "Levels",
                                 [count](Route& c) { c.steps = static_cast<std::uint8_t>(count); });
         }});
  }
  items.push_back(std::move(steps));
  return items;
}

void RouteInspector::set_route(int number) {
  number_ = number;
  curve_.set_route(number);
  const Route* const r = route();
  for (juce::Component* child : getChildren()) child->setVisible(r != nullptr);
  if (r != nullptr) {
    const bool bounded = can_be_bounded(*r);
    minimum_.setVisible(bounded);
    maximum_.setVisible(bounded);
  }
  if (r != nullptr) depth_.set_accent(source_colour(r->source));
  shown_.clear();
  lay_out();
  repaint();
}

void RouteInspector::lay_out() {
  for (Menu* menu : {&polarity_, &via_, &shape_}) menu->tick();
  lay_out_captions({&polarity_, &via_}, 21, 58, 6, 200);
  const int width = shape_.natural_width();
  shape_.place_caption(452 - width, 8, width);
}

void RouteInspector::duplicate() {
  const Route* const r = route();
  if (r == nullptr || static_cast<int>(context_.patch().routes.size()) >= kMaxRoutes) return;
  const Route copy = *r;
  const auto added = static_cast<int>(context_.patch().routes.size());
  model().edit("Duplicate route", [&](Patch& patch) { patch.routes.push_back(copy); });
  context_.flash_route = added;
  context_.flash_began = juce::Time::getMillisecondCounter();
  on_copy(added);
}

// In the target's unit.
juce::StringArray RouteInspector::readings() const {
  const Route* const r = route();
  if (r == nullptr) return {};
  const juce::String mine =
      is_moving(context_, *r)
          ? utf8(shown_depth(r->target, model().route_shift(number_), model().table()))
          : utf8("–");
  if (r->target.kind != RouteTarget::Kind::kParameter) return {"", mine, ""};
  const ParamSpec& spec = model().table()[r->target.param].spec;
  return {utf8(display_text(spec, model().value(r->target.param))), mine, now_text(context_, *r)};
}

void RouteInspector::tick() {
  if (context_.version() != version_) {
    version_ = context_.version();
    set_route(number_);
  }
  Panel::tick();
  juce::StringArray now = readings();
  if (now == shown_) return;
  shown_ = std::move(now);
  repaint(780, 8, 160, 76);
}

void RouteInspector::paint(juce::Graphics& g) {
  fill_round(g, getLocalBounds().toFloat(), kDisplayRadius, kInset);
  const Route* const r = route();
  if (r == nullptr) {
    draw_text(g, "Choose a route to see it here.", body_font(), kText3, {14, 0, 400, 92});
    return;
  }
  fill_dot(g, {16, 22}, 4.0f, source_colour(r->source));
  const float width = draw_text(g, utf8(context_.source_name(r->source)),
                                font(Face::kSemiBold, 12.0f), kText1, {28, 12, 100, 20});
  draw_icon(g, Icon::kArrow, {28.0f + width + 6.0f, 14, 16, 16}, kText3, 14.0f);
  draw_text(g, target_name(context_, *r), font(Face::kSemiBold, 12.0f), kText1,
            {28.0f + width + 28.0f, 12, 160.0f - width, 20});
  draw_text(g, target_group(context_, *r), label_font(), kText3, {28, 34, 180, 16});
  draw_text(g, "Curve", label_font(), kText3, {232, 10, 60, 16});
  constexpr const char* kLabels[] = {"Base", "This route", "All routes"};
  for (int i = 0; i < shown_.size(); ++i) {
    const float y = 12.0f + 20.0f * static_cast<float>(i);
    draw_text(g, kLabels[i], label_font(), kText3, {792, y, 66, 16});
    draw_text(g, shown_[i], box_font(), kText1, {858, y, 76, 16}, Align::kRight);
  }
}

}  // namespace kiln::gui
