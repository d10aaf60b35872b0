// A Patch as .kiln text: the order of the parameter table, one value a line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

enum class WriteMode : uint8_t {
  kPreset,  // leaves defaults out
  kState,   // writes every value, so that later defaults don't change a project
  kChain,   // as kPreset, of the effect slots alone
};

// write → read → write gives the same text, and read gives the same patch, bit for bit.
std::string write_patch(const Patch& patch, const ParamTable& table, WriteMode mode);

}  // namespace kiln
