// The short phrase that shows a preset: each category has one, a preset may bring its own.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kiln/presets/patch.h"

namespace kiln {

// Times are seconds, at the 120 BPM of an instrument without a song.
struct PhraseNote {
  int key = 60;        // 0…127, C4 = 60
  int velocity = 100;  // 1…127
  double start = 0.0;
  double length = 1.0;  // > 0
  friend bool operator==(const PhraseNote&, const PhraseNote&) = default;
};

inline constexpr int kMaxPhraseNotes = 256;
inline constexpr double kLongestPhrase = 120.0;  // seconds, of each start and length

// The notes of the preset's own phrase if it has a valid one, else those of its category.
std::vector<PhraseNote> phrase_of(const PatchMeta& meta);

// A category in any case; unknown ones get a short melody and a chord.
std::vector<PhraseNote> category_phrase(std::string_view category);

// "60:100@0.0+0.5 64:90@0.5+1.0": key, velocity, start and length, separated by blanks. Nothing if
// a note is malformed or out of range, or if there is none.
std::optional<std::vector<PhraseNote>> parse_phrase(std::string_view text);

// Seconds until the last key goes up.
double phrase_seconds(const std::vector<PhraseNote>& notes);

}  // namespace kiln
