// One sounding voice: its note, pitch, performance values, random numbers and fades.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "kiln/base/math.h"
#include "kiln/voices/allocator.h"
#include "kiln/voices/glide.h"
#include "kiln/voices/performance.h"

namespace kiln {

// Modules of the random numbers a voice draws.
enum VoiceRandom : std::uint32_t {
  kRandomOne,
  kRandomTwo,
  kRandomDrift,
  kRandomNoise,
  kRandomOscillator = 16,
  kRandomFilter = 24,
  kRandomLfo = 32
};

// Share of the distance a one-pole with this time constant goes in a control period: all at 0 s.
inline float follow_coefficient(float seconds, double control_rate) noexcept {
  if (seconds <= 0.0f) return 1.0f;
  return 1.0f - math::exp2(-1.44269504f / (seconds * static_cast<float>(control_rate)));
}

// A value that follows another with a time constant, moved once a control period.
struct Follow {
  float value = 0.0f;
  float target = 0.0f;

  void jump(float to) noexcept { value = target = to; }
  // Returns whether the value moved. Comes to rest exactly on the target.
  bool advance(float coefficient) noexcept {
    if (value == target) return false;
    const float distance = target - value;
    value = distance < 1e-5f && distance > -1e-5f ? target : value + coefficient * distance;
    return true;
  }
};

// How a finger that rests beside a step of the scale is pulled to it.
struct PitchRounding {
  float anchor = 0.0f;  // bend when the finger last moved, semitones
  int periods = 0;      // control points since
  bool rests = false;
  Follow offset = {};  // semitones
};

struct Voice {
  VoiceNote note = {};
  Glide glide = {};
  Follow bend = {};  // semitones
  PitchRounding rounding = {};
  Follow pressure = {};  // of the note: polyphonic or its channel's in MPE
  Follow channel_pressure = {};
  Follow wheel = {};
  Follow slide = {};          // as the source "slide" gives it
  float slide_origin = 0.5f;  // CC 74 at note-on, for relative slides
  float bend_source = 0.0f;   // −1…+1
  float release_velocity = 0.0f;
  float level = 1.0f;  // gain by velocity and soft pedal
  float random1 = 0.0f;
  float random2 = 0.0f;
  float alternate = 1.0f;
  float number = 0.0f;  // 0…1 of the polyphony
  float gate = 0.0f;
  std::uint32_t random_key = 0;
  std::uint32_t first_period = 0;  // the group's count of control periods when it was struck
  bool frozen = false;             // after note-off: later messages belong to the next note
  float fade = 1.0f;               // of a stolen voice
  int fade_frame = -1;             // −1: not fading
  int fade_frames = 0;
};

}  // namespace kiln
