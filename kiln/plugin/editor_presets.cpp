// Presets as the editor lists, loads, saves and auditions them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

#include "kiln/plugin/editor_model.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"

namespace kiln {
namespace {

std::string file_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    name += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '_';
  }
  return name.empty() ? "untitled" : name;
}

}  // namespace

std::filesystem::path EditorModel::favourites_file() const {
  return instrument_.library().places().user / "favourites.txt";
}

void EditorModel::read_favourites() {
  std::istringstream lines(read_file(favourites_file(), 1u << 20).text);
  for (std::string line; std::getline(lines, line);) favourites_.insert(line);
}

void EditorModel::read_library() {
  presets_.clear();
  files_.clear();
  const std::shared_ptr<const Library> library = instrument_.library().library();
  for (const LibraryEntry& entry : library->presets()) {
    const FileText file = read_file(entry.path, kMaxPatchText);
    if (!file.ok) continue;
    const ReadResult read = read_patch(file.text, table(), entry.path.string());
    if (!read.ok) continue;
    const Patch& patch = read.patch;
    gui::PresetInfo info{.name = entry.name,
                         .category = patch.meta.category,
                         .author = patch.meta.author,
                         .tags = patch.meta.tags,
                         .description = patch.meta.description,
                         .factory = entry.factory,
                         .favourite = favourites_.contains(entry.name)};
    std::set<std::string> engines;
    int lanes = 0;
    std::vector<float> sound;
    for (const SlotInfo& slot : table().slots()) {
      if (slot.type_param == kNoParam) continue;
      const auto type = static_cast<std::size_t>(patch.values[slot.type_param]);
      if (slot.spec.kind == SlotKind::kOscillator) {
        sound.push_back(3.0f * static_cast<float>(type));
        if (type == 0) continue;
        const char* const name = slot.spec.types[type]->name;
        if (engines.insert(name).second) {
          info.engines += (info.engines.empty() ? "" : ", ") + std::string(name);
        }
        lanes += static_cast<int>(patch.values[table().common(slot, "unison")]);
      } else if (slot.spec.kind == SlotKind::kFilter || slot.spec.kind == SlotKind::kEffect) {
        sound.push_back(static_cast<float>(type));
      }
    }
    for (ParamIndex p = 0; p < static_cast<ParamIndex>(table().size()); ++p) {
      const ParamInfo& param = table()[p];
      if (param.type < 0 && !param.spec.structural()) {
        sound.push_back(real_to_x(param.spec, patch.values[p]));
      }
    }
    info.load = std::clamp(1 + lanes / 5, 1, 5);
    const SlotInfo& voice = table().slot(SlotKind::kVoice);
    info.mono = patch.values[table().common(voice, "mode")] > 0.5f;
    for (int i = 0; i < kMacroCount; ++i) {
      const auto n = static_cast<std::size_t>(i);
      info.macros.push_back(patch.macros[n].name);
      info.macro_values[n] = 0.01f * patch.values[table().slot(SlotKind::kMacro, i).first_common];
    }
    presets_.push_back(std::move(info));
    files_.push_back({entry.path, entry.factory, std::move(sound)});
  }
}

int EditorModel::current_preset() const {
  const std::string& name = structure().meta.name;
  for (std::size_t i = 0; i < presets_.size(); ++i) {
    if (presets_[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

void EditorModel::load_preset(int index) {
  if (index < 0 || index >= static_cast<int>(files_.size())) return;
  const std::filesystem::path& path = files_[static_cast<std::size_t>(index)].path;
  const FileText file = read_file(path, kMaxPatchText);
  const ReadResult read = read_patch(file.text, table(), path.string());
  if (file.ok && read.ok) instrument_.load(read.patch);
}

void EditorModel::set_favourite(int index, bool on) {
  gui::PresetInfo& preset = presets_[static_cast<std::size_t>(index)];
  preset.favourite = on;
  if (on) {
    favourites_.insert(preset.name);
  } else {
    favourites_.erase(preset.name);
  }
  std::string text;
  for (const std::string& name : favourites_) text += name + "\n";
  write_file(favourites_file(), text);
}

std::string EditorModel::save() {
  const int now = current_preset();
  if (now < 0 || files_[static_cast<std::size_t>(now)].factory) return "needs a name of its own";
  const std::string error =
      write_file(files_[static_cast<std::size_t>(now)].path, document_.preset_text());
  if (error.empty()) document_.mark_saved();
  return error;
}

std::string EditorModel::save_as(const std::string& name, const std::string& category) {
  const std::filesystem::path& user = instrument_.library().places().user;
  if (user.empty()) return "there is no folder for presets";
  document_.edit("Name", [&](Patch& patch) {
    patch.meta.name = name;
    patch.meta.category = category;
  });
  const std::filesystem::path path = user / "presets" /
                                     (category.empty() ? "other" : file_name(category)) /
                                     (file_name(name) + ".kiln");
  const std::string error = write_file(path, document_.preset_text());
  if (!error.empty()) return error;
  document_.mark_saved();
  instrument_.library().rescan();
  read_library();
  return {};
}

void EditorModel::audition(int index) {
  for (std::size_t i = 0; i < phrase_.size(); ++i) {
    if (phrase_began_[i] && !phrase_ended_[i]) note_off(phrase_[i].key);
  }
  const bool stops = !phrase_.empty();
  phrase_.clear();
  if (index < 0 || (stops && index == current_preset())) return;
  PatchMeta meta;
  meta.category = presets_[static_cast<std::size_t>(index)].category;
  phrase_ = index == current_preset() ? phrase_of(structure().meta) : phrase_of(meta);
  phrase_began_.assign(phrase_.size(), false);
  phrase_ended_.assign(phrase_.size(), false);
  phrase_start_ = juce::Time::getMillisecondCounter();
}

// Sixty times a second is exact enough for a first listen.
void EditorModel::play_phrase() {
  if (phrase_.empty()) return;
  const double now = 0.001 * (juce::Time::getMillisecondCounter() - phrase_start_);
  bool done = true;
  for (std::size_t i = 0; i < phrase_.size(); ++i) {
    const PhraseNote& note = phrase_[i];
    if (!phrase_began_[i] && now >= note.start) {
      note_on(note.key, static_cast<float>(note.velocity) / 127.0f);
      phrase_began_[i] = true;
    }
    if (phrase_began_[i] && !phrase_ended_[i] && now >= note.start + note.length) {
      note_off(note.key);
      phrase_ended_[i] = true;
    }
    done = done && phrase_ended_[i];
  }
  if (done) phrase_.clear();
}

std::vector<std::pair<int, float>> EditorModel::similar(int index, int count) const {
  std::vector<std::pair<int, float>> all;
  const std::vector<float>& a = files_[static_cast<std::size_t>(index)].sound;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (static_cast<int>(i) == index) continue;
    const std::vector<float>& b = files_[i].sound;
    float distance = 0.0f;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
      const float d = a[k] - b[k];
      distance += d * d;
    }
    if (presets_[i].category != presets_[static_cast<std::size_t>(index)].category) {
      distance += 12.0f;
    }
    all.emplace_back(static_cast<int>(i), 1.0f / (1.0f + 0.08f * std::sqrt(distance)));
  }
  std::sort(all.begin(), all.end(),
            [](const auto& x, const auto& y) { return x.second > y.second; });
  if (static_cast<int>(all.size()) > count) all.resize(static_cast<std::size_t>(count));
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
