// Parameter values as text and back: "640 Hz", "12.0 ms", "−6 dB", "+7 st", "LP24", "1/8.".
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kiln/parameters/spec.h"

namespace kiln {

// For eyes: Hz with 3 significant digits, times as "12.0 ms" / "1.24 s", pitches "+7 st",
// percent with 0 or 1 decimals, choices by name.
std::string display_text(const ParamSpec& spec, float real);

struct ParsedValue {
  bool ok = false;
  float real = 0.0f;     // inside the range when ok
  bool clamped = false;  // the text named a value outside the range
  std::string error;     // one line: what was wrong and what is possible
};
// Takes what display_text() prints and what people type: "640", "640Hz", "0.64 kHz", "12ms",
// "1.2 s", "-inf", "-6dB", "+7 st", "35%", a choice name in any case, "on"/"off"; notes ("A4",
// "c#3") for frequencies, "L50" or "C" for Pan.
// An unknown unit or choice is an error that names the nearest valid one.
ParsedValue parse_value(const ParamSpec& spec, std::string_view text);
// "A4" is 440 Hz, "C4" key 60; nothing: not a note.
std::optional<double> note_hertz(std::string_view text);
// A number in real units from a file or a controller: NaN is an error, the rest is put in range.
ParsedValue checked_value(const ParamSpec& spec, double real);

// The unit as printed after a number: "Hz", "s", "dB", "%", "st", "ct", "°", "" …
const char* unit_text(Unit unit);

}  // namespace kiln
