// Sub oscillator shared by several types: sine, triangle, square or saw, 0 to 2 octaves down.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One per voice whatever the unison count, always centred, phase 0 at note start, never detuned or
// cross-modulated. Band-limited tables; the square is the difference of two saws. All shapes have
// the RMS of a saw that peaks at 1. A lane whose level is and stays 0 costs nothing and its phase
// rests. The kernel is in sub-inl.h.
#pragma once

#include <cmath>

#include "kiln/dsp/single_cycle.h"
#include "kiln/oscillators/module.h"

namespace kiln {

enum class SubShape : uint8_t { kSine, kTriangle, kSquare, kSaw };

inline constexpr const char* kSubShapes[] = {"Sine", "Triangle", "Square", "Saw"};
inline constexpr const char* kSubOctaves[] = {"0", "-1", "-2"};

constexpr ParamSpec sub_level_param() {
  return {.id = "sub",
          .name = "Sub",
          .curve = Curve::kLevel,
          .unit = Unit::kDecibel,
          .min = -INFINITY,
          .max = 6.0206f,
          .initial = -INFINITY,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .drop_depth = 0.5f,
          .help = "Level of the sub oscillator"};
}
constexpr ParamSpec sub_shape_param() {
  return {.id = "sub_shape",
          .name = "Sub shape",
          .curve = Curve::kStep,
          .unit = Unit::kChoice,
          .max = 3,
          .flags = kStructural,
          .choices = kSubShapes,
          .help = "Wave of the sub oscillator"};
}
constexpr ParamSpec sub_octave_param() {
  return {.id = "sub_octave",
          .name = "Sub octave",
          .curve = Curve::kStep,
          .unit = Unit::kChoice,
          .max = 2,
          .initial = 1,
          .flags = kStructural,
          .choices = kSubOctaves,
          .help = "Octaves of the sub oscillator below the note"};
}

struct SubState {
  IntLanes phase;
};

struct SubCoefficients {
  const MipTable* table = nullptr;
  int quality = 2;
  SubShape shape = SubShape::kSine;
  float octave_scale = 0.5f;  // 2^-octaves
  LaneMask active = 0;        // lanes whose level is or becomes other than 0
  Lanes level_target;         // includes the shape's gain
  Lanes increment_target;     // cycles per frame of the sub; stale while not active
  Ramp level;
  Ramp increment;
  const float* levels[kLanes] = {};  // MipTable::level() of each lane
};

// [main-thread] `shape` and `octave` are the indices of the two choices.
inline void prepare_sub(SubCoefficients& c, const OscillatorSetup& setup, int shape, int octave) {
  const BasicShapes& shapes = basic_shapes(mip_spacing(setup.quality));
  c.shape = static_cast<SubShape>(shape);
  c.table = c.shape == SubShape::kSine       ? &shapes.sine
            : c.shape == SubShape::kTriangle ? &shapes.triangle
                                             : &shapes.saw;
  c.quality = setup.quality;
  c.octave_scale = octave <= 0 ? 1.0f : octave == 1 ? 0.5f : 0.25f;
  for (const float*& level : c.levels) level = c.table->level(0);
}

// [audio-thread] At a starting lane's first frame.
inline void start_sub(SubState& state, int lane) noexcept { state.phase[lane] = 0; }

// [audio-thread] At a control point: `gain` is the knob's linear gain, `increment` the note's own
// cycles per frame (centre, not detuned). May be left out while no gain moves and `active` is 0.
inline void update_sub(SubCoefficients& c, const Lanes& gain, const Lanes& increment,
                       LaneMask lanes, LaneMask starting, float inverse_frames) noexcept {
  // Gains to the RMS of the saw, 1/sqrt(3).
  constexpr float kGain[] = {0.81649658f, 1.0f, 0.57735027f, 1.0f};
  const float shape_gain = kGain[static_cast<int>(c.shape)];
  for (const int i : lanes_of(lanes)) {
    const float level = gain[i] * shape_gain;
    if (level == 0.0f && c.level_target[i] == 0.0f && !has_lane(c.active, i)) continue;
    const float cycles = increment[i] * c.octave_scale;
    const bool start = has_lane(starting, i);
    const bool was_active = has_lane(c.active, i);
    const bool active = level != 0.0f || (!start && c.level_target[i] != 0.0f);
    c.active = active ? c.active | lane_bit(i) : c.active & ~lane_bit(i);
    c.level.start[i] = start ? level : c.level_target[i];
    c.increment.start[i] = start || !was_active ? cycles : c.increment_target[i];
    c.level.step[i] = (level - c.level.start[i]) * inverse_frames;
    c.increment.step[i] = (cycles - c.increment.start[i]) * inverse_frames;
    c.level_target[i] = level;
    c.increment_target[i] = cycles;
    const float top = cycles > c.increment.start[i] ? cycles : c.increment.start[i];
    c.levels[i] = c.table->level(level_for_increment(top, c.quality));
  }
}

}  // namespace kiln
