// The warps of a wavetable: what each mode does to phase and wave, and how fast it makes them run.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With x the phase in cycles, w the wave at a phase and d the knob (−1…+1):
//   bend        w(x + 0.155·d·sin 2πx)            the cycle's ends run fast, its middle slow
//   squeeze     w(x + 0.0775·d·sin 4πx)           the same twice a cycle
//   asymmetric  w(x + 0.155·d·(1 − cos 2πx))      the first half fast, the second slow
//   mirror      w cross-faded to ±w(½ − ½ cos 2πx), there and back within a cycle
//   sync        w(r·x) restarted each cycle, r = 2^(4d) above 0 (48 st), 2^d below (−12 st)
//   window      w cross-faded to (½ − ½ cos 2πx)·w(±r·x), r = 2^(4|d|): a formant
//   quantize    a staircase of 256 … 2 levels, its first two partials; below 0 between the levels
//   fold        w cross-faded to sin(π/2·g·w), g = 1 + 7d²; below 0 with a bias
//   PM self     w(x + 0.25·d·v(x)), v the wave's lowest 8 harmonics
//   remap       w(x + d·s(x)), s(x) + x a map of phases that the player drew (remap.h)
// All maps are smooth, so what can fold is bounded by how fast they run: the level of the table is
// chosen for increment × speed. A restart is not smooth: the old and the new cycle are cross-faded
// over 4 frames by the integral of a cubic B-spline, which removes the jump and the corner alike.
// Staircase and fold run fastest where the wave is steep: there their effect fades.
#pragma once

#include <cstdint>

#include "kiln/base/math.h"
#include "kiln/oscillators/seam.h"

namespace kiln {

enum class Warp : uint8_t {
  kOff,
  kBend,
  kSqueeze,
  kAsymmetric,
  kMirror,
  kSync,
  kWindow,
  kQuantize,
  kFold,
  kPhaseSelf,
  kRemap,
  kCount
};

inline constexpr const char* kWarps[] = {"Off",    "Bend",    "Squeeze", "Asymmetric",
                                         "Mirror", "Sync",    "Window",  "Quantize",
                                         "Fold",   "PM self", "Remap"};

inline constexpr float kBendCycles = 0.155f;
inline constexpr float kSelfCycles = 0.25f;
inline constexpr int kSelfHarmonics = 8;

// How many times faster than the phase the table is read, at most. `steepest` is the drawn map's.
inline float warp_speed(Warp warp, float depth, float steepest) noexcept {
  const float d = std::fabs(depth);
  switch (warp) {
    case Warp::kBend:
    case Warp::kSqueeze:
    case Warp::kAsymmetric:
      return 1.0f + d;
    case Warp::kMirror:
      return 1.0f + 2.15f * math::clamp(4.0f * d, 0.0f, 1.0f);
    case Warp::kSync:
      return depth > 0.0f ? math::exp2(4.0f * d) : 1.0f;
    case Warp::kWindow:
      return math::exp2(4.0f * d);
    case Warp::kQuantize:
    case Warp::kFold:
      return 1.0f + 7.0f * d;
    case Warp::kPhaseSelf:
      return 1.0f + 5.0f * d;
    case Warp::kRemap:
      return 1.0f + steepest * d;
    default:
      return 1.0f;
  }
}

}  // namespace kiln
