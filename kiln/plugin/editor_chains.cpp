// Chains of effects as files beside the player's presets: chains/<name>.kiln.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <system_error>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/chain.h"
#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln {

std::filesystem::path EditorModel::chain_path(const std::string& name) const {
  return instrument_.library().places().user / "chains" / (file_name(name) + ".kiln");
}

std::vector<std::string> EditorModel::chains() const {
  std::vector<std::string> names;
  std::error_code none;
  const auto folder = chain_path("").parent_path();
  for (std::filesystem::directory_iterator at(folder, none), end; at != end; at.increment(none)) {
    if (at->path().extension() != ".kiln") continue;
    const std::optional<std::string> text = text_of(at->path());
    if (!text) continue;
    const ReadResult read = read_patch(*text, table(), at->path().string());
    // By its name it is found again; a file that was renamed by hand goes by that name.
    const std::string stem = at->path().stem().string();
    const std::string& name = file_name(read.patch.meta.name) == stem ? read.patch.meta.name : stem;
    if (read.ok && file_name(name) == stem) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string EditorModel::save_chain(const std::string& name) {
  if (instrument_.library().places().user.empty()) return "there is no folder for chains";
  const std::filesystem::path path = chain_path(name);
  const std::string text =
      write_patch(chain_of(document_.patch(), table(), name), table(), WriteMode::kChain);
  return change_files(
      {.label = "Save chain " + name, .changes = {{path, text_of(path), text}}, .saves = true});
}

std::string EditorModel::load_chain(const std::string& name) {
  const std::optional<std::string> text = text_of(chain_path(name));
  if (!text) return "there is no chain of this name";
  const ReadResult read = read_patch(*text, table(), chain_path(name).string());
  if (!read.ok) return read.error;
  document_.edit("Load chain " + name,
                 [&](Patch& patch) { put_chain(patch, read.patch, table()); });
  return {};
}

std::string EditorModel::delete_chain(const std::string& name) {
  const std::filesystem::path path = chain_path(name);
  return change_files(
      {.label = "Delete chain " + name, .changes = {{path, text_of(path), std::nullopt}}});
}

}  // namespace kiln
