// Looks ids up once more than needed, so that a wrong one is an error and not silence.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patches.h"

#include <stdexcept>
#include <string>

namespace kiln::test {

ParamIndex param(std::string_view id) {
  const ParamTable& table = instrument_table();
  if (const auto index = table.find(id)) return *index;
  throw std::runtime_error("no parameter " + std::string(id) +
                           "; nearest: " + table.nearest_id(id));
}

void set(Patch& patch, std::string_view id, float real) {
  const ParamIndex index = param(id);
  patch.values[index] = clamp_real(instrument_table()[index].spec, real);
}

int type_number(std::string_view slot, std::string_view type) {
  const SlotInfo* const info = instrument_table().find_slot(slot);
  if (info == nullptr) throw std::runtime_error("no slot " + std::string(slot));
  for (std::size_t i = 0; i < info->spec.types.size(); ++i) {
    if (type == info->spec.types[i]->id) return static_cast<int>(i);
  }
  throw std::runtime_error("no type " + std::string(type) + " in " + std::string(slot));
}

void choose(Patch& patch, std::string_view slot, std::string_view type) {
  const SlotInfo& info = *instrument_table().find_slot(slot);
  patch.values[info.type_param] = static_cast<float>(type_number(slot, type));
}

Route make_route(Source source, std::string_view target, float depth, Source via) {
  Route route;
  route.source = source;
  route.via = via;
  route.target = {.kind = RouteTarget::Kind::kParameter, .param = param(target)};
  route.depth = depth;
  return route;
}

float random_real(const ParamSpec& spec, Draw& draw) {
  if (spec.curve == Curve::kStep) {
    return static_cast<float>(draw.between(static_cast<int>(spec.min), static_cast<int>(spec.max)));
  }
  return clamp_real(spec, x_to_real(spec, draw.unit()));
}

}  // namespace kiln::test
