// Names, depths and choices of routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/route_text.h"

#include <algorithm>

#include "kiln/gui/style/paint.h"
#include "kiln/parameters/text.h"

namespace kiln::gui {

juce::String target_group(Context& context, const Route& route) {
  if (route.target.kind != RouteTarget::Kind::kParameter) return "Route";
  const ParamTable& table = context.model.table();
  const ParamInfo& info = table[route.target.param];
  const SlotInfo& slot = table.slots()[info.slot];
  if (slot.spec.kind == SlotKind::kOscillator) return "Osc " + juce::String(slot.spec.number + 1);
  if (slot.spec.kind == SlotKind::kEffect) {
    const int type = info.type >= 0 ? info.type : context.type_of(slot);
    const juce::String fx = utf8(slot.spec.name).replace("Effect", "Fx");
    return type > 0 ? fx + " " + utf8(slot.spec.types[static_cast<std::size_t>(type)]->name) : fx;
  }
  return utf8(slot.spec.name);
}

juce::String target_name(Context& context, const Route& route) {
  if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
    return juce::String(route.target.route + 1) + " depth";
  }
  if (route.target.kind != RouteTarget::Kind::kParameter) return "None";
  // The group says "Voice" and "Noise" already.
  const ParamInfo& info = context.model.table()[route.target.param];
  const juce::String name = utf8(info.spec.name);
  const juce::String slot = utf8(context.model.table().slots()[info.slot].spec.name);
  if (name == slot) return "Level";
  if (!name.startsWith(slot + " ")) return name;
  const juce::String rest = name.substring(slot.length() + 1);
  return rest.substring(0, 1).toUpperCase() + rest.substring(1);
}

bool is_moving(Context& context, const Route& route) {
  if (context.live().sounding) return true;
  if (source_spec(route.source).scope != SourceScope::kGlobal) return false;
  return route.target.kind != RouteTarget::Kind::kParameter ||
         context.model.table()[route.target.param].scope == Scope::kGlobal;
}

juce::String now_text(Context& context, const Route& route) {
  if (route.target.kind != RouteTarget::Kind::kParameter) return {};
  const ParamSpec& spec = context.model.table()[route.target.param].spec;
  if (spec.pitch_units()) {
    float st = 0.0f;
    for (const int number : context.routes_of(route.target.param)) {
      const Route& other = context.patch().routes[static_cast<std::size_t>(number)];
      if (is_moving(context, other)) st += kPitchFullDepth * context.model.route_shift(number);
    }
    return utf8(display_text(spec, st));
  }
  const float x = std::clamp(context.model.live_x(route.target.param), 0.0f, 1.0f);
  return utf8(display_text(spec, x_to_real(spec, x)));
}

juce::String route_words(Context& context, int number) {
  const std::vector<Route>& routes = context.patch().routes;
  if (number < 0 || number >= static_cast<int>(routes.size())) return "No route";
  const Route& route = routes[static_cast<std::size_t>(number)];
  juce::String words = "Route " + juce::String(number + 1) + ": " +
                       utf8(context.source_name(route.source)) + " to " +
                       target_group(context, route) + " " + target_name(context, route) + ", " +
                       utf8(context.depth_words(route, route.depth));
  if (route.via != Source::kNone) words << ", via " << utf8(context.source_name(route.via));
  if (route.curve != RouteCurve::kLinear) {
    words << ", " << juce::String(kCurveNames[static_cast<std::size_t>(route.curve)]).toLowerCase();
  }
  if (!route.enabled) words << ", off";
  return words;
}

std::vector<MenuItem> source_menu(Context& context, Source now, bool with_none,
                                  const std::function<void(Source)>& choose) {
  std::vector<MenuItem> items;
  for (int i = with_none ? 0 : 1; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    items.push_back({.text = utf8(context.source_name(source)),
                     .ticked = source == now,
                     .action = [choose, source] { choose(source); }});
  }
  return items;
}

std::vector<MenuItem> polarity_menu(RoutePolarity now,
                                    const std::function<void(RoutePolarity)>& choose) {
  std::vector<MenuItem> items;
  for (const auto& [name, polarity] :
       {std::pair("As the source", RoutePolarity::kAsSource),
        std::pair("0…1", RoutePolarity::kUnipolar), std::pair("−1…1", RoutePolarity::kBipolar)}) {
    items.push_back({.text = utf8(name),
                     .ticked = polarity == now,
                     .action = [choose, p = polarity] { choose(p); }});
  }
  return items;
}

}  // namespace kiln::gui
