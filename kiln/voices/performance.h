// What the player's messages mean: controllers, bend, pressure, RPN, MPE zones and per-note values.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interprets raw MIDI channel messages and holds each channel's state. Voices read their values
// here until their note-off; after it they keep the last (frozen tails, INSTRUMENT.md §2.8).
//
// Sources: MIDI 1.0 detailed specification, RP-015 (reset controllers), RP-018 (RPN increments),
// MPE 1.0 (zones, RPN 6). A channel's state lasts until it is told otherwise, as MIDI has it: what
// came before a note-on is the note's start. Pairs: an LSB (controllers 32 … 63) counts once its
// MSB was sent on the channel, alone it is a controller of its own.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kiln/midi/controllers.h"
#include "kiln/midi/event.h"

namespace kiln {

enum class MpeMode : uint8_t { kOff, kLower, kUpper, kAuto };
enum class SlideMode : uint8_t { kAbsolute, kRelative };
// What a sustain pedal sends while it is up: low values, high ones, or what its first message says.
enum class PedalPolarity : uint8_t { kNormal, kInverted, kDetect };

// A bend of the velocity curve: what is heard of what is played, 0…1.
struct VelocityPoint {
  float played = 0.0f;
  float heard = 0.0f;
  friend bool operator==(const VelocityPoint&, const VelocityPoint&) = default;
};
inline constexpr int kMostVelocityPoints = 4;

// A value 0…1 bent by γ −1…+1: x^(2^(−2γ)). −γ takes the bend back.
float touch_bend(float gamma, float x) noexcept;
// The straight lines from 0 through the points to 1, at a velocity 0…1. Points that don't rise in
// `played` are left out.
float through_points(std::span<const VelocityPoint> points, float played) noexcept;

// Session settings (not part of a preset) and what the preset says of bends.
struct PerformanceSettings {
  MpeMode mpe = MpeMode::kAuto;
  float mpe_note_bend_range = 48.0f;  // semitones, 1…96; RPN 0 on member channels overrides
  float mpe_zone_bend_range = 2.0f;
  float bend_up = 2.0f;  // semitones; RPN 0 overrides until the next preset
  float bend_down = 2.0f;
  SlideMode slide_mode = SlideMode::kRelative;
  float velocity_curve = 0.0f;  // γ −1…+1: v' = 127·(v/127)^(2^(−2γ))
  float pressure_curve = -0.2f;
  int fixed_velocity = 0;  // 0: as played, else 1…127
  // through_points(), before the curve bends what they make.
  std::array<VelocityPoint, kMostVelocityPoints> velocity_points = {};
  int velocity_point_count = 0;
  PedalPolarity pedal = PedalPolarity::kNormal;
  float pitch_rounding = 0.0f;     // 0…1: how far a resting finger is pulled to the nearest step
  float finger_smoothing = 12.0f;  // ms, 0…100: time constant of pressure and slide
};

struct Meaning {
  enum class Kind : uint8_t {
    kNothing,
    kNoteOn,
    kNoteOff,
    kSustain,
    kSostenuto,
    kAllNotesOff,
    kAllSoundOff,
    kResetControllers,
    kProgramChange,
    kController
  };
  Kind kind = Kind::kNothing;
  int channel = 0;     // as played; −1: every channel of the zone or instrument
  int number = 0;      // key, controller or program
  float value = 0.0f;  // velocity 0…1 (curve applied), controller 0…1 (14 bits where paired)
  int raw = 0;         // 0…127
};

// The values a voice of a channel sees now, before its own smoothing.
struct ChannelValues {
  float bend_semitones = 0.0f;  // note bend + zone bend, ranges applied
  float bend = 0.0f;            // −1…+1 (source "bend")
  float wheel = 0.0f;           // 0…1
  float pressure = 0.0f;        // channel pressure 0…1, curve applied
  float slide = 0.5f;           // CC 74, 0…1
};

class Performance {
 public:
  void prepare(const PerformanceSettings& settings) noexcept;
  void change(const PerformanceSettings& settings) noexcept;  // keeps controllers
  void new_preset(float bend_up, float bend_down) noexcept;   // forgets RPN 0
  void reset_controllers(int channel) noexcept;               // −1: all

  Meaning interpret(const MidiMessage& message) noexcept;

  ChannelValues values(int channel) const noexcept;
  // CC 74 as the source "slide" gives it: absolute 0…1, or relative to its value at note-on, ×2,
  // −1…+1.
  float slide_value(float at_note_on, float now) const noexcept;
  float key_pressure(int channel, int key) const noexcept;   // polyphonic pressure 0…1
  float controller(int channel, int number) const noexcept;  // 0…1, zone's or channel's
  float breath() const noexcept;                             // CC 2
  float expression() const noexcept;                         // CC 11, initially 1
  float sustain_pedal() const noexcept;
  // How far bends of this channel's notes are pulled to the scale: of MPE notes only.
  float pitch_rounding(int channel) const noexcept;
  float finger_seconds() const noexcept;               // time constant of pressure and slide
  float soft_pedal(int channel) const noexcept;        // 0…1
  float tuning_semitones(int channel) const noexcept;  // RPN 1 and 2
  bool mpe_active() const noexcept;
  bool is_member(int channel) const noexcept;
  bool suggests_mpe() const noexcept;  // bends on several channels without a configuration message

 private:
  static constexpr int kChannels = 16;
  static constexpr int kNotSet = -1;
  static constexpr uint8_t kNonRegistered = 0x80;  // in place of an RPN: an NRPN is selected

  struct Channel {
    std::array<uint8_t, 128> controllers = {};
    std::array<uint8_t, 128> key_pressure = {};
    std::bitset<128> keys_down = {};
    uint32_t msb_seen = 0;  // a bit for each of the controllers 0 … 31
    uint32_t lsb_seen = 0;
    int bend = 0;  // −8192 … 8191
    uint8_t pressure = 0;
    uint8_t rpn_msb = rpn::kNull;
    uint8_t rpn_lsb = rpn::kNull;
    int bend_range = kNotSet;  // RPN 0: cents
    int fine_tuning = 0;       // RPN 1: −8192 … 8191 is ±100 cents
    int coarse_tuning = 0;     // RPN 2: semitones
  };
  struct Zone {
    int members = 0;                // 0: the zone is off
    int note_bend_range = kNotSet;  // RPN 0 on any member: cents
    int zone_bend_range = kNotSet;  // RPN 0 on the manager: cents
  };

  Channel& channel_of(int channel) { return channels_[static_cast<std::size_t>(channel & 15)]; }
  const Channel& channel_of(int channel) const {
    return channels_[static_cast<std::size_t>(channel & 15)];
  }
  int zone_managed_by(int channel) const noexcept;   // −1: not a manager
  int zone_with_member(int channel) const noexcept;  // −1: not a member
  int manager_of(int channel) const noexcept;        // of a member; else the channel itself
  int reach(int channel) const noexcept;             // −1 for managers, else the channel
  int slide_raw(int channel) const noexcept;

  void rebuild_curves() noexcept;
  int upright_pedal(int raw) noexcept;
  void default_zones() noexcept;
  bool configure_zone(int manager, int members) noexcept;
  void reset_channel(int channel) noexcept;
  void rest_expression(Channel& channel) noexcept;
  const int& bend_range_of(int channel) const noexcept;
  float bend_range_in_semitones(int channel, bool up) const noexcept;
  float paired(const Channel& channel, int number) const noexcept;
  float pressure_of(int raw) const noexcept;

  Meaning note_on(int channel, int key, int velocity) noexcept;
  Meaning note_off(int channel, int key, int velocity) noexcept;
  Meaning control(int channel, int number, int raw) noexcept;
  Meaning mode_message(int channel, int number) noexcept;
  Meaning data_entry(int channel, int number, int raw) noexcept;

  PerformanceSettings settings_ = {};
  std::array<Channel, kChannels> channels_ = {};
  std::array<Zone, 2> zones_ = {};          // lower: manager 0; upper: manager 15
  std::array<float, 128> velocities_ = {};  // by what was played
  std::array<float, 128> pressures_ = {};
  float breath_ = 0.0f;  // of the channel that sent it last
  float expression_ = 1.0f;
  float sustain_ = 0.0f;
  uint16_t bent_channels_ = 0;                    // bent while a key was down
  PedalPolarity pedal_ = PedalPolarity::kNormal;  // kDetect: nothing known yet
};

}  // namespace kiln
