// What the inspector's knobs say to a route, and how they put it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/route_numbers.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "kiln/gui/panels/route_text.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {
namespace {

constexpr float kMostSmooth = 0.5f;  // seconds

// Milliseconds are fine near nothing: x³, as the times of LFOs.
float smooth_seconds(float x) { return kMostSmooth * x * x * x; }

const Route* route_at(Context& context, int number) { return context.route(number); }

// An undo during a drag may put another route at the number: the drag is not meant for that one.
FreeKnob::Number held(Context& context, const int& number, FreeKnob::Number of) {
  const auto ends = std::make_shared<RouteEnds>();
  const auto now = [&context, &number] {
    const Route* const r = route_at(context, number);
    return r != nullptr ? ends_of(*r) : RouteEnds{};
  };
  of.begin = [ends, now, begin = of.begin] {
    *ends = now();
    begin();
  };
  of.move = [ends, now, move = of.move](float x) {
    if (now() == *ends) move(x);
  };
  return of;
}

// A knob for the bounds of this route: the target's own travel, or that of a depth.
struct Travel {
  const ParamSpec* spec = nullptr;  // nothing: a depth

  float x(float real) const {
    return spec != nullptr ? real_to_x(*spec, real) : 0.5f + 0.5f * real;
  }
  float real(float x) const {
    return spec != nullptr ? clamp_real(*spec, x_to_real(*spec, x)) : 2.0f * x - 1.0f;
  }
  juce::String text(float real) const {
    if (spec != nullptr) return utf8(display_text(*spec, real));
    return juce::String(juce::roundToInt(100.0f * real)) + " %";
  }
};

Travel travel_of(Context& context, const Route& route) {
  if (route.target.kind != RouteTarget::Kind::kParameter) return {};
  return {.spec = &context.model.table()[route.target.param].spec};
}

}  // namespace

bool can_be_bounded(const Route& route) {
  const SourceScope scope = source_spec(route.source).scope;
  return scope != SourceScope::kUnison && scope != SourceScope::kAudio;
}

FreeKnob::Number depth_number(Context& context, const int& number) {
  const auto step = [&context, &number] { return "Depth of " + context.route_name(number); };
  const auto set = [&context, &number, step](float depth) {
    context.change_route(number, step(), [depth](Route& r) { r.depth = depth; });
  };
  return held(
      context, number,
      {.x =
           [&context, &number] {
             const Route* const r = route_at(context, number);
             return r != nullptr ? 0.5f + 0.5f * r->depth : 0.5f;
           },
       .text =
           [&context, &number] {
             const Route* const r = route_at(context, number);
             return r != nullptr ? utf8(context.depth_words(*r, r->depth)) : juce::String();
           },
       .begin = [&context, step] { context.model.begin_step(step()); },
       .move = [set](float x) { set(2.0f * x - 1.0f); },
       .end = [&context] { context.model.end_step(); },
       .type_in =
           [&context, &number, set](const juce::String& text) {
             float depth = 0.0f;
             const Route* const r = route_at(context, number);
             if (r == nullptr) return false;
             // The text shows fewer digits than the depth has.
             if (text == utf8(context.depth_words(*r, r->depth))) return true;
             if (!parse_shown_depth(r->target, text.toStdString(), context.model.table(), depth)) {
               return false;
             }
             set(depth);
             return true;
           },
       .initial = 0.5f,
       .bipolar = true});
}

FreeKnob::Number smooth_number(Context& context, const int& number) {
  const auto set = [&context, &number](float seconds) {
    const float inside = std::clamp(seconds, 0.0f, kMostSmooth);
    context.change_route(number, "Smooth", [inside](Route& r) { r.smooth = inside; });
  };
  return held(context, number,
              {.x =
                   [&context, &number] {
                     const Route* const r = route_at(context, number);
                     return r != nullptr ? std::cbrt(r->smooth / kMostSmooth) : 0.0f;
                   },
               .text = [&context, &number]() -> juce::String {
                 const Route* const r = route_at(context, number);
                 return r != nullptr ? juce::String(juce::roundToInt(1000.0f * r->smooth)) + " ms"
                                     : juce::String();
               },
               .begin = [&context] { context.model.begin_step("Smooth"); },
               .move = [set](float x) { set(smooth_seconds(x)); },
               .end = [&context] { context.model.end_step(); },
               .type_in =
                   [set](const juce::String& text) {
                     const juce::String typed = text.trim();
                     if (!typed.containsAnyOf("0123456789")) return false;
                     const bool seconds = typed.endsWithChar('s') && !typed.endsWith("ms");
                     set(typed.getFloatValue() * (seconds ? 1.0f : 0.001f));
                     return true;
                   }});
}

FreeKnob::Number bound_number(Context& context, const int& number, RouteBound which) {
  const bool least = which == RouteBound::kMinimum;
  const char* const label = least ? "Minimum" : "Maximum";
  const float end = least ? 0.0f : 1.0f;
  const auto x_of = [&context, &number, end](bool minimum) {
    const Route* const r = route_at(context, number);
    if (r == nullptr) return end;
    const std::optional<float>& bound = minimum ? r->minimum : r->maximum;
    return bound ? travel_of(context, *r).x(*bound) : (minimum ? 0.0f : 1.0f);
  };
  const auto set = [&context, &number, least, label, end, x_of](float x) {
    const Route* const r = route_at(context, number);
    if (r == nullptr) return;
    // Neither bound passes the other.
    x = least ? std::min(x, x_of(false)) : std::max(x, x_of(true));
    std::optional<float> bound;
    if (x != end) bound = travel_of(context, *r).real(x);
    context.change_route(number, label,
                         [least, bound](Route& c) { (least ? c.minimum : c.maximum) = bound; });
  };
  return held(context, number,
              {.x = [least, x_of] { return x_of(least); },
               .text = [&context, &number, least, x_of]() -> juce::String {
                 const Route* const r = route_at(context, number);
                 if (r == nullptr) return {};
                 const Travel travel = travel_of(context, *r);
                 return travel.text(travel.real(x_of(least)));
               },
               .begin = [&context, label] { context.model.begin_step(label); },
               .move = set,
               .end = [&context] { context.model.end_step(); },
               .type_in =
                   [&context, &number, set](const juce::String& text) {
                     const Route* const r = route_at(context, number);
                     if (r == nullptr) return false;
                     const Travel travel = travel_of(context, *r);
                     if (travel.spec == nullptr) {
                       if (!text.containsAnyOf("0123456789")) return false;
                       set(std::clamp(travel.x(0.01f * text.getFloatValue()), 0.0f, 1.0f));
                       return true;
                     }
                     const ParsedValue parsed = parse_value(*travel.spec, text.toStdString());
                     if (!parsed.ok) return false;
                     set(travel.x(parsed.real));
                     return true;
                   },
               .initial = end});
}

}  // namespace kiln::gui
