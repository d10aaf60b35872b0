// Lists and checks presets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/presets_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "kiln/engine/instrument.h"
#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln::cli {
namespace {

namespace fs = std::filesystem;

void add_files(const std::string& path, std::vector<std::string>& files) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    std::vector<std::string> found;
    fs::recursive_directory_iterator at(path, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (at->path().extension() == ".kiln") found.push_back(at->path().string());
    }
    if (error) {
      throw CommandError(ExitCode::kNoInput,
                         fmt::format("can't read {}: {}", path, error.message()));
    }
    if (found.empty()) {
      throw CommandError(ExitCode::kNoInput, fmt::format("{}: no .kiln files in it", path));
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  } else if (fs::exists(status)) {
    files.push_back(path);
  } else {
    throw CommandError(ExitCode::kNoInput, fmt::format("can't read {}: no such file", path));
  }
}

// Reading what was written must give the same patch, and writing that the same text.
void check_fixed_point(const Patch& patch, std::vector<std::string>& problems,
                       const std::string& path) {
  const ParamTable& table = instrument_table();
  for (const WriteMode mode : {WriteMode::kPreset, WriteMode::kState}) {
    const std::string text = write_patch(patch, table, mode);
    const ReadResult again = read_patch(text, table, path);
    if (!again.ok || !(again.patch == patch) || write_patch(again.patch, table, mode) != text) {
      problems.push_back(path + ": changes when it is written and read again");
      return;
    }
  }
}

}  // namespace

std::string presets_list(const Library& library) {
  std::string out;
  for (const LibraryEntry& entry : library.presets()) {
    out += fmt::format("{:>3}:{:<3}  {:<8}  {}{}\n", entry.bank, entry.program, entry.category,
                       entry.name, entry.factory ? "" : "  (user)");
  }
  return out;
}

std::vector<std::string> check_preset(const std::string& path, const PresetSource& source) {
  std::vector<std::string> problems;
  LoadedPreset preset;
  try {
    preset = load_preset_file(path);
  } catch (const CommandError& error) {
    problems.emplace_back(error.what());
    return problems;
  }
  problems = preset.warnings;
  check_fixed_point(preset.patch, problems, path);
  Synth synth;
  SynthSettings settings;
  settings.find_wavetable = source.wavetable_finder();
  for (const std::string& message : synth.prepare(settings, preset.patch)) {
    problems.push_back(std::string(path).append(": ").append(message));
  }
  return problems;
}

CheckResult presets_check(const std::vector<std::string>& paths, const PresetSource& source) {
  std::vector<std::string> files;
  for (const std::string& path : paths) add_files(path, files);
  CheckResult result;
  std::size_t bad = 0;
  for (const std::string& file : files) {
    const std::vector<std::string> problems = check_preset(file, source);
    for (const std::string& problem : problems) result.report += problem + "\n";
    bad += !problems.empty();
  }
  result.report += fmt::format("{} of {} presets are fine\n", files.size() - bad, files.size());
  if (bad > 0) result.code = ExitCode::kCheckFailed;
  return result;
}

}  // namespace kiln::cli
