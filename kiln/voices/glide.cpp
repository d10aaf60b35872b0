// Portamento between two pitches along a curve.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/glide.h"

#include <cmath>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr float kSemitonesPerOctave = 12.0f;
constexpr float kCurveOctaves = 8.0f * 1.44269504f;  // k = 8·curve, as a power of two
constexpr float kStraight = 0.02f;                   // |k| below it: the line is within 2e-4 of it
constexpr float kMostSteps = 1e9f;

float curved(float x, float curve) {
  const float k = kCurveOctaves * math::clamp(curve, -1.0f, 1.0f);
  if (std::fabs(k) < kStraight) {
    return x + 0.5f * 0.693147181f * k * x * (x - 1.0f);  // the curve's first two terms
  }
  return (math::exp2(k * x) - 1.0f) / (math::exp2(k) - 1.0f);
}

}  // namespace

void glide_jump(Glide& glide, float pitch) noexcept { glide = {.from = pitch, .to = pitch}; }

void glide_to(Glide& glide, float pitch, const GlideSetup& setup) noexcept {
  const float from = glide_pitch(glide, setup.curve);
  float seconds = setup.seconds;
  if (setup.mode == GlideMode::kConstantRate) {
    seconds *= std::fabs(pitch - from) * (1.0f / kSemitonesPerOctave);
  }
  const float steps = seconds * static_cast<float>(setup.control_rate);
  if (!(steps > 1.0f) || from == pitch) {
    glide_jump(glide, pitch);
    return;
  }
  glide = {.from = from,
           .to = pitch,
           .position = 0.0f,
           .increment = 1.0f / (steps < kMostSteps ? steps : kMostSteps)};
}

float glide_advance(Glide& glide, float curve) noexcept {
  if (glide.position < 1.0f) {
    ++glide.step;
    const float position = static_cast<float>(glide.step) * glide.increment;
    glide.position = position < 1.0f ? position : 1.0f;
  }
  return glide_pitch(glide, curve);
}

float glide_pitch(const Glide& glide, float curve) noexcept {
  if (glide.position >= 1.0f) return glide.to;
  return glide.from + (glide.to - glide.from) * curved(glide.position, curve);
}

}  // namespace kiln
