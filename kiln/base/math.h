// Elementary functions that give the same bits with every compiler, system and processor.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The C library's own differ between versions and even with the CPU. The float functions written
// out here are bit-equal to the vector ones of kiln/simd/fast_math-inl.h; the other float functions
// go through double (math.cpp). Errors are in ULP of the result, the largest that math_test.cpp and
// fast_math_test.cpp find in the range given. Arguments must not be NaN.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "kiln/base/fp_guard.h"
#include "kiln/base/math_coefficients.h"

namespace kiln::math {

inline constexpr double kPi = 0x1.921fb54442d18p+1;
inline constexpr double kTwoPi = 2.0 * kPi;
inline constexpr double kHalfPi = 0.5 * kPi;
inline constexpr double kSqrt2 = 0x1.6a09e667f3bcdp+0;
inline constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;
inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;
inline constexpr double kLog2E = 0x1.71547652b82fep+0;

// ---- double (math.cpp): 1 to 3 ULP, where no other number stands.

double exp(double x);            // 0 below -708, infinity above 709.78
double exp2(double x);           // 0 below -1022, infinity from 1024
double expm1(double x);          // e^x - 1, accurate near 0; |x| <= 700
double log(double x);            // x > 0; log(0) is -infinity
double log2(double x);           // exact for powers of two
double log10(double x);          // x > 0
double pow(double x, double y);  // x > 0, or 0 for y >= 0; 1 + |y log2 x| / 25 ULP
double sin(double x);            // radians, |x| <= 1e6
double cos(double x);            // radians, |x| <= 1e6
double tan(double x);            // radians, |x| <= 1e6
double sin_pi(double x);         // sin πx, exactly 0 at whole x; |x| <= 2^50
double cos_pi(double x);         // cos πx
double tanh(double x);
double sinh(double x);  // |x| <= 700
double cosh(double x);  // |x| <= 700
double atan(double x);
double atan2(double y, double x);  // (-π, π]; 0 at the origin
double sinc(double x);             // sin(πx) / (πx), 1 at 0
double bessel_i0(double x);        // modified Bessel, order 0, |x| <= 700; 32 ULP at 40
inline double sqrt(double x) { return std::sqrt(x); }  // correctly rounded by IEEE 754

// ---- float with a vector twin.

// To the nearest whole number, ties to even; |x| <= 2^22.
inline float round_even(float x) {
  return (x + coefficients::kRoundMagic) - coefficients::kRoundMagic;
}

inline float copy_sign(float magnitude, float sign) {
  const uint32_t sign_bit = std::bit_cast<uint32_t>(sign) & 0x80000000u;
  return std::bit_cast<float>((std::bit_cast<uint32_t>(magnitude) & 0x7fffffffu) | sign_bit);
}

inline float clamp(float x, float lo, float hi) {
  const float above = x > lo ? x : lo;
  return above < hi ? above : hi;
}

// Recursive states die to +0 below 1e-15 (-300 dB), so that no target's way with denormals shows.
inline float snap(float x) { return std::fabs(x) < 1e-15f ? 0.0f : x; }

// 2^x: 1.2 ULP. x is held inside [-126, 127].
inline float exp2(float x) {
  using namespace coefficients;
  const float y = clamp(x, -126.0f, 127.0f);
  const float t = y + kRoundMagic;  // its low bits are the whole part
  const float f = y - (t - kRoundMagic);
  const float q =
      kExp2[0] + f * (kExp2[1] + f * (kExp2[2] + f * (kExp2[3] + f * (kExp2[4] + f * kExp2[5]))));
  const float p = 1.0f + f * q;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(p) + (std::bit_cast<uint32_t>(t) << 23));
}

// log2 x: 1.8 ULP for normal x > 0; anything below counts as the least normal number, 2^-126.
inline float log2(float x) {
  using namespace coefficients;
  const int32_t bits = std::bit_cast<int32_t>(clamp(x, kLeastNormal, kGreatestFinite));
  const int32_t exponent = (bits - kSqrtHalfBits) >> 23;
  const float f = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0f;
  float q = kLog2[9];
  for (int i = 8; i >= 0; --i) q = kLog2[i] + f * q;
  return static_cast<float>(exponent) + f * q;
}

// x^y for x > 0, as 2^(y log2 x): the error is about |y log2 x| + 2 ULP.
inline float pow(float x, float y) { return exp2(y * log2(x)); }

// sin 2πx, |x| <= 2^22: 3.2 ULP for |x| <= 0.25, 1.9e-7 (-134 dB) absolute everywhere.
inline float sin_cycles(float x) {
  using namespace coefficients;
  const float r = x - round_even(x);
  const float a = std::fabs(r);
  const float b = a < 0.5f - a ? a : 0.5f - a;
  const float z = b * b;
  const float q = kSin[0] + z * (kSin[1] + z * (kSin[2] + z * (kSin[3] + z * kSin[4])));
  return copy_sign(b * q, r);
}

// cos 2πx, |x| <= 2^22: 1.9e-7 absolute.
inline float cos_cycles(float x) {
  using namespace coefficients;
  const float b = 0.25f - std::fabs(x - round_even(x));
  const float z = b * b;
  const float q = kSin[0] + z * (kSin[1] + z * (kSin[2] + z * (kSin[3] + z * kSin[4])));
  return b * q;
}

// tan πx: 3.2 ULP. x is held inside ±0.4999.
inline float tan_pi(float x) {
  using namespace coefficients;
  const float a = std::fabs(clamp(x, -kTanLimit, kTanLimit));
  const bool steep = a > 0.25f;  // there as 1 / tan π(1/2 - a)
  const float b = steep ? 0.5f - a : a;
  const float z = b * b;
  const float above = b * (kTanAbove[0] + z * (kTanAbove[1] + z * kTanAbove[2]));
  const float below = kTanBelow[0] + z * (kTanBelow[1] + z * kTanBelow[2]);
  return copy_sign((steep ? below : above) / (steep ? above : below), x);
}

// tanh x: 3.2 ULP; odd, never beyond ±1.
inline float tanh(float x) {
  using namespace coefficients;
  const float a = std::fabs(x);
  const float y = (a < kTanhLimit ? a : kTanhLimit) * kTanhScale;
  const float t = y + kRoundMagic;
  const float f = y - (t - kRoundMagic);
  const float q =
      kExp2[0] + f * (kExp2[1] + f * (kExp2[2] + f * (kExp2[3] + f * (kExp2[4] + f * kExp2[5]))));
  const float scale =
      std::bit_cast<float>((std::bit_cast<uint32_t>(t) << 23) + 0x3f800000u);  // 2^whole
  const float grown = scale * (f * q) + (scale - 1.0f);  // 2^y - 1, exact near 0
  return copy_sign(grown / (grown + 2.0f), x);
}

// A cheap saturation in the shape of tanh, its (3, 2) Padé approximant: within 0.024 of it, odd,
// exactly ±1 with slope 0 from |x| = 3 on.
inline float tanh_rational(float x) {
  const float y = clamp(x, -3.0f, 3.0f);
  const float z = y * y;
  return y * (27.0f + z) / (27.0f + 9.0f * z);
}

// ---- float through double: 0.5 ULP.

inline float exp(float x) { return static_cast<float>(exp(static_cast<double>(x))); }
inline float log(float x) { return static_cast<float>(log(static_cast<double>(x))); }
inline float log10(float x) { return static_cast<float>(log10(static_cast<double>(x))); }
inline float sin(float x) { return static_cast<float>(sin(static_cast<double>(x))); }
inline float cos(float x) { return static_cast<float>(cos(static_cast<double>(x))); }
inline float tan(float x) { return static_cast<float>(tan(static_cast<double>(x))); }
inline float atan(float x) { return static_cast<float>(atan(static_cast<double>(x))); }
inline float sqrt(float x) { return std::sqrt(x); }

}  // namespace kiln::math
