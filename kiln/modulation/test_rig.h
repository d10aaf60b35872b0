// For tests only: a small instrument to route in, and one plan with its state in all lanes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "kiln/modulation/plan.h"
#include "kiln/parameters/table.h"

namespace kiln::modulation_test {

inline constexpr ParamSpec knob(const char* id, Curve curve, Unit unit, float min, float max,
                                float initial, std::uint8_t flags = kModulatable) {
  return {.id = id,
          .name = id,
          .curve = curve,
          .unit = unit,
          .min = min,
          .max = max,
          .initial = initial,
          .flags = flags};
}

inline constexpr ParamSpec kType = knob("type", Curve::kStep, Unit::kChoice, 0, 0, 0, kStructural);

inline constexpr ParamSpec kOscCommon[] = {
    kType,
    {.id = "level",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .flags = kModulatable,
     .x_max = 1.26f},
    knob("pan", Curve::kLinear, Unit::kPercent, -100, 100, 0),
    knob("pitch", Curve::kLinear, Unit::kSemitone, -48, 48, 0,
         kModulatable | kTargetOnly | kPitchUnits),
    knob("octave", Curve::kStep, Unit::kCount, -4, 4, 0),
    knob("unison", Curve::kStep, Unit::kCount, 1, 16, 1, kStructural),
};
inline constexpr ParamSpec kAnalogParams[] = {
    knob("shape", Curve::kLinear, Unit::kPercent, 0, 100, 67)};
inline constexpr ParamSpec kFmParams[] = {
    knob("ratio", Curve::kLog, Unit::kRatio, 0.125f, 32, 1),
    knob("feedback", Curve::kPower3, Unit::kPercent, -100, 100, 0)};
inline constexpr ModuleSpec kAnalog = {.id = "analog", .name = "Analog", .params = kAnalogParams};
inline constexpr ModuleSpec kFm = {.id = "fm", .name = "FM", .params = kFmParams};
inline constexpr const ModuleSpec* kOscTypes[] = {&kAnalog, &kFm};

inline constexpr ParamSpec kFilterCommon[] = {
    {.id = "cutoff",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 20480,
     .initial = 640,
     .flags = kModulatable,
     .x_min = -0.2f,
     .x_max = 1.2f},
    knob("resonance", Curve::kLinear, Unit::kPercent, 0, 100, 0),
};
inline constexpr ParamSpec kEnvelopeCommon[] = {
    knob("attack", Curve::kPower4, Unit::kSecond, 0, 32, 0.005f),
    knob("decay", Curve::kPower4, Unit::kSecond, 0.001f, 32, 0.6f),
};
inline constexpr ParamSpec kLfoCommon[] = {
    knob("rate", Curve::kLog, Unit::kHertz, 0.0078125f, 512, 2),
    knob("smooth", Curve::kPower3, Unit::kSecond, 0, 0.5f, 0),
    knob("polarity", Curve::kStep, Unit::kChoice, 0, 1, 0, kStructural),
    knob("trigger", Curve::kStep, Unit::kChoice, 0, 3, 0, kStructural),
    knob("scope", Curve::kStep, Unit::kChoice, 0, 1, 0, kStructural),
};
inline constexpr ParamSpec kMacroCommon[] = {
    knob("value", Curve::kLinear, Unit::kPercent, 0, 100, 0),
    knob("polarity", Curve::kStep, Unit::kChoice, 0, 1, 0, kStructural),
};
inline constexpr ParamSpec kEffectCommon[] = {
    knob("mix", Curve::kLinear, Unit::kPercent, 0, 100, 50),
    knob("size", Curve::kPower2, Unit::kSecond, 0, 2, 1),
    knob("tilt", Curve::kPower2, Unit::kDecibel, -12, 12, 0),
    knob("feedback", Curve::kPower4, Unit::kPercent, -100, 100, 0),
    knob("tap", Curve::kPower3, Unit::kSecond, 0.01f, 4, 1),
};

inline const ParamTable& table() {
  static const ParamTable built = [] {
    std::vector<SlotSpec> slots;
    const auto add = [&](const std::string& id, SlotKind kind, int number, Scope scope,
                         std::span<const ParamSpec> common) {
      slots.push_back(
          {.id = id, .name = id, .kind = kind, .number = number, .scope = scope, .common = common});
    };
    const auto numbered = [](const char* stem, int i) { return stem + std::to_string(i + 1); };
    for (int i = 0; i < 3; ++i) {
      add(numbered("osc", i), SlotKind::kOscillator, i, Scope::kVoice, kOscCommon);
      slots.back().types = kOscTypes;
    }
    for (int i = 0; i < 2; ++i) {
      add(numbered("filter", i), SlotKind::kFilter, i, Scope::kVoice, kFilterCommon);
    }
    for (int i = 0; i < kEnvelopeCount; ++i) {
      add(i == 0 ? "amp" : numbered("env", i), SlotKind::kEnvelope, i, Scope::kVoice,
          kEnvelopeCommon);
    }
    for (int i = 0; i < kLfoCount; ++i) {
      add(numbered("lfo", i), SlotKind::kLfo, i, Scope::kVoice, kLfoCommon);
    }
    for (int i = 0; i < kMacroCount; ++i) {
      add(numbered("macro", i), SlotKind::kMacro, i, Scope::kGlobal, kMacroCommon);
    }
    add("fx1", SlotKind::kEffect, 0, Scope::kGlobal, kEffectCommon);
    return ParamTable(std::move(slots));
  }();
  return built;
}

inline ParamIndex param(const char* id) { return table().find(id).value(); }

inline Route route_to(const char* target, Source source, float depth, Source via = Source::kNone) {
  return {.source = source,
          .via = via,
          .target = {RouteTarget::Kind::kParameter, param(target), 0},
          .depth = depth};
}
inline Route route_to_depth(int number, Source source, float depth) {
  return {.source = source,
          .target = {RouteTarget::Kind::kRouteDepth, kNoParam, static_cast<std::uint8_t>(number)},
          .depth = depth};
}

// Values at their initial places, but for those named.
inline std::vector<float> values_with(
    std::initializer_list<std::pair<const char*, float>> named = {}) {
  std::vector<float> values;
  for (const ParamInfo& info : table().params()) values.push_back(info.spec.initial);
  for (const auto& [id, value] : named) values[param(id)] = value;
  return values;
}

inline Plan::Result compile(const std::vector<Route>& routes,
                            const std::vector<float>& values = values_with(),
                            double control_rate = 6000.0) {
  return Plan::compile({.routes = routes, .values = values, .control_rate = control_rate}, table());
}

// A plan, its state and sources that may be set at will.
struct PlanRig {
  explicit PlanRig(const std::vector<Route>& routes,
                   const std::vector<float>& values = values_with(), double control_rate = 6000.0)
      : result(compile(routes, values, control_rate)), sources(kSourceCount) {
    state.begin(plan());
    for (Lanes& lanes : sources) lanes = Lanes::filled(0.0f);
  }
  const Plan& plan() const { return result.plan; }
  void set(Source source, float value) {
    sources[static_cast<std::size_t>(source)] = Lanes::filled(value);
  }
  // All targets in the plan's order; returns the last one's value in lane 0.
  float run(float base_x, LaneMask lanes = kAllLanes, LaneMask starting = 0) {
    for (const PlanStep& step : plan().steps()) {
      if (step.kind != PlanStep::Kind::kTarget) continue;
      changed = evaluate_target(plan(), plan().targets()[step.index], sources.data(),
                                Lanes::filled(base_x), lanes, starting, state, value);
    }
    return value[0];
  }

  Plan::Result result;
  std::vector<Lanes> sources;
  PlanState state = {};
  Lanes value = Lanes::filled(0.0f);
  bool changed = false;
};

}  // namespace kiln::modulation_test
