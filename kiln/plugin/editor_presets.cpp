// Presets as the editor lists, loads and auditions them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <sstream>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"

namespace kiln {

std::filesystem::path EditorModel::favourites_file() const {
  return instrument_.library().places().user / "favourites.txt";
}

void EditorModel::read_favourites() {
  const FileText file = read_file(favourites_file(), 1u << 20);
  if (!file.ok) return;
  favourites_.clear();
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) favourites_.insert(line);
}

// Another window may have changed them meanwhile.
void EditorModel::change_favourites(const std::string& leaves, const std::string& comes) {
  const bool kept = !instrument_.library().places().user.empty();
  if (kept) read_favourites();
  if (!leaves.empty()) favourites_.erase(leaves);
  if (!comes.empty()) favourites_.insert(comes);
  for (gui::PresetInfo& preset : presets_) preset.favourite = favourites_.contains(preset.name);
  ++presets_version_;
  if (!kept) return;
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
    item.info.file = item.path.string();
    by_path_[item.path] = index;
    by_name_[item.info.name] = index;  // the player's own come last and win
    presets_.push_back(std::move(item.info));
    paths_.push_back(std::move(item.path));
  }
}

// A host restores a sound without what its file holds; whether it was edited, the file tells.
void EditorModel::compare_with_file() {
  const std::uint64_t loads = instrument_.loads();
  if (loads == compared_loads_ || presets_.empty()) return;
  compared_loads_ = loads;
  const std::filesystem::path path = current_file();
  if (path.empty()) return;
  const FileText file = read_file(path, kMaxPatchText);
  ReadResult read;
  if (file.ok) read = read_patch(file.text, table(), path.string());
  if (!read.ok) return;
  read.patch.meta.version = structure().meta.version;  // who wrote it is no edit
  document_.mark_saved(std::move(read.patch));
}

int EditorModel::current_preset() const {
  const std::string& name = structure().meta.name;
  if (const auto own = by_path_.find(loaded_); own != by_path_.end()) {
    if (presets_[static_cast<std::size_t>(own->second)].name == name) return own->second;
  }
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? -1 : found->second;
}

bool EditorModel::load_preset(int index) {
  if (index < 0 || index >= static_cast<int>(paths_.size())) return false;
  const std::filesystem::path& path = paths_[static_cast<std::size_t>(index)];
  const FileText file = read_file(path, kMaxPatchText);
  const std::string name = path.filename().string();
  const ReadResult read = read_patch(file.text, table(), name);
  if (!file.ok || !read.ok) {
    messages_.push_back(file.ok ? read.error : name + ": " + file.error);
    return false;
  }
  messages_.insert(messages_.end(), read.warnings.begin(), read.warnings.end());
  stop_audition();
  instrument_.load(read.patch);
  read_structure();
  compared_loads_ = instrument_.loads();
  loaded_ = path;
  lost_name_.clear();
  return true;
}

void EditorModel::set_favourite(int index, bool on) {
  const std::string name = presets_[static_cast<std::size_t>(index)].name;
  change_favourites(on ? std::string() : name, on ? name : std::string());
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
  read_structure();
}

}  // namespace kiln
