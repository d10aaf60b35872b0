// The segments of sixteen envelopes: their law, and the cubic that draws a piece of each.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A segment goes from one level to another by n(x) = (e^{kx} − 1)/(e^k − 1), x = position/length.
// A piece of it, a control period or what of it belongs to one segment, is drawn as the cubic that
// has the law's value and slope at both ends (Hermite). Pieces are so short (|k x| ≤ 3/4) that the
// law is missed by less than 8e-4 of the segment's height, and joints have no corner.
#pragma once

#include <cmath>

#include "kiln/base/math.h"
#include "kiln/simd/lanes.h"

namespace kiln::envelope {

// In the order they follow each other. kDrop goes down to zero before an attack from zero.
enum class Stage : std::uint8_t {
  kSilent,
  kDrop,
  kDelay,
  kAttack,
  kHold,
  kDecay,
  kSustain,
  kRelease
};

struct Segments {
  IntLanes position, length;  // engine frames; position is that of the piece's end
  Lanes inverse_length;
  Lanes from, span;    // level at x = 0, and what x = 1 adds
  Lanes k, base;       // exponent, 1/(e^k − 1)
  IntLanes corner;     // frames at the beginning in which a rounded corner bends the law
  Lanes level, slope;  // at the piece's end; slope per frame
  // In the piece: c0 + t (c1 + t (c2 + t c3)) at t = frame of the period − origin.
  Lanes c0, c1, c2, c3, origin;
};

// |k| below which the law is written as a polynomial in k: there 1/(e^k − 1) loses its digits.
inline constexpr float kNearLine = 0.05f;
inline constexpr float kLog2E = 1.44269504f;

// n(x) and its slope dn/dx. Kernels repeat these lines (dahdsr.simd.cpp).
struct Law {
  float value;
  float slope;
};
inline Law bent_line(float k, float base, float x) {
  if (std::fabs(k) < kNearLine) {
    const float z = x * (x - 1.0f);
    const float second = k * k * (1.0f / 12.0f);
    return {x + z * (0.5f * k + second * (2.0f * x - 1.0f)),
            1.0f + k * (x - 0.5f) + second * (6.0f * z + 1.0f)};
  }
  const float value = (math::exp2(x * (k * kLog2E)) - 1.0f) * base;
  return {value, k * (value + base)};
}
inline Law raised_cosine(float x) {
  constexpr float kHalfPi = 1.57079633f;
  return {0.5f - 0.5f * math::cos_cycles(0.5f * x), kHalfPi * math::sin_cycles(0.5f * x)};
}

inline constexpr float kLongestPiece = 0.75f;  // |k x|

// Those of the lanes whose next piece can be a whole control period of the law take it, and are
// returned; the others are left as they are.
LaneMask plan_periods(Segments& segments, LaneMask lanes, int frames) noexcept;

// Takes over the parameters of the chosen lanes; did any differ?
bool params_moved(Lanes* seen, const Lanes* params, int count, LaneMask lanes) noexcept;

// value = level at the control point × scale.
void take_values(const Segments& segments, const Ramp& scale, LaneMask lanes,
                 Lanes& value) noexcept;

struct LevelRender {
  int begin, end;
  LaneMask lanes;
  LaneMask moving;    // of these; all others hold c0
  const Ramp* scale;  // velocity; null where it is 1
};
void render_levels(const Segments& segments, const LevelRender& render, LaneBlock& out) noexcept;

}  // namespace kiln::envelope
