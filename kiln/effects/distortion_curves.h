// The curves of the distortion and their antiderivatives.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All have slope 1 at the origin, so that Drive alone sets how far they are entered, and an
// antiderivative that is 0 there. In double: antialiasing divides small differences of them.
#pragma once

#include <cmath>

#include "kiln/base/math.h"
#include "kiln/effects/log_cosh.h"

namespace kiln::distortion {

// u / sqrt(1 + u²) with limit `l`: u − u³/2l² near 0, so that two limits join with a continuous
// second derivative.
struct Algebraic {
  static double value(double u, double l) {
    const double r = u / l;
    return u / std::sqrt(1.0 + r * r);
  }
  static double integral(double u, double l) {
    const double r = u / l;
    return l * l * (std::sqrt(1.0 + r * r) - 1.0);
  }
};

struct SoftCurve {  // tanh; Shape blends in a corner at ±1
  const LogCosh* log_cosh = &LogCosh::shared();
  double s;
  explicit SoftCurve(double shape) : s(shape) {}
  double value(double u) const {
    const double clipped = u > 1.0 ? 1.0 : (u < -1.0 ? -1.0 : u);
    return (1.0 - s) * log_cosh->slope(u) + s * clipped;
  }
  double integral(double u) const {
    const double a = std::fabs(u);
    const double clipped = a < 1.0 ? 0.5 * u * u : a - 0.5;
    return (1.0 - s) * log_cosh->value(u) + s * clipped;
  }
};

struct HardCurve {  // a corner at ±1 with a parabolic knee from 1 − k to 1 + k
  double k;
  explicit HardCurve(double shape) : k(1e-3 + 0.999 * shape) {}
  double value(double u) const {
    const double a = std::fabs(u);
    const double over = a - (1.0 - k);
    const double y = over <= 0.0 ? a : (over >= 2.0 * k ? 1.0 : a - over * over / (4.0 * k));
    return u < 0.0 ? -y : y;
  }
  double integral(double u) const {
    const double a = std::fabs(u);
    const double over = a - (1.0 - k);
    if (over <= 0.0) return 0.5 * a * a;
    const double top = over < 2.0 * k ? over : 2.0 * k;
    const double b = 1.0 - k + top;
    return 0.5 * b * b - top * top * top / (12.0 * k) + (a - b);
  }
};

struct TubeCurve {  // the lower half limits earlier; Shape: how much
  double lower;
  explicit TubeCurve(double shape) : lower(0.7 - 0.45 * shape) {}
  double value(double u) const { return Algebraic::value(u, u < 0.0 ? lower : 1.0); }
  double integral(double u) const { return Algebraic::integral(u, u < 0.0 ? lower : 1.0); }
};

struct DiodeCurve {  // asinh, a pair of diodes across the signal; Shape lowers their threshold
  double l;
  explicit DiodeCurve(double shape) : l(0.5 - 0.4 * shape) {}
  static double asinh(double r) {
    const double a = std::fabs(r);
    const double y = math::log(a + std::sqrt(1.0 + a * a));
    return r < 0.0 ? -y : y;
  }
  double value(double u) const { return l * asinh(u / l); }
  double integral(double u) const {
    const double r = u / l;
    return l * l * (r * asinh(r) - std::sqrt(1.0 + r * r) + 1.0);
  }
};

struct FoldCurve {  // triangle of period 4; Shape enters it up to four times as far
  double scale;
  explicit FoldCurve(double shape) : scale(1.0 + 3.0 * shape) {}
  // Position in the period, [-1, 3): rising to 1, falling after it.
  static double wrapped(double v) { return v - 4.0 * std::floor((v + 1.0) * 0.25); }
  double value(double u) const {
    const double t = wrapped(u * scale);
    return t < 1.0 ? t : 2.0 - t;
  }
  double integral(double u) const {
    const double t = wrapped(u * scale);
    const double d = t - 2.0;
    return (t < 1.0 ? 0.5 * t * t : 1.0 - 0.5 * d * d) / scale;
  }
};

struct RectifyCurve {  // half wave to full wave, softly limited
  double lower;
  explicit RectifyCurve(double shape) : lower(-shape) {}
  double value(double u) const { return Algebraic::value(u, 1.0) * (u < 0.0 ? lower : 1.0); }
  double integral(double u) const { return Algebraic::integral(u, 1.0) * (u < 0.0 ? lower : 1.0); }
};

struct SineCurve {  // sin u; Shape enters it up to four times as far
  double scale;
  explicit SineCurve(double shape) : scale(1.0 + 3.0 * shape) {}
  double value(double u) const { return math::sin(u * scale); }
  double integral(double u) const { return (1.0 - math::cos(u * scale)) / scale; }
};

}  // namespace kiln::distortion
