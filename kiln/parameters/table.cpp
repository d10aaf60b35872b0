// Builds the flat table from slot descriptions, and looks things up in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/table.h"

#include <algorithm>
#include <cassert>

#include "kiln/parameters/nearest.h"

namespace kiln {
namespace {

// "level" in the slot's common parameters, "analog.shape" in those of a type.
void apply_overrides(const SlotSpec& slot, std::span<ParamInfo> params) {
  for (const auto& [id, real] : slot.initial_overrides) {
    const std::string full = slot.id + "." + id;
    const auto found = std::find_if(params.begin(), params.end(),
                                    [&](const ParamInfo& info) { return info.id == full; });
    assert(found != params.end() && "an initial value for a parameter the slot doesn't have");
    if (found != params.end()) found->spec.initial = clamp_real(found->spec, real);
  }
}

void apply_type_initials(const SlotSpec& slot, std::span<ParamInfo> params) {
  for (std::size_t type = 0; type < slot.type_initials.size(); ++type) {
    for (const auto& [id, real] : slot.type_initials[type]) {
      const std::string full = slot.id + "." + id;
      const auto found = std::find_if(params.begin(), params.end(),
                                      [&](const ParamInfo& info) { return info.id == full; });
      assert(found != params.end() && "an initial value for a parameter the slot doesn't have");
      if (found == params.end()) continue;
      found->initial_of_type.resize(slot.types.size(), found->spec.initial);
      found->initial_of_type[type] = clamp_real(found->spec, real);
    }
  }
}

}  // namespace

ParamTable::ParamTable(std::vector<SlotSpec> specs) {
  slots_.reserve(specs.size());
  for (SlotSpec& spec : specs) {
    SlotInfo slot;
    slot.first_common = static_cast<ParamIndex>(params_.size());
    const auto slot_index = static_cast<uint16_t>(slots_.size());
    const auto add = [&](const ParamSpec& param, const ModuleSpec* module, int type) {
      ParamInfo info;
      info.spec = param;
      info.spec.since = std::max(param.since, spec.since);
      info.id = spec.id + "." + (module != nullptr ? std::string(module->id) + "." : "") + param.id;
      info.name = spec.name + " " + param.name;
      info.slot = slot_index;
      info.type = static_cast<int16_t>(type);
      info.scope = spec.scope;
      params_.push_back(std::move(info));
    };
    for (const ParamSpec& param : spec.common) {
      const bool names_type = !spec.types.empty() && std::string_view(param.id) == "type";
      if (names_type) slot.type_param = static_cast<ParamIndex>(params_.size());
      add(param, nullptr, -1);
      if (!names_type) continue;
      ParamInfo& info = params_.back();
      for (const ModuleSpec* type : spec.types) info.choice_names.push_back(type->name);
      info.spec.max = static_cast<float>(spec.types.size() - 1);
    }
    for (std::size_t type = 0; type < spec.types.size(); ++type) {
      // A file can't have both "noise = 1" and "noise.colour = 2" in one table.
      assert(std::none_of(spec.common.begin(), spec.common.end(),
                          [&](const ParamSpec& param) {
                            return std::string_view(param.id) == spec.types[type]->id;
                          }) &&
             "a type is called as a common parameter");
      slot.first_of_type.push_back(static_cast<ParamIndex>(params_.size()));
      for (const ParamSpec& param : spec.types[type]->params) {
        add(param, spec.types[type], static_cast<int>(type));
      }
    }
    assert(params_.size() < kNoParam);
    slot.end = static_cast<ParamIndex>(params_.size());
    apply_overrides(spec, std::span(params_).subspan(slot.first_common));
    apply_type_initials(spec, std::span(params_).subspan(slot.first_common));
    slot.spec = std::move(spec);
    slots_.push_back(std::move(slot));
  }
  by_id_.reserve(params_.size());
  for (std::size_t i = 0; i < params_.size(); ++i) {
    ParamInfo& info = params_[i];
    if (!info.choice_names.empty()) info.spec.choices = info.choice_names;
    by_id_.emplace_back(info.id, static_cast<ParamIndex>(i));
  }
  std::sort(by_id_.begin(), by_id_.end());
  assert(std::adjacent_find(by_id_.begin(), by_id_.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }) ==
             by_id_.end() &&
         "two parameters with one id");
}

std::optional<ParamIndex> ParamTable::find(std::string_view id) const {
  const auto at = std::lower_bound(
      by_id_.begin(), by_id_.end(), id,
      [](const auto& entry, std::string_view b) { return std::string_view(entry.first) < b; });
  if (at == by_id_.end() || at->first != id) return std::nullopt;
  return at->second;
}

const SlotInfo* ParamTable::find_slot(std::string_view id) const {
  for (const SlotInfo& slot : slots_) {
    if (slot.spec.id == id) return &slot;
  }
  return nullptr;
}

const SlotInfo& ParamTable::slot(SlotKind kind, int number) const {
  const auto at = std::find_if(slots_.begin(), slots_.end(), [&](const SlotInfo& slot) {
    return slot.spec.kind == kind && slot.spec.number == number;
  });
  assert(at != slots_.end() && "no such slot");
  return *at;
}

float ParamTable::initial(ParamIndex param, std::span<const float> values) const {
  const ParamInfo& info = params_[param];
  const ParamIndex type_param = slots_[info.slot].type_param;
  if (info.initial_of_type.empty() || type_param == kNoParam) return info.spec.initial;
  const auto type = static_cast<std::size_t>(values[type_param]);
  return type < info.initial_of_type.size() ? info.initial_of_type[type] : info.spec.initial;
}

ParamIndex ParamTable::common(const SlotInfo& slot, std::string_view last_part) const {
  for (std::size_t i = 0; i < slot.spec.common.size(); ++i) {
    if (last_part == slot.spec.common[i].id) {
      return static_cast<ParamIndex>(slot.first_common + i);
    }
  }
  return kNoParam;
}

std::vector<ParamIndex> ParamTable::host_params() const {
  std::vector<ParamIndex> shown;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    const ParamSpec& spec = params_[i].spec;
    if (!spec.structural() && !spec.target_only()) shown.push_back(static_cast<ParamIndex>(i));
  }
  // What a later version added comes after all that was there: some formats save automation by
  // position.
  std::stable_sort(shown.begin(), shown.end(), [this](ParamIndex a, ParamIndex b) {
    return params_[a].spec.since < params_[b].spec.since;
  });
  return shown;
}

std::string ParamTable::nearest_id(std::string_view id) const {
  const int nearest = nearest_word(
      id, params_.size(), [&](std::size_t i) -> std::string_view { return params_[i].id; });
  return nearest < 0 ? std::string() : params_[static_cast<std::size_t>(nearest)].id;
}

}  // namespace kiln
