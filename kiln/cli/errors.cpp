// The meanings of the exit codes, and foreign text made fit for one line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/errors.h"

#include <fmt/format.h>

#include <string_view>

namespace kiln::cli {
namespace {

struct Meaning {
  ExitCode code;
  const char* text;
};
constexpr Meaning kMeanings[] = {
    {ExitCode::kSuccess, "done"},
    {ExitCode::kInternal, "internal failure, or no memory left"},
    {ExitCode::kUsage, "unknown command or option, or a bad value of an option"},
    {ExitCode::kNoInput, "an input file is missing or can't be read"},
    {ExitCode::kBadInput, "an input file is damaged or not a file of its kind"},
    {ExitCode::kUnknownName, "no such preset or parameter"},
    {ExitCode::kBadValue, "a parameter's value, unit or range is wrong"},
    {ExitCode::kNoOutput, "the output can't be written"},
    {ExitCode::kCheckFailed, "`presets check` found a problem"},
    {ExitCode::kJobsFailed, "some jobs of `render-batch` failed; the others are done"},
    {ExitCode::kInterrupted, "interrupted"},
};
constexpr std::size_t kLongestQuote = 60;

}  // namespace

std::string exit_code_table() {
  std::string text;
  for (const Meaning& meaning : kMeanings) {
    text += fmt::format("  {:>3}  {}\n", static_cast<int>(meaning.code), meaning.text);
  }
  return text;
}

std::string in_quotes(std::string_view text) {
  std::string line = "'";
  for (const char c : text.substr(0, kLongestQuote)) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > kLongestQuote) {
    // A character cut in two would make the line invalid UTF-8.
    while (line.size() > 1 && (static_cast<unsigned char>(text[line.size() - 1]) & 0xc0) == 0x80) {
      line.pop_back();
    }
    line += "…";
  }
  return line + "'";
}

}  // namespace kiln::cli
