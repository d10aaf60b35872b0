// What belongs to an instance but to no preset: MIDI learn, MPE, tuning, editor size.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Saved behind the patch in a project's state, and as the defaults for new instances in the file
// settings.toml of the user's data folder.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kiln/midi/learn.h"
#include "kiln/parameters/table.h"
#include "kiln/voices/performance.h"
#include "kiln/voices/tuning.h"

namespace kiln {

struct Session {
  MpeMode mpe = MpeMode::kAuto;
  float mpe_note_bend_range = 48.0f;  // semitones, 1…96
  float mpe_zone_bend_range = 2.0f;   // semitones, 0…96
  SlideMode slide_mode = SlideMode::kRelative;
  int fixed_velocity = 0;                           // 0: as played, else 1…127
  std::vector<VelocityPoint> velocity_points = {};  // at most kMostVelocityPoints, by `played`
  PedalPolarity pedal = PedalPolarity::kNormal;
  float pitch_rounding = 0.0f;     // of resting MPE fingers, 0…1
  float finger_smoothing = 12.0f;  // of pressure and slide, ms, 0…100
  Takeover takeover = Takeover::kCatch;
  bool ultra_when_rendering = false;  // quality 4x while the host renders offline
  bool bypass = false;
  float a4_hz = 440.0f;       // 380…480
  std::string scale = {};     // text of a Scala .scl file; empty: equal temperament
  std::string keyboard = {};  // text of a .kbm file; empty: none
  int editor_width = 0;       // pixels at 100 %; 0: the editor's own
  int editor_height = 0;
  std::vector<std::string> locked = {};  // ids of slots that chance leaves alone
  std::vector<LearnEntry> learn = {};
  // Keys this version doesn't know, kept as TOML: {key, value}.
  std::vector<std::pair<std::string, std::string>> unknown = {};
};

// What belongs to the device that is played, and to no project: MPE, bend, slide, velocity, pedal,
// how its knobs take over. Tuning and learnt knobs stay as they are.
void take_device_settings(Session& session, const Session& from);

// The session as a TOML table "[session]"; the same session gives the same text.
std::string write_session(const Session& session, const ParamTable& table);

struct SessionResult {
  bool ok = false;
  Session session = {};
  std::vector<std::string> warnings = {};
  std::string error = {};
};
// [any-thread but audio] Values out of range are clamped, missing ones keep their default.
SessionResult read_session(std::string_view text, const ParamTable& table);

// What the engine takes of it. A scale that cannot be read is equal temperament and a message.
PerformanceSettings performance_settings(const Session& session);
Tuning session_tuning(const Session& session, std::vector<std::string>& messages);

// A project's state is a patch and a session, divided by a comment line. Without that line all of
// it is patch.
struct StateParts {
  std::string_view patch = {};
  std::string_view session = {};
};
std::string join_state(std::string_view patch, std::string_view session);
StateParts split_state(std::string_view state);

}  // namespace kiln
