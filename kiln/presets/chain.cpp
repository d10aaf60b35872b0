// Copies effect slots from patch to patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/chain.h"

#include <algorithm>

namespace kiln {

Patch chain_of(const Patch& from, const ParamTable& table, const std::string& name) {
  Patch chain = make_patch(table);
  chain.meta = {};
  chain.meta.name = name;
  put_chain(chain, from, table);
  return chain;
}

void put_chain(Patch& patch, const Patch& chain, const ParamTable& table) {
  for (const SlotInfo& slot : table.slots()) {
    if (slot.spec.kind != SlotKind::kEffect) continue;
    std::copy(chain.values.begin() + slot.first_common, chain.values.begin() + slot.end,
              patch.values.begin() + slot.first_common);
  }
  patch.effect_order = chain.effect_order;
}

}  // namespace kiln
