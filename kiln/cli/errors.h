// What can go wrong in a command, and the exit code each kind has.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace kiln::cli {

// Frozen: scripts depend on them. The table is in `kiln --help` and docs/manual/command-line.md.
enum class ExitCode : int {
  kSuccess = 0,
  kInternal = 1,       // a defect of Kiln, or no memory left
  kUsage = 2,          // unknown command or option, bad value of an option
  kNoInput = 3,        // an input file is missing or can't be read
  kBadInput = 4,       // an input file is damaged or no file of its kind
  kUnknownName = 5,    // no such preset or parameter
  kBadValue = 6,       // a parameter's value, unit or range
  kNoOutput = 7,       // the output can't be written
  kCheckFailed = 8,    // `presets check` found problems
  kJobsFailed = 9,     // some jobs of `render-batch` failed, the others are done
  kInterrupted = 130,  // SIGINT or SIGTERM, as shells count it
};

// Carries one line for stderr: what was wrong, where, and the nearest valid name.
class CommandError : public std::runtime_error {
 public:
  CommandError(ExitCode code, const std::string& message)
      : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// One line a code: "  2  unknown command …".
std::string exit_code_table();

// "name" in quotes, cut to 60 bytes and without control characters: fit for one line.
std::string in_quotes(std::string_view text);

}  // namespace kiln::cli
