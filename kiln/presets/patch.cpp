// The empty patch, and what must hold for every patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/patch.h"

#include <algorithm>

namespace kiln {
namespace {

bool is_permutation_of_slots(const std::array<uint8_t, kPatchEffects>& order) {
  std::array<uint8_t, kPatchEffects> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] != i) return false;
  }
  return true;
}

}  // namespace

Patch make_patch(const ParamTable& table) {
  Patch patch;
  patch.values.reserve(static_cast<std::size_t>(table.size()));
  for (const ParamInfo& info : table.params()) patch.values.push_back(info.spec.initial);
  return patch;
}

void choose_type(Patch& patch, const ParamTable& table, ParamIndex type_param, float type) {
  const SlotInfo& slot = table.slots()[table[type_param].slot];
  const std::vector<float> before = patch.values;
  patch.values[type_param] = clamp_real(table[type_param].spec, type);
  for (ParamIndex param = slot.first_common; param < slot.end; ++param) {
    if (table[param].initial_of_type.empty() || before[param] != table.initial(param, before)) {
      continue;
    }
    patch.values[param] = table.initial(param, patch.values);
  }
}

Patch structure_of(const Patch& patch) {
  Patch structure;
  structure.meta = patch.meta;
  structure.routes = patch.routes;
  structure.effect_order = patch.effect_order;
  structure.lfos = patch.lfos;
  structure.wavetables = patch.wavetables;
  structure.remaps = patch.remaps;
  structure.macros = patch.macros;
  structure.unknown = patch.unknown;
  structure.unknown_routes = patch.unknown_routes;
  return structure;
}

bool is_valid(const Patch& patch, const ParamTable& table) {
  if (patch.values.size() != static_cast<std::size_t>(table.size())) return false;
  for (std::size_t i = 0; i < patch.values.size(); ++i) {
    const float value = patch.values[i];
    if (clamp_real(table.params()[i].spec, value) != value) return false;  // NaN included
  }
  if (patch.routes.size() > kMaxRoutes || !is_permutation_of_slots(patch.effect_order)) {
    return false;
  }
  for (const std::vector<float>& remap : patch.remaps) {
    if (remap.size() > kMaxRemapPoints) return false;
  }
  return std::all_of(patch.lfos.begin(), patch.lfos.end(), [](const PatchLfo& lfo) {
    return lfo.drawing.points.size() <= kMaxLfoPoints && lfo.drawing.steps.size() <= kMaxLfoSteps;
  });
}

}  // namespace kiln
