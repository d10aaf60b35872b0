// A .kiln text becomes a Patch, with warnings that name the line, or an error.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

inline constexpr int kFormatVersion = 1;
inline constexpr std::size_t kMaxPatchText = 4u << 20;  // bytes; the largest state has 100 kB

struct ReadResult {
  bool ok = false;
  Patch patch = {};                        // valid when ok
  std::vector<std::string> warnings = {};  // "Slipcast.kiln:12: osc1.level = 20 is above …"
  std::string error = {};                  // "Slipcast.kiln:3: …" when not ok
};

// [any-thread but audio] `file_name` only appears in messages. Never throws but for want of memory.
// Unknown keys are kept and warned about, values out of range are clamped, NaN is refused (the
// default stays), and a text that is no TOML or no Kiln file is an error.
ReadResult read_patch(std::string_view text, const ParamTable& table, std::string_view file_name);

}  // namespace kiln
