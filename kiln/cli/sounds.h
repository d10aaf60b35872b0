// Which sound each channel of a song plays, from the options, the channels file and the song
// itself. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/cli/args.h"
#include "kiln/cli/preset_source.h"
#include "kiln/cli/render_job.h"

namespace kiln::cli {

struct ChosenSounds {
  std::vector<ChannelSound> sounds = {};   // of the channels that have notes
  std::vector<std::string> messages = {};  // warnings of presets, unknown programs
};

// First sound of a channel: --channel, else the channels file, else --preset, else the initial
// sound. Program changes act at their frame: as the channels file says, else the library's bank
// (CC 0 and 32) and program, all counted from 0; an unknown one keeps the present sound. Every
// patch gets the values of --set. Throws CommandError for a preset, id or value that is wrong.
ChosenSounds choose_sounds(const Song& song, const RenderArgs& args, const PresetSource& source);

}  // namespace kiln::cli
