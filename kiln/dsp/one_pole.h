// First-order filters: low and high pass, tilt around 1 kHz, DC blocker.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The topology-preserving (trapezoidal) one-pole of Zavalishin, "The Art of VA Filter Design",
// 3.10: stable while its cutoff moves. Coefficients lie apart from states, so that two channels
// share them. States snap to +0 on every frame.
#pragma once

#include <cmath>

#include "kiln/base/math.h"

namespace kiln {

struct OnePoleCoefficients {
  float gain = 1.0f;  // G = g / (1 + g), g = tan(π cutoff / rate)

  // 0 < cutoff_hz; from 0.49 of the rate on it stays there.
  static OnePoleCoefficients from(double cutoff_hz, double rate_hz);
};

struct OnePole {
  float state = 0.0f;

  void reset() noexcept { state = 0.0f; }

  float low_pass(const OnePoleCoefficients& c, float x) noexcept {
    const float v = (x - state) * c.gain;
    const float y = v + state;
    state = math::snap(y + v);
    return y;
  }

  float high_pass(const OnePoleCoefficients& c, float x) noexcept { return x - low_pass(c, x); }
};

// A straight tilt: 0 dB at 1 kHz, +tilt at 10 kHz and -tilt at 100 Hz:
// H(s) = (r s + 1) / (s + r) with s in units of 1 kHz, as low pass / r + r · high pass.
struct TiltCoefficients {
  OnePoleCoefficients pole;
  float low = 1.0f;
  float high = 1.0f;

  // -18 <= tilt_db <= 18 (clamped).
  static TiltCoefficients from(double tilt_db, double rate_hz);
};

struct Tilt {
  OnePole pole;

  void reset() noexcept { pole.reset(); }

  float process(const TiltCoefficients& c, float x) noexcept {
    const float low = pole.low_pass(c.pole, x);
    return c.low * low + c.high * (x - low);
  }
};

// High pass at 5 Hz for use after anything that makes DC. Its state is double: in float the last
// -80 dB of DC would be below the state's rounding and stay for ever.
class DcBlocker {
 public:
  static constexpr double kCutoffHz = 5.0;

  void prepare(double rate_hz);
  void reset() noexcept { state_ = 0.0; }

  float process(float x) noexcept {
    const double v = (static_cast<double>(x) - state_) * gain_;
    const double low = v + state_;
    state_ = low + v;
    if (std::fabs(state_) < 1e-15) state_ = 0.0;
    return static_cast<float>(static_cast<double>(x) - low);
  }

 private:
  double gain_ = 0.0;
  double state_ = 0.0;
};

}  // namespace kiln
