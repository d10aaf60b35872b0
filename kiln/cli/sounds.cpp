// Loads the presets of all channels before anything sounds.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/sounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "kiln/cli/channels_file.h"
#include "kiln/cli/errors.h"
#include "kiln/engine/instrument.h"

namespace kiln::cli {
namespace {

constexpr int kProgramChangeStatus = 0xc0;
constexpr int kControllerStatus = 0xb0;
constexpr int kBankHigh = 0, kBankLow = 32;

class SoundChooser {
 public:
  SoundChooser(const RenderArgs& args, const PresetSource& source) : args_(args), source_(source) {
    if (!args.channels_from.empty()) mappings_ = read_channels_file(args.channels_from);
    // Wrong ids and values are told even if no channel has a note.
    Patch probe = make_patch(instrument_table());
    for (const std::string& assignment : args.set) apply_override(probe, assignment);
  }

  ChannelSound choose(const Song& song, int channel) {
    const ChannelMapping& mapping = mappings_[static_cast<std::size_t>(channel)];
    ChannelSound sound;
    sound.channel = channel;
    sound.level_db = mapping.level_db;
    sound.patches.push_back(load(first_name(channel, mapping)));
    add_programs(song, mapping, sound);
    return sound;
  }

  std::vector<std::string> take_messages() { return std::move(messages_); }

 private:
  std::string first_name(int channel, const ChannelMapping& mapping) const {
    std::string name = !mapping.preset.empty() ? mapping.preset : args_.preset;
    for (const auto& [number, preset] : args_.channels) {
      if (number == channel + 1) name = preset;
    }
    return name.empty() ? "init" : name;
  }

  const Patch& load(const std::string& name) {
    const auto known = loaded_.find(name);
    if (known != loaded_.end()) return known->second;
    LoadedPreset preset = source_.load(name);
    messages_.insert(messages_.end(), preset.warnings.begin(), preset.warnings.end());
    for (const std::string& assignment : args_.set) apply_override(preset.patch, assignment);
    return loaded_.emplace(name, std::move(preset.patch)).first->second;
  }

  // Name or file of a program; no value if there is none.
  std::optional<std::string> program_name(const ChannelMapping& mapping, int bank, int program) {
    const auto mapped = mapping.programs.find(program);
    if (mapped != mapping.programs.end()) return mapped->second;
    const LibraryEntry* const entry = source_.library().program(bank, program);
    if (entry == nullptr) return std::nullopt;
    return entry->path.string();
  }

  void add_programs(const Song& song, const ChannelMapping& mapping, ChannelSound& sound) {
    std::map<std::string, std::size_t> numbers;  // of what is in sound.patches
    int bank_high = 0, bank_low = 0;
    for (const ChannelEvent& event : song.channels[static_cast<std::size_t>(sound.channel)]) {
      const MidiMessage& message = event.message;
      if (message.kind() == kControllerStatus && message.data1 == kBankHigh) {
        bank_high = message.data2;
      } else if (message.kind() == kControllerStatus && message.data1 == kBankLow) {
        bank_low = message.data2;
      }
      if (message.kind() != kProgramChangeStatus) continue;
      const int bank = 128 * bank_high + bank_low;
      const std::optional<std::string> name = program_name(mapping, bank, message.data1);
      if (!name) {
        note_unknown(sound.channel, bank, message.data1);
        continue;
      }
      const auto [at, is_new] = numbers.try_emplace(*name, sound.patches.size());
      if (is_new) sound.patches.push_back(load(*name));
      sound.swaps.push_back({event.frame, at->second});
    }
  }

  void note_unknown(int channel, int bank, int program) {
    std::string text = fmt::format("channel {}: no program {} in bank {}; the present sound stays",
                                   channel + 1, program, bank);
    if (std::find(messages_.begin(), messages_.end(), text) == messages_.end()) {
      messages_.push_back(std::move(text));
    }
  }

  const RenderArgs& args_;
  const PresetSource& source_;
  ChannelMappings mappings_ = {};
  std::map<std::string, Patch> loaded_;
  std::vector<std::string> messages_;
};

}  // namespace

ChosenSounds choose_sounds(const Song& song, const RenderArgs& args, const PresetSource& source) {
  SoundChooser chooser(args, source);
  ChosenSounds chosen;
  for (int channel = 0; channel < kChannelCount; ++channel) {
    if (song.has_notes(channel)) chosen.sounds.push_back(chooser.choose(song, channel));
  }
  chosen.messages = chooser.take_messages();
  return chosen;
}

}  // namespace kiln::cli
