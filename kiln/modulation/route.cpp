// Routes as text: "env2 --+31 st--> filter1.cutoff (via velocity)".
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/route.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "kiln/base/math.h"

namespace kiln {
namespace {

const ParamSpec* target_spec(const RouteTarget& target, const ParamTable& table) {
  if (target.kind != RouteTarget::Kind::kParameter || target.param >= table.size()) return nullptr;
  return &table[target.param].spec;
}

// Semitones that depth 1 moves this target by; 0 if its unit is not semitones.
float semitones_of(const ParamSpec& spec) {
  if (spec.pitch_units()) return kPitchFullDepth;
  if (spec.curve == Curve::kLog && spec.unit == Unit::kHertz) {
    return 12.0f * math::log2(spec.max / spec.min);
  }
  return 0.0f;
}

// What depth 1 is in the unit shown.
struct DepthUnit {
  float full = 100.0f;
  std::string_view text = "%";
  float digit = 0.01f;  // the last that is shown
};

DepthUnit unit_of(const ParamSpec* spec) {
  if (spec == nullptr) return {};
  if (const float semitones = semitones_of(*spec); semitones != 0.0f) return {semitones, "st"};
  if (spec->curve != Curve::kLinear) return {};
  const float range = spec->max - spec->min;
  switch (spec->unit) {
    case Unit::kPercent:
      return {range, "%"};
    case Unit::kDecibel:
      return {range, "dB", 0.1f};
    case Unit::kDecibelPerOctave:
      return {range, "dB/oct", 0.1f};
    case Unit::kRadian:
      return {range, "rad"};
    case Unit::kSecond:
      return {1e3f * range, "ms"};
    case Unit::kSemitone:
      return {range, "st"};
    case Unit::kCent:
      return {range, "ct", 0.1f};
    case Unit::kDegree:
      return {range, "°", 0.1f};
    case Unit::kNone:
      if (std::string_view(spec->id) == "position") return {range, "fr.", 1.0f};
      return {};
    default:
      return {};
  }
}

// A unit as it is typed for one that is shown, and how many of the shown it is.
struct TypedUnit {
  std::string_view shown, typed;
  float factor;
};
constexpr TypedUnit kTypedUnits[] = {
    {"st", "ct", 0.01f},    {"st", "cents", 0.01f},  {"st", "oct", 12.0f}, {"ct", "cents", 1.0f},
    {"ct", "st", 100.0f},   {"ms", "s", 1e3f},       {"°", "deg", 1.0f},   {"fr.", "fr", 1.0f},
    {"fr.", "frame", 1.0f}, {"fr.", "frames", 1.0f}, {"dB", "db", 1.0f}};

// With sign, at most two decimals, no trailing zeros.
std::string signed_number(float value, float digit = 0.01f) {
  const float scaled = std::floor(std::fabs(value) / digit + 0.5f) * (100.0f * digit);
  const auto hundredths = static_cast<long>(scaled + 0.5f);
  std::string text = value < 0.0f && hundredths > 0 ? "-" : "+";
  text += std::to_string(hundredths / 100);
  if (hundredths % 100 != 0) {
    text += '.';
    text += static_cast<char>('0' + hundredths / 10 % 10);
    if (hundredths % 10 != 0) text += static_cast<char>('0' + hundredths % 10);
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string depth_text(const RouteTarget& target, float depth, const ParamTable& table) {
  const ParamSpec* spec = target_spec(target, table);
  const float semitones = spec != nullptr ? semitones_of(*spec) : 0.0f;
  if (semitones != 0.0f) return signed_number(depth * semitones) + " st";
  return signed_number(depth * 100.0f) + " %";
}

bool parse_depth(const RouteTarget& target, std::string_view text, const ParamTable& table,
                 float& depth) {
  text = trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  float value = 0.0f;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return false;
  const std::string_view unit = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit.empty()) {
    depth = value;
  } else if (unit == "%") {
    depth = value * 0.01f;
  } else if (unit == "st") {
    const ParamSpec* spec = target_spec(target, table);
    const float semitones = spec != nullptr ? semitones_of(*spec) : 0.0f;
    if (semitones == 0.0f) return false;
    depth = value / semitones;
  } else {
    return false;
  }
  depth = depth < -1.0f ? -1.0f : (depth > 1.0f ? 1.0f : depth);
  return true;
}

std::string shown_depth(const RouteTarget& target, float depth, const ParamTable& table) {
  const DepthUnit unit = unit_of(target_spec(target, table));
  std::string text = signed_number(depth * unit.full, unit.digit);
  if (unit.text != "°") text += ' ';
  return text.append(unit.text);
}

bool parse_shown_depth(const RouteTarget& target, std::string_view text, const ParamTable& table,
                       float& depth) {
  text = trimmed(text);
  float sign = 1.0f;
  for (const auto& [mark, value] :
       {std::pair<std::string_view, float>("±", 1.0f), {"+", 1.0f}, {"−", -1.0f}, {"-", -1.0f}}) {
    if (!text.starts_with(mark)) continue;
    sign = value;
    text = trimmed(text.substr(mark.size()));
    break;
  }
  std::string number(text);
  if (number.starts_with('-')) return false;
  if (const std::size_t comma = number.find(','); comma != std::string::npos) number[comma] = '.';
  float value = 0.0f;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return false;
  const std::string_view typed =
      trimmed(text.substr(static_cast<std::size_t>(end - number.data())));
  const DepthUnit unit = unit_of(target_spec(target, table));
  float full = 0.0f;
  if (typed.empty() || typed == unit.text) {
    full = unit.full;
  } else if (typed == "%") {
    full = 100.0f;
  }
  for (const TypedUnit& other : kTypedUnits) {
    if (full == 0.0f && other.shown == unit.text && other.typed == typed) {
      full = unit.full / other.factor;
    }
  }
  if (full == 0.0f) return false;
  depth = std::clamp(sign * value / full, -1.0f, 1.0f);
  return true;
}

std::string to_text(const Route& route, const ParamTable& table) {
  std::string target = "nothing";
  if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
    target = "route" + std::to_string(route.target.route + 1) + ".depth";
  } else if (route.target.kind == RouteTarget::Kind::kParameter &&
             route.target.param < table.size()) {
    target = table[route.target.param].id;
  }
  std::string text = source_spec(route.source).id;
  text += " --" + depth_text(route.target, route.depth, table) + "--> " + target;
  std::string notes;
  const auto note = [&](const std::string& words) { notes += (notes.empty() ? "" : ", ") + words; };
  if (route.via != Source::kNone) note(std::string("via ") + source_spec(route.via).id);
  if (route.curve != RouteCurve::kLinear) note(curve_id(route.curve));
  if (route.polarity != RoutePolarity::kAsSource) note(polarity_id(route.polarity));
  if (!route.enabled) note("off");
  return notes.empty() ? text : text + " (" + notes + ")";
}

const char* curve_id(RouteCurve curve) {
  switch (curve) {
    case RouteCurve::kLinear:
      return "linear";
    case RouteCurve::kExponential:
      return "exp";
    case RouteCurve::kSShape:
      return "s";
    case RouteCurve::kStepped:
      return "stepped";
    case RouteCurve::kDrawn:
      return "drawn";
  }
  return "linear";
}

const char* polarity_id(RoutePolarity polarity) {
  switch (polarity) {
    case RoutePolarity::kAsSource:
      return "source";
    case RoutePolarity::kUnipolar:
      return "unipolar";
    case RoutePolarity::kBipolar:
      return "bipolar";
  }
  return "source";
}

}  // namespace kiln
