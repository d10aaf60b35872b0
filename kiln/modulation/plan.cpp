// Sorts and resolves the routes of a patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/plan.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace kiln {
namespace {

constexpr int kModulatorCount = kEnvelopeCount + kLfoCount;
constexpr float kSlowestSmoothing = 0.5f;      // seconds
constexpr double kNominalControlRate = 6000.0; // control points per second, for route smoothing

// The modulator (0…3: envelopes, 4…9: LFOs) behind a source, or −1.
int modulator_of(Source source) {
  const int i = static_cast<int>(source);
  const auto offset = [&](Source first) { return i - static_cast<int>(first); };
  if (offset(Source::kEnv1) >= 0 && offset(Source::kEnv4) <= 0) return offset(Source::kEnv1);
  if (offset(Source::kLfo1) >= 0 && offset(Source::kLfo6) <= 0) {
    return kEnvelopeCount + offset(Source::kLfo1);
  }
  if (offset(Source::kLfo1Right) >= 0 && offset(Source::kLfo6Right) <= 0) {
    return kEnvelopeCount + offset(Source::kLfo1Right);
  }
  return -1;
}

int macro_of(Source source) {
  const int number = static_cast<int>(source) - static_cast<int>(Source::kMacro1);
  return number >= 0 && number < kMacroCount ? number : -1;
}

std::string_view last_part(const std::string& id) {
  return std::string_view(id).substr(id.rfind('.') + 1);
}

// Everything the compiler decides about one route.
struct Candidate {
  const Route* route = nullptr;
  std::uint8_t number = 0;
  bool global = false;               // of its target
  bool alive = false;
};

class Compiler {
 public:
  Compiler(const PlanInput& input, const ParamTable& table) : input_(input), table_(table) {
    for (int i = 0; i < kLfoCount; ++i) {
      const SlotInfo* slot = table.find_slot("lfo" + std::to_string(i + 1));
      if (slot == nullptr) continue;
      const auto value = [&](const char* part) {
        const ParamIndex param = table.common(*slot, part);
        return param == kNoParam ? 0.0f : input.values[param];
      };
      const float trigger = value("trigger");   // retrigger, free, one-shot, song
      lfo_global_[static_cast<std::size_t>(i)] =
          value("scope") > 0.5f || trigger == 1.0f || trigger == 3.0f;
    }
  }

  // The modulator that a parameter belongs to, or −1.
  int owner(ParamIndex param) const {
    const SlotSpec& slot = table_.slots()[table_[param].slot].spec;
    if (slot.kind == SlotKind::kEnvelope) return slot.number;
    if (slot.kind == SlotKind::kLfo) return kEnvelopeCount + slot.number;
    return -1;
  }
  bool modulator_global(int modulator) const {
    return modulator >= kEnvelopeCount &&
           lfo_global_[static_cast<std::size_t>(modulator - kEnvelopeCount)];
  }
  bool param_global(ParamIndex param) const {
    const int modulator = owner(param);
    return modulator >= 0 ? modulator_global(modulator)
                          : table_[param].scope == Scope::kGlobal;
  }

  void refuse(const Route& route, const std::string& why) {
    messages.push_back("route \"" + to_text(route, table_) + "\" does nothing: " + why);
  }

  // Is the type that this parameter belongs to loaded?
  bool loaded(ParamIndex param) const {
    const ParamInfo& info = table_[param];
    if (info.type < 0) return true;
    const ParamIndex type = table_.slots()[info.slot].type_param;
    return type == kNoParam || input_.values[type] == static_cast<float>(info.type);
  }

  // Checks one route by itself; false: it stays out.
  bool admit(const Route& route, std::uint8_t number) {
    if (!route.enabled || route.source == Source::kNone) return false;
    const SourceScope scope = source_spec(route.source).scope;
    if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
      if (route.target.route < input_.routes.size() && route.target.route != number &&
          scope != SourceScope::kAudio && scope != SourceScope::kUnison) {
        return true;
      }
      refuse(route, "there is no such route to move");
      return false;
    }
    const ParamIndex param = route.target.param;
    if (route.target.kind != RouteTarget::Kind::kParameter || param >= table_.size()) return false;
    if (!loaded(param)) return false;                    // sleeps
    const ParamInfo& info = table_[param];
    if (!info.spec.modulatable()) {
      refuse(route, info.id + " cannot be modulated");
      return false;
    }
    const SlotKind kind = table_.slots()[info.slot].spec.kind;
    const std::string_view part = last_part(info.id);
    if (scope == SourceScope::kUnison &&
        !(kind == SlotKind::kOscillator && info.type < 0 &&
          (part == "pitch" || part == "level" || part == "pan"))) {
      refuse(route, "a unison lane reaches pitch, level and pan of oscillators only");
      return false;
    }
    if (scope == SourceScope::kAudio &&
        !(kind == SlotKind::kFilter && info.type < 0 && part == "cutoff")) {
      refuse(route, "oscillator audio reaches filter cutoff only; use Cross between oscillators");
      return false;
    }
    return true;
  }

  std::vector<std::string> messages;

 private:
  const PlanInput& input_;
  const ParamTable& table_;
  std::array<bool, kLfoCount> lfo_global_ = {};
};

bool direct(const Route& route) {
  const SourceScope scope = source_spec(route.source).scope;
  return scope == SourceScope::kUnison || scope == SourceScope::kAudio;
}

// Orders modulators and targets: what others read comes first.
class Sorter {
 public:
  Sorter(const Compiler& compiler, const ParamTable& table, std::vector<Candidate>& candidates)
      : compiler_(compiler), table_(table), candidates_(candidates) {}

  // Does following `from`'s readers lead back to itself?
  bool makes_cycle(const Candidate& added) {
    visiting_.clear();
    return leads_back(target_node(*added.route), target_node(*added.route), 0);
  }

  using Node = int;                  // modulators, then parameters, then route depths
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
            compiler_.owner(c.route->target.param) == node) {
          list.push_back(target_node(*c.route));
        }
      }
      return list;
    }
    for (const Candidate& c : candidates_) {
      if (!c.alive || target_node(*c.route) != node) continue;
      for (const Source source : {c.route->source, c.route->via}) {
        const int modulator = modulator_of(source);
        if (modulator >= 0 && compiler_.modulator_global(modulator) == c.global) {
          list.push_back(modulator);
        }
        const int macro = macro_of(source);
        if (macro >= 0 && c.global) {
          const SlotInfo* slot = table_.find_slot("macro" + std::to_string(macro + 1));
          if (slot != nullptr) list.push_back(kModulatorCount + slot->first_common);
        }
      }
      list.push_back(kModulatorCount + table_.size() + c.number);   // its depth, if moved
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

  const Compiler& compiler_;
  const ParamTable& table_;
  std::vector<Candidate>& candidates_;
  std::vector<Node> visiting_;
};

PlanRoute make_route(const Candidate& candidate) {
  const Route& route = *candidate.route;
  PlanRoute out{.source = route.source,
                .via = route.via,
                .curve = route.curve,
                .source_bipolar = source_spec(route.source).bipolar,
                .steps = std::clamp<std::uint8_t>(route.steps, 2, 32),
                .number = candidate.number};
  out.out_bipolar = route.polarity == RoutePolarity::kAsSource
                        ? out.source_bipolar
                        : route.polarity == RoutePolarity::kBipolar;
  if (route.smooth > 0.0f) {
    const float seconds = std::min(route.smooth, kSlowestSmoothing);
    out.smooth_coefficient =
        1.0f / (1.0f + seconds * static_cast<float>(kNominalControlRate));
  }
  if (route.curve == RouteCurve::kDrawn) {
    const auto points = static_cast<int>(route.drawn.size());
    for (int i = 0; i < 33; ++i) {
      float y = static_cast<float>(i) / 32.0f;
      if (points >= 2) {
        const float at = y * static_cast<float>(points - 1);
        const int left = std::min(static_cast<int>(at), points - 2);
        const float t = at - static_cast<float>(left);
        const float a = route.drawn[static_cast<std::size_t>(left)];
        y = a + t * (route.drawn[static_cast<std::size_t>(left + 1)] - a);
      }
      out.drawn[static_cast<std::size_t>(i)] = y;
    }
  }
  return out;
}

}  // namespace

bool Plan::is_target(ParamIndex param) const {
  return std::any_of(targets_.begin(), targets_.end(),
                     [&](const PlanTarget& target) { return target.param == param; });
}

Plan::Result Plan::compile(const PlanInput& input, const ParamTable& table) {
  Result result;
  Plan& plan = result.plan;
  Compiler compiler(input, table);
  std::vector<Candidate> candidates;
  const std::size_t count = std::min<std::size_t>(input.routes.size(), kMaxRoutes);
  candidates.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Route& route = input.routes[i];
    plan.depths_[i] = std::clamp(route.depth, -1.0f, 1.0f);
    const auto number = static_cast<std::uint8_t>(i);
    candidates.push_back({.route = &route, .number = number,
                          .alive = compiler.admit(route, number)});
  }
  // A route's domain is that of the parameter it moves in the end.
  for (Candidate& candidate : candidates) {
    const Route* last = candidate.route;
    for (int hops = 0; last->target.kind == RouteTarget::Kind::kRouteDepth && hops < kMaxRoutes &&
                       last->target.route < count;
         ++hops) {
      last = &input.routes[last->target.route];
    }
    const bool reaches = last->target.kind == RouteTarget::Kind::kParameter &&
                         last->target.param < table.size();
    candidate.global = reaches && compiler.param_global(last->target.param);
  }

  Sorter sorter(compiler, table, candidates);
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
      compiler.refuse(*candidate.route, "it closes a circle of modulators that move each other");
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
      target.spec = table[target.param].spec;
    }
    for (const Candidate& c : candidates) {
      if (c.alive && !direct(*c.route) && sorter.target_node(*c.route) == node) {
        plan.routes_.push_back(make_route(c));
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
        if (compiler.modulator_global(node) != global || !wanted[static_cast<std::size_t>(node)]) {
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
  result.messages = std::move(compiler.messages);
  return result;
}

}  // namespace kiln
