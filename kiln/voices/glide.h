// Portamento: the way of a voice's pitch from one note to the next.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace kiln {

enum class GlideMode : uint8_t { kConstantTime, kConstantRate };

struct GlideSetup {
  float seconds = 0.0f;  // constant time, or per octave
  GlideMode mode = GlideMode::kConstantTime;
  float curve = 0.0f;            // −1…+1; 0: linear in pitch
  double control_rate = 6000.0;  // control points per second
};

// One voice's glide, advanced once a control point.
struct Glide {
  float from = 60.0f;  // semitones (tuned pitch)
  float to = 60.0f;
  float position = 1.0f;   // 0…1, counted in whole steps: exact after any length
  float increment = 0.0f;  // of the position, a step
  int32_t step = 0;
};

void glide_jump(Glide& glide, float pitch) noexcept;
// From where it is. A glide shorter than a control period jumps.
void glide_to(Glide& glide, float pitch, const GlideSetup& setup) noexcept;
float glide_advance(Glide& glide, float curve) noexcept;  // pitch now
// The curve is that of envelopes: (e^(kx) − 1) / (e^k − 1), k = 8·curve. Below 0 the way begins
// fast and arrives gently, above 0 the other way round.
float glide_pitch(const Glide& glide, float curve) noexcept;

}  // namespace kiln
