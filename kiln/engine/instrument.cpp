// The slots of the instrument in their frozen order, and the table built from them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/instrument.h"

#include <string>
#include <utility>
#include <vector>

#include "kiln/effects/common.h"
#include "kiln/effects/module.h"
#include "kiln/envelopes/dahdsr.h"
#include "kiln/filters/common.h"
#include "kiln/lfos/common.h"
#include "kiln/lfos/module.h"
#include "kiln/modulation/source.h"
#include "kiln/oscillators/common.h"
#include "kiln/voices/params.h"

namespace kiln {
namespace {

// The specs of a folder's types, kept for the life of the program.
template <class Module>
std::span<const ModuleSpec* const> type_specs(std::span<const Module> modules) {
  static const std::vector<const ModuleSpec*> specs = [&] {
    std::vector<const ModuleSpec*> list;
    for (const Module& module : modules) list.push_back(module.spec);
    return list;
  }();
  return specs;
}

std::string numbered(const char* stem, int number) { return stem + std::to_string(number + 1); }

void add_voice_slots(std::vector<SlotSpec>& slots) {
  slots.push_back(
      {.id = "voice", .name = "Voice", .kind = SlotKind::kVoice, .common = kVoiceParams});
  for (int i = 0; i < kOscillatorCount; ++i) {
    SlotSpec slot{.id = numbered("osc", i),
                  .name = "Oscillator " + std::to_string(i + 1),
                  .kind = SlotKind::kOscillator,
                  .number = i,
                  .common = kOscillatorCommon,
                  .types = type_specs(oscillator_modules())};
    if (i == 0) slot.initial_overrides = {{"type", 1.0f}};  // a new patch is one analog saw
    if (i > 0) slot.initial_overrides = {{"level", -6.0f}};
    slots.push_back(std::move(slot));
  }
  slots.push_back(
      {.id = "noise", .name = "Noise", .kind = SlotKind::kNoise, .common = kNoiseLayerParams});
  slots.push_back(
      {.id = "routing", .name = "Routing", .kind = SlotKind::kRouting, .common = kRoutingParams});
  for (int i = 0; i < kFilterCount; ++i) {
    slots.push_back({.id = numbered("filter", i),
                     .name = "Filter " + std::to_string(i + 1),
                     .kind = SlotKind::kFilter,
                     .number = i,
                     .common = kFilterCommon,
                     .types = type_specs(filter_modules())});
  }
  for (int i = 0; i < kEnvelopeCount; ++i) {
    SlotSpec slot{.id = i == 0 ? "amp" : numbered("env", i),
                  .name = i == 0 ? "Amp" : "Env " + std::to_string(i + 1),
                  .kind = SlotKind::kEnvelope,
                  .number = i,
                  .common = kEnvelopeParams};
    if (i == 0) {
      slot.initial_overrides = {{"attack", 0.001f}, {"sustain", 100.0f}, {"release", 0.01f}};
    }
    slots.push_back(std::move(slot));
  }
  for (int i = 0; i < kLfoCount; ++i) {
    slots.push_back({.id = numbered("lfo", i),
                     .name = "LFO " + std::to_string(i + 1),
                     .kind = SlotKind::kLfo,
                     .number = i,
                     .common = kLfoCommon,
                     .types = type_specs(lfo_modules())});
  }
}

// A type that is chosen starts at its own mix.
std::vector<std::vector<std::pair<const char*, float>>> default_mixes() {
  std::vector<std::vector<std::pair<const char*, float>>> initials;
  for (const EffectModule& module : effect_modules()) {
    initials.push_back({{"mix", module.default_mix}});
  }
  return initials;
}

void add_global_slots(std::vector<SlotSpec>& slots) {
  const Scope global = Scope::kGlobal;
  for (int i = 0; i < kMacroCount; ++i) {
    slots.push_back({.id = numbered("macro", i),
                     .name = "Macro " + std::to_string(i + 1),
                     .kind = SlotKind::kMacro,
                     .number = i,
                     .scope = global,
                     .common = kMacroParams});
  }
  slots.push_back({.id = "follower",
                   .name = "Follower",
                   .kind = SlotKind::kFollower,
                   .scope = global,
                   .common = kFollowerParams});
  for (int i = 0; i < kEffectCount; ++i) {
    slots.push_back({.id = numbered("fx", i),
                     .name = "Effect " + std::to_string(i + 1),
                     .kind = SlotKind::kEffect,
                     .number = i,
                     .scope = global,
                     .common = kEffectCommon,
                     .types = type_specs(effect_modules()),
                     .type_initials = default_mixes()});
  }
  slots.push_back({.id = "fxs",
                   .name = "Effect S",
                   .kind = SlotKind::kEffect,
                   .number = kSendSlot,
                   .scope = global,
                   .common = kSendSlotCommon,
                   .types = type_specs(effect_modules()),
                   .since = 2});
  slots.push_back({.id = "master",
                   .name = "Master",
                   .kind = SlotKind::kMaster,
                   .scope = global,
                   .common = kMasterParams});
}

}  // namespace

const ParamTable& instrument_table() {
  static const ParamTable table = [] {
    std::vector<SlotSpec> slots;
    add_voice_slots(slots);
    add_global_slots(slots);
    return ParamTable(std::move(slots));
  }();
  return table;
}

int voice_param_count() {
  static const int count = [] {
    int n = 0;
    for (const ParamInfo& info : instrument_table().params()) n += info.scope == Scope::kVoice;
    return n;
  }();
  return count;
}

}  // namespace kiln
