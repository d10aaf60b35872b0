// Sorts and resolves the routes of a patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/plan.h"

#include <algorithm>

#include "kiln/base/math.h"
#include "kiln/modulation/plan_rules.h"
#include "kiln/parameters/tempo.h"

namespace kiln {
namespace {

constexpr float kSlowestSmoothing = 0.5f;  // seconds
constexpr double kLog2E = 1.4426950408889634;

int macro_of(Source source) {
  const int number = static_cast<int>(source) - static_cast<int>(Source::kMacro1);
  return number >= 0 && number < kMacroCount ? number : -1;
}

// Everything the compiler decides about one route.
struct Candidate {
  const Route* route = nullptr;
  std::uint8_t number = 0;
  bool global = false;  // of its target
  bool alive = false;
};

bool direct(const Route& route) {
  const SourceScope scope = source_spec(route.source).scope;
  return scope == SourceScope::kUnison || scope == SourceScope::kAudio;
}

// Orders modulators and targets: what others read comes first.
class Sorter {
 public:
  Sorter(const PlanRules& rules, const ParamTable& table, std::vector<Candidate>& candidates)
      : rules_(rules), table_(table), candidates_(candidates) {}

  // Does what the route moves need itself?
  bool makes_cycle(const Candidate& added) {
    visiting_.clear();
    return leads_back(target_node(*added.route), target_node(*added.route), 0);
  }

  using Node = int;  // modulators, then parameters, then route depths
  Node target_node(const Route& route) const {
    return route.target.kind == RouteTarget::Kind::kRouteDepth
               ? kModulatorCount + table_.size() + route.target.route
               : kModulatorCount + route.target.param;
  }

  // What a node must wait for, within its own domain (global or voice).
  std::vector<Node> needs(Node node) const {
    std::vector<Node> list;
    if (node < kModulatorCount) {
      for (const Candidate& c : candidates_) {
        if (c.alive && c.route->target.kind == RouteTarget::Kind::kParameter &&
            rules_.owner(c.route->target.param) == node) {
          list.push_back(target_node(*c.route));
        }
      }
      return list;
    }
    for (const Candidate& c : candidates_) {
      if (!c.alive || target_node(*c.route) != node) continue;
      for (const Source source : {c.route->source, c.route->via}) {
        const int modulator = modulator_of(source);
        if (modulator >= 0 && rules_.modulator_global(modulator) == c.global) {
          list.push_back(modulator);
        }
        const int macro = macro_of(source);
        if (macro >= 0 && c.global) {
          const SlotInfo* slot = table_.find_slot("macro" + std::to_string(macro + 1));
          if (slot != nullptr) list.push_back(kModulatorCount + slot->first_common);
        }
      }
      list.push_back(kModulatorCount + table_.size() + c.number);  // its depth, if moved
    }
    return list;
  }

 private:
  bool leads_back(Node from, Node home, int depth) {
    if (depth > 2 * kMaxRoutes + kModulatorCount) return true;
    for (const Node next : needs(from)) {
      if (next == home) return true;
      if (std::find(visiting_.begin(), visiting_.end(), next) != visiting_.end()) continue;
      visiting_.push_back(next);
      if (leads_back(next, home, depth + 1)) return true;
    }
    return false;
  }

  const PlanRules& rules_;
  const ParamTable& table_;
  std::vector<Candidate>& candidates_;
  std::vector<Node> visiting_;
};

PlanRoute make_route(const Candidate& candidate, bool source_bipolar, double control_rate) {
  const Route& route = *candidate.route;
  PlanRoute out{.source = route.source,
                .via = route.via,
                .curve = route.curve,
                .source_bipolar = source_bipolar,
                .steps = std::clamp<std::uint8_t>(route.steps, 2, 32),
                .number = candidate.number};
  out.out_bipolar = route.polarity == RoutePolarity::kAsSource
                        ? out.source_bipolar
                        : route.polarity == RoutePolarity::kBipolar;
  if (route.smooth > 0.0f) {
    const auto periods = std::min(route.smooth, kSlowestSmoothing) * control_rate;
    out.smooth_coefficient = static_cast<float>(1.0 - math::exp2(-kLog2E / periods));
  }
  if (route.drawn.size() >= 2) {
    const auto points = std::min<std::size_t>(route.drawn.size(), kMaxDrawnPoints);
    out.pieces = static_cast<int>(points) - 1;
    std::copy_n(route.drawn.begin(), points, out.drawn.begin());
  }
  return out;
}

}  // namespace

RouteBounds make_bounds(const Route& route, const ParamTable& table) {
  RouteBounds bounds{.on = route.minimum || route.maximum};
  const RouteTarget& target = route.target;
  const auto place = [&](float real) {
    if (target.kind != RouteTarget::Kind::kParameter || target.param >= table.size()) {
      return std::clamp(real, -1.0f, 1.0f);
    }
    const ParamSpec& spec = table[target.param].spec;
    return spec.pitch_units() ? clamp_real(spec, real) : real_to_x(spec, real);
  };
  if (route.minimum) bounds.low = place(*route.minimum);
  if (route.maximum) bounds.high = place(*route.maximum);
  if (bounds.low > bounds.high) std::swap(bounds.low, bounds.high);
  return bounds;
}

void PlanState::begin(const Plan& plan) noexcept {
  for (std::size_t i = 0; i < kMaxRoutes; ++i) {
    depth[i] = Lanes::filled(plan.depths()[i]);
    smoothed[i] = Lanes{};
    bounds[i] = {.to = plan.bounds()[i]};
  }
}

void view_routes(const Plan& plan, const PlanState& state, bool global, int lane,
                 std::span<RouteView, kMaxRoutes> routes) noexcept {
  for (const PlanTarget& target : plan.targets()) {
    if (target.global != global) continue;
    const bool to_depth = target.param == kNoParam;
    const RouteTarget to{to_depth ? RouteTarget::Kind::kRouteDepth : RouteTarget::Kind::kParameter,
                         target.param, to_depth ? target.depth_of : uint8_t{0}};
    for (const PlanRoute& route : plan.routes().subspan(target.first_route, target.route_count)) {
      const auto n = static_cast<std::size_t>(route.number);
      routes[n] = {.acts = true,
                   .source = route.source,
                   .target = to,
                   .smoothed = route.smooth_coefficient < 1.0f,
                   .depth = state.depth[n][lane],
                   .output = state.smoothed[n][lane]};
    }
  }
}

PlanLaw make_law(const ParamSpec& spec) {
  // A modulated note value moves on between the steps: LFOs and envelopes read it in log2 time.
  const bool division = spec.choices.data() == kDivisionNames.data();
  PlanLaw law{.curve = division ? Curve::kLinear : spec.curve,
              .percent = spec.unit == Unit::kPercent,
              .both_ways = spec.min < 0.0f,
              .x_min = spec.x_min,
              .x_max = spec.x_max,
              .low = spec.min,
              .high = spec.max,
              .range = spec.max - spec.min};
  if (spec.curve == Curve::kLog) law.range = math::log2(spec.max / spec.min);
  if (spec.curve == Curve::kLevel) {
    ParamSpec at_top = spec;
    at_top.x_max = 1.0f;
    law.high = x_to_engine(at_top, 1.0f);
  }
  return law;
}

bool Plan::is_target(ParamIndex param) const {
  return std::any_of(targets_.begin(), targets_.end(),
                     [&](const PlanTarget& target) { return target.param == param; });
}

Plan::Result Plan::compile(const PlanInput& input, const ParamTable& table) {
  Result result;
  Plan& plan = result.plan;
  PlanRules rules(input, table);
  std::vector<Candidate> candidates;
  const std::size_t count = std::min<std::size_t>(input.routes.size(), kMaxRoutes);
  candidates.reserve(count);
  if (input.routes.size() > count) {
    rules.messages.push_back("routes after the first " + std::to_string(kMaxRoutes) +
                             " do nothing");
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Route& route = input.routes[i];
    plan.depths_[i] = std::clamp(route.depth, -1.0f, 1.0f);
    plan.bounds_[i] = make_bounds(route, table);
    const auto number = static_cast<std::uint8_t>(i);
    candidates.push_back({.route = &route, .number = number, .alive = rules.admit(route, number)});
  }
  // A route's domain is that of the parameter it moves in the end.
  for (Candidate& candidate : candidates) {
    const Route* last = candidate.route;
    for (int hops = 0; last->target.kind == RouteTarget::Kind::kRouteDepth && hops < kMaxRoutes &&
                       last->target.route < count;
         ++hops) {
      last = &input.routes[last->target.route];
    }
    const bool reaches =
        last->target.kind == RouteTarget::Kind::kParameter && last->target.param < table.size();
    candidate.global = reaches && rules.param_global(last->target.param);
  }

  Sorter sorter(rules, table, candidates);
  std::vector<bool> admitted(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    admitted[i] = candidates[i].alive;
    candidates[i].alive = false;
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Candidate& candidate = candidates[i];
    if (!admitted[i]) continue;
    candidate.alive = true;
    if (!direct(*candidate.route) && sorter.makes_cycle(candidate)) {
      candidate.alive = false;
      rules.refuse(*candidate.route, "it closes a circle of modulators that move each other");
    }
  }

  for (const Candidate& candidate : candidates) {
    if (!candidate.alive) continue;
    for (const Source source : {candidate.route->source, candidate.route->via}) {
      plan.used_[static_cast<std::size_t>(source)] = true;
    }
    if (direct(*candidate.route)) {
      plan.direct_.push_back({.source = candidate.route->source,
                              .via = candidate.route->via,
                              .param = candidate.route->target.param,
                              .number = candidate.number});
    }
  }

  // Targets, each with its routes side by side.
  std::vector<int> target_nodes;
  for (const Candidate& first : candidates) {
    if (!first.alive || direct(*first.route)) continue;
    const int node = sorter.target_node(*first.route);
    if (std::find(target_nodes.begin(), target_nodes.end(), node) != target_nodes.end()) continue;
    target_nodes.push_back(node);
    PlanTarget target{.global = first.global,
                      .first_route = static_cast<std::uint16_t>(plan.routes_.size())};
    if (first.route->target.kind == RouteTarget::Kind::kRouteDepth) {
      target.depth_of = first.route->target.route;
    } else {
      target.param = first.route->target.param;
      const ParamSpec& spec = table[target.param].spec;
      target.pitch = spec.pitch_units();
      target.law = make_law(spec);
    }
    for (const Candidate& c : candidates) {
      if (c.alive && !direct(*c.route) && sorter.target_node(*c.route) == node) {
        plan.routes_.push_back(make_route(c, rules.bipolar(c.route->source), input.control_rate));
        ++target.route_count;
      }
    }
    plan.targets_.push_back(target);
  }

  // Global steps, then voice steps; in each, whatever is read comes first.
  std::array<bool, kModulatorCount> wanted = {};
  for (int i = 0; i < kSourceCount; ++i) {
    const int modulator = modulator_of(static_cast<Source>(i));
    if (modulator >= 0 && plan.used_[static_cast<std::size_t>(i)]) {
      wanted[static_cast<std::size_t>(modulator)] = true;
    }
  }
  for (const bool global : {true, false}) {
    std::vector<int> done;
    const auto emit = [&](auto&& self, int node) -> void {
      if (std::find(done.begin(), done.end(), node) != done.end()) return;
      done.push_back(node);
      if (node < kModulatorCount) {
        if (rules.modulator_global(node) != global || !wanted[static_cast<std::size_t>(node)]) {
          return;
        }
        for (const int need : sorter.needs(node)) self(self, need);
        const bool lfo = node >= kEnvelopeCount;
        plan.steps_.push_back(
            {.kind = lfo ? PlanStep::Kind::kLfo : PlanStep::Kind::kEnvelope,
             .index = static_cast<std::uint16_t>(lfo ? node - kEnvelopeCount : node),
             .global = global});
        return;
      }
      const auto found = std::find(target_nodes.begin(), target_nodes.end(), node);
      if (found == target_nodes.end()) return;
      const auto index = static_cast<std::size_t>(found - target_nodes.begin());
      if (plan.targets_[index].global != global) return;
      for (const int need : sorter.needs(node)) self(self, need);
      plan.steps_.push_back({.kind = PlanStep::Kind::kTarget,
                             .index = static_cast<std::uint16_t>(index),
                             .global = global});
    };
    for (int node = 0; node < kModulatorCount; ++node) emit(emit, node);
    for (const int node : target_nodes) emit(emit, node);
  }
  result.messages = std::move(rules.messages);
  return result;
}

}  // namespace kiln
