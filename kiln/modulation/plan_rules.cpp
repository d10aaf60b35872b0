// What one route may move, from the values of its patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/modulation/plan_rules.h"

#include <string_view>

namespace kiln {
namespace {

std::string_view last_part(const std::string& id) {
  return std::string_view(id).substr(id.rfind('.') + 1);
}

bool within(int i, Source first, Source last) {
  return i >= static_cast<int>(first) && i <= static_cast<int>(last);
}

bool per_voice_or_global(SourceScope scope) {
  return scope != SourceScope::kAudio && scope != SourceScope::kUnison;
}

}  // namespace

int modulator_of(Source source) {
  const int i = static_cast<int>(source);
  if (within(i, Source::kEnv1, Source::kEnv4)) return i - static_cast<int>(Source::kEnv1);
  if (within(i, Source::kLfo1, Source::kLfo6)) {
    return kEnvelopeCount + i - static_cast<int>(Source::kLfo1);
  }
  if (within(i, Source::kLfo1Right, Source::kLfo6Right)) {
    return kEnvelopeCount + i - static_cast<int>(Source::kLfo1Right);
  }
  return -1;
}

PlanRules::PlanRules(const PlanInput& input, const ParamTable& table)
    : input_(input), table_(table) {
  for (std::size_t i = 0; i < kLfoCount; ++i) {
    const SlotInfo* slot = table.find_slot("lfo" + std::to_string(i + 1));
    if (slot == nullptr) continue;
    const auto value = [&](const char* part) {
      const ParamIndex param = table.common(*slot, part);
      return param == kNoParam ? 0.0f : input.values[param];
    };
    const float trigger = value("trigger");  // retrigger, free, one-shot, song
    lfo_global_[i] = value("scope") > 0.5f || trigger == 1.0f || trigger == 3.0f;
  }
}

int PlanRules::owner(ParamIndex param) const {
  const SlotSpec& slot = table_.slots()[table_[param].slot].spec;
  if (slot.kind == SlotKind::kEnvelope) return slot.number;
  if (slot.kind == SlotKind::kLfo) return kEnvelopeCount + slot.number;
  return -1;
}

bool PlanRules::modulator_global(int modulator) const {
  return modulator >= kEnvelopeCount &&
         lfo_global_[static_cast<std::size_t>(modulator - kEnvelopeCount)];
}

bool PlanRules::param_global(ParamIndex param) const {
  const int modulator = owner(param);
  return modulator >= 0 ? modulator_global(modulator) : table_[param].scope == Scope::kGlobal;
}

bool PlanRules::bipolar(Source source) const {
  if (source == Source::kSlide && input_.slide_unipolar) return false;
  const ParamIndex polarity = polarity_param(source, table_);
  return gives_both_signs(source, polarity == kNoParam ? 0.0f : input_.values[polarity]);
}

void PlanRules::refuse(const Route& route, const std::string& why) {
  messages.push_back("route \"" + to_text(route, table_) + "\" does nothing: " + why);
}

bool PlanRules::loaded(ParamIndex param) const {
  const ParamInfo& info = table_[param];
  if (info.type < 0) return true;
  const ParamIndex type = table_.slots()[info.slot].type_param;
  return type == kNoParam || input_.values[type] == static_cast<float>(info.type);
}

const char* PlanRules::why_not(const Route& route) const {
  const ParamInfo& info = table_[route.target.param];
  if (!info.spec.modulatable()) return "this parameter cannot be modulated";
  const SourceScope scope = source_spec(route.source).scope;
  const SlotKind kind = table_.slots()[info.slot].spec.kind;
  const std::string_view part = last_part(info.id);
  if (scope == SourceScope::kUnison && !(kind == SlotKind::kOscillator && info.type < 0 &&
                                         (part == "pitch" || part == "level" || part == "pan"))) {
    return "a unison lane reaches pitch, level and pan of oscillators only";
  }
  if (scope == SourceScope::kAudio &&
      !(kind == SlotKind::kFilter && info.type < 0 && part == "cutoff")) {
    return "oscillator audio reaches filter cutoff only; use Cross between oscillators";
  }
  return nullptr;
}

bool PlanRules::admit(const Route& route, std::uint8_t number) {
  if (!route.enabled || route.source == Source::kNone) return false;
  if (!per_voice_or_global(source_spec(route.via).scope)) {
    refuse(route, "a unison lane or oscillator audio cannot be its via");
    return false;
  }
  if (route.target.kind == RouteTarget::Kind::kRouteDepth) {
    if (route.target.route < input_.routes.size() && route.target.route != number &&
        per_voice_or_global(source_spec(route.source).scope)) {
      return true;
    }
    refuse(route, "there is no such route to move");
    return false;
  }
  if (route.target.kind != RouteTarget::Kind::kParameter || route.target.param >= table_.size()) {
    return false;
  }
  if (!loaded(route.target.param)) return false;  // sleeps
  const char* const why = why_not(route);
  if (why != nullptr) refuse(route, why);
  return why == nullptr;
}

}  // namespace kiln
