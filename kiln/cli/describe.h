// A patch in words: what differs from the initial sound, its routes, macros and effects in order.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "kiln/presets/patch.h"

namespace kiln::cli {

std::string describe_patch(const Patch& patch);

}  // namespace kiln::cli
