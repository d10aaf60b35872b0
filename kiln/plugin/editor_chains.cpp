// Chains of effects as files beside the player's presets: chains/<name>.kiln.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <system_error>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/chain.h"
#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln {
namespace {

std::string file_name_before(const std::string& name) {
  std::string file;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    file += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '_';
  }
  return file;
}

// Whether a file of that stem was written for the name, with a number or not.
bool is_file_of(const std::string& stem, const std::string& name) {
  const std::string file = file_name(name);
  if (stem == file || stem == file_name_before(name)) return true;
  if (!stem.starts_with(file + " ")) return false;
  return stem.find_first_not_of("0123456789", file.size() + 1) == std::string::npos;
}

}  // namespace

std::vector<EditorModel::ChainFile> EditorModel::chain_files() const {
  std::vector<ChainFile> files;
  const std::filesystem::path& user = instrument_.library().places().user;
  if (user.empty()) return files;
  std::error_code none;
  for (std::filesystem::directory_iterator at(user / "chains", none), end; at != end;
       at.increment(none)) {
    if (at->path().extension() != ".kiln") continue;
    const std::optional<std::string> text = text_of(at->path());
    if (!text) continue;
    const ReadResult read = read_patch(*text, table(), at->path().string());
    if (!read.ok) continue;
    // A file that was renamed by hand goes by that name.
    const std::u8string stem = at->path().stem().u8string();
    std::string name(stem.begin(), stem.end());
    if (is_file_of(name, read.patch.meta.name)) name = read.patch.meta.name;
    files.push_back({name, at->path()});
  }
  std::sort(files.begin(), files.end(), [](const ChainFile& a, const ChainFile& b) {
    return a.name != b.name ? a.name < b.name : a.path < b.path;
  });
  return files;
}

std::filesystem::path EditorModel::chain_path(const std::string& name) const {
  for (const ChainFile& file : chain_files()) {
    if (file.name == name) return file.path;
  }
  return {};
}

std::vector<std::string> EditorModel::chains() const {
  std::vector<std::string> names;
  for (const ChainFile& file : chain_files()) {
    if (names.empty() || names.back() != file.name) names.push_back(file.name);
  }
  return names;
}

std::string EditorModel::save_chain(const std::string& name) {
  const std::filesystem::path& user = instrument_.library().places().user;
  if (user.empty()) return "there is no folder for chains";
  std::filesystem::path path = chain_path(name);
  const bool replaces = !path.empty();
  if (!replaces) path = free_path(user / "chains", name);
  const std::string text =
      write_patch(chain_of(document_.patch(), table(), name), table(), WriteMode::kChain);
  return change_files({.label = (replaces ? "Replace chain " : "Save chain ") + name,
                       .changes = {{path, text_of(path), text}},
                       .saves = true});
}

std::string EditorModel::load_chain(const std::string& name) {
  const std::filesystem::path path = chain_path(name);
  const std::optional<std::string> text = text_of(path);
  if (!text) return "there is no chain of this name";
  const ReadResult read = read_patch(*text, table(), path.string());
  if (!read.ok) return read.error;
  document_.edit("Load chain " + name,
                 [&](Patch& patch) { put_chain(patch, read.patch, table()); });
  read_structure();
  return {};
}

std::string EditorModel::delete_chain(const std::string& name) {
  const std::filesystem::path path = chain_path(name);
  if (path.empty()) return "there is no chain of this name";
  return change_files(
      {.label = "Delete chain " + name, .changes = {{path, text_of(path), std::nullopt}}});
}

}  // namespace kiln
