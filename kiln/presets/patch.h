// A patch as plain data: everything that is saved, nothing that sounds.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parameters are kept as real values (Hz, s, dB, %, choice numbers) in the order of the ParamTable.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kiln/modulation/route.h"
#include "kiln/parameters/drawing.h"
#include "kiln/parameters/table.h"

namespace kiln {

inline constexpr int kPatchOscillators = 3;
inline constexpr int kPatchEffects = 8;
inline constexpr std::size_t kMaxMacroName = 10;  // letters, as they fit under a knob

struct PatchMeta {
  std::string name = "init";
  std::string category = {};
  std::string author = {};
  std::vector<std::string> tags = {};
  std::string description = {};
  std::string version = {};  // of the program that wrote the file
  std::string phrase = {};   // short text for audition; empty: the category's phrase
  friend bool operator==(const PatchMeta&, const PatchMeta&) = default;
};

// A table is found by content hash first, then by name.
struct WavetableRef {
  std::string name = {};  // empty: the type's default
  std::string hash = {};  // of the samples, lower-case hex
  friend bool operator==(const WavetableRef&, const WavetableRef&) = default;
};

struct PatchLfo {
  std::string shape = {};  // name in the shape library the drawing came from
  LfoDrawing drawing = {};
  friend bool operator==(const PatchLfo&, const PatchLfo&) = default;
};

struct MacroLabel {
  std::string name = {};  // up to kMaxMacroName letters; empty: "Macro n"
  std::string help = {};  // one line
  friend bool operator==(const MacroLabel&, const MacroLabel&) = default;
};

// A key of the file that this version doesn't know: kept and written back.
struct UnknownKey {
  std::vector<std::string> path;  // {"osc1", "analog", "warmth"}
  std::string value;              // as TOML text
  friend bool operator==(const UnknownKey&, const UnknownKey&) = default;
};

struct Patch {
  PatchMeta meta = {};
  std::vector<float> values = {};
  std::vector<Route> routes = {};                                              // up to kMaxRoutes
  std::array<uint8_t, kPatchEffects> effect_order = {0, 1, 2, 3, 4, 5, 6, 7};  // fx numbers − 1
  std::array<PatchLfo, kLfoCount> lfos = {};
  std::array<WavetableRef, kPatchOscillators> wavetables = {};
  std::array<std::vector<float>, kPatchOscillators> remaps = {};  // drawn phases, see drawing.h
  std::array<MacroLabel, kMacroCount> macros = {};
  std::vector<UnknownKey> unknown = {};
  std::vector<std::string> unknown_routes = {};  // bodies of [[route]] tables, as TOML text
  friend bool operator==(const Patch&, const Patch&) = default;
};

// Every parameter at its initial value, no routes.
Patch make_patch(const ParamTable& table);

// Chooses a slot's type. Shared values that the old type brought follow, unless they were moved.
void choose_type(Patch& patch, const ParamTable& table, ParamIndex type_param, float type);

// Everything but the values.
Patch structure_of(const Patch& patch);

// True if the bits of every value are in range and the lists are no longer than allowed.
bool is_valid(const Patch& patch, const ParamTable& table);

}  // namespace kiln
