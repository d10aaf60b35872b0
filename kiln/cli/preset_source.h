// Sounds by name or by file, and the wavetables they name.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiln/engine/synth.h"
#include "kiln/presets/library.h"
#include "kiln/presets/patch.h"

namespace kiln::cli {

struct LoadedPreset {
  Patch patch = {};
  std::string file = {};                   // empty: the initial sound
  std::string text = {};                   // of the file
  std::vector<std::string> warnings = {};  // "Slipcast.kiln:12: …"
};

class PresetSource {
 public:
  explicit PresetSource(const LibraryPlaces& places = default_places());

  // A file if the text ends in ".kiln", holds a slash or names a file; else a preset of the library
  // in any case; "init" is the initial sound. Throws CommandError with the nearest name.
  LoadedPreset load(const std::string& name_or_file) const;
  const Library& library() const { return library_; }

  WavetableFinder wavetable_finder() const;  // of the library, for SynthSettings

 private:
  Library library_;
};

// Reads a preset file. Throws CommandError (kNoInput, kBadInput).
LoadedPreset load_preset_file(const std::string& path);

// Sets "filter1.cutoff=640Hz". Throws CommandError: kUnknownName with the nearest id, kBadValue
// with what is possible (values out of range are refused, not clamped).
void apply_override(Patch& patch, std::string_view assignment);

}  // namespace kiln::cli
