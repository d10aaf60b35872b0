// The laws between knob position, real value and what DSP code reads.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every law is a fixed sequence of float operations with kiln::math exp2 and log2, so that a vector
// kernel that does the same steps gives the same bits.
#include "kiln/parameters/spec.h"

#include <cmath>

#include "kiln/base/math.h"

namespace kiln {
namespace {

constexpr float kOffBelow = 0.005f;                    // a level's knob position that means silence
constexpr float kDecibelPerOctave = 6.0205999132796f;  // 20·log10(2)
constexpr float kOctavePerDecibel = 0.16609640474437f;

bool is_nan(float v) noexcept { return !(v == v); }

float clamp_to(float v, float lo, float hi) noexcept { return v < lo ? lo : v > hi ? hi : v; }

float round_half_up(float v) noexcept { return std::floor(v + 0.5f); }

bool symmetric(const ParamSpec& spec) noexcept { return spec.min < 0.0f; }

// Gain at x = 1: 2 for the usual top of +6.02 dB, exactly.
float top_gain(const ParamSpec& spec) noexcept {
  const float gain = math::exp2(spec.max * kOctavePerDecibel);
  return std::fabs(gain - 2.0f) < 1e-4f ? 2.0f : gain;
}

float power(Curve curve, float u) noexcept {
  switch (curve) {
    case Curve::kPower2:
      return u * u;
    case Curve::kPower3:
      return u * u * u;
    default:
      return (u * u) * (u * u);
  }
}

// Inverse of power() for u > 0.
float root(Curve curve, float u) noexcept {
  if (!(u > 0.0f)) return 0.0f;
  switch (curve) {
    case Curve::kPower2:
      return std::sqrt(u);
    case Curve::kPower3:
      return math::exp2(math::log2(u) * (1.0f / 3.0f));
    default:
      return std::sqrt(std::sqrt(u));
  }
}

// Ranges with negative values are symmetric about x = 0.5, each half with the power law.
float power_real(const ParamSpec& spec, float x) noexcept {
  if (symmetric(spec)) {
    const float u = 2.0f * x - 1.0f;
    const float size = spec.max * power(spec.curve, std::fabs(u));
    return u < 0.0f ? -size : size;
  }
  const float size = spec.max * power(spec.curve, x > 0.0f ? x : 0.0f);
  return size > spec.min ? size : spec.min;
}

float power_x(const ParamSpec& spec, float real) noexcept {
  const float u = root(spec.curve, std::fabs(real) / spec.max);
  if (symmetric(spec)) return real < 0.0f ? 0.5f - 0.5f * u : 0.5f + 0.5f * u;
  return u;
}

float level_gain(const ParamSpec& spec, float x) noexcept {
  if (x < kOffBelow) return 0.0f;
  return top_gain(spec) * (x * x * x);
}

float level_x(const ParamSpec& spec, float decibel) noexcept {
  if (decibel == -INFINITY) return 0.0f;
  const float octaves = (decibel - spec.max) * kOctavePerDecibel;
  if (octaves < -24.0f) return 0.0f;  // far below kOffBelow
  return math::exp2(octaves * (1.0f / 3.0f));
}

float bounded_x(const ParamSpec& spec, float x) noexcept {
  if (is_nan(x)) return real_to_x(spec, spec.initial);
  return clamp_to(x, spec.x_min, spec.x_max);
}

}  // namespace

float clamp_real(const ParamSpec& spec, float real) noexcept {
  if (is_nan(real)) return spec.initial;
  real = clamp_to(real, spec.min, spec.max);
  if (spec.curve == Curve::kStep) return round_half_up(real);
  if (spec.curve == Curve::kLevel && level_x(spec, real) < kOffBelow) return spec.min;
  return real;
}

float real_to_x(const ParamSpec& spec, float real) noexcept {
  real = clamp_real(spec, real);
  if (!(spec.max > spec.min)) return 0.0f;
  float x = 0.0f;
  switch (spec.curve) {
    case Curve::kLinear:
    case Curve::kStep:
      x = (real - spec.min) / (spec.max - spec.min);
      break;
    case Curve::kLog:
      x = math::log2(real / spec.min) / math::log2(spec.max / spec.min);
      break;
    case Curve::kLevel:
      x = level_x(spec, real);
      break;
    default:
      x = power_x(spec, real);
      break;
  }
  return clamp_to(x, 0.0f, 1.0f);
}

float x_to_real(const ParamSpec& spec, float x) noexcept {
  x = bounded_x(spec, x);
  switch (spec.curve) {
    case Curve::kLinear:
      return spec.min + (spec.max - spec.min) * x;
    case Curve::kLog:
      return spec.min * math::exp2(x * math::log2(spec.max / spec.min));
    case Curve::kStep:
      return clamp_to(round_half_up(spec.min + (spec.max - spec.min) * x), spec.min, spec.max);
    case Curve::kLevel: {
      const float gain = level_gain(spec, x);
      return gain > 0.0f ? math::log2(gain) * kDecibelPerOctave : -INFINITY;
    }
    default:
      return power_real(spec, x);
  }
}

float x_to_engine(const ParamSpec& spec, float x) noexcept {
  if (spec.curve == Curve::kLevel) return level_gain(spec, bounded_x(spec, x));
  const float real = x_to_real(spec, x);
  return spec.unit == Unit::kPercent ? real * 0.01f : real;
}

float real_to_engine(const ParamSpec& spec, float real) noexcept {
  if (spec.curve == Curve::kLevel) {
    const float decibel = clamp_real(spec, real);
    return decibel == -INFINITY ? 0.0f : math::exp2(decibel * kOctavePerDecibel);
  }
  const float clamped = clamp_real(spec, real);
  return spec.unit == Unit::kPercent ? clamped * 0.01f : clamped;
}

}  // namespace kiln
