// Presets as the editor lists, loads, saves and auditions them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <sstream>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"
#include "kiln/presets/write.h"

namespace kiln {

std::filesystem::path EditorModel::favourites_file() const {
  return instrument_.library().places().user / "favourites.txt";
}

void EditorModel::read_favourites() {
  std::istringstream lines(read_file(favourites_file(), 1u << 20).text);
  for (std::string line; std::getline(lines, line);) favourites_.insert(line);
}

void EditorModel::write_favourites() {
  std::string text;
  for (const std::string& name : favourites_) text += name + "\n";
  write_file(favourites_file(), text);
}

void EditorModel::take_presets() {
  const std::uint64_t version = shelf_->version();
  if (version == shelf_seen_) return;
  shelf_seen_ = version;
  ++presets_version_;
  presets_.clear();
  paths_.clear();
  by_path_.clear();
  by_name_.clear();
  for (ShelfItem& item : shelf_->items()) {
    const auto index = static_cast<int>(presets_.size());
    item.info.favourite = favourites_.contains(item.info.name);
    by_path_[item.path] = index;
    by_name_[item.info.name] = index;  // the player's own come last and win
    presets_.push_back(std::move(item.info));
    paths_.push_back(std::move(item.path));
  }
}

int EditorModel::current_preset() const {
  const std::string& name = structure().meta.name;
  if (const auto own = by_path_.find(loaded_); own != by_path_.end()) {
    if (presets_[static_cast<std::size_t>(own->second)].name == name) return own->second;
  }
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? -1 : found->second;
}

void EditorModel::load_preset(int index) {
  if (index < 0 || index >= static_cast<int>(paths_.size())) return;
  const std::filesystem::path& path = paths_[static_cast<std::size_t>(index)];
  const FileText file = read_file(path, kMaxPatchText);
  const ReadResult read = read_patch(file.text, table(), path.string());
  if (!file.ok || !read.ok) return;
  stop_audition();
  instrument_.load(read.patch);
  loaded_ = path;
  lost_name_.clear();
}

void EditorModel::set_favourite(int index, bool on) {
  gui::PresetInfo& preset = presets_[static_cast<std::size_t>(index)];
  preset.favourite = on;
  if (on) {
    favourites_.insert(preset.name);
  } else {
    favourites_.erase(preset.name);
  }
  ++presets_version_;
  write_favourites();
}

// ---- files

std::uint64_t EditorModel::edits() const {
  return document_.values().change_count() + document_.structure_version();
}

void EditorModel::files_changed() {
  instrument_.library().rescan();
  shelf_->reread();
  take_presets();
  file_edits_ = edits();
}

std::string EditorModel::change_files(FileStep step) {
  std::string wrong = files_.perform(std::move(step));
  if (wrong.empty()) files_changed();
  return wrong;
}

std::filesystem::path EditorModel::user_path(const std::string& name,
                                             const std::string& category) const {
  return instrument_.library().places().user / "presets" /
         (category.empty() ? "other" : file_name(category)) / (file_name(name) + ".kiln");
}

std::string EditorModel::save() {
  const int now = current_preset();
  if (now < 0 || presets_[static_cast<std::size_t>(now)].factory) return "needs a name of its own";
  const std::filesystem::path path = paths_[static_cast<std::size_t>(now)];
  const std::string wrong =
      change_files({.label = "Save " + presets_[static_cast<std::size_t>(now)].name,
                    .changes = {{path, text_of(path), document_.preset_text()}},
                    .saves = true});
  if (wrong.empty()) document_.mark_saved();
  return wrong;
}

std::string EditorModel::save_as(const std::string& name, const std::string& category) {
  if (instrument_.library().places().user.empty()) return "there is no folder for presets";
  document_.edit("Name", [&](Patch& patch) {
    patch.meta.name = name;
    patch.meta.category = category;
  });
  const std::filesystem::path path = user_path(name, category);
  const std::string wrong =
      change_files({.label = "Save " + name,
                    .changes = {{path, text_of(path), document_.preset_text()}},
                    .names_patch = true,
                    .saves = true});
  if (!wrong.empty()) return wrong;
  document_.mark_saved();
  loaded_ = path;
  lost_name_.clear();
  return {};
}

std::string EditorModel::rename_preset(int index, const std::string& name,
                                       const std::string& category) {
  const gui::PresetInfo info = presets_[static_cast<std::size_t>(index)];
  if (info.factory) return "factory presets keep their names";
  const std::filesystem::path from = paths_[static_cast<std::size_t>(index)];
  const std::optional<std::string> text = text_of(from);
  ReadResult read = read_patch(text.value_or(""), table(), from.string());
  if (!text || !read.ok) return "the file cannot be read";
  read.patch.meta.name = name;
  read.patch.meta.category = category;
  const std::string renamed = write_patch(read.patch, table(), WriteMode::kPreset);
  const std::filesystem::path to = user_path(name, category);
  FileStep step{.label = "Rename " + info.name, .changes = {{from, text, renamed}}};
  if (to != from) {
    if (text_of(to)) return "there is a preset of this name";
    step.changes = {{to, std::nullopt, renamed}, {from, text, std::nullopt}};
  }
  const bool current = index == current_preset();
  if (favourites_.erase(info.name) > 0) {
    favourites_.insert(name);
    write_favourites();
  }
  if (current) {
    const bool clean = !document_.dirty();
    document_.edit("Name", [&](Patch& patch) {
      patch.meta.name = name;
      patch.meta.category = category;
    });
    if (clean) document_.mark_saved();
    step.names_patch = true;
    loaded_ = to;
  }
  return change_files(std::move(step));
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
  const std::optional<std::string> text = text_of(from);
  if (!text) return "the file cannot be read";
  const ReadResult read = read_patch(*text, table(), from);
  if (!read.ok) return read.error;
  const PatchMeta& meta = read.patch.meta;
  std::filesystem::path to = user_path(meta.name, meta.category);
  for (int copy = 2; text_of(to); ++copy) {
    if (text_of(to) == text) return "this preset is there already";
    to = user_path(meta.name + " " + std::to_string(copy), meta.category);
  }
  return change_files({.label = "Import " + meta.name, .changes = {{to, std::nullopt, *text}}});
}

bool EditorModel::undo_files() {
  const FileStep* const step = files_.last();
  if (step == nullptr) return false;
  const bool names = step->names_patch && edits() == file_edits_;
  if (!files_.undo().empty()) return false;
  if (names) document_.undo();
  files_changed();
  return true;
}

// The newest step is a file's as long as nothing was edited after it.
bool EditorModel::newest_is_file() const {
  return files_.last() != nullptr && !files_.last()->saves && edits() == file_edits_;
}

bool EditorModel::undo() { return newest_is_file() ? undo_files() : document_.undo(); }

bool EditorModel::redo() {
  const FileStep* const step = files_.next();
  if (step == nullptr || edits() != file_edits_) return document_.redo();
  const bool names = step->names_patch;
  if (!files_.redo().empty()) return false;
  if (names) document_.redo();
  files_changed();
  return true;
}

std::string EditorModel::undo_label() const {
  return newest_is_file() ? files_.last()->label : document_.undo_label();
}

std::string EditorModel::redo_label() const {
  const bool file = files_.next() != nullptr && edits() == file_edits_;
  return file ? files_.next()->label : document_.redo_label();
}

// ---- listening

void EditorModel::stop_audition() {
  for (std::size_t i = 0; i < phrase_.size(); ++i) {
    if (phrase_began_[i] && !phrase_ended_[i]) send_note_off(phrase_[i].key);
  }
  phrase_.clear();
}

void EditorModel::audition(Audition why) {
  const bool stops = !phrase_.empty() && why == Audition::kAsked;
  stop_audition();
  if (stops || (why == Audition::kChosen && processor_.host_plays())) return;
  // Only keys that someone holds, and will let go, sound anew: what else sounds only rings.
  for (const auto& [key, velocity] : keys_here_) {
    send_note_off(key);
    send_note_on(key, velocity);
  }
  const bool held = instrument_.keys_down() > 0;
  if (held) instrument_.strike_again();
  if (held || !keys_here_.empty()) return;
  phrase_ = phrase_of(structure().meta);
  phrase_sound_ = structure().meta.name;
  phrase_length_ = phrase_seconds(phrase_);
  phrase_began_.assign(phrase_.size(), false);
  phrase_ended_.assign(phrase_.size(), false);
  phrase_start_ = juce::Time::getMillisecondCounter();
}

float EditorModel::audition_place() const {
  if (phrase_.empty() || phrase_length_ <= 0.0) return -1.0f;
  const double now = 0.001 * (juce::Time::getMillisecondCounter() - phrase_start_);
  return static_cast<float>(std::min(1.0, now / (phrase_length_ + 0.5)));
}

// Sixty times a second is exact enough for a first listen.
void EditorModel::play_phrase() {
  if (phrase_.empty()) return;
  if (structure().meta.name != phrase_sound_) {  // another sound came, by whatever way
    stop_audition();
    return;
  }
  const double now = 0.001 * (juce::Time::getMillisecondCounter() - phrase_start_);
  bool done = true;
  for (std::size_t i = 0; i < phrase_.size(); ++i) {
    const PhraseNote& note = phrase_[i];
    if (!phrase_began_[i] && now >= note.start) {
      send_note_on(note.key, static_cast<float>(note.velocity) / 127.0f);
      phrase_began_[i] = true;
    }
    if (phrase_began_[i] && !phrase_ended_[i] && now >= note.start + note.length) {
      send_note_off(note.key);
      phrase_ended_[i] = true;
    }
    done = done && phrase_ended_[i];
  }
  if (done) phrase_.clear();
}

std::vector<std::uint8_t> EditorModel::phrase_outline(int index) {
  return shelf_->outline(paths_[static_cast<std::size_t>(index)]);
}

std::vector<std::pair<int, float>> EditorModel::similar(int index, int count) const {
  std::vector<std::pair<int, float>> all;
  for (const auto& [path, share] :
       shelf_->similar(paths_[static_cast<std::size_t>(index)], count)) {
    const auto found = by_path_.find(path);
    if (found != by_path_.end()) all.emplace_back(found->second, share);
  }
  return all;
}

std::vector<std::string> EditorModel::wavetables() const {
  std::vector<std::string> names;
  for (const LibraryEntry& entry : instrument_.library().library()->wavetables()) {
    names.push_back(entry.name);
  }
  return names;
}

void EditorModel::choose_wavetable(int oscillator, const std::string& name) {
  const std::shared_ptr<const Library> library = instrument_.library().library();
  const Library::Found found = library->find_wavetable(name);
  WavetableRef ref{.name = name};
  if (found.entry != nullptr) {
    const WavetableRead read = read_wavetable_file(found.entry->path);
    if (read.table) ref.hash = to_hex(read.table->hash);
  }
  document_.edit("Wavetable", [&](Patch& patch) {
    patch.wavetables[static_cast<std::size_t>(oscillator)] = ref;
  });
}

}  // namespace kiln
