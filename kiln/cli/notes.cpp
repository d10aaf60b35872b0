// Reads typed notes part by part, and says which part is wrong.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/notes.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

#include "kiln/base/text.h"
#include "kiln/cli/errors.h"

namespace kiln::cli {
namespace {

constexpr std::string_view kNoteSeparators = " ,\t\n\r";

[[noreturn]] void bad_note(std::string_view word, const std::string& why) {
  throw CommandError(ExitCode::kUsage, fmt::format("--notes: {}: {}", in_quotes(word), why));
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// 60 or C4, F#3, Bb-1.
std::optional<int> note_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text[0] >= '0' && text[0] <= '9') return whole_number(text);
  constexpr std::string_view kLetters = "C D EF G A B";  // position = semitone
  const char letter = text[0] >= 'a' ? static_cast<char>(text[0] - 'a' + 'A') : text[0];
  const std::size_t semitone = letter == ' ' ? std::string_view::npos : kLetters.find(letter);
  if (semitone == std::string_view::npos) return std::nullopt;
  text.remove_prefix(1);
  int note = static_cast<int>(semitone);
  if (text.starts_with('#')) {
    ++note;
    text.remove_prefix(1);
  } else if (text.starts_with('b')) {
    --note;
    text.remove_prefix(1);
  }
  const std::optional<int> octave = whole_number(text);
  if (!octave || *octave < -1 || *octave > 9) return std::nullopt;
  return note + 12 * (*octave + 1);
}

double seconds_in(std::string_view word, std::string_view text, const char* what) {
  const std::optional<double> seconds = parse_double(text);
  if (!seconds || *seconds < 0.0 || *seconds > kLongestTypedTime) {
    bad_note(word, fmt::format("{} must be 0 to {} seconds", what, kLongestTypedTime));
  }
  return *seconds;
}

TypedNote parse_note(std::string_view word) {
  TypedNote note;
  const auto part_end = [&](std::size_t from) {
    const std::size_t end = word.find_first_of(":@+", from);
    return end == std::string_view::npos ? word.size() : end;
  };
  std::size_t at = part_end(0);
  const std::optional<int> number = note_number(word.substr(0, at));
  if (!number) bad_note(word, "no note; expected a name such as C4, F#3 or Bb2, or 0 to 127");
  if (*number < 0 || *number > 127) bad_note(word, "a note must be 0 to 127 (C-1 to G9)");
  note.note = *number;
  std::string_view order = ":@+";  // what may still come
  while (at < word.size()) {
    const char sign = word[at];
    const std::size_t place = order.find(sign);
    if (place == std::string_view::npos) {
      bad_note(word, "expected note[:velocity][@start][+length]");
    }
    order.remove_prefix(place + 1);
    const std::size_t end = part_end(at + 1);
    const std::string_view part = word.substr(at + 1, end - at - 1);
    if (sign == ':') {
      const std::optional<int> velocity = whole_number(part);
      if (!velocity || *velocity < 1 || *velocity > 127) {
        bad_note(word, "velocity must be 1 to 127");
      }
      note.velocity = *velocity;
    } else if (sign == '@') {
      note.start = seconds_in(word, part, "start");
    } else {
      note.length = seconds_in(word, part, "length");
      if (note.length == 0.0) bad_note(word, "length must be above 0");
    }
    at = end;
  }
  return note;
}

}  // namespace

std::vector<TypedNote> parse_notes(std::string_view text) {
  std::vector<TypedNote> notes;
  std::size_t at = text.find_first_not_of(kNoteSeparators);
  while (at != std::string_view::npos) {
    std::size_t end = text.find_first_of(kNoteSeparators, at);
    if (end == std::string_view::npos) end = text.size();
    notes.push_back(parse_note(text.substr(at, end - at)));
    at = text.find_first_not_of(kNoteSeparators, end);
  }
  if (notes.empty()) bad_note(text, "no notes");
  return notes;
}

}  // namespace kiln::cli
