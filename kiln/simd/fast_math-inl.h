// Elementary functions on vectors, bit for bit those of kiln/base/math.h on every target.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each line here repeats a line of the scalar twin, in the same order; fast_math_test.cpp compares
// all bits over millions of arguments. Where math.h states an error or a range, it holds here.

#include "kiln/base/math_coefficients.h"
#include "kiln/simd/kernel-inl.h"

// Highway's toggle guard: this header is read once per target.
#if defined(KILN_SIMD_FAST_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KILN_SIMD_FAST_MATH_INL_H_
#undef KILN_SIMD_FAST_MATH_INL_H_
#else
#define KILN_SIMD_FAST_MATH_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {

// c[0] + x (c[1] + x (c[2] + ...))
template <int kCount>
HWY_INLINE Vec polynomial(Vec x, const float (&c)[kCount]) {
  Vec sum = set(c[kCount - 1]);
  for (int i = kCount - 2; i >= 0; --i) sum = set(c[i]) + x * sum;
  return sum;
}

// 2^x: 1.2 ULP. x is held inside [-126, 127].
HWY_INLINE Vec exp2(Vec x) {
  namespace c = math::coefficients;
  const Vec y = clamp(x, -126.0f, 127.0f);
  const Vec t = y + set(c::kRoundMagic);
  const Vec f = y - (t - set(c::kRoundMagic));
  const Vec p = set(1.0f) + f * polynomial(f, c::kExp2);
  return hn::BitCast(D(), hn::BitCast(DU(), p) + hn::ShiftLeft<23>(hn::BitCast(DU(), t)));
}

// log2 x: 1.8 ULP for normal x > 0; anything below counts as 2^-126.
HWY_INLINE Vec log2(Vec x) {
  namespace c = math::coefficients;
  const IntVec bits = hn::BitCast(DI(), clamp(x, c::kLeastNormal, c::kGreatestFinite));
  const IntVec exponent = hn::ShiftRight<23>(bits - set_int(c::kSqrtHalfBits));
  const Vec f = hn::BitCast(D(), bits - hn::ShiftLeft<23>(exponent)) - set(1.0f);
  return to_float(exponent) + f * polynomial(f, c::kLog2);
}

// x^y for x > 0: the error is about |y log2 x| + 2 ULP.
HWY_INLINE Vec pow(Vec x, Vec y) { return exp2(y * log2(x)); }

// sin 2πx, |x| <= 2^22: 3.2 ULP for |x| <= 0.25, 1.9e-7 (-134 dB) absolute everywhere.
HWY_INLINE Vec sin_cycles(Vec x) {
  const Vec r = x - round(x);
  const Vec a = abs(r);
  const Vec b = min_(a, set(0.5f) - a);
  return copy_sign(b * polynomial(b * b, math::coefficients::kSin), r);
}

// cos 2πx, |x| <= 2^22: 1.9e-7 absolute.
HWY_INLINE Vec cos_cycles(Vec x) {
  const Vec b = set(0.25f) - abs(x - round(x));
  return b * polynomial(b * b, math::coefficients::kSin);
}

// tan πx, the prewarp of filters: 3.2 ULP. x is held inside ±0.4999.
HWY_INLINE Vec tan_pi(Vec x) {
  namespace c = math::coefficients;
  const Vec a = abs(clamp(x, -c::kTanLimit, c::kTanLimit));
  const Mask steep = a > set(0.25f);  // there as 1 / tan π(1/2 - a)
  const Vec b = select(steep, set(0.5f) - a, a);
  const Vec z = b * b;
  const Vec above = b * polynomial(z, c::kTanAbove);
  const Vec below = polynomial(z, c::kTanBelow);
  return copy_sign(select(steep, below, above) / select(steep, above, below), x);
}

// tanh x: 3.2 ULP; odd, never beyond ±1.
HWY_INLINE Vec tanh(Vec x) {
  namespace c = math::coefficients;
  const Vec y = min_(abs(x), set(c::kTanhLimit)) * set(c::kTanhScale);
  const Vec t = y + set(c::kRoundMagic);
  const Vec f = y - (t - set(c::kRoundMagic));
  const Vec scale =
      hn::BitCast(D(), hn::ShiftLeft<23>(hn::BitCast(DU(), t)) + set_uint(0x3f800000u));  // 2^whole
  const Vec grown = scale * (f * polynomial(f, c::kExp2)) + (scale - set(1.0f));
  return copy_sign(grown / (grown + set(2.0f)), x);
}

// A cheap saturation in the shape of tanh, its (3, 2) Padé approximant: within 0.024 of it, odd,
// exactly ±1 with slope 0 from |x| = 3 on.
HWY_INLINE Vec tanh_rational(Vec x) {
  const Vec y = clamp(x, -3.0f, 3.0f);
  const Vec z = y * y;
  return y * (set(27.0f) + z) / (set(27.0f) + set(9.0f) * z);
}

}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#endif  // toggle guard
