// What a window shows of the sound: the newest voice's sources and stages, and the notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "kiln/envelopes/segment.h"
#include "kiln/modulation/plan.h"
#include "kiln/modulation/source.h"

namespace kiln {

struct VoiceView {
  struct Note {
    std::uint8_t key = 0;
    bool held = false;
    float velocity = 0.0f;
    float pressure = 0.0f;  // 0…1
    float bend = 0.0f;      // semitones
    float slide = 0.0f;     // as the source gives it
  };
  static constexpr int kMostNotes = 32;
  static constexpr int kMostEffects = 9;

  bool sounding = false;                         // the newest voice, whose the next five are
  std::array<float, kSourceCount> sources = {};  // by Source; global ones in silence, too
  std::array<envelope::Stage, kEnvelopeCount> stages = {};
  std::array<float, kEnvelopeCount> stage_x = {};  // 0…1 of that stage
  std::array<float, kLfoCount> lfo_phase = {};     // 0…1 of the pattern
  std::array<RouteView, kMaxRoutes> routes = {};   // by number in the patch
  std::array<Note, kMostNotes> notes = {};         // the newest last
  int note_count = 0;
  std::array<float, kMostEffects> effect_levels = {};      // linear peaks, by slot
  std::array<float, kMostEffects> effect_reductions = {};  // dB, >= 0
  std::array<float, kMostEffects> effect_inputs = {};      // linear peaks
  // Phases of the slow and the fast sweep in cycles; −1: nothing sweeps.
  std::array<std::array<float, 2>, kMostEffects> effect_sweeps = {};
  float beats_per_second = 2.0f;  // tempo
};

}  // namespace kiln
