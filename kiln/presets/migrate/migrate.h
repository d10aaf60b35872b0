// Older files become the present format, one small step a version; newer ones are read with care.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A step rewrites the TOML tree, before any value is looked at: it renames a key or rewrites a
// value. One file a step, named after what it does, and one line in migrations().
#pragma once

#include <span>
#include <string>

#include "kiln/presets/toml_tree.h"

namespace kiln {

struct Migration {
  int from = 0;           // rewrites format `from` to `from` + 1
  const char* what = "";  // one line for the reader of a warning
  void (*apply)(TomlValue& root) = nullptr;
};

// In order of `from`. Format 1 is the first, so there is nothing to rewrite yet.
std::span<const Migration> migrations();

struct MigrationResult {
  bool ok = false;
  int line = 0;
  std::string error = {};    // no Kiln file, or of a format that never was
  std::string warning = {};  // newer than this program
};
// Brings `root` from its own format to `current`.
MigrationResult migrate(TomlValue& root, int current, std::span<const Migration> steps);

}  // namespace kiln
