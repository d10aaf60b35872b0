// The TOML file that says which preset each MIDI channel of a song plays, and how loud.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   [channel.2]
//   preset = "Kiln Floor"            name or file; a relative file is beside this one
//   level_db = -3.0                  in the mix, −96 … +24
//   programs = { 4 = "Vitrify" }     what the song's program changes mean, 0 … 127
//
// "[channel] 2 = "Kiln Floor"" is the short form.
#pragma once

#include <array>
#include <map>
#include <string>

namespace kiln::cli {

struct ChannelMapping {
  std::string preset = {};  // empty: not mapped
  double level_db = 0.0;
  std::map<int, std::string> programs = {};
};

using ChannelMappings = std::array<ChannelMapping, 16>;

// Throws CommandError (kNoInput, kBadInput) that names the line.
ChannelMappings read_channels_file(const std::string& path);

}  // namespace kiln::cli
