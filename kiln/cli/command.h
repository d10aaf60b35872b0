// One run of the command `kiln`, without a process around it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "kiln/cli/errors.h"
#include "kiln/presets/library.h"

namespace kiln::cli {

struct CommandSetup {
  LibraryPlaces places = {};
  bool progress = false;  // the error stream is a terminal
};

// `words` are the arguments after the program's name. Results go to `out`; errors, one line each,
// and notes go to `err`. Never throws.
ExitCode run_command(std::vector<std::string> words, const CommandSetup& setup, std::ostream& out,
                     std::ostream& err) noexcept;

}  // namespace kiln::cli
