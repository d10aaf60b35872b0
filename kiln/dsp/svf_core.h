// The linear trapezoidal state-variable filter as one scalar step, for effects.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Simper, "Linear Trapezoidal Integrated State Variable Filter" (Cytomic, 2013). Any second-order
// response is three mix numbers; it stays stable while cutoff and resonance move (Wishnick, "Time-
// Varying Filters for Musical Applications", DAFx-14).
#pragma once

#include "kiln/base/math.h"

namespace kiln {

struct SvfCoefficients {
  float g = 0.1f;   // tan(π cutoff / rate) > 0
  float k = 1.4f;   // 1 / Q >= 0
  float a1 = 0.0f;  // 1 / (1 + g (g + k))
  float a2 = 0.0f;  // g a1
  float a3 = 0.0f;  // g a2

  static SvfCoefficients from_g(float g, float k) noexcept {
    const float a1 = 1.0f / (1.0f + g * (g + k));
    const float a2 = g * a1;
    return {g, k, a1, a2, g * a2};
  }

  // The cutoff stays within 1e-6…0.4999 of the rate; q > 0.
  static SvfCoefficients from(double cutoff_hz, double q, double rate_hz) noexcept {
    const double ratio = cutoff_hz / rate_hz;
    const double frequency = ratio > 1e-6 ? (ratio < 0.4999 ? ratio : 0.4999) : 1e-6;
    return from_g(static_cast<float>(math::tan(math::kPi * frequency)),
                  static_cast<float>(1.0 / q));
  }
};

// Output = input · m0 + band · m1 + low · m2.
struct SvfMix {
  float m0 = 0.0f;
  float m1 = 0.0f;
  float m2 = 0.0f;

  static constexpr SvfMix low_pass() { return {0.0f, 0.0f, 1.0f}; }
  static constexpr SvfMix band_pass() { return {0.0f, 1.0f, 0.0f}; }  // peak gain Q
  static constexpr SvfMix unit_band_pass(float k) { return {0.0f, k, 0.0f}; }
  static constexpr SvfMix high_pass(float k) { return {1.0f, -k, -1.0f}; }
  static constexpr SvfMix notch(float k) { return {1.0f, -k, 0.0f}; }
  static constexpr SvfMix all_pass(float k) { return {1.0f, -2.0f * k, 0.0f}; }
};

struct SvfState {
  float ic1 = 0.0f;  // the integrators' charge
  float ic2 = 0.0f;

  void reset() noexcept { ic1 = ic2 = 0.0f; }

  struct Outputs {
    float band;
    float low;
  };

  Outputs tick(const SvfCoefficients& c, float v0) noexcept {
    const float v3 = v0 - ic2;
    const float v1 = c.a1 * ic1 + c.a2 * v3;
    const float v2 = ic2 + (c.a2 * ic1 + c.a3 * v3);
    ic1 = math::snap(2.0f * v1 - ic1);
    ic2 = math::snap(2.0f * v2 - ic2);
    return {v1, v2};
  }

  float process(const SvfCoefficients& c, const SvfMix& mix, float v0) noexcept {
    const Outputs out = tick(c, v0);
    return mix.m0 * v0 + (mix.m1 * out.band + mix.m2 * out.low);
  }
};

}  // namespace kiln
