// The effects of a patch on their own: what a file of a chain holds.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

// A new patch called `name` with all effect slots of `from` and their order, nothing else.
Patch chain_of(const Patch& from, const ParamTable& table, const std::string& name);
// Gives `patch` the effects of `chain`, which may be any patch. Routes stay with their slots.
void put_chain(Patch& patch, const Patch& chain, const ParamTable& table);

}  // namespace kiln
