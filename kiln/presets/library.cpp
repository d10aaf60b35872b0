// Scans the library's folders and orders what is there.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/library.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <system_error>
#include <tuple>

#include "kiln/base/text.h"
#include "kiln/parameters/nearest.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "kiln/presets/toml_tree.h"

namespace kiln {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> kCategories = {"Bass",  "Lead", "Pad",     "Keys",
                                                          "Pluck", "Bell", "Strings", "Brass",
                                                          "Chord", "Drum", "Effect",  "Arp"};
constexpr std::size_t kProgramsPerBank = 128;

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && edit_distance(a, b) == 0;
}

// Known categories in their order, others after them by name.
std::pair<std::size_t, std::string> category_key(const std::string& category) {
  for (std::size_t i = 0; i < kCategories.size(); ++i) {
    if (same_word(category, kCategories[i])) return {i, ""};
  }
  return {kCategories.size(), category};
}

std::vector<fs::path> files_below(const fs::path& folder, std::vector<FolderTime>& folders) {
  std::vector<fs::path> files;
  folders.push_back(folder_time(folder));
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code ignored;
    const bool hidden = at->path().filename().string().starts_with('.');
    if (at->is_regular_file(ignored) && !hidden) files.push_back(at->path());
    if (hidden || at.depth() > 8) {
      at.disable_recursion_pending();
    } else if (at->is_directory(ignored) && !at->is_symlink(ignored)) {
      folders.push_back(folder_time(at->path()));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Only what stands above the first table is parsed.
void read_names(LibraryEntry& entry) {
  const FileText file = read_file(entry.path, kMaxPatchText);
  if (!file.ok) return;
  const std::size_t end = file.text.find("\n[");
  TomlResult head = parse_toml(std::string_view(file.text).substr(0, end));
  if (!head.ok) head = parse_toml(file.text);  // "\n[" stood inside a text
  if (!head.ok) return;
  const TomlValue* name = head.root.find("name");
  const TomlValue* category = head.root.find("category");
  if (name != nullptr && name->is_string() && !name->text.empty()) entry.name = name->text;
  if (category != nullptr && category->is_string() && !category->text.empty()) {
    entry.category = category->text;
  }
}

void add_presets(std::vector<LibraryEntry>& presets, const fs::path& folder, bool factory,
                 std::vector<FolderTime>& folders) {
  const auto first = static_cast<std::ptrdiff_t>(presets.size());
  for (const fs::path& path : files_below(folder, folders)) {
    if (path.extension() != ".kiln") continue;
    LibraryEntry entry;
    entry.name = path.stem().string();
    entry.category = path.parent_path() == folder ? "" : path.parent_path().filename().string();
    entry.path = path;
    entry.factory = factory;
    read_names(entry);
    presets.push_back(std::move(entry));
  }
  std::stable_sort(presets.begin() + first, presets.end(),
                   [](const LibraryEntry& a, const LibraryEntry& b) {
                     return std::tuple(category_key(a.category), a.path.filename()) <
                            std::tuple(category_key(b.category), b.path.filename());
                   });
}

void add_wavetables(std::vector<LibraryEntry>& tables, const fs::path& folder, bool factory,
                    std::vector<FolderTime>& folders) {
  for (const fs::path& path : files_below(folder, folders)) {
    tables.push_back({.name = path.stem().string(), .path = path, .factory = factory});
  }
}

Library::Found find_entry(const std::vector<LibraryEntry>& entries, std::string_view name) {
  Library::Found found;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (same_word(entry->name, name)) {
      found.entry = &*entry;
      return found;
    }
  }
  const int nearest = nearest_word(
      name, entries.size(), [&](std::size_t i) -> std::string_view { return entries[i].name; });
  if (nearest >= 0) found.nearest = entries[static_cast<std::size_t>(nearest)].name;
  return found;
}

}  // namespace

FolderTime folder_time(const fs::path& path) {
  std::error_code error;
  const fs::file_time_type time = fs::last_write_time(path, error);
  return {path, error ? fs::file_time_type::min() : time};
}

Library::Library(const LibraryPlaces& places) {
  std::error_code error;
  for (const fs::path& place : places.factory) {
    const fs::path presets = place / "presets" / "factory";
    if (presets_.empty() && fs::is_directory(presets, error)) {
      add_presets(presets_, presets, true, folders_);
    }
    const fs::path tables = place / "wavetables";
    if (wavetables_.empty() && fs::is_directory(tables, error)) {
      add_wavetables(wavetables_, tables, true, folders_);
    }
  }
  if (!places.user.empty()) {
    add_presets(presets_, places.user / "presets", false, folders_);
    add_wavetables(wavetables_, places.user / "wavetables", false, folders_);
  }
  for (std::size_t i = 0; i < presets_.size(); ++i) {
    presets_[i].bank = static_cast<int>(i / kProgramsPerBank);
    presets_[i].program = static_cast<int>(i % kProgramsPerBank);
  }
}

Library::Found Library::find(std::string_view name) const { return find_entry(presets_, name); }

Library::Found Library::find_wavetable(std::string_view name) const {
  return find_entry(wavetables_, name);
}

const LibraryEntry* Library::program(int bank, int program) const {
  if (bank < 0 || program < 0 || program >= static_cast<int>(kProgramsPerBank)) return nullptr;
  const auto index =
      static_cast<std::size_t>(bank) * kProgramsPerBank + static_cast<std::size_t>(program);
  return index < presets_.size() ? &presets_[index] : nullptr;
}

}  // namespace kiln
