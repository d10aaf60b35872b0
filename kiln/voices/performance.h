// What the player's messages mean: controllers, bend, pressure, RPN, MPE zones and per-note values.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interprets raw MIDI channel messages and holds each channel's state. Voices read their values
// here until their note-off; after it they keep the last (frozen tails, INSTRUMENT.md §2.8).
#pragma once

#include <array>
#include <cstdint>

#include "kiln/midi/event.h"

namespace kiln {

enum class MpeMode : uint8_t { kOff, kLower, kUpper, kAuto };
enum class SlideMode : uint8_t { kAbsolute, kRelative };

// Session settings (not part of a preset) and what the preset says of bends.
struct PerformanceSettings {
  MpeMode mpe = MpeMode::kAuto;
  float mpe_note_bend_range = 48.0f;      // semitones, 1…96; RPN 0 on member channels overrides
  float mpe_zone_bend_range = 2.0f;
  float bend_up = 2.0f;                   // semitones; RPN 0 overrides until the next preset
  float bend_down = 2.0f;
  SlideMode slide_mode = SlideMode::kRelative;
  float velocity_curve = 0.0f;            // γ −1…+1: v' = 127·(v/127)^(2^(−2γ))
  float pressure_curve = -0.2f;
  int fixed_velocity = 0;                 // 0: as played, else 1…127
};

struct Meaning {
  enum class Kind : uint8_t {
    kNothing, kNoteOn, kNoteOff, kSustain, kSostenuto, kAllNotesOff, kAllSoundOff,
    kResetControllers, kProgramChange, kController
  };
  Kind kind = Kind::kNothing;
  int channel = 0;             // as played; −1: every channel of the zone or instrument
  int number = 0;              // key, controller or program
  float value = 0.0f;          // velocity 0…1 (curve applied), controller 0…1 (14 bits where paired)
  int raw = 0;                 // 0…127
};

// The values a voice of a channel sees now, before its own smoothing.
struct ChannelValues {
  float bend_semitones = 0.0f; // note bend + zone bend, ranges applied
  float bend = 0.0f;           // −1…+1 (source "bend")
  float wheel = 0.0f;          // 0…1
  float pressure = 0.0f;       // channel pressure 0…1, curve applied
  float slide = 0.5f;          // CC 74, 0…1
};

class Performance {
 public:
  void prepare(const PerformanceSettings& settings) noexcept;
  void change(const PerformanceSettings& settings) noexcept;   // keeps controllers
  void new_preset(float bend_up, float bend_down) noexcept;    // forgets RPN 0
  void reset_controllers(int channel) noexcept;                // −1: all

  Meaning interpret(const MidiMessage& message) noexcept;

  ChannelValues values(int channel) const noexcept;
  // CC 74 as the source "slide" gives it: absolute 0…1, or relative to its value at note-on, ×2,
  // −1…+1.
  float slide_value(float at_note_on, float now) const noexcept;
  float key_pressure(int channel, int key) const noexcept;     // polyphonic pressure 0…1
  float controller(int channel, int number) const noexcept;    // 0…1, zone's or channel's
  float breath() const noexcept;       // CC 2
  float expression() const noexcept;   // CC 11, initially 1
  float sustain_pedal() const noexcept;
  float soft_pedal(int channel) const noexcept;   // 0…1
  float tuning_semitones(int channel) const noexcept;          // RPN 1 and 2
  bool mpe_active() const noexcept;
  bool is_member(int channel) const noexcept;
  bool suggests_mpe() const noexcept;  // bends on several channels without a configuration message

 private:
  // Written with the implementation.
};

}  // namespace kiln
