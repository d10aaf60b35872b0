// The small filters effects share: one-pole splits, tilt, high cut and DC blocker, in double.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Topology-preserving one-poles and state-variable filters (V. Zavalishin, The Art of VA Filter
// Design, chapters 3 and 4): state stays valid while coefficients move. Double, because at 768 kHz
// the coefficient of 5 Hz is 4e-5 and a float state would stall. T is double, or Channels for both
// sides at once.
#pragma once

#include <cmath>

#include "kiln/base/math.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/channels.h"
#include "kiln/effects/kept.h"

namespace kiln::tone {

inline double snapped(double x) { return std::fabs(x) < 1e-15 ? 0.0 : x; }
inline Channels snapped(Channels x) { return channels(snapped(x[0]), snapped(x[1])); }

// tan(π·hz/rate), with the corner held below 0.45 of the rate.
inline double warped(double hz, double rate) {
  const double cycles = hz / rate;
  return math::tan_pi(static_cast<float>(cycles < 0.45 ? cycles : 0.45));
}

// Coefficient of OnePole: g / (1 + g).
inline double one_pole(double hz, double rate) {
  const double g = warped(hz, rate);
  return g / (1.0 + g);
}

// First-order low-pass; x − low() is the matching high-pass.
template <class T>
struct OnePoleOf {
  T state{};

  T low(T x, double coefficient) {
    const T v = (x - state) * coefficient;
    const T y = v + state;
    state = y + v;
    return y;
  }
  T high(T x, double coefficient) { return x - low(x, coefficient); }
  void snap() { state = snapped(state); }
};
using OnePole = OnePoleOf<double>;
using OnePoles = OnePoleOf<Channels>;

// Second-order Butterworth low-pass and high-pass, 12 dB an octave.
template <class T>
struct TwoPoleOf {
  T s1{};
  T s2{};

  T low(T x, double g) {
    const T v1 = (s1 + g * (x - s2)) / (1.0 + g * (math::kSqrt2 + g));
    const T v2 = s2 + g * v1;
    s1 = 2.0 * v1 - s1;
    s2 = 2.0 * v2 - s2;
    return v2;
  }
  T high(T x, double g) {
    const T v1 = (s1 + g * (x - s2)) / (1.0 + g * (math::kSqrt2 + g));
    const T v2 = s2 + g * v1;
    s1 = 2.0 * v1 - s1;
    s2 = 2.0 * v2 - s2;
    return x - math::kSqrt2 * v1 - v2;
  }
  void snap() {
    s1 = snapped(s1);
    s2 = snapped(s2);
  }
};
using TwoPole = TwoPoleOf<double>;
using TwoPoles = TwoPoleOf<Channels>;

// The coefficients of a filter whose corner moves: `law` is warped() or one_pole(), of hz and rate.
template <double (*law)(double hz, double rate)>
struct Corner : BlockRamp<double> {
  Kept kept;

  void update(double hz, double rate, bool jump, double inverse_frames) {
    to(kept(hz, [rate](double x) { return law(x, rate); }), jump, inverse_frames);
  }
};

// A high cut that is not there at all at the top of its knob: it fades out from 16 to 20 kHz.
struct HighCutControl {
  Corner<warped> g;
  BlockRamp<double> amount;

  void update(double hz, double rate, bool jump, double inverse_frames) {
    const double x = (20000.0 - hz) / 4000.0;
    g.update(hz, rate, jump, inverse_frames);
    amount.to(x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x), jump, inverse_frames);
  }
  template <class T>
  T run(TwoPoleOf<T>& filter, T x, int k) const {
    return x + amount.at(k) * (filter.low(x, g.at(k)) - x);
  }
};

// Tilt around 700 Hz: +100 % lifts highs by 6 dB and lowers lows by 6 dB.
struct TiltControl {
  BlockRamp<double> low_gain;
  BlockRamp<double> high_gain;
  double coefficient = 0.0;
  Kept kept_coefficient, kept_low, kept_high;

  void update(double tilt, double rate, bool jump, double inverse_frames) {
    coefficient = kept_coefficient(rate, [](double r) { return one_pole(700.0, r); });
    low_gain.to(kept_low(-tilt, [](double x) { return math::exp2(x); }), jump, inverse_frames);
    high_gain.to(kept_high(tilt, [](double x) { return math::exp2(x); }), jump, inverse_frames);
  }
  template <class T>
  T run(OnePoleOf<T>& filter, T x, int k) const {
    const T low = filter.low(x, coefficient);
    return low_gain.at(k) * low + high_gain.at(k) * (x - low);
  }
};

}  // namespace kiln::tone
