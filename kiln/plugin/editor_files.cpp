// What the editor does to the player's presets, each as a step that can be taken back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <system_error>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/read.h"
#include "kiln/presets/write.h"

namespace kiln {

void EditorModel::files_changed() {
  instrument_.library().rescan();
  shelf_->reread();
  read_structure();
  take_presets();
  file_moves_ = document_.moves();
}

// Files first: where they can't be written all stays as it was.
std::string EditorModel::change_files(FileStep step, const std::function<void(FileStep&)>& then) {
  std::string wrong = files_.perform(std::move(step));
  if (!wrong.empty()) return wrong;
  if (then) then(*files_.last());
  files_changed();
  return {};
}

std::filesystem::path EditorModel::current_file() const {
  const int now = current_preset();
  return now < 0 ? std::filesystem::path() : paths_[static_cast<std::size_t>(now)];
}

std::filesystem::path EditorModel::own_file(const std::string& name,
                                            const std::string& category) const {
  const auto is_it = [&](int index) {
    const auto i = static_cast<std::size_t>(index);
    if (presets_[i].factory || presets_[i].name != name) return false;
    const std::optional<std::string> text = text_of(paths_[i]);
    if (!text) return false;
    const ReadResult read = read_patch(*text, table(), paths_[i].string());
    return read.ok && read.patch.meta.name == name && read.patch.meta.category == category;
  };
  if (const int now = current_preset(); now >= 0 && is_it(now)) return current_file();
  for (int i = 0; i < static_cast<int>(presets_.size()); ++i) {
    if (is_it(i)) return paths_[static_cast<std::size_t>(i)];
  }
  return {};
}

std::filesystem::path EditorModel::free_file(const std::string& name, const std::string& category,
                                             const std::filesystem::path& own) const {
  return free_path(instrument_.library().places().user / "presets" /
                       utf8_path(category.empty() ? "other" : file_name(category)),
                   name, own);
}

void EditorModel::name_document(FileStep& step, const std::string& name,
                                const std::string& category) {
  const PatchMeta& meta = structure().meta;
  if (meta.name == name && meta.category == category) return;
  const std::uint64_t before = document_.undo_step();
  document_.edit("Name", [&](Patch& patch) {
    patch.meta.name = name;
    patch.meta.category = category;
  });
  read_structure();
  if (document_.undo_step() != before) step.name_step = document_.undo_step();
}

FileMark EditorModel::mark() const {
  return {.file = current_file(), .saved = std::make_shared<const Patch>(document_.saved())};
}

void EditorModel::take_mark(const FileMark& mark) {
  loaded_ = mark.file;
  document_.mark_saved(*mark.saved);
}

std::string EditorModel::save() {
  const int now = current_preset();
  if (now < 0 || presets_[static_cast<std::size_t>(now)].factory) return "needs a name of its own";
  const std::filesystem::path path = paths_[static_cast<std::size_t>(now)];
  return change_files({.label = "Save " + presets_[static_cast<std::size_t>(now)].name,
                       .changes = {{path, text_of(path), document_.preset_text()}},
                       .saves = true},
                      [&](FileStep& step) {
                        step.before = mark();
                        step.after = {path, std::make_shared<const Patch>(document_.patch())};
                        take_mark(step.after);
                      });
}

std::string EditorModel::save_as(const std::string& name, const std::string& category) {
  if (instrument_.library().places().user.empty()) return "there is no folder for presets";
  std::filesystem::path path = own_file(name, category);
  const bool replaces = !path.empty() && path != current_file();
  if (path.empty()) path = free_file(name, category);
  return change_files({.label = (replaces ? "Replace " : "Save ") + name,
                       .changes = {{path, text_of(path), document_.preset_text(name, category)}},
                       .saves = true},
                      [&](FileStep& step) {
                        step.before = mark();
                        name_document(step, name, category);
                        step.after = {path, std::make_shared<const Patch>(document_.patch())};
                        take_mark(step.after);
                        lost_name_.clear();
                      });
}

std::string EditorModel::rename_preset(int index, const std::string& name,
                                       const std::string& category) {
  const gui::PresetInfo info = presets_[static_cast<std::size_t>(index)];
  if (info.factory) return "factory presets keep their names";
  const std::filesystem::path from = paths_[static_cast<std::size_t>(index)];
  const std::optional<std::string> text = text_of(from);
  ReadResult read = read_patch(text.value_or(""), table(), from.string());
  if (!text || !read.ok) return "the file cannot be read";
  const bool same = read.patch.meta.name == name && read.patch.meta.category == category;
  if (!same && !own_file(name, category).empty()) return "there is a preset of this name";
  read.patch.meta.name = name;
  read.patch.meta.category = category;
  const std::string renamed = write_patch(read.patch, table(), WriteMode::kPreset);
  const std::filesystem::path to = same ? from : free_file(name, category, from);
  FileStep change{.label = "Rename " + info.name, .changes = {{from, text, renamed}}};
  if (to != from) change.changes = {{to, std::nullopt, renamed}, {from, text, std::nullopt}};
  return change_files(std::move(change), [&](FileStep& step) {
    if (name != info.name && favourites_.contains(info.name)) {
      step.unstarred = info.name;
      if (!favourites_.contains(name)) step.starred = name;
      change_favourites(step.unstarred, step.starred);
    }
    if (index != current_preset()) return;
    step.before = mark();
    name_document(step, name, category);
    Patch saved = *step.before.saved;
    saved.meta.name = name;
    saved.meta.category = category;
    step.after = {to, std::make_shared<const Patch>(std::move(saved))};
    take_mark(step.after);
  });
}

std::string EditorModel::delete_preset(int index) {
  const gui::PresetInfo info = presets_[static_cast<std::size_t>(index)];
  if (info.factory) return "factory presets stay";
  const std::filesystem::path path = paths_[static_cast<std::size_t>(index)];
  const bool current = index == current_preset();
  std::string wrong = change_files(
      {.label = "Delete " + info.name, .changes = {{path, text_of(path), std::nullopt}}});
  if (current && wrong.empty()) {
    lost_path_ = path;
    lost_name_ = info.name;
  }
  return wrong;
}

// Until the file is back, the sound has another name, or is saved anew.
bool EditorModel::lost_its_file() const {
  return !lost_name_.empty() && structure().meta.name == lost_name_ &&
         !by_path_.contains(lost_path_);
}

std::string EditorModel::import_preset(const std::string& from) {
  if (instrument_.library().places().user.empty()) return "there is no folder for presets";
  const std::optional<std::string> text = text_of(utf8_path(from));
  if (!text) return "the file cannot be read";
  const ReadResult read = read_patch(*text, table(), from);
  if (!read.ok) return read.error;
  const PatchMeta& meta = read.patch.meta;
  for (std::size_t i = 0; i < presets_.size(); ++i) {
    const bool same = !presets_[i].factory && presets_[i].name == meta.name;
    if (same && text_of(paths_[i]) == text) return "this preset is there already";
  }
  const std::filesystem::path to = free_file(meta.name, meta.category);
  return change_files({.label = "Import " + meta.name, .changes = {{to, std::nullopt, *text}}});
}

// What belongs to the step beside its files: the document's name, the star, the edited mark.
void EditorModel::follow_files(const FileStep& step, bool forward, bool current) {
  const std::uint64_t next = forward ? document_.redo_step() : document_.undo_step();
  const bool named = step.name_step == 0 || step.name_step == next;
  if (step.name_step != 0 && named && forward) document_.redo();
  if (step.name_step != 0 && named && !forward) document_.undo();
  if (!step.unstarred.empty()) {
    change_favourites(forward ? step.unstarred : step.starred,
                      forward ? step.starred : step.unstarred);
  }
  if (step.after.saved != nullptr && current && named) {
    take_mark(forward ? step.after : step.before);
  }
  files_changed();
}

bool EditorModel::undo_files() {
  const FileStep* const step = files_.last();
  if (step == nullptr) return false;
  const bool current = current_file() == step->after.file;
  if (!files_.undo().empty()) return false;
  follow_files(*files_.next(), false, current);
  return true;
}

// The newest step is a file's as long as nothing was edited after it.
bool EditorModel::newest_is_file() const {
  return files_.last() != nullptr && !files_.last()->saves && document_.moves() == file_moves_;
}

bool EditorModel::next_is_file() const {
  return files_.next() != nullptr && document_.moves() == file_moves_;
}

bool EditorModel::undo() {
  if (newest_is_file()) return undo_files();
  const bool done = document_.undo();
  read_structure();
  return done;
}

bool EditorModel::redo() {
  if (!next_is_file()) {
    const bool done = document_.redo();
    read_structure();
    return done;
  }
  const bool current = current_file() == files_.next()->before.file;
  if (!files_.redo().empty()) return false;
  follow_files(*files_.last(), true, current);
  return true;
}

std::string EditorModel::undo_label() const {
  return newest_is_file() ? files_.last()->label : document_.undo_label();
}

std::string EditorModel::redo_label() const {
  return next_is_file() ? files_.next()->label : document_.redo_label();
}

}  // namespace kiln
