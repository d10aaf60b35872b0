// Parameters of the types that the slots hold now.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/controls/target_menu.h"

#include "kiln/gui/style/paint.h"

namespace kiln::gui {

std::vector<MenuItem> target_menu(Context& context, const std::function<void(ParamIndex)>& choose) {
  std::vector<MenuItem> items;
  const ParamTable& table = context.model.table();
  for (const SlotInfo& slot : table.slots()) {
    MenuItem group{.text = utf8(slot.spec.name)};
    const int type = context.type_of(slot);
    for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
      const ParamInfo& info = table[p];
      if (!info.spec.modulatable() || (info.type >= 0 && info.type != type)) continue;
      group.sub.push_back({.text = utf8(info.spec.name), .action = [choose, p] { choose(p); }});
    }
    if (!group.sub.empty()) items.push_back(std::move(group));
  }
  return items;
}

}  // namespace kiln::gui
