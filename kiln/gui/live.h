// What sounds at this moment, as the editor sees it: read once a frame from the engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "kiln/modulation/source.h"

namespace kiln::gui {

// In the order in which an envelope passes them.
enum class Stage : std::uint8_t { kSilent, kDelay, kAttack, kHold, kDecay, kSustain, kRelease };

// A key that is held, or a note that rings after it.
struct LiveNote {
  int key = 0;
  bool held = false;
  float velocity = 0.0f;  // 0…1
  float pressure = 0.0f;  // 0…1
  float bend = 0.0f;      // semitones
  float slide = 0.0f;     // −1…+1
};

struct Live {
  static constexpr int kMostNotes = 32;
  static constexpr int kEffects = 9;
  static constexpr int kStrikes = 10;

  bool sounding = false;                         // the newest voice, which the next three show
  std::array<float, kSourceCount> sources = {};  // by Source
  std::array<Stage, kEnvelopeCount> stages = {};
  std::array<float, kEnvelopeCount> stage_x = {};  // place in that stage, 0…1
  std::array<float, kLfoCount> lfo_phase = {};     // place in the pattern, 0…1
  std::array<LiveNote, kMostNotes> notes = {};
  int note_count = 0;
  std::array<float, kStrikes> strikes = {};  // velocities as played, 0…1, newest first; 0: none yet
  int voices = 0;                            // sounding notes
  std::array<float, 2> level = {};           // linear, falling 20 dB a second
  std::array<float, kEffects> effect_levels = {};      // linear, by slot
  std::array<float, kEffects> effect_reductions = {};  // dB, >= 0
  std::array<float, kEffects> effect_inputs = {};      // linear, falling 20 dB in 0.25 s
  // Of effects that sweep: phases of the slow and the fast sweep in cycles; −1: at rest.
  std::array<std::array<float, 2>, kEffects> effect_sweeps = {};
  float beats_per_second = 2.0f;  // tempo
  float cpu = 0.0f;               // share of the time a block lasts
  bool clipped = false;           // since it was cleared
  bool midi = false;              // a note is there, or something came within the last 100 ms
  float wheel = 0.0f;             // 0…1
  float bend = 0.0f;              // −1…+1
};

}  // namespace kiln::gui
