// The vector functions must equal the scalar ones bit for bit on every target.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/simd/lanes.h"
#include "kiln/simd/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/simd/fast_math_test.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/fast_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

#define KILN_TEST_KERNEL(NAME, EXPRESSION)                      \
  void NAME(const Lanes& in, const Lanes& second, Lanes& out) { \
    for (const int offset : ActiveVectors(kAllLanes)) {         \
      const Vec x = load(&in[offset]);                          \
      [[maybe_unused]] const Vec y = load(&second[offset]);     \
      store(EXPRESSION, &out[offset]);                          \
    }                                                           \
  }

KILN_TEST_KERNEL(vector_exp2, exp2(x))
KILN_TEST_KERNEL(vector_log2, log2(x))
KILN_TEST_KERNEL(vector_pow, pow(x, y))
KILN_TEST_KERNEL(vector_sin_cycles, sin_cycles(x))
KILN_TEST_KERNEL(vector_cos_cycles, cos_cycles(x))
KILN_TEST_KERNEL(vector_tan_pi, tan_pi(x))
KILN_TEST_KERNEL(vector_tanh, tanh(x))
KILN_TEST_KERNEL(vector_tanh_rational, tanh_rational(x))
KILN_TEST_KERNEL(vector_round, round(x))
KILN_TEST_KERNEL(vector_snap, snap(x))
KILN_TEST_KERNEL(vector_clamp, clamp(x, -3.0f, 2.0f))

#undef KILN_TEST_KERNEL

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(vector_exp2);
HWY_EXPORT(vector_log2);
HWY_EXPORT(vector_pow);
HWY_EXPORT(vector_sin_cycles);
HWY_EXPORT(vector_cos_cycles);
HWY_EXPORT(vector_tan_pi);
HWY_EXPORT(vector_tanh);
HWY_EXPORT(vector_tanh_rational);
HWY_EXPORT(vector_round);
HWY_EXPORT(vector_snap);
HWY_EXPORT(vector_clamp);

constexpr int kPoints = 1 << 20;

// Even steps through [lo, hi] with a random part, so that no two runs of 16 look alike; every 64th
// is a tiny number of either sign.
float argument(int i, float lo, float hi) {
  const uint32_t bits = random_bits(1, static_cast<uint32_t>(i));
  if (i % 64 == 63) return random_bipolar(bits) * 0x1p-20f;
  const float at = (static_cast<float>(i) + random_unipolar(bits)) * (1.0f / kPoints);
  return lo + at * (hi - lo);
}

template <class VectorCall, class Scalar>
void expect_same_bits(const char* what, float lo, float hi, VectorCall call, Scalar scalar) {
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    int different = 0;
    for (int i = 0; i < kPoints; i += kLanes) {
      Lanes x, y, out;
      for (int lane = 0; lane < kLanes; ++lane) {
        x[lane] = argument(i + lane, lo, hi);
        y[lane] = 3.0f * random_bipolar(random_bits(2, static_cast<uint32_t>(i + lane)));
      }
      call(x, y, out);
      for (int lane = 0; lane < kLanes; ++lane) {
        const float expected = scalar(x[lane], y[lane]);
        if (std::bit_cast<uint32_t>(out[lane]) == std::bit_cast<uint32_t>(expected)) continue;
        if (++different == 1) {
          ADD_FAILURE() << what << "(" << x[lane] << ") on " << target << " is " << out[lane]
                        << ", the scalar twin says " << expected;
        }
      }
    }
    EXPECT_EQ(different, 0) << what << " differs on " << target << " at so many of " << kPoints;
  }
  force_target_for_test("");
}

#define KILN_SAME_BITS(NAME, LO, HI, SCALAR)            \
  expect_same_bits(                                     \
      #NAME, LO, HI,                                    \
      [](const Lanes& x, const Lanes& y, Lanes& out) {  \
        HWY_DYNAMIC_DISPATCH(vector_##NAME)(x, y, out); \
      },                                                \
      [](float x, [[maybe_unused]] float y) { return SCALAR; })

TEST(FastMathTest, Exp2HasTheBitsOfItsScalarTwin) {
  KILN_SAME_BITS(exp2, -140.0f, 140.0f, math::exp2(x));
}

TEST(FastMathTest, Log2HasTheBitsOfItsScalarTwin) {
  KILN_SAME_BITS(log2, -1.0f, 4.0f, math::log2(x));
  KILN_SAME_BITS(log2, 0.0f, 1e30f, math::log2(x));
}

TEST(FastMathTest, PowHasTheBitsOfItsScalarTwin) {
  KILN_SAME_BITS(pow, 0.0f, 10.0f, math::pow(x, y));
}

TEST(FastMathTest, SineAndCosineHaveTheBitsOfTheirScalarTwins) {
  KILN_SAME_BITS(sin_cycles, -2.0f, 2.0f, math::sin_cycles(x));
  KILN_SAME_BITS(sin_cycles, -1e5f, 1e5f, math::sin_cycles(x));
  KILN_SAME_BITS(cos_cycles, -2.0f, 2.0f, math::cos_cycles(x));
  KILN_SAME_BITS(cos_cycles, -1e5f, 1e5f, math::cos_cycles(x));
}

TEST(FastMathTest, TanPiHasTheBitsOfItsScalarTwin) {
  KILN_SAME_BITS(tan_pi, -0.6f, 0.6f, math::tan_pi(x));
}

TEST(FastMathTest, TanhHasTheBitsOfItsScalarTwin) {
  KILN_SAME_BITS(tanh, -12.0f, 12.0f, math::tanh(x));
  KILN_SAME_BITS(tanh_rational, -5.0f, 5.0f, math::tanh_rational(x));
}

TEST(FastMathTest, SmallWordsHaveTheBitsOfTheirScalarTwins) {
  KILN_SAME_BITS(round, -4e6f, 4e6f, math::round_even(x));
  KILN_SAME_BITS(round, -4.0f, 4.0f, math::round_even(x));
  KILN_SAME_BITS(snap, -4e-15f, 4e-15f, math::snap(x));
  KILN_SAME_BITS(clamp, -4.0f, 4.0f, math::clamp(x, -3.0f, 2.0f));
}

}  // namespace
}  // namespace kiln
#endif
