// Checks the format number of a file and runs the steps it needs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/migrate/migrate.h"

namespace kiln {

std::span<const Migration> migrations() { return {}; }

MigrationResult migrate(TomlValue& root, int current, std::span<const Migration> steps) {
  MigrationResult result;
  const TomlValue* format = root.find("kiln");
  if (format == nullptr) {
    result.line = 1;
    result.error = "not a Kiln file: the line 'kiln = " + std::to_string(current) + "' is missing";
    return result;
  }
  result.line = format->line;
  if (format->kind != TomlValue::Kind::kInteger || format->integer < 1) {
    result.error = "'kiln' must be the number of the file format, 1 to " + std::to_string(current);
    return result;
  }
  result.ok = true;
  if (format->integer > current) {
    result.warning = "written by a newer Kiln (format " + std::to_string(format->integer) +
                     "); what this one doesn't know is kept but not heard";
    return result;
  }
  for (const Migration& step : steps) {
    if (step.from >= format->integer && step.from < current) step.apply(root);
  }
  return result;
}

}  // namespace kiln
