// The double functions: reduction of the argument, then a plain Taylor series of the small rest.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reductions after W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980);
// the compensated forms of log, sin and cos are those described in Sun's fdlibm (e_log.c,
// k_sin.c, k_cos.c); double-double steps after T. J. Dekker, Numer. Math. 18 (1971). Series are cut
// where the next term falls below 2^-57 of the result: these are set-up functions, a table of
// factorials one can check by eye is worth more here than the shortest polynomial.
#include "kiln/base/math.h"

#include <limits>

namespace kiln::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRoundMagic = 0x1.8p52;

// The leading parts have 33 bits, so that a product with a whole number below 2^20 is exact.
constexpr double kLn2High = 0x1.62e42fefp-1;
constexpr double kLn2Low = 0x1.473de6af278edp-34;
constexpr double kLog10Of2High = 0x1.34413509p-2;
constexpr double kLog10Of2Low = 0x1.ef3fde623e256p-35;
constexpr double kHalfPiA = 0x1.921fb544p+0;
constexpr double kHalfPiB = 0x1.0b4611a6p-34;
constexpr double kHalfPiC = 0x1.3198a2e037073p-69;
constexpr double kHalfPiLow = 0x1.1a62633145c07p-54;  // π/2 - kHalfPi
constexpr double kPiLow = 0x1.1a62633145c07p-53;      // π - kPi
constexpr double kLog2ELow = 0x1.777d0ffda0d24p-56;   // log2(e) - kLog2E
constexpr double kLog10E = 0x1.bcb7b1526e50ep-2;

// |x| <= 2^51, ties to even.
double round_even(double x) { return (x + kRoundMagic) - kRoundMagic; }

// 2^k for a whole k in [-1022, 1023].
double power_of_two(double k) {
  return std::bit_cast<double>((static_cast<int64_t>(k) + 1023) << 52);
}

template <int kCount>
double polynomial(double x, const double (&c)[kCount]) {
  double sum = c[kCount - 1];
  for (int i = kCount - 2; i >= 0; --i) sum = c[i] + x * sum;
  return sum;
}

struct Pair {  // an unrounded value, high + low
  double high;
  double low;
};

Pair exact_product(double a, double b) {  // Dekker 1971; no overflow in the ranges used here
  constexpr double kSplit = 0x1p27 + 1.0;
  const double ca = kSplit * a;
  const double a_high = ca - (ca - a);
  const double a_low = a - a_high;
  const double cb = kSplit * b;
  const double b_high = cb - (cb - b);
  const double b_low = b - b_high;
  const double p = a * b;
  return {p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

Pair ordered_sum(double a, double b) {  // |a| >= |b|
  const double s = a + b;
  return {s, b - (s - a)};
}

// e^(r + low) - 1 for |r| <= ln(2)/2.
double exp_minus_one(double r, double low) {
  static constexpr double kInverseFactorial[] = {
      1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
      1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
      1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800.0};
  return r + (r * r * polynomial(r, kInverseFactorial) + (low + low * r));
}

double scaled(double x, double k) {  // x 2^k without an overflow halfway
  const double half = round_even(0.5 * k);
  return x * power_of_two(half) * power_of_two(k - half);
}

// x = m 2^e with m in [sqrt(1/2), sqrt(2)).
struct Split {
  double m;
  double e;
};

Split split(double x) {
  double e = 0.0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    e = -54.0;
  }
  const int64_t bits = std::bit_cast<int64_t>(x);
  const int64_t exponent = (bits - std::bit_cast<int64_t>(kSqrtHalf)) >> 52;
  return {std::bit_cast<double>(bits - exponent * (int64_t{1} << 52)),
          e + static_cast<double>(exponent)};
}

// (atanh-like series) log((1 + s) / (1 - s)) = 2s + s·R(s²); this is R.
double log_series(double z) {
  static constexpr double kOdd[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                    2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
  return z * polynomial(z, kOdd);
}

// log m - (what follows is fdlibm's form f - (f²/2 - s(f²/2 + R))); m near 1.
double log_tail(double f) {  // f - log(1 + f)
  const double s = f / (2.0 + f);
  const double half_square = 0.5 * f * f;
  return half_square - s * (half_square + log_series(s * s));
}

// log2 x to about 2^-64 of its size.
Pair log2_pair(double x) {
  const Split part = split(x);
  const double f = part.m - 1.0;
  const double d = 2.0 + f;
  const double d_low = f - (d - 2.0);
  const double s = f / d;
  const Pair back = exact_product(s, d);
  const double s_low = (((f - back.high) - back.low) - s * d_low) / d;
  const Pair ln = ordered_sum(2.0 * s, 2.0 * s_low + s * log_series(s * s));
  const Pair product = exact_product(ln.high, kLog2E);
  const double low = product.low + (ln.high * kLog2ELow + ln.low * kLog2E);
  if (part.e == 0.0) return ordered_sum(product.high, low);
  const Pair sum = ordered_sum(part.e, product.high);
  return ordered_sum(sum.high, sum.low + low);
}

// 2^(high + low).
double exp2_pair(double high, double low) {
  if (high >= 1024.0) return kInfinity;
  if (high < -1022.0) return 0.0;
  const double k = round_even(high);
  const Pair r = exact_product(high - k, kLn2);
  const double rest = r.low + (low * kLn2 + (high - k) * 0x1.abc9e3b39803fp-56);
  return scaled(1.0 + exp_minus_one(r.high, rest), k);
}

// x = quadrant·π/2 + (high + low), |high| <= π/4.
struct Reduced {
  int64_t quadrant;
  double high;
  double low;
};

Reduced reduce(double x) {
  const double k = round_even(x * 0x1.45f306dc9c883p-1);
  const double a = x - k * kHalfPiA;
  const double b = k * kHalfPiB;
  const double r = a - b;
  const double low = ((a - r) - b) - k * kHalfPiC;
  const double high = r + low;
  return {static_cast<int64_t>(k), high, (r - high) + low};
}

double sin_small(double x, double low) {
  static constexpr double kSin[] = {-1.0 / 6,
                                    1.0 / 120,
                                    -1.0 / 5040,
                                    1.0 / 362880,
                                    -1.0 / 39916800,
                                    1.0 / 6227020800.0,
                                    -1.0 / 1307674368000.0,
                                    1.0 / 355687428096000.0};
  const double z = x * x;
  return x + (x * z * polynomial(z, kSin) + low * (1.0 - 0.5 * z));
}

double cos_small(double x, double low) {
  static constexpr double kCos[] = {1.0 / 24,
                                    -1.0 / 720,
                                    1.0 / 40320,
                                    -1.0 / 3628800,
                                    1.0 / 479001600,
                                    -1.0 / 87178291200.0,
                                    1.0 / 20922789888000.0,
                                    -1.0 / 6402373705728000.0};
  const double z = x * x;
  const double half = 0.5 * z;
  const double w = 1.0 - half;
  return w + (((1.0 - w) - half) + (z * z * polynomial(z, kCos) - x * low));
}

double sin_in_quadrant(int64_t quadrant, double x, double low) {
  switch (quadrant & 3) {
    case 0:
      return sin_small(x, low);
    case 1:
      return cos_small(x, low);
    case 2:
      return -sin_small(x, low);
    default:
      return -cos_small(x, low);
  }
}

double sin_pi_from(double x, int64_t quadrants) {  // sin(πx + quadrants·π/2)
  const double k = round_even(2.0 * x);
  const double f = x - 0.5 * k;
  const Pair r = exact_product(f, kPi);
  return sin_in_quadrant(static_cast<int64_t>(k) + quadrants, r.high, r.low + f * kPiLow);
}

}  // namespace

double exp(double x) {
  if (x > 709.78) return kInfinity;
  if (x < -708.0) return 0.0;
  const double k = round_even(x * kLog2E);
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  return scaled(1.0 + exp_minus_one(r, (high - r) - low), k);
}

double exp2(double x) { return exp2_pair(x, 0.0); }

double expm1(double x) {
  const double bounded = x < -40.0 ? -40.0 : (x > 700.0 ? 700.0 : x);
  const double k = round_even(bounded * kLog2E);
  const double high = bounded - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  const double scale = power_of_two(k);
  return scale * exp_minus_one(r, (high - r) - low) + (scale - 1.0);
}

double log(double x) {
  if (x == 0.0) return -kInfinity;
  const Split part = split(x);
  const double f = part.m - 1.0;
  return part.e * kLn2High - ((log_tail(f) - part.e * kLn2Low) - f);
}

double log2(double x) {
  if (x == 0.0) return -kInfinity;
  return log2_pair(x).high;
}

double log10(double x) {
  if (x == 0.0) return -kInfinity;
  const Split part = split(x);
  const double f = part.m - 1.0;
  return part.e * kLog10Of2High + (part.e * kLog10Of2Low + (f - log_tail(f)) * kLog10E);
}

double pow(double x, double y) {
  if (y == 0.0) return 1.0;
  if (x == 0.0) return y > 0.0 ? 0.0 : kInfinity;
  const Pair l = log2_pair(x);
  if (std::fabs(y * l.high) > 1100.0) return y * l.high > 0.0 ? kInfinity : 0.0;
  const Pair product = exact_product(y, l.high);
  const Pair exponent = ordered_sum(product.high, product.low + y * l.low);
  return exp2_pair(exponent.high, exponent.low);
}

double sin(double x) {
  const Reduced r = reduce(x);
  return sin_in_quadrant(r.quadrant, r.high, r.low);
}

double cos(double x) {
  const Reduced r = reduce(x);
  return sin_in_quadrant(r.quadrant + 1, r.high, r.low);
}

double tan(double x) {
  const Reduced r = reduce(x);
  const double s = sin_small(r.high, r.low);
  const double c = cos_small(r.high, r.low);
  return (r.quadrant & 1) == 0 ? s / c : -c / s;
}

double sin_pi(double x) { return sin_pi_from(x, 0); }
double cos_pi(double x) { return sin_pi_from(x, 1); }

double tanh(double x) {
  const double a = std::fabs(x);
  if (a > 20.0) return x < 0.0 ? -1.0 : 1.0;
  const double grown = expm1(2.0 * a);
  const double t = grown / (grown + 2.0);
  return x < 0.0 ? -t : t;
}

double sinh(double x) {
  const double grown = expm1(std::fabs(x));
  const double s = 0.5 * (grown + grown / (grown + 1.0));
  return x < 0.0 ? -s : s;
}

double cosh(double x) {
  const double e = exp(std::fabs(x));
  return 0.5 * (e + 1.0 / e);
}

double atan(double x) {
  // atan(i/8) and what its double leaves out: the rest of the argument is below 1/16.
  static constexpr double kAtan[9] = {0.0,
                                      0x1.fd5ba9aac2f6ep-4,
                                      0x1.f5b75f92c80ddp-3,
                                      0x1.6f61941e4def1p-2,
                                      0x1.dac670561bb4fp-2,
                                      0x1.1e00babdefeb4p-1,
                                      0x1.4978fa3269ee1p-1,
                                      0x1.700a7c5784634p-1,
                                      0x1.921fb54442d18p-1};
  static constexpr double kAtanLow[9] = {0.0,
                                         -0x1.cd37686760c17p-59,
                                         0x1.8ab6e3cf7afbdp-57,
                                         -0x1.c63aae6f6e918p-56,
                                         0x1.a2b7f222f65e2p-56,
                                         -0x1.928df287a668fp-58,
                                         0x1.2419a87f2a458p-56,
                                         -0x1.8c34d25aadef6p-56,
                                         0x1.1a62633145c07p-55};
  static constexpr double kOdd[] = {-1.0 / 3,  1.0 / 5,  -1.0 / 7, 1.0 / 9,
                                    -1.0 / 11, 1.0 / 13, -1.0 / 15};
  const double a = std::fabs(x);
  const bool outside = a > 1.0;
  const double inside = outside ? 1.0 / a : a;
  const int i = static_cast<int>(round_even(8.0 * inside));
  const double c = 0.125 * i;
  const double t = (inside - c) / (1.0 + inside * c);
  const double z = t * t;
  const double angle = kAtan[i] + (t + (t * z * polynomial(z, kOdd) + kAtanLow[i]));
  const double result = outside ? kHalfPi - (angle - kHalfPiLow) : angle;
  return x < 0.0 ? -result : result;
}

double atan2(double y, double x) {
  if (x == 0.0 && y == 0.0) return 0.0;
  const double ax = std::fabs(x);
  const double ay = std::fabs(y);
  const double first = ay > ax ? kHalfPi - (atan(ax / ay) - kHalfPiLow) : atan(ay / ax);
  const double angle = x < 0.0 ? kPi - (first - kPiLow) : first;
  return y < 0.0 ? -angle : angle;
}

double sinc(double x) {
  if (std::fabs(x) < 1e-9) return 1.0;
  return sin_pi(x) / (kPi * x);
}

double bessel_i0(double x) {
  // Abramowitz and Stegun 9.6.12: all terms are positive, so nothing cancels.
  const double quarter = 0.25 * x * x;
  double term = 1.0;
  double sum = 1.0;
  for (int k = 1; term > sum * 0x1p-56; ++k) {
    term *= quarter / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

}  // namespace kiln::math
