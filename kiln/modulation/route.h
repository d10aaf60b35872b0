// A modulation route as it is saved and shown: what moves which parameter, how far and how.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/modulation/source.h"
#include "kiln/parameters/table.h"

namespace kiln {

inline constexpr int kMaxRoutes = 64;
inline constexpr int kMaxDrawnPoints = 33;
inline constexpr float kPitchFullDepth = 48.0f;  // semitones at depth 1 on pitch targets

enum class RouteCurve : uint8_t { kLinear, kExponential, kSShape, kStepped, kDrawn };

// What is done to the source's range before the curve.
enum class RoutePolarity : uint8_t { kAsSource, kUnipolar, kBipolar };

// A parameter, or another route's depth.
struct RouteTarget {
  enum class Kind : uint8_t { kNone, kParameter, kRouteDepth };
  Kind kind = Kind::kNone;
  ParamIndex param = kNoParam;
  uint8_t route = 0;  // kRouteDepth: 0-based number of the route
  friend bool operator==(const RouteTarget&, const RouteTarget&) = default;
};

struct Route {
  Source source = Source::kNone;
  Source via = Source::kNone;  // multiplies, after the curve; kNone: nothing
  RouteTarget target = {};
  float depth = 0.0f;  // −1…+1 of the target's full range (pitch: of 48 st)
  RouteCurve curve = RouteCurve::kLinear;
  RoutePolarity polarity = RoutePolarity::kAsSource;
  uint8_t steps = 4;  // kStepped: 2…32 levels
  bool enabled = true;
  float smooth = 0.0f;  // seconds, 0…0.5: one-pole on the route's output
  // In the target's unit (a route's depth: −1…+1), nothing: none. The route alone pushes its target
  // no further than here, and never moves a base that stands outside.
  std::optional<float> minimum = {}, maximum = {};
  std::vector<float> drawn = {};  // kDrawn: 2…33 values 0…1 at equal distances over the input
  friend bool operator==(const Route&, const Route&) = default;
};

// "env2 --+31 st--> filter1.cutoff (via velocity)": in the target's own unit where it has one.
std::string to_text(const Route& route, const ParamTable& table);

// As files have it: cutoff and pitch in st, all others in % of the knob.
std::string depth_text(const RouteTarget& target, float depth, const ParamTable& table);
// Accepts "+24 st", "-35 %", "0.25"; false if the text is no depth for this target.
bool parse_depth(const RouteTarget& target, std::string_view text, const ParamTable& table,
                 float& depth);

// As a player sees it, in the unit of every target that a route moves evenly: "+4.1 rad", "+71
// fr.",
// "+18.2 dB"; others in % of the knob.
std::string shown_depth(const RouteTarget& target, float depth, const ParamTable& table);
// As a player types it: a bare number is in the unit shown, whose own sign may be "±" or "−".
bool parse_shown_depth(const RouteTarget& target, std::string_view text, const ParamTable& table,
                       float& depth);

const char* curve_id(RouteCurve curve);           // "linear", "exp", "s", "stepped", "drawn"
const char* polarity_id(RoutePolarity polarity);  // "source", "unipolar", "bipolar"

}  // namespace kiln
