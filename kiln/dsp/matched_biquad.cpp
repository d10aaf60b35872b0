// Vicanek's matching in three points, and the way from a biquad to an SVF.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/matched_biquad.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/units.h"

namespace kiln {
namespace {

// The prototypes as (n2 s² + n1 s + n0) / (d2 s² + d1 s + d0), s in units of the cutoff.
struct Prototype {
  double n0, n1, n2, d0, d1, d2;
};

Prototype prototype(MatchedShape shape, double q, double gain_db) {
  const double a = db_to_gain(0.5 * gain_db);
  const double w = std::sqrt(a) / q;
  switch (shape) {
    case MatchedShape::kLowPass:
      return {1.0, 0.0, 0.0, 1.0, 1.0 / q, 1.0};
    case MatchedShape::kHighPass:
      return {0.0, 0.0, 1.0, 1.0, 1.0 / q, 1.0};
    case MatchedShape::kPeak:
      return {1.0, a / q, 1.0, 1.0, 1.0 / (a * q), 1.0};
    case MatchedShape::kLowShelf:
      return {a * a, a * w, a, 1.0, w, a};
    case MatchedShape::kHighShelf:
      return {a, a * w, a * a, a, w, 1.0};
  }
  return {1.0, 0.0, 0.0, 1.0, 0.0, 0.0};
}

double power(const Prototype& p, double ratio) {
  const double s2 = ratio * ratio;
  const double above = (p.n0 - p.n2 * s2) * (p.n0 - p.n2 * s2) + p.n1 * p.n1 * s2;
  const double below = (p.d0 - p.d2 * s2) * (p.d0 - p.d2 * s2) + p.d1 * p.d1 * s2;
  return above / below;
}

struct Biquad {
  double b0, b1, b2, a1, a2;
};

// Same transfer function: compare coefficients of the SVF's
// m0 + (m1 g (1 - z^-2) + m2 g² (1 + z^-1)²) / D with D = 1 + g k + g².
MatchedBiquad as_svf(const Biquad& f) {
  const double at_dc = 1.0 + f.a1 + f.a2;
  const double at_nyquist = 1.0 - f.a1 + f.a2;
  const double g = std::sqrt(at_dc / at_nyquist);
  const double k = 2.0 * (1.0 - f.a2) / (at_nyquist * g);
  const double m0 = (f.b0 - f.b1 + f.b2) / at_nyquist;
  const double m2 = (f.b0 + f.b1 + f.b2) / at_dc - m0;
  const double m1 = (f.b0 - f.b2 - m0 * (1.0 - f.a2)) * 2.0 / (g * at_nyquist);
  return {SvfCoefficients::from_g(static_cast<float>(g), static_cast<float>(k)),
          {static_cast<float>(m0), static_cast<float>(m1), static_cast<float>(m2)}};
}

// e^s for the analog poles s in units of the rate; zeros are left for later.
Biquad poles_of(const Prototype& p, double w0) {
  const double wp = w0 * std::sqrt(p.d0 / p.d2);
  const double damping = 0.5 * p.d1 / std::sqrt(p.d0 * p.d2);
  const double radius = math::exp(-damping * wp);
  const double spread = damping * damping - 1.0;
  const double root = std::sqrt(std::abs(spread));
  const double a1 = spread < 0.0
                        ? -2.0 * radius * math::cos(root * wp)
                        : -(math::exp(-(damping - root) * wp) + math::exp(-(damping + root) * wp));
  return {0.0, 0.0, 0.0, a1, radius * radius};
}

// The minimum-phase zeros of B0 φ0 + B1 φ1 + B2 φ2.
Biquad zeros_of(double big_b0, double big_b1, double big_b2, const Biquad& poles) {
  const double at_dc = std::sqrt(std::max(big_b0, 0.0));
  const double at_nyquist = std::sqrt(std::max(big_b1, 0.0));
  const double w = 0.5 * (at_dc + at_nyquist);
  const double b0 = 0.5 * (w + std::sqrt(std::max(w * w + big_b2, 0.0)));
  return {b0, 0.5 * (at_dc - at_nyquist), w - b0, poles.a1, poles.a2};
}

// |H|² = (B0 φ0 + B1 φ1 + B2 φ2) / (A0 φ0 + A1 φ1 + A2 φ2) with φ1 = sin²(ω/2), φ0 = 1 - φ1 and
// φ2 = 4 φ0 φ1: three conditions on the prototype's |H|² give the three B.
Biquad with_zeros(MatchedShape shape, const Prototype& p, double w0, const Biquad& poles) {
  const double dc = 1.0 + poles.a1 + poles.a2;
  const double nyquist = 1.0 - poles.a1 + poles.a2;
  const double big_a0 = dc * dc;
  const double big_a1 = nyquist * nyquist;
  const double big_a2 = -4.0 * poles.a2;
  // The frequency between: the cutoff, but not so near Nyquist that the two tell the same.
  const double matched_w = std::min(w0, 0.8 * math::kPi);
  const double sine = math::sin(0.5 * matched_w);
  const double phi1 = sine * sine;
  const double phi0 = 1.0 - phi1;
  const double phi2 = 4.0 * phi0 * phi1;
  const double wanted = power(p, matched_w / w0) * (big_a0 * phi0 + big_a1 * phi1 + big_a2 * phi2);

  if (shape == MatchedShape::kHighPass) {  // both zeros at DC
    const double b0 = std::sqrt(wanted) / (4.0 * phi1);
    return {b0, -2.0 * b0, b0, poles.a1, poles.a2};
  }
  const double big_b0 = power(p, 0.0) * big_a0;
  if (shape == MatchedShape::kLowPass) {  // B2 = 0
    return zeros_of(big_b0, (wanted - big_b0 * phi0) / phi1, 0.0, poles);
  }
  if (shape == MatchedShape::kPeak) {  // level 0 at DC, gain and no slope at the cutoff
    const double slope = power(p, 1.0) * (big_a1 - big_a0 + 4.0 * (phi0 - phi1) * big_a2);
    const double big_b2 = (wanted - slope * phi1 - big_b0) / (4.0 * phi1 * phi1);
    const double big_b1 = slope + big_b0 + 4.0 * (phi1 - phi0) * big_b2;
    return zeros_of(big_b0, big_b1, big_b2, poles);
  }
  const double big_b1 = power(p, math::kPi / w0) * big_a1;
  return zeros_of(big_b0, big_b1, (wanted - big_b0 * phi0 - big_b1 * phi1) / phi2, poles);
}

// 1 / H; the zeros of minimum phase become stable poles.
Biquad inverted(const Biquad& f) {
  return {1.0 / f.b0, f.a1 / f.b0, f.a2 / f.b0, f.b1 / f.b0, f.b2 / f.b0};
}

}  // namespace

double analog_power(MatchedShape shape, double ratio, double q, double gain_db) noexcept {
  return power(prototype(shape, q, gain_db), ratio);
}

MatchedBiquad MatchedBiquad::from(MatchedShape shape, double hz, double q, double gain_db,
                                  double rate_hz) noexcept {
  const double w0 = 2.0 * math::kPi * std::clamp(hz / rate_hz, 1e-5, 0.49);
  const double bounded_q = std::clamp(q, 0.1, 30.0);
  // A cut is the inverse of the boost and the other way round. Of the two the one is designed
  // whose poles are the lower or the narrower: those that impulse invariance maps best.
  const bool inverse = (shape == MatchedShape::kHighShelf && gain_db > 0.0) ||
                       (shape == MatchedShape::kLowShelf && gain_db < 0.0) ||
                       (shape == MatchedShape::kPeak && gain_db < 0.0);
  const Prototype p = prototype(shape, bounded_q, inverse ? -gain_db : gain_db);
  const Biquad f = with_zeros(shape, p, w0, poles_of(p, w0));
  return as_svf(inverse ? inverted(f) : f);
}

}  // namespace kiln
