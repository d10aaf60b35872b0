// The difference of two patches: as data for undo, as readable lines for people.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

struct ValueChange {
  ParamIndex param = kNoParam;
  float before = 0.0f;
  float after = 0.0f;
  friend bool operator==(const ValueChange&, const ValueChange&) = default;
};

// One edit. Structures are whole and shared: some kilobytes where anything but a value changed.
struct PatchDiff {
  std::string label = {};                         // "Osc 1 Level", "Add route"
  std::vector<ValueChange> values = {};           // in order of the table
  std::shared_ptr<const Patch> before = nullptr;  // without values; null: structure is the same
  std::shared_ptr<const Patch> after = nullptr;
  std::uint64_t number = 0;  // of the step, once it is one of a document
  bool empty() const { return values.empty() && before == nullptr; }
};

PatchDiff make_diff(const Patch& before, const Patch& after, std::string label);

// "osc1.level: −6.0 dB → −3.0 dB", "+ env2 --+31 st--> filter1.cutoff", "name: a → b" …
// Empty if the patches sound and read the same.
std::vector<std::string> patch_diff(const Patch& a, const Patch& b, const ParamTable& table);

}  // namespace kiln
