// Looks presets up, and applies values typed on the command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/preset_source.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "kiln/cli/errors.h"
#include "kiln/engine/instrument.h"
#include "kiln/parameters/text.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln::cli {
namespace {

namespace fs = std::filesystem;

bool is_file_name(const std::string& text) {
  std::error_code error;
  return text.ends_with(".kiln") || text.find('/') != std::string::npos ||
         fs::is_regular_file(text, error);
}

}  // namespace

PresetSource::PresetSource(const LibraryPlaces& places) : library_(places) {}

LoadedPreset load_preset_file(const std::string& path) {
  const FileText file = read_file(path, kMaxPatchText);
  if (!file.ok) throw CommandError(ExitCode::kNoInput, file.error);
  ReadResult read = read_patch(file.text, instrument_table(), path);
  if (!read.ok) throw CommandError(ExitCode::kBadInput, read.error);
  return {.patch = std::move(read.patch),
          .file = path,
          .text = file.text,
          .warnings = std::move(read.warnings)};
}

LoadedPreset PresetSource::load(const std::string& name_or_file) const {
  if (is_file_name(name_or_file)) return load_preset_file(name_or_file);
  const Library::Found found = library_.find(name_or_file);
  if (found.entry != nullptr) return load_preset_file(found.entry->path.string());
  if (name_or_file == "init") {
    LoadedPreset initial;
    initial.patch = make_patch(instrument_table());
    return initial;
  }
  const std::string advice = found.nearest.empty()
                                 ? std::string("the library is empty; 'init' is always there")
                                 : fmt::format("did you mean {}?", in_quotes(found.nearest));
  throw CommandError(ExitCode::kUnknownName,
                     fmt::format("no preset {}: {}", in_quotes(name_or_file), advice));
}

WavetableFinder PresetSource::wavetable_finder() const { return make_wavetable_finder(library_); }

void apply_override(Patch& patch, std::string_view assignment) {
  const std::size_t sign = assignment.find('=');
  if (sign == std::string_view::npos) {
    throw CommandError(ExitCode::kUsage,
                       fmt::format("--set {}: must be ID=VALUE", in_quotes(assignment)));
  }
  const std::string_view id = assignment.substr(0, sign);
  const std::string_view value = assignment.substr(sign + 1);
  const ParamTable& table = instrument_table();
  const std::optional<ParamIndex> param = table.find(id);
  if (!param) {
    throw CommandError(ExitCode::kUnknownName,
                       fmt::format("--set: no parameter {}, did you mean {}?", in_quotes(id),
                                   in_quotes(table.nearest_id(id))));
  }
  const ParamInfo& info = table[*param];
  const ParsedValue parsed = parse_value(info.spec, value);
  if (!parsed.ok) {
    throw CommandError(ExitCode::kBadValue, fmt::format("--set {}={}", info.id, parsed.error));
  }
  if (parsed.clamped) {
    throw CommandError(ExitCode::kBadValue,
                       fmt::format("--set {}={}: out of range, must be {} to {}", info.id,
                                   in_quotes(value), display_text(info.spec, info.spec.min),
                                   display_text(info.spec, info.spec.max)));
  }
  if (*param == table.slots()[info.slot].type_param) {
    choose_type(patch, table, *param, parsed.real);
  } else {
    patch.values[*param] = parsed.real;
  }
}

}  // namespace kiln::cli
