// kiln presets: list the library, show a file, check files.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/cli/errors.h"
#include "kiln/cli/preset_source.h"

namespace kiln::cli {

// One line a preset: bank, program, category, name.
std::string presets_list(const Library& library);

// What is wrong with one preset: it can't be read, warnings, text that changes when it is read and
// written again, routes the engine refuses, missing wavetables. Empty: nothing.
std::vector<std::string> check_preset(const std::string& path, const PresetSource& source);

struct CheckResult {
  std::string report;  // a line for each problem, and a last line with the counts
  ExitCode code = ExitCode::kSuccess;
};
// Files, and folders with all *.kiln below them. Throws CommandError (kNoInput) for a missing path
// and for a folder without presets.
CheckResult presets_check(const std::vector<std::string>& paths, const PresetSource& source);

}  // namespace kiln::cli
