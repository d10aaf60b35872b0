// Reads the [[route]] tables.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <optional>

#include "kiln/parameters/nearest.h"
#include "kiln/parameters/text.h"
#include "kiln/presets/read_context.h"

namespace kiln {
namespace {

constexpr std::size_t kMaxDrawn = 33;

std::optional<Source> read_source(ReadContext& context, const TomlValue* value) {
  if (value == nullptr) return Source::kNone;
  if (value->is_string()) {
    if (const auto source = find_source(value->text)) return source;
    const int nearest =
        nearest_word(value->text, kSources.size(), [](std::size_t i) { return kSources[i].id; });
    context.warn(value->line, "unknown source '" + std::string(first_letters(value->text, 60)) +
                                  "', did you mean '" +
                                  kSources[static_cast<std::size_t>(nearest)].id +
                                  "'? The route is kept but does nothing");
  } else {
    context.warn(value->line, "a source must be a text in quotes; the route does nothing");
  }
  return std::nullopt;
}

// "filter1.cutoff", "none", or "route3.depth": the number of another route of the file, from 1.
std::optional<RouteTarget> read_target(ReadContext& context, const TomlValue* value) {
  using Kind = RouteTarget::Kind;
  if (value == nullptr) return RouteTarget{};
  if (!value->is_string()) {
    context.warn(value->line, "a target must be a text in quotes; the route does nothing");
    return std::nullopt;
  }
  const std::string& text = value->text;
  if (text == "none") return RouteTarget{};
  if (const auto index = context.table.find(text)) {
    if (context.table[*index].spec.modulatable()) return RouteTarget{Kind::kParameter, *index, 0};
    context.warn(value->line, text + " can't be modulated; the route is kept but does nothing");
    return std::nullopt;
  }
  constexpr std::string_view kStem = "route", kEnd = ".depth";
  if (text.starts_with(kStem) && text.ends_with(kEnd) && text.size() <= 13) {
    int number = 0;
    bool digits = text.size() > kStem.size() + kEnd.size();
    for (std::size_t i = kStem.size(); i < text.size() - kEnd.size(); ++i) {
      digits = digits && text[i] >= '0' && text[i] <= '9';
      number = number * 10 + (text[i] - '0');
    }
    if (digits && number >= 1 && number <= kMaxRoutes) {
      return RouteTarget{Kind::kRouteDepth, kNoParam, static_cast<uint8_t>(number - 1)};
    }
  }
  context.warn(value->line, "unknown target '" + std::string(first_letters(text, 60)) +
                                "', did you mean '" + context.table.nearest_id(text) +
                                "'? The route is kept but does nothing");
  return std::nullopt;
}

void read_depth(ReadContext& context, const TomlValue& value, Route& route) {
  double number = 0.0;
  if (value.is_number()) {
    if (context.read_number(value, "depth", -1.0, 1.0, number)) {
      route.depth = static_cast<float>(number);
    }
    return;
  }
  float depth = 0.0f;
  if (!value.is_string() || !parse_depth(route.target, value.text, context.table, depth) ||
      !(depth == depth)) {
    return context.warn(value.line, "depth " + toml_text(value) + " not understood, 0 used");
  }
  if (std::fabs(depth) > 1.0f) {
    context.warn(value.line, "depth " + toml_text(value) + " is out of range, clamped");
    depth = depth < 0.0f ? -1.0f : 1.0f;
  }
  route.depth = depth;
}

// In the unit of the target, a number or a text as "160 Hz".
void read_bound(ReadContext& context, const std::string& key, const TomlValue& value,
                const RouteTarget& target, std::optional<float>& bound) {
  if (target.kind != RouteTarget::Kind::kParameter) {
    double number = 0.0;
    if (context.read_number(value, key, -1.0, 1.0, number)) bound = static_cast<float>(number);
    return;
  }
  const ParamSpec& spec = context.table[target.param].spec;
  if (!value.is_number() && !value.is_string()) {
    return context.warn(value.line, key + " must be a value of the target, ignored");
  }
  const ParsedValue parsed =
      value.is_number() ? checked_value(spec, value.number) : parse_value(spec, value.text);
  if (!parsed.ok) return context.warn(value.line, key + ": " + parsed.error + ", ignored");
  if (parsed.clamped) {
    context.warn(value.line, key + " " + toml_text(value) + " is out of range, clamped");
  }
  bound = parsed.real;
}

template <class Enum>
void read_word(ReadContext& context, const TomlValue& value, const char* name, int count,
               const char* (*id_of)(Enum), Enum& out) {
  for (int i = 0; i < count; ++i) {
    if (value.is_string() && value.text == id_of(static_cast<Enum>(i))) {
      out = static_cast<Enum>(i);
      return;
    }
  }
  context.warn(value.line, std::string(name) + " " + toml_text(value) + " not known, default used");
}

void read_drawn(ReadContext& context, const TomlValue& value, Route& route) {
  if (!value.is_array()) return context.warn(value.line, "drawn must be a list, ignored");
  for (const TomlValue& item : value.items) {
    if (route.drawn.size() == kMaxDrawn) {
      return context.warn(item.line, "more than 33 drawn values, the rest is left out");
    }
    double level = 0.0;
    context.read_number(item, "a drawn value", 0.0, 1.0, level);
    route.drawn.push_back(static_cast<float>(level));
  }
}

// False if the key isn't known.
bool read_route_key(ReadContext& context, const std::string& key, const TomlValue& value,
                    Route& route) {
  double number = 0.0;
  if (key == "source" || key == "via" || key == "target") return true;
  if (key == "depth") return read_depth(context, value, route), true;
  if (key == "drawn") return read_drawn(context, value, route), true;
  if (key == "curve") return read_word(context, value, "curve", 5, &curve_id, route.curve), true;
  if (key == "polarity") {
    return read_word(context, value, "polarity", 3, &polarity_id, route.polarity), true;
  }
  if (key == "steps") {
    if (context.read_number(value, key, 2.0, 32.0, number)) {
      route.steps = static_cast<uint8_t>(number);
    }
    return true;
  }
  if (key == "smooth") {
    if (context.read_number(value, key, 0.0, 0.5, number)) {
      route.smooth = static_cast<float>(number);
    }
    return true;
  }
  if (key == "minimum") return read_bound(context, key, value, route.target, route.minimum), true;
  if (key == "maximum") return read_bound(context, key, value, route.target, route.maximum), true;
  if (key == "enabled") {
    if (value.kind == TomlValue::Kind::kBoolean)
      route.enabled = value.boolean;
    else
      context.warn(value.line, "enabled must be true or false, ignored");
    return true;
  }
  return false;
}

std::string body_of(const TomlValue& table) {
  std::string body;
  for (const auto& [key, value] : table.entries) {
    body += toml_key(key) + " = " + toml_text(value) + "\n";
  }
  return body;
}

}  // namespace

void read_routes(ReadContext& context, const TomlValue& value) {
  Patch& patch = context.patch;
  if (!value.is_array()) return context.warn(value.line, "route must be [[route]] tables, ignored");
  std::vector<int> kept_as;  // number in the file → number in the patch, −1 if not kept
  for (const TomlValue& item : value.items) {
    kept_as.push_back(-1);
    if (!item.is_table()) {
      context.warn(item.line, "a route must be a table, ignored");
      continue;
    }
    if (patch.routes.size() == kMaxRoutes) {
      context.warn(item.line, "more than 64 routes, the rest is left out");
      break;
    }
    const auto source = read_source(context, item.find("source"));
    const auto via = read_source(context, item.find("via"));
    const auto target = read_target(context, item.find("target"));
    if (!source || !via || !target) {
      patch.unknown_routes.push_back(body_of(item));
      continue;
    }
    Route route;
    route.source = *source;
    route.via = *via;
    route.target = *target;
    const std::string number = std::to_string(patch.routes.size() + 1);
    for (const auto& [key, entry] : item.entries) {
      if (!read_route_key(context, key, entry, route)) {
        context.keep_unknown({"route", number, key}, entry);
      }
    }
    if (route.drawn.size() == 1 || (route.curve == RouteCurve::kDrawn && route.drawn.empty())) {
      context.warn(item.line, "a drawn curve needs at least 2 values, straight line used");
      route.drawn = {0.0f, 1.0f};
    }
    kept_as.back() = static_cast<int>(patch.routes.size());
    patch.routes.push_back(std::move(route));
  }
  for (Route& route : patch.routes) {
    if (route.target.kind != RouteTarget::Kind::kRouteDepth) continue;
    const std::size_t number = route.target.route;
    if (number < kept_as.size() && kept_as[number] >= 0) {
      route.target.route = static_cast<uint8_t>(kept_as[number]);
    } else {
      context.warn(value.line, "a route moves the depth of route " + std::to_string(number + 1) +
                                   ", which isn't there; it does nothing");
      route.target = {};
    }
  }
}

}  // namespace kiln
