// Reads a parameter value as people type it: numbers with units, choices, switches.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

#include "kiln/base/math.h"
#include "kiln/parameters/nearest.h"
#include "kiln/parameters/text.h"

namespace kiln {
namespace {

// What may follow a number, lower case, and the factor to the parameter's own unit.
struct UnitWord {
  Unit unit;
  const char* word;
  double factor;
};
constexpr UnitWord kUnitWords[] = {
    {Unit::kPercent, "%", 1.0},
    {Unit::kPercent, "percent", 1.0},
    {Unit::kDecibel, "dB", 1.0},
    {Unit::kHertz, "Hz", 1.0},
    {Unit::kHertz, "kHz", 1e3},
    {Unit::kHertz, "k", 1e3},
    {Unit::kSecond, "s", 1.0},
    {Unit::kSecond, "sec", 1.0},
    {Unit::kSecond, "ms", 1e-3},
    {Unit::kSecond, "us", 1e-6},
    {Unit::kSecond, "µs", 1e-6},
    {Unit::kSemitone, "st", 1.0},
    {Unit::kSemitone, "semitones", 1.0},
    {Unit::kSemitone, "ct", 0.01},
    {Unit::kSemitone, "cents", 0.01},
    {Unit::kSemitone, "oct", 12.0},
    {Unit::kCent, "ct", 1.0},
    {Unit::kCent, "cents", 1.0},
    {Unit::kCent, "st", 100.0},
    {Unit::kDegree, "°", 1.0},
    {Unit::kDegree, "deg", 1.0},
    {Unit::kRadian, "rad", 1.0},
    {Unit::kPerSecond, "/s", 1.0},
    {Unit::kPerSecond, "Hz", 1.0},
    {Unit::kDecibelPerOctave, "dB/oct", 1.0},
    {Unit::kRatio, "x", 1.0},
};

constexpr std::string_view kMinusSign = "−";
constexpr std::string_view kInfinitySign = "∞";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kNoBreakSpace = "\u00a0";
  for (bool more = true; more && !text.empty();) {
    more = true;
    if (is_blank(text.front()))
      text.remove_prefix(1);
    else if (is_blank(text.back()))
      text.remove_suffix(1);
    else if (text.starts_with(kNoBreakSpace))
      text.remove_prefix(kNoBreakSpace.size());
    else if (text.ends_with(kNoBreakSpace))
      text.remove_suffix(kNoBreakSpace.size());
    else
      more = false;
  }
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// "Low pass", "low_pass" and "low-pass" are the same word.
std::string loose(std::string_view text) {
  std::string kept;
  for (const char c : lower_case(text)) {
    if (c != ' ' && c != '_' && c != '-') kept += c;
  }
  return kept;
}

ParsedValue failed(std::string_view text, const std::string& reason) {
  ParsedValue result;
  result.error = "'" + std::string(text.substr(0, 60)) + "': " + reason;
  return result;
}

int find_choice(std::span<const char* const> choices, std::string_view text) {
  const std::string lower = lower_case(text);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (lower_case(choices[i]) == lower) return static_cast<int>(i);
  }
  const std::string word = loose(text);
  for (std::size_t i = 0; i < choices.size() && !word.empty(); ++i) {
    if (loose(choices[i]) == word) return static_cast<int>(i);
  }
  return -1;
}

// The number at the start of `text`; takes it off. Signs may be ASCII or typographic, and a comma
// may stand for the point.
bool take_number(std::string_view& text, double& number) {
  std::string ascii;
  std::string_view rest = text;
  double sign = 1.0;
  if (rest.starts_with('+'))
    rest.remove_prefix(1);
  else if (rest.starts_with('-')) {
    sign = -1.0;
    rest.remove_prefix(1);
  } else if (rest.starts_with(kMinusSign)) {
    sign = -1.0;
    rest.remove_prefix(kMinusSign.size());
  }
  rest = trimmed(rest);
  const std::string lower = lower_case(rest.substr(0, 8));
  for (const std::string_view word :
       {std::string_view("infinity"), std::string_view("inf"), kInfinitySign}) {
    if (!lower.starts_with(word)) continue;
    text = rest.substr(word.size());
    number = sign * static_cast<double>(INFINITY);
    return true;
  }
  if (rest.empty() || !((rest[0] >= '0' && rest[0] <= '9') || rest[0] == '.' || rest[0] == ',')) {
    return false;
  }
  ascii = rest;
  const std::size_t comma = ascii.find(',');
  if (comma != std::string::npos) ascii[comma] = '.';
  const auto end = std::from_chars(ascii.data(), ascii.data() + ascii.size(), number);
  if (end.ec == std::errc::result_out_of_range)
    number = static_cast<double>(INFINITY);
  else if (end.ec != std::errc{})
    return false;
  number *= sign;
  text = rest.substr(static_cast<std::size_t>(end.ptr - ascii.data()));
  return true;
}

bool unit_factor(Unit unit, std::string_view word, double& factor) {
  const std::string lower = lower_case(word);
  for (const UnitWord& known : kUnitWords) {
    if (known.unit == unit && lower_case(known.word) == lower) {
      factor = known.factor;
      return true;
    }
  }
  return false;
}

std::string unit_advice(Unit unit, std::string_view word) {
  std::string_view words[std::size(kUnitWords)];
  std::size_t count = 0;
  for (const UnitWord& known : kUnitWords) {
    if (known.unit == unit) words[count++] = known.word;
  }
  const std::string unknown = "unknown unit '" + std::string(word.substr(0, 20)) + "'";
  if (count == 0) return unknown + ", this value has none";
  const int nearest = nearest_word(word, count, [&](std::size_t i) { return words[i]; });
  return unknown + ", did you mean '" + std::string(words[nearest]) + "'?";
}

// "L50", "50 R", "C" of a parameter called Pan: −100…+100.
bool take_pan(std::string_view text, double& percent) {
  const std::string lower = lower_case(text);
  if (lower == "c" || lower == "centre" || lower == "center") {
    percent = 0.0;
    return true;
  }
  const auto is_side = [](char c) { return c == 'l' || c == 'r'; };
  const bool leads = is_side(lower.front());
  if (!leads && !is_side(lower.back())) return false;
  std::string_view rest = trimmed(leads ? text.substr(1) : text.substr(0, text.size() - 1));
  const bool left = (leads ? lower.front() : lower.back()) == 'l';
  if (rest.empty()) {
    percent = 100.0;
  } else if (rest.front() < '0' || rest.front() > '9' || !take_number(rest, percent) ||
             !(trimmed(rest).empty() || trimmed(rest) == "%")) {
    return false;
  }
  if (left) percent = -percent;
  return true;
}

ParsedValue parse_switch(const ParamSpec& spec, std::string_view text) {
  for (const char* word : {"on", "true", "yes", "1"}) {
    if (lower_case(text) == word) return checked_value(spec, 1.0);
  }
  for (const char* word : {"off", "false", "no", "0"}) {
    if (lower_case(text) == word) return checked_value(spec, 0.0);
  }
  return failed(text, "neither 'on' nor 'off'");
}

ParsedValue parse_choice(const ParamSpec& spec, std::string_view text) {
  const int choice = find_choice(spec.choices, text);
  if (choice >= 0) return checked_value(spec, static_cast<double>(spec.min) + choice);
  // A bare number is the choice's position, as in a host's list of values.
  std::string_view rest = text;
  double number = 0.0;
  if (take_number(rest, number) && rest.empty() && number == std::floor(number) &&
      number >= static_cast<double>(spec.min) && number <= static_cast<double>(spec.max)) {
    return checked_value(spec, number);
  }
  const int nearest =
      nearest_word(text, spec.choices.size(), [&](std::size_t i) { return spec.choices[i]; });
  return failed(text, std::string("no such choice, did you mean '") + spec.choices[nearest] + "'?");
}

}  // namespace

std::optional<double> note_hertz(std::string_view original) {
  constexpr int kOfLetter[] = {9, 11, 0, 2, 4, 5, 7};  // semitones above C
  std::string text = lower_case(trimmed(original));
  if (text.size() < 2 || text[0] < 'a' || text[0] > 'g') return std::nullopt;
  int key = kOfLetter[text[0] - 'a'];
  std::string_view rest = std::string_view(text).substr(1);
  for (const auto& [sign, step] :
       {std::pair<std::string_view, int>("#", 1), {"♯", 1}, {"♭", -1}, {"b", -1}}) {
    if (!rest.starts_with(sign)) continue;
    key += step;
    rest.remove_prefix(sign.size());
    break;
  }
  int octave = 0;
  const auto end = std::from_chars(rest.data(), rest.data() + rest.size(), octave);
  if (end.ec != std::errc{} || end.ptr != rest.data() + rest.size()) return std::nullopt;
  if (octave < -2 || octave > 10) return std::nullopt;
  return 440.0 * math::exp2((key + 12 * octave - 57) / 12.0);
}

ParsedValue checked_value(const ParamSpec& spec, double real) {
  if (!(real == real)) return failed("nan", "not a number");
  // Beyond the range of float a conversion has no defined result; infinity has.
  constexpr double kGreatest = std::numeric_limits<float>::max();
  if (real > kGreatest) real = static_cast<double>(INFINITY);
  if (real < -kGreatest) real = static_cast<double>(-INFINITY);
  const auto value = static_cast<float>(real);
  ParsedValue result;
  result.ok = true;
  result.real = clamp_real(spec, value);
  // A level too low to be heard counts as −inf, and a step as its nearest: neither is clamped.
  result.clamped = value < spec.min || value > spec.max;
  return result;
}

ParsedValue parse_value(const ParamSpec& spec, std::string_view original) {
  const std::string_view text = trimmed(original);
  if (text.empty()) return failed(text, "empty");
  if (spec.unit == Unit::kSwitch) return parse_switch(spec, text);
  if (!spec.choices.empty()) return parse_choice(spec, text);
  if (spec.curve == Curve::kLevel && lower_case(text) == "off") {
    return checked_value(spec, static_cast<double>(spec.min));
  }
  std::string_view rest = text;
  double number = 0.0;
  if (spec.unit == Unit::kHertz) {
    if (const std::optional<double> hertz = note_hertz(text)) return checked_value(spec, *hertz);
  }
  if (std::string_view(spec.id) == "pan" && take_pan(text, number)) {
    return checked_value(spec, number);
  }
  if (!take_number(rest, number)) return failed(text, "not a number");
  rest = trimmed(rest);
  double factor = 1.0;
  if (!rest.empty() && !unit_factor(spec.unit, rest, factor)) {
    return failed(text, unit_advice(spec.unit, rest));
  }
  return checked_value(spec, number * factor);
}

}  // namespace kiln
