// Tempo divisions: the 33 note values of synced rates and times, and their length in beats.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tempo pair is three parameters: the free value ("rate", Hz or s), "rate_sync" (switch) and
// "rate_division" (choice of these). One beat is a quarter note.
#pragma once

#include <array>

#include "kiln/parameters/spec.h"

namespace kiln {

inline constexpr int kDivisionCount = 33;

// From long to short, so that a modulated division moves through time in one direction.
inline constexpr std::array<const char*, kDivisionCount> kDivisionNames = {
    "16/1.", "16/1",  "8/1.", "16/1T", "8/1",   "4/1.",  "8/1T", "4/1",   "2/1.",  "4/1T", "2/1",
    "1/1.",  "2/1T",  "1/1",  "1/2.",  "1/1T",  "1/2",   "1/4.", "1/2T",  "1/4",   "1/8.", "1/4T",
    "1/8",   "1/16.", "1/8T", "1/16",  "1/32.", "1/16T", "1/32", "1/64.", "1/32T", "1/64", "1/64T"};

namespace tempo_detail {
inline constexpr std::array<double, kDivisionCount> kBeats = {
    96.0,       64.0,  48.0,    128.0 / 3.0, 32.0,   24.0,       64.0 / 3.0, 16.0, 12.0,
    32.0 / 3.0, 8.0,   6.0,     16.0 / 3.0,  4.0,    3.0,        8.0 / 3.0,  2.0,  1.5,
    4.0 / 3.0,  1.0,   0.75,    2.0 / 3.0,   0.5,    0.375,      1.0 / 3.0,  0.25, 0.1875,
    0.5 / 3.0,  0.125, 0.09375, 0.25 / 3.0,  0.0625, 0.125 / 3.0};
}  // namespace tempo_detail

// Length in quarter notes; index 0…32. "1/4" is 1, "1/8." is 0.75, "1/4T" is 2/3.
constexpr double division_beats(int index) {
  return tempo_detail::kBeats[static_cast<std::size_t>(index)];
}

constexpr int division_index(const char* name) {
  for (int i = 0; i < kDivisionCount; ++i) {
    const char* a = kDivisionNames[static_cast<std::size_t>(i)];
    const char* b = name;
    while (*a != 0 && *a == *b) {
      ++a;
      ++b;
    }
    if (*a == *b) return i;
  }
  return -1;
}

// The division nearest in log time to `beats`: switching a pair keeps the musical value.
int nearest_division(double beats) noexcept;

// The two companions of a free rate or time in a module's table.
constexpr ParamSpec sync_switch(const char* id, const char* name, bool on) {
  return {.id = id,
          .name = name,
          .curve = Curve::kStep,
          .unit = Unit::kSwitch,
          .min = 0.0f,
          .max = 1.0f,
          .initial = on ? 1.0f : 0.0f,
          .help = "Follow the host's tempo"};
}
constexpr ParamSpec division_choice(const char* id, const char* name, const char* initial) {
  return {.id = id,
          .name = name,
          .curve = Curve::kStep,
          .unit = Unit::kChoice,
          .min = 0.0f,
          .max = kDivisionCount - 1,
          .initial = static_cast<float>(division_index(initial)),
          .flags = kModulatable,
          .choices = kDivisionNames,
          .help = "Note value when tempo sync is on"};
}

}  // namespace kiln
