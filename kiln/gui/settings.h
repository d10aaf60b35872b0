// What belongs to no sound: how an instance is played, and how the editor looks and behaves.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kiln/parameters/table.h"

namespace kiln::gui {

struct PlaySettings {
  enum Mpe : std::uint8_t { kOff, kLower, kUpper, kAuto };
  enum Pedal : std::uint8_t { kNormal, kInverted, kDetect };
  enum Takeover : std::uint8_t { kJump, kCatch, kScale };

  Mpe mpe = kAuto;
  float note_bend = 48.0f;  // semitones, 1…96
  float zone_bend = 2.0f;   // semitones, 0…96
  bool relative_slide = true;
  float rounding = 0.0f;    // of resting MPE fingers, 0…1
  float smoothing = 12.0f;  // of pressure and slide, ms, 0…100
  int fixed_velocity = 0;   // 0: as played
  // Lines from 0 through these to 1, before the sound's own curve: {played, heard}, 0…1, by played.
  static constexpr std::size_t kVelocityPoints = 4;
  std::vector<std::pair<float, float>> velocity_points = {};  // empty: as played
  Pedal pedal = kNormal;
  Takeover takeover = kCatch;
  float a4_hz = 440.0f;  // 380…480
  std::string tuning = "12-TET";
  bool mapped = false;  // a keyboard map is loaded
  friend bool operator==(const PlaySettings&, const PlaySettings&) = default;
};

struct Preferences {
  bool reduced_motion = false;  // no slides, displays at 15 Hz
  bool always_values = false;   // knobs show their values without being touched
  bool hinted = false;          // the main gestures were shown once
  bool keys_folded = false;     // the keyboard bar is one row
  bool keys_by_hand = false;    // that was chosen; else the screen's size decides
  static constexpr int kLowestMiddleC = 3, kHighestMiddleC = 5;
  int middle_c = 4;  // the octave in the name of key 60: makers of keyboards differ
  friend bool operator==(const Preferences&, const Preferences&) = default;
};

struct WindowMemory {
  int page = 0;
  std::set<std::uint16_t> locked;    // slots that chance leaves alone
  std::vector<std::string> notices;  // not read yet
  std::uint64_t noticed_loads = 0;   // what they are about
};

}  // namespace kiln::gui
