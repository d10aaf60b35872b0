// Tone: a tilt of the spectrum around 1 kHz, ±12 dB at 100 Hz and 10 kHz, level at 1 kHz kept.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The two first-order shelves of opposite gain share one pole:
//   H(s) = (g·s + w0) / (s + g·w0) = g + (1/g - g)·L(s),   L(s) = g·w0 / (s + g·w0)
// |H(j·w0)| = 1 for every g, 1/g at 0 Hz and g far above. |H| = 4 at 10·w0 asks for
// 100 g² + 1 = 16 (g² + 100), g = sqrt(1599/84). L runs as a trapezoidal one-pole (Zavalishin, The
// Art of VA Filter Design, ch. 3), pre-warped so that 1 kHz holds at every rate.
//
// A lane at tone 0 is left untouched bit for bit and its state is 0; leaving 0, the filter fades
// in with the gain of L. The kernel is in tilt-inl.h.
#pragma once

#include "kiln/base/math.h"
#include "kiln/parameters/spec.h"
#include "kiln/simd/lanes.h"

namespace kiln {

constexpr ParamSpec tone_param() {
  return {.id = "tone",
          .name = "Tone",
          .unit = Unit::kPercent,
          .min = -100,
          .max = 100,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .help = "Tilt around 1 kHz: 12 dB at 100 Hz and 10 kHz"};
}

struct TiltState {
  Lanes left;
  Lanes right;
};

struct TiltCoefficients {
  float centre = 0.0f;  // tan(π·1 kHz / engine rate)
  LaneMask active = 0;  // lanes whose tone is or becomes other than 0
  Lanes tone;           // the targets below were computed for this
  Lanes high_target;    // g
  Lanes low_target;     // 1/g - g
  Lanes pole_target;    // G = w/(1 + w), w = g·centre
  Ramp high;
  Ramp low;
  Ramp pole;
};

// [main-thread]
inline void prepare_tilt(TiltCoefficients& c, double engine_rate) {
  c.centre = static_cast<float>(math::tan(math::kPi * 1000.0 / engine_rate));
  c.tone = Lanes::filled(0.0f);
  c.high_target = Lanes::filled(1.0f);
  c.low_target = Lanes::filled(0.0f);
  c.pole_target = Lanes::filled(c.centre / (1.0f + c.centre));
}

// [audio-thread] At a control point: `tone` −1…+1 per lane.
inline void update_tilt(TiltCoefficients& c, TiltState& state, const Lanes& tone, LaneMask lanes,
                        LaneMask starting, float inverse_frames) noexcept {
  constexpr float kOctavesOfGain = 2.12531f;  // log2 sqrt(1599/84)
  for (const int i : lanes_of(lanes)) {
    if (tone[i] == 0.0f && c.tone[i] == 0.0f && !has_lane(c.active, i)) continue;
    const float high = c.high_target[i], low = c.low_target[i], pole = c.pole_target[i];
    const bool was_active = c.tone[i] != 0.0f;
    const float t = math::clamp(tone[i], -1.0f, 1.0f);
    if (t != c.tone[i]) {
      c.tone[i] = t;
      const float g = math::exp2(t * kOctavesOfGain);
      const float w = g * c.centre;
      c.high_target[i] = t == 0.0f ? 1.0f : g;
      c.low_target[i] = t == 0.0f ? 0.0f : 1.0f / g - g;
      c.pole_target[i] = w / (1.0f + w);
    }
    const bool start = has_lane(starting, i);
    const float scale = start ? 0.0f : inverse_frames;
    c.high.start[i] = start ? c.high_target[i] : high;
    c.low.start[i] = start ? c.low_target[i] : low;
    c.pole.start[i] = start ? c.pole_target[i] : pole;
    c.high.step[i] = (c.high_target[i] - c.high.start[i]) * scale;
    c.low.step[i] = (c.low_target[i] - c.low.start[i]) * scale;
    c.pole.step[i] = (c.pole_target[i] - c.pole.start[i]) * scale;
    const bool active = t != 0.0f || (was_active && !start);
    c.active = active ? c.active | lane_bit(i) : c.active & ~lane_bit(i);
    state.left[i] = active && !start ? math::snap(state.left[i]) : 0.0f;
    state.right[i] = active && !start ? math::snap(state.right[i]) : 0.0f;
  }
}

}  // namespace kiln
