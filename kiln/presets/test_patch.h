// For tests only: a small instrument with a slot of every kind, and random patches for it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "kiln/base/random.h"
#include "kiln/parameters/tempo.h"
#include "kiln/presets/patch.h"

namespace kiln::test {

inline constexpr const char* kSends[] = {"F1", "F2", "Both"};
inline constexpr ParamSpec kType = {.id = "type",
                                    .name = "Type",
                                    .curve = Curve::kStep,
                                    .unit = Unit::kChoice,
                                    .max = 0,
                                    .flags = kStructural};
inline constexpr ParamSpec kOscCommon[] = {
    kType,
    {.id = "level",
     .name = "Level",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .flags = kModulatable},
    {.id = "unison",
     .name = "Unison",
     .curve = Curve::kStep,
     .unit = Unit::kCount,
     .min = 1,
     .max = 16,
     .initial = 1,
     .flags = kStructural},
    {.id = "pitch",
     .name = "Pitch",
     .unit = Unit::kSemitone,
     .min = -48,
     .max = 48,
     .flags = kModulatable | kTargetOnly | kPitchUnits},
    {.id = "send",
     .name = "Send to",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = kSends},
};
inline constexpr ParamSpec kAnalogParams[] = {
    {.id = "shape",
     .name = "Shape",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 67,
     .flags = kModulatable},
    {.id = "noise",
     .name = "Noise",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 0,
     .initial = -INFINITY,
     .flags = kModulatable},
};
inline constexpr ParamSpec kFmParams[] = {
    {.id = "ratio_a",
     .name = "Ratio A",
     .curve = Curve::kLog,
     .unit = Unit::kRatio,
     .min = 0.125f,
     .max = 32,
     .initial = 1,
     .flags = kModulatable},
};
inline constexpr ModuleSpec kOffModule = {.id = "off", .name = "Off"};
inline constexpr ModuleSpec kAnalogModule = {
    .id = "analog", .name = "Analog", .revision = 2, .params = kAnalogParams};
inline constexpr ModuleSpec kFmModule = {.id = "fm", .name = "FM", .params = kFmParams};
inline constexpr const ModuleSpec* kOscTypes[] = {&kOffModule, &kAnalogModule, &kFmModule};
inline constexpr ParamSpec kFilterParams[] = {
    kType,
    {.id = "cutoff",
     .name = "Cutoff",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 20480,
     .initial = 20480,
     .flags = kModulatable},
};
inline constexpr ModuleSpec kSvfModule = {.id = "svf", .name = "SVF"};
inline constexpr const ModuleSpec* kFilterTypes[] = {&kOffModule, &kSvfModule};
inline constexpr ParamSpec kLfoParams[] = {
    kType,
    {.id = "rate",
     .name = "Rate",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 0.0078125f,
     .max = 512,
     .initial = 2,
     .flags = kModulatable},
    sync_switch("rate_sync", "Sync", true),
    division_choice("rate_division", "Rate", "1/4"),
};
inline constexpr ModuleSpec kShapeModule = {.id = "shape", .name = "Shape"};
inline constexpr ModuleSpec kStepsModule = {.id = "steps", .name = "Steps"};
inline constexpr const ModuleSpec* kLfoTypes[] = {&kShapeModule, &kStepsModule};
inline constexpr ParamSpec kMacroParam[] = {
    {.id = "value", .name = "Macro", .unit = Unit::kPercent, .max = 100, .flags = kModulatable}};
inline constexpr ParamSpec kMasterParams[] = {
    {.id = "attack",
     .name = "Attack",
     .curve = Curve::kPower4,
     .unit = Unit::kSecond,
     .min = 0.001f,
     .max = 32,
     .initial = 0.005f,
     .flags = kModulatable},
};

inline const ParamTable& small_table() {
  static const ParamTable table = [] {
    std::vector<SlotSpec> slots;
    for (int i = 0; i < kPatchOscillators; ++i) {
      slots.push_back({.id = "osc" + std::to_string(i + 1),
                       .name = "Oscillator",
                       .kind = SlotKind::kOscillator,
                       .number = i,
                       .common = kOscCommon,
                       .types = kOscTypes});
    }
    slots[0].initial_overrides = {{"type", 1.0f}};
    slots[1].initial_overrides = {{"level", -6.0f}};
    slots.push_back({.id = "filter1",
                     .name = "Filter",
                     .kind = SlotKind::kFilter,
                     .common = kFilterParams,
                     .types = kFilterTypes});
    for (int i = 0; i < kLfoCount; ++i) {
      slots.push_back({.id = "lfo" + std::to_string(i + 1),
                       .name = "LFO",
                       .kind = SlotKind::kLfo,
                       .number = i,
                       .common = kLfoParams,
                       .types = kLfoTypes});
    }
    for (int i = 0; i < kMacroCount; ++i) {
      slots.push_back({.id = "macro" + std::to_string(i + 1),
                       .name = "Macro",
                       .kind = SlotKind::kMacro,
                       .number = i,
                       .scope = Scope::kGlobal,
                       .common = kMacroParam});
    }
    slots.push_back({.id = "master",
                     .name = "Master",
                     .kind = SlotKind::kMaster,
                     .scope = Scope::kGlobal,
                     .common = kMasterParams});
    return ParamTable(std::move(slots));
  }();
  return table;
}

// Numbers of one seed, in order.
class Dice {
 public:
  explicit Dice(uint32_t seed) : key_(mix_bits(seed + 1)) {}
  uint32_t below(uint32_t n) { return random_bits(key_, count_++) % n; }
  float unipolar() { return random_unipolar(random_bits(key_, count_++)); }
  float bipolar() { return random_bipolar(random_bits(key_, count_++)); }
  bool one_in(uint32_t n) { return below(n) == 0; }
  std::string text(uint32_t max) {
    constexpr const char* kLetters[] = {"a", "Z", " ",    "\"", "\\", "\n", "é", "∞",
                                        "#", "'", "\x01", "=",  "[",  "\t", "7"};
    std::string text;
    for (uint32_t n = below(max + 1); n > 0; --n) text += kLetters[below(std::size(kLetters))];
    return text;
  }

 private:
  uint32_t key_;
  uint32_t count_ = 0;
};

// Any valid patch: every value, list and text may differ from the default.
inline Patch random_patch(const ParamTable& table, uint32_t seed) {
  Dice dice(seed);
  Patch patch = make_patch(table);
  patch.meta.name = dice.text(20);
  patch.meta.category = dice.text(8);
  patch.meta.description = dice.text(40);
  for (uint32_t n = dice.below(4); n > 0; --n) patch.meta.tags.push_back("t" + dice.text(5));
  std::vector<ParamIndex> targets;
  for (int i = 0; i < table.size(); ++i) {
    const auto index = static_cast<ParamIndex>(i);
    const ParamSpec& spec = table[index].spec;
    if (spec.modulatable()) targets.push_back(index);
    if (dice.one_in(2)) continue;
    patch.values[index] = clamp_real(spec, x_to_real(spec, dice.unipolar()));
  }
  for (uint32_t n = dice.below(7); n > 0; --n) {
    std::swap(patch.effect_order[dice.below(8)], patch.effect_order[dice.below(8)]);
  }
  for (PatchLfo& lfo : patch.lfos) {
    if (dice.one_in(2)) continue;
    lfo.shape = dice.text(10);
    for (uint32_t n = dice.below(kMaxLfoPoints + 1); n > 0; --n) {
      lfo.drawing.points.push_back({dice.unipolar(), dice.unipolar(), dice.bipolar()});
    }
    std::sort(lfo.drawing.points.begin(), lfo.drawing.points.end(),
              [](const LfoPoint& a, const LfoPoint& b) { return a.x < b.x; });
    lfo.drawing.grid = static_cast<int>(1 + dice.below(32));
    for (uint32_t n = dice.below(kMaxLfoSteps + 1); n > 0; --n) {
      lfo.drawing.steps.push_back({dice.bipolar(), dice.one_in(3)});
    }
  }
  for (WavetableRef& wavetable : patch.wavetables) wavetable = {dice.text(12), dice.text(12)};
  for (std::vector<float>& remap : patch.remaps) {
    if (dice.one_in(2)) continue;
    for (uint32_t k = 2 + dice.below(32); k > 0; --k) remap.push_back(dice.unipolar());
  }
  for (MacroLabel& macro : patch.macros) macro = {dice.text(kMaxMacroName), dice.text(30)};
  const uint32_t routes = dice.one_in(10) ? kMaxRoutes : dice.below(12);
  for (uint32_t n = 0; n < routes; ++n) {
    Route route;
    route.source = static_cast<Source>(dice.below(kSourceCount));
    if (dice.one_in(3)) route.via = static_cast<Source>(dice.below(kSourceCount));
    route.target = {RouteTarget::Kind::kParameter,
                    targets[dice.below(static_cast<uint32_t>(targets.size()))], 0};
    if (dice.one_in(6)) {
      route.target = {RouteTarget::Kind::kRouteDepth, kNoParam,
                      static_cast<uint8_t>(dice.below(routes))};
    }
    if (dice.one_in(20)) route.target = {};
    route.depth = dice.one_in(2) ? dice.bipolar() : 0.01f * static_cast<float>(dice.below(101));
    route.curve = static_cast<RouteCurve>(dice.below(5));
    route.polarity = static_cast<RoutePolarity>(dice.below(3));
    route.steps = static_cast<uint8_t>(2 + dice.below(31));
    route.enabled = !dice.one_in(4);
    if (dice.one_in(3)) route.smooth = 0.5f * dice.unipolar();
    const auto draw_bound = [&]() -> float {
      if (route.target.kind != RouteTarget::Kind::kParameter) return dice.bipolar();
      const ParamSpec& spec = table[route.target.param].spec;
      return clamp_real(spec, x_to_real(spec, dice.unipolar()));
    };
    if (dice.one_in(6)) route.minimum = draw_bound();
    if (dice.one_in(6)) route.maximum = draw_bound();
    if (route.curve == RouteCurve::kDrawn) {
      for (uint32_t k = 2 + dice.below(32); k > 0; --k) route.drawn.push_back(dice.unipolar());
    }
    patch.routes.push_back(std::move(route));
  }
  return patch;
}

}  // namespace kiln::test
