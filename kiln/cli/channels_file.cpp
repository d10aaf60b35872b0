// Reads the channels of a song from TOML.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/channels_file.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <string_view>

#include "kiln/cli/errors.h"
#include "kiln/parameters/nearest.h"
#include "kiln/presets/file.h"
#include "kiln/presets/toml_tree.h"

namespace kiln::cli {
namespace {

constexpr std::size_t kLargestChannelsFile = 1u << 20;  // bytes
constexpr double kLowestLevelDb = -96.0;
constexpr double kHighestLevelDb = 24.0;
constexpr std::string_view kChannelKeys[] = {"preset", "level_db", "programs"};

class ChannelsReader {
 public:
  explicit ChannelsReader(const std::string& path) : path_(path) {}

  ChannelMappings read(const TomlValue& root) {
    for (const auto& [key, value] : root.entries) {
      if (key != "channel" || !value.is_table()) {
        fail(value.line,
             fmt::format("unknown key {}; expected [channel.1] to [channel.16]", in_quotes(key)));
      }
      for (const auto& [number, channel] : value.entries) read_channel(number, channel);
    }
    return mappings_;
  }

 private:
  [[noreturn]] void fail(int line, const std::string& why) const {
    throw CommandError(ExitCode::kBadInput, fmt::format("{}:{}: {}", path_, line, why));
  }

  int number(const std::string& text, int low, int high, int line, const char* what) const {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
      fail(line, fmt::format("{}: {} must be {} to {}", in_quotes(text), what, low, high));
    }
    return value;
  }

  std::string preset_name(const std::string& key, const TomlValue& value) const {
    if (!value.is_string() || value.text.empty()) {
      fail(value.line, fmt::format("{}: must be a preset's name or file in quotes", key));
    }
    const std::filesystem::path name = value.text;
    const bool is_file = name.extension() == ".kiln" || name.has_parent_path();
    if (!is_file || name.is_absolute()) return value.text;
    const std::filesystem::path beside = std::filesystem::path(path_).parent_path() / name;
    return beside.has_parent_path() ? beside.string() : "./" + beside.string();
  }

  void read_channel(const std::string& key, const TomlValue& value) {
    const int channel = number(key, 1, 16, value.line, "a channel");
    ChannelMapping& mapping = mappings_[static_cast<std::size_t>(channel - 1)];
    if (value.is_string()) {
      mapping.preset = preset_name(key, value);
      return;
    }
    if (!value.is_table()) fail(value.line, "a channel is a preset's name or a table");
    for (const auto& [name, entry] : value.entries) read_entry(name, entry, mapping);
  }

  void read_entry(const std::string& name, const TomlValue& value, ChannelMapping& mapping) {
    if (name == "preset") {
      mapping.preset = preset_name(name, value);
    } else if (name == "level_db") {
      if (!value.is_number() || !(value.number >= kLowestLevelDb) ||
          !(value.number <= kHighestLevelDb)) {
        fail(value.line, fmt::format("level_db must be a number from {} to {}", kLowestLevelDb,
                                     kHighestLevelDb));
      }
      mapping.level_db = value.number;
    } else if (name == "programs" && value.is_table()) {
      for (const auto& [program, preset] : value.entries) {
        const int at = number(program, 0, 127, preset.line, "a program");
        mapping.programs[at] = preset_name("program " + program, preset);
      }
    } else {
      const int nearest = nearest_word(name, std::size(kChannelKeys),
                                       [](std::size_t i) { return kChannelKeys[i]; });
      fail(value.line, fmt::format("unknown key {}, did you mean {}?", in_quotes(name),
                                   in_quotes(kChannelKeys[static_cast<std::size_t>(nearest)])));
    }
  }

  std::string path_;
  ChannelMappings mappings_ = {};
};

}  // namespace

ChannelMappings read_channels_file(const std::string& path) {
  const FileText file = read_file(path, kLargestChannelsFile);
  if (!file.ok) throw CommandError(ExitCode::kNoInput, file.error);
  const TomlResult toml = parse_toml(file.text);
  if (!toml.ok) {
    throw CommandError(ExitCode::kBadInput,
                       fmt::format("{}:{}: {}", path, toml.error_line, toml.error));
  }
  return ChannelsReader(path).read(toml.root);
}

}  // namespace kiln::cli
