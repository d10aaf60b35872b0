// The phrases of the categories, and the text form of a preset's own.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/phrases.h"

#include <algorithm>
#include <iterator>

#include "kiln/base/text.h"

namespace kiln {
namespace {

// A low line with octaves, legato at its end.
constexpr PhraseNote kLowLine[] = {
    {33, 104, 0.0, 0.45}, {33, 84, 0.5, 0.2},   {45, 98, 0.75, 0.2}, {33, 104, 1.0, 0.45},
    {36, 92, 1.5, 0.45},  {38, 108, 2.0, 0.45}, {38, 80, 2.5, 0.2},  {43, 100, 2.75, 0.3},
    {41, 104, 3.0, 0.55}, {33, 110, 3.5, 0.9},
};
constexpr PhraseNote kChordForFourSeconds[] = {
    {48, 92, 0.0, 4.0}, {55, 88, 0.0, 4.0}, {60, 90, 0.0, 4.0}, {64, 94, 0.0, 4.0}};
// A line in the middle, then a long note.
constexpr PhraseNote kLine[] = {{62, 92, 0.0, 0.45}, {65, 96, 0.5, 0.45}, {69, 104, 1.0, 0.7},
                                {67, 88, 1.75, 0.2}, {65, 92, 2.0, 0.45}, {64, 84, 2.5, 0.45},
                                {62, 108, 3.0, 1.5}};
constexpr PhraseNote kMelodyAndChord[] = {
    {72, 96, 0.0, 0.3},  {67, 84, 0.25, 0.3}, {69, 90, 0.5, 0.3}, {76, 104, 0.75, 0.45},
    {74, 92, 1.25, 0.3}, {67, 80, 1.5, 0.3},  {48, 88, 2.0, 1.5}, {60, 92, 2.0, 1.5},
    {64, 90, 2.0, 1.5},  {67, 96, 2.0, 1.5},
};
constexpr PhraseNote kStabs[] = {
    {60, 96, 0.0, 0.25},   {64, 96, 0.0, 0.25},  {67, 98, 0.0, 0.25},
    {60, 100, 0.75, 0.25}, {65, 98, 0.75, 0.25}, {69, 100, 0.75, 0.25},
    {60, 92, 1.5, 1.2},    {64, 94, 1.5, 1.2},   {67, 96, 1.5, 1.2},
};
constexpr PhraseNote kStrokes[] = {{60, 112, 0.0, 0.2},
                                   {60, 72, 0.5, 0.2},
                                   {60, 118, 1.0, 0.2},
                                   {60, 48, 1.25, 0.1},
                                   {60, 96, 1.5, 0.2}};
constexpr PhraseNote kLongNote[] = {{57, 96, 0.0, 8.0}};

bool is_category(std::string_view a, std::string_view b) {
  return a.size() == b.size() && edit_distance(a, b) == 0;
}

template <std::size_t N>
std::vector<PhraseNote> notes_of(const PhraseNote (&notes)[N]) {
  return {std::begin(notes), std::end(notes)};
}

// The part of `word` up to `end` (or all of it) as a number; takes it and the mark off.
std::optional<double> take_part(std::string_view& word, char end) {
  const std::size_t at = end == 0 ? word.size() : word.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::optional<double> number = parse_double(word.substr(0, at));
  word.remove_prefix(std::min(at + 1, word.size()));
  return number;
}

std::optional<PhraseNote> parse_note(std::string_view word) {
  const std::optional<double> key = take_part(word, ':');
  const std::optional<double> velocity = take_part(word, '@');
  const std::optional<double> start = take_part(word, '+');
  const std::optional<double> length = take_part(word, 0);
  if (!key || !velocity || !start || !length) return std::nullopt;
  const bool good = *key >= 0.0 && *key <= 127.0 && *velocity >= 1.0 && *velocity <= 127.0 &&
                    *start >= 0.0 && *start <= kLongestPhrase && *length > 0.0 &&
                    *length <= kLongestPhrase;
  if (!good) return std::nullopt;
  return PhraseNote{static_cast<int>(*key), static_cast<int>(*velocity), *start, *length};
}

}  // namespace

std::vector<PhraseNote> category_phrase(std::string_view category) {
  if (is_category(category, "Bass")) return notes_of(kLowLine);
  if (is_category(category, "Pad") || is_category(category, "Strings")) {
    return notes_of(kChordForFourSeconds);
  }
  if (is_category(category, "Lead")) return notes_of(kLine);
  if (is_category(category, "Brass") || is_category(category, "Chord")) return notes_of(kStabs);
  if (is_category(category, "Drum")) return notes_of(kStrokes);
  if (is_category(category, "Effect")) return notes_of(kLongNote);
  return notes_of(kMelodyAndChord);
}

std::optional<std::vector<PhraseNote>> parse_phrase(std::string_view text) {
  std::vector<PhraseNote> notes;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    const std::optional<PhraseNote> note = parse_note(text.substr(0, end));
    if (!note || notes.size() == static_cast<std::size_t>(kMaxPhraseNotes)) return std::nullopt;
    notes.push_back(*note);
    text.remove_prefix(end);
  }
  if (notes.empty()) return std::nullopt;
  return notes;
}

std::vector<PhraseNote> phrase_of(const PatchMeta& meta) {
  std::optional<std::vector<PhraseNote>> own = parse_phrase(meta.phrase);
  return own ? *std::move(own) : category_phrase(meta.category);
}

double phrase_seconds(const std::vector<PhraseNote>& notes) {
  double end = 0.0;
  for (const PhraseNote& note : notes) end = std::max(end, note.start + note.length);
  return end;
}

}  // namespace kiln
