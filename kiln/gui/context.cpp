// Looks routes, slots and names up, and edits routes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/context.h"

#include <algorithm>
#include <cmath>

namespace kiln::gui {

std::vector<int> Context::preset_order() const {
  std::vector<int> order = shown_presets();
  if (!order.empty()) return order;
  const std::vector<PresetInfo>& all = model.presets();
  for (std::size_t i = 0; i < all.size(); ++i) order.push_back(static_cast<int>(i));
  std::vector<juce::String> names;
  for (const PresetInfo& preset : all)
    names.push_back(juce::String::fromUTF8(preset.name.c_str()).toLowerCase());
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return names[static_cast<std::size_t>(a)].compare(names[static_cast<std::size_t>(b)]) < 0;
  });
  return order;
}

void Context::refresh() { live_ = &model.poll(); }

// An edit changes the patch at once: whoever asks for numbers gets those of the patch as it is.
void Context::sort_routes() const {
  const std::uint64_t version = model.structure_version();
  if (version == version_ && !routes_.empty()) return;
  version_ = version;
  routes_.assign(static_cast<std::size_t>(model.table().size()), {});
  const std::vector<Route>& routes = patch().routes;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const RouteTarget& target = routes[i].target;
    if (target.kind == RouteTarget::Kind::kParameter && target.param < routes_.size()) {
      routes_[target.param].push_back(static_cast<int>(i));
    }
  }
  for (std::vector<int>& numbers : routes_) {
    std::stable_sort(numbers.begin(), numbers.end(), [&](int a, int b) {
      return std::fabs(routes[static_cast<std::size_t>(a)].depth) >
             std::fabs(routes[static_cast<std::size_t>(b)].depth);
    });
  }
}

const std::vector<int>& Context::routes_of(ParamIndex param) const {
  static const std::vector<int> kNone;
  sort_routes();
  return param < routes_.size() ? routes_[param] : kNone;
}

const Route* Context::route(int number) const {
  const std::vector<Route>& routes = patch().routes;
  const auto n = static_cast<std::size_t>(number);
  return number >= 0 && n < routes.size() ? &routes[n] : nullptr;
}

int Context::routes_from(Source source) const {
  return static_cast<int>(
      std::count_if(patch().routes.begin(), patch().routes.end(),
                    [&](const Route& r) { return r.source == source || r.via == source; }));
}

std::string Context::key_name(int key) const {
  static constexpr const char* kNames[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                           "F#", "G",  "G#", "A",  "A#", "B"};
  return kNames[key % 12] + std::to_string(key / 12 - 5 + model.preferences().middle_c);
}

std::string Context::source_name(Source source) const {
  const int macro = static_cast<int>(source) - static_cast<int>(Source::kMacro1);
  if (macro >= 0 && macro < kMacroCount) {
    const std::string& name = patch().macros[static_cast<std::size_t>(macro)].name;
    if (!name.empty()) return name;
  }
  switch (source) {  // as short as the chips are
    case Source::kNotePressure:
      return "Pressure";
    case Source::kReleaseVelocity:
      return "Release";
    case Source::kRandom1:
      return "Random";
    default:
      return source_spec(source).name;
  }
}

std::string Context::param_name(ParamIndex param) const {
  return param < model.table().size() ? model.table()[param].name : "None";
}

const SlotInfo& Context::slot(SlotKind kind, int number) const {
  return model.table().slot(kind, number);
}

bool Context::both_signs(Source source) const {
  const ParamIndex polarity = polarity_param(source, model.table());
  return gives_both_signs(source, polarity == kNoParam ? 0.0f : model.value(polarity));
}

bool Context::both_signs(const Route& route) const {
  return route.polarity == RoutePolarity::kBipolar ||
         (route.polarity == RoutePolarity::kAsSource && both_signs(route.source));
}

std::string Context::depth_words(const Route& route, float depth) const {
  const std::string text = shown_depth(route.target, depth, model.table());
  return both_signs(route) ? "±" + text.substr(1) : text;
}

std::string Context::route_name(int number) const {
  if (number < 0 || static_cast<std::size_t>(number) >= patch().routes.size()) return "no route";
  const Route& route = patch().routes[static_cast<std::size_t>(number)];
  const std::string to = route.target.kind == RouteTarget::Kind::kRouteDepth
                             ? "depth of route " + std::to_string(route.target.route + 1)
                             : param_name(route.target.param);
  return source_name(route.source) + " to " + to;
}

ParamIndex Context::common(SlotKind kind, int number, const char* id) const {
  return model.table().common(slot(kind, number), id);
}

int Context::type_of(const SlotInfo& slot) const {
  if (slot.type_param == kNoParam) return -1;
  return static_cast<int>(model.value(slot.type_param));
}

ParamIndex Context::own(const SlotInfo& slot, int place) const {
  const int type = type_of(slot);
  if (type < 0) return kNoParam;
  const auto t = static_cast<std::size_t>(type);
  if (t >= slot.spec.types.size()) return kNoParam;
  if (place >= static_cast<int>(slot.spec.types[t]->params.size())) return kNoParam;
  return static_cast<ParamIndex>(slot.first_of_type[t] + place);
}

ParamIndex Context::own(const SlotInfo& slot, const char* id) const {
  const int type = type_of(slot);
  if (type < 0 || type >= static_cast<int>(slot.spec.types.size())) return kNoParam;
  const auto params = slot.spec.types[static_cast<std::size_t>(type)]->params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (std::string_view(params[i].id) == id) return own(slot, static_cast<int>(i));
  }
  return kNoParam;
}

bool Context::may_be_target(ParamIndex param) const {
  return param < model.table().size() && model.table()[param].spec.modulatable() &&
         static_cast<int>(patch().routes.size()) < kMaxRoutes;
}

void Context::add_route(Source source, ParamIndex target, float depth) {
  for (const int number : routes_of(target)) {
    if (patch().routes[static_cast<std::size_t>(number)].source == source) {
      flash_route = number;
      flash_began = juce::Time::getMillisecondCounter();
      return;
    }
  }
  if (!may_be_target(target)) return;
  model.edit("Add " + source_name(source) + " to " + param_name(target), [&](Patch& p) {
    Route route;
    route.source = source;
    route.target = {.kind = RouteTarget::Kind::kParameter, .param = target};
    route.depth = depth;
    p.routes.push_back(route);
  });
}

void Context::change_route(int number, const std::string& label,
                           const std::function<void(Route&)>& change) {
  const Route* const seen = route(number);
  if (seen == nullptr) return;
  const RouteEnds ends = ends_of(*seen);
  model.edit(label, [&](Patch& p) {
    const auto n = static_cast<std::size_t>(number);
    if (n < p.routes.size() && ends_of(p.routes[n]) == ends) change(p.routes[n]);
  });
}

void Context::remove_route(int number) {
  const Route* const seen = route(number);
  if (seen == nullptr) return;
  const RouteEnds ends = ends_of(*seen);
  model.edit("Remove route", [&](Patch& p) {
    const auto n = static_cast<std::size_t>(number);
    if (n >= p.routes.size() || ends_of(p.routes[n]) != ends) return;
    p.routes.erase(p.routes.begin() + number);
    // Routes to the depth of another go by its number.
    for (Route& route : p.routes) {
      if (route.target.kind != RouteTarget::Kind::kRouteDepth) continue;
      if (route.target.route == number) {
        route.target = {};
        route.enabled = false;
        route.minimum = route.maximum = std::nullopt;  // were of a depth
      } else if (route.target.route > number) {
        --route.target.route;
      }
    }
  });
}

}  // namespace kiln::gui
