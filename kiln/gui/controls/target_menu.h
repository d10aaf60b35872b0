// Every parameter that a route may move, as a menu by slots.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/context.h"
#include "kiln/gui/controls/popup.h"

namespace kiln::gui {

std::vector<MenuItem> target_menu(Context& context, const std::function<void(ParamIndex)>& choose);

}  // namespace kiln::gui
