// The stages of the sound, each with one golden hash: tables, modulators, voices, effects, songs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace kiln::test {

struct Stage {
  std::string name;                     // "effect/reverb/1"
  std::function<std::string()> digest;  // computes the stage and hashes all of it
};

// In the order of the file of hashes. A module that is added brings its stages with it.
std::vector<Stage> golden_stages();

// The parts of the list, one a file.
void add_table_stages(std::vector<Stage>& stages);
void add_modulator_stages(std::vector<Stage>& stages);
void add_voice_stages(std::vector<Stage>& stages);
void add_effect_stages(std::vector<Stage>& stages);
void add_song_stages(std::vector<Stage>& stages);

}  // namespace kiln::test
