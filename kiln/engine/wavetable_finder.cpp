// Reads wavetable files when they are asked for, and remembers their contents' hashes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/wavetable_finder.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "kiln/presets/wavetable_file.h"

namespace kiln {
namespace {

namespace fs = std::filesystem;

class TableFiles {
 public:
  using Table = std::shared_ptr<const WavetableMips>;

  explicit TableFiles(Library library) : library_(std::move(library)) {}

  Table find(const WavetableRef& wanted) {
    const std::lock_guard lock(mutex_);
    const LibraryEntry* const named = library_.find_wavetable(wanted.name).entry;
    Table by_name = named != nullptr ? load(*named) : nullptr;
    if (wanted.hash.empty()) return by_name;
    if (by_name != nullptr && known_[named->path].hash == wanted.hash) return by_name;
    for (const LibraryEntry& entry : library_.wavetables()) {
      // Most contents are known by now, so that most files stay closed.
      if (up_to_date(entry.path) && known_[entry.path].hash != wanted.hash) continue;
      Table table = load(entry);
      if (table != nullptr && known_[entry.path].hash == wanted.hash) return table;
    }
    return by_name;
  }

 private:
  struct Known {
    fs::file_time_type written = {};
    std::string hash = {};  // empty: could not be read
    std::weak_ptr<const WavetableMips> table = {};
  };

  static fs::file_time_type written_at(const fs::path& path) {
    std::error_code error;
    return fs::last_write_time(path, error);
  }

  bool up_to_date(const fs::path& path) const {
    const auto known = known_.find(path);
    return known != known_.end() && known->second.written == written_at(path);
  }

  Table load(const LibraryEntry& entry) {
    const bool same_file = up_to_date(entry.path);
    Known& known = known_[entry.path];
    if (same_file) {
      if (known.hash.empty()) return nullptr;
      if (Table table = known.table.lock()) return table;
    }
    known = {.written = written_at(entry.path)};
    const WavetableRead read = read_wavetable_file(entry.path);
    if (!read.table) return nullptr;
    Table table = WavetableMips::make(read.table->samples, read.table->cycle_samples);
    known.hash = to_hex(read.table->hash);
    known.table = table;
    return table;
  }

  const Library library_;
  std::mutex mutex_;
  std::map<fs::path, Known> known_;
};

}  // namespace

WavetableFinder make_wavetable_finder(Library library) {
  auto files = std::make_shared<TableFiles>(std::move(library));
  return [files](const WavetableRef& wanted) { return files->find(wanted); };
}

}  // namespace kiln
