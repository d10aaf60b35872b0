// Notes typed on the command line: "C4 E4 G4" or "60:100@0.0+2.0,64:90@0.5+1.5".
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace kiln::cli {

struct TypedNote {
  int note = 60;        // 0…127, C4 = 60
  int velocity = 100;   // 1…127
  double start = 0.0;   // seconds
  double length = 2.0;  // seconds, > 0
  friend bool operator==(const TypedNote&, const TypedNote&) = default;
};

inline constexpr double kLongestTypedTime = 3600.0;  // seconds, of starts and lengths each

// note[:velocity][@start][+length], separated by blanks or commas. A note is 0…127 or a name:
// C-1…G9 with # or b. What is left out is as above, so names alone are a chord of two seconds.
// Throws CommandError that quotes the wrong part.
std::vector<TypedNote> parse_notes(std::string_view text);

}  // namespace kiln::cli
