// The routes of one patch, compiled for the audio thread: sorted, resolved, immutable.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules (one test each): routes add in the parameter's own x domain and are clamped once · pitch
// targets add in semitones · via multiplies after the curve · a per-voice source on a global target
// takes the newest sounding voice, held after it ends, 5 ms cross-fade · a global source on a voice
// target gives all voices the same · modulators that move each other are evaluated in order, a
// cycle is refused with a message · routes to a type that is not loaded sleep · unison source
// "lane" reaches oscillator pitch, level and pan only · audio sources reach filter cutoff only.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kiln/modulation/route.h"
#include "kiln/parameters/table.h"
#include "kiln/simd/lanes.h"

namespace kiln {

inline constexpr float kMostSemitones = 192.0f;  // that all routes of a pitch move it by

inline constexpr float kFarAway = 1000.0f;  // beyond every x and pitch

// How far a route may push its target: what base and route give together stays inside, unless the
// base stands outside. In x (pitch: semitones, depths: −1…+1).
struct RouteBounds {
  bool on = false;
  float low = -kFarAway;
  float high = kFarAway;
  friend bool operator==(const RouteBounds&, const RouteBounds&) = default;
};
RouteBounds make_bounds(const Route& route, const ParamTable& table);

// From one patch's bounds to the next: what each leaves of a route is mixed.
struct MovingBounds {
  RouteBounds from = {}, to = {};
  float mix = 1.0f;  // 0: from, 1: to
  bool on() const { return to.on || (from.on && mix < 1.0f); }
};

// One route, ready to add.
struct PlanRoute {
  Source source = Source::kNone;
  Source via = Source::kNone;
  RouteCurve curve = RouteCurve::kLinear;
  bool source_bipolar = false;  // range in …
  bool out_bipolar = false;     // … and after the polarity switch
  uint8_t steps = 4;
  uint8_t number = 0;               // 0-based in the patch: index of its depth and smoothing state
  float smooth_coefficient = 1.0f;  // one-pole per control period; 1: none
  int pieces = 1;                   // kDrawn: straight lines between pieces + 1 points
  std::array<float, kMaxDrawnPoints> drawn = {0.0f, 1.0f};
};

// x_to_engine() of one parameter (kiln/parameters/spec.h) with its constants worked out.
struct PlanLaw {
  Curve curve = Curve::kLinear;
  bool percent = false;
  bool both_ways = false;  // power curves: symmetric about x = 0.5
  float x_min = 0.0f;
  float x_max = 1.0f;
  float low = 0.0f;
  float high = 1.0f;   // kLevel: the gain at x = 1
  float range = 1.0f;  // high − low; kLog: in octaves
};
PlanLaw make_law(const ParamSpec& spec);

// All routes of one target, and the law that turns x into what DSP code reads.
struct PlanTarget {
  ParamIndex param = kNoParam;  // kNoParam: the depth of route `depth_of`
  uint8_t depth_of = 0;
  bool global = false;       // a global parameter (effects, master …)
  uint16_t first_route = 0;  // into Plan::routes()
  uint16_t route_count = 0;
  bool pitch = false;  // adds in semitones
  PlanLaw law = {};
};

// What happens at a control point, in this order.
struct PlanStep {
  enum class Kind : uint8_t { kEnvelope, kLfo, kTarget };
  Kind kind = Kind::kTarget;
  uint16_t index = 0;   // envelope 0…3, LFO 0…5, or into targets()
  bool global = false;  // LFO: one for all. Target: PlanTarget::global
};

// A route of a unison or audio source, which the oscillator and filter slots carry out.
struct DirectRoute {
  Source source = Source::kNone;  // kLane or kOscNAudio
  Source via = Source::kNone;
  ParamIndex param = kNoParam;  // oscN.pitch, .level, .pan, or filterN.cutoff
  uint8_t number = 0;
};

// What the compiler must know of a patch beyond its routes.
struct PlanInput {
  std::span<const Route> routes;
  std::span<const float> values;  // real value of every parameter (types, LFO scopes …)
  double control_rate = 6000.0;   // control points per second, for the smoothing of routes
  bool slide_unipolar = false;    // the player's slides are absolute: 0…1
};

class Plan {
 public:
  struct Result;
  // [main-thread] Refused routes (cycle, unknown or sleeping target, unison or audio source on a
  // target it cannot reach) are left out; messages say which and why. Modulators run if anything
  // uses them; envelope 0 (the amplitude) runs outside the plan unless it is a source.
  static Result compile(const PlanInput& input, const ParamTable& table);

  // Voice and global steps in one order: global steps first where nothing else binds.
  std::span<const PlanStep> steps() const { return steps_; }
  std::span<const PlanTarget> targets() const { return targets_; }
  std::span<const PlanRoute> routes() const { return routes_; }
  std::span<const DirectRoute> direct_routes() const { return direct_; }
  std::span<const float> depths() const { return depths_; }        // [kMaxRoutes] base depths
  std::span<const RouteBounds> bounds() const { return bounds_; }  // [kMaxRoutes]
  bool uses(Source source) const { return used_[static_cast<std::size_t>(source)]; }
  bool is_target(ParamIndex param) const;

 private:
  std::vector<PlanStep> steps_;
  std::vector<PlanTarget> targets_;
  std::vector<PlanRoute> routes_;
  std::vector<DirectRoute> direct_;
  std::array<float, kMaxRoutes> depths_ = {};
  std::array<RouteBounds, kMaxRoutes> bounds_ = {};
  std::array<bool, kSourceCount> used_ = {};
};

struct Plan::Result {
  Plan plan;
  std::vector<std::string> messages;
};

// The state that evaluation carries from control point to control point, one for each voice group
// (and one, with a single lane in use, for the global scope).
struct PlanState {
  std::array<Lanes, kMaxRoutes> depth;     // present depth of each route (moved by depth routes)
  std::array<Lanes, kMaxRoutes> smoothed;  // output of routes with smoothing
  std::array<MovingBounds, kMaxRoutes> bounds;

  void begin(const Plan& plan) noexcept;  // as the plan says, nothing smoothed yet
};

// A route as it acts at this moment; for windows.
struct RouteView {
  bool acts = false;
  Source source = Source::kNone;
  RouteTarget target;
  bool smoothed = false;
  float depth = 0.0f;   // as other routes have moved it
  float output = 0.0f;  // with smoothing: what came through so far, depth and via included
};
// Of the targets of one scope, in one lane. Other routes stay untouched.
void view_routes(const Plan& plan, const PlanState& state, bool global, int lane,
                 std::span<RouteView, kMaxRoutes> routes) noexcept;

// Adds the target's routes to its base and writes the engine value. `sources` is indexed by
// Source; lanes outside `lanes` stay untouched. Lanes in `starting` jump over route smoothing.
// Pitch targets write semitones. A depth target writes PlanState::depth instead.
// Returns true if any lane's value changed.
bool evaluate_target(const Plan& plan, const PlanTarget& target, const Lanes* sources,
                     const Lanes& base_x, LaneMask lanes, LaneMask starting, PlanState& state,
                     Lanes& engine_value) noexcept;

}  // namespace kiln
