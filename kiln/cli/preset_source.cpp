// Looks presets and wavetables up, and applies values typed on the command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/preset_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "kiln/cli/errors.h"
#include "kiln/dsp/wavetable.h"
#include "kiln/engine/instrument.h"
#include "kiln/parameters/text.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"

namespace kiln::cli {
namespace {

namespace fs = std::filesystem;

using Table = std::shared_ptr<const WavetableMips>;

bool is_file_name(const std::string& text) {
  std::error_code error;
  return text.ends_with(".kiln") || text.find('/') != std::string::npos ||
         fs::is_regular_file(text, error);
}

// Every file of the library is read once, and only when a preset asks for one it doesn't name.
class TableCache {
 public:
  explicit TableCache(const Library& library) : library_(library) {}

  Table find(const WavetableRef& wanted) {
    const std::lock_guard lock(mutex_);
    const LibraryEntry* const named = library_.find_wavetable(wanted.name).entry;
    const Loaded* by_name = named != nullptr ? load(*named) : nullptr;
    if (by_name != nullptr && (wanted.hash.empty() || by_name->hash == wanted.hash)) {
      return by_name->table;
    }
    for (const LibraryEntry& entry : library_.wavetables()) {
      if (wanted.hash.empty()) break;
      const Loaded* const loaded = load(entry);
      if (loaded != nullptr && loaded->hash == wanted.hash) return loaded->table;
    }
    return by_name != nullptr ? by_name->table : nullptr;
  }

 private:
  struct Loaded {
    std::string hash;
    Table table;
  };

  const Loaded* load(const LibraryEntry& entry) {
    const auto known = loaded_.find(entry.path);
    if (known != loaded_.end()) return known->second ? &*known->second : nullptr;
    std::optional<Loaded>& slot = loaded_[entry.path];
    const WavetableRead read = read_wavetable_file(entry.path);
    if (read.table) {
      slot = Loaded{to_hex(read.table->hash),
                    WavetableMips::make(read.table->samples, read.table->cycle_samples)};
    }
    return slot ? &*slot : nullptr;
  }

  const Library& library_;
  std::mutex mutex_;
  std::map<fs::path, std::optional<Loaded>> loaded_;
};

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

WavetableFinder PresetSource::wavetable_finder() const {
  auto cache = std::make_shared<TableCache>(library_);
  return [cache](const WavetableRef& wanted) { return cache->find(wanted); };
}

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
  patch.values[*param] = parsed.real;
}

}  // namespace kiln::cli
