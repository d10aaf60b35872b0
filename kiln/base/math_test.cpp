// Errors of the deterministic functions against the C library's, in ULP, printed and bounded.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/base/math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <type_traits>

#include "kiln/base/random.h"

namespace kiln {
namespace {

constexpr int kPoints = 200000;

template <class Float>
Float ulp_of(Float x) {
  const Float size = std::max(std::fabs(x), std::numeric_limits<Float>::min());
  return std::nextafter(size, std::numeric_limits<Float>::infinity()) - size;
}

struct Worst {
  double ulp = 0.0;
  double at = 0.0;
};

// The argument of step i, evenly through [lo, hi] with a random part.
double argument(int i, double lo, double hi) {
  const double r = random_unipolar(random_bits(7, static_cast<uint32_t>(i)));
  return lo + (i + r) / kPoints * (hi - lo);
}

// Compares f in Float with g in long double; the bound is `limit` ULP.
template <class Float, class F, class G>
void expect_within(const char* name, double limit, double lo, double hi, F f, G g) {
  Worst worst;
  for (int i = 0; i < kPoints; ++i) {
    const Float x = static_cast<Float>(argument(i, lo, hi));
    const long double expected = g(static_cast<long double>(x));
    const Float got = f(x);
    const double error =
        static_cast<double>(std::fabs(static_cast<long double>(got) - expected) /
                            static_cast<long double>(ulp_of(static_cast<Float>(expected))));
    if (!(error <= worst.ulp)) worst = {error, static_cast<double>(x)};
  }
  std::printf("  %-22s [%g, %g]: %.2f ULP at %.9g\n", name, lo, hi, worst.ulp, worst.at);
  EXPECT_LE(worst.ulp, limit) << name << " is off by " << worst.ulp << " ULP at " << worst.at;
}

// The largest absolute error, for functions that cross zero.
template <class Float, class F, class G>
void expect_close(const char* name, double limit, double lo, double hi, F f, G g) {
  Worst worst;
  for (int i = 0; i < kPoints; ++i) {
    const Float x = static_cast<Float>(argument(i, lo, hi));
    const double error = static_cast<double>(
        std::fabs(static_cast<long double>(f(x)) - g(static_cast<long double>(x))));
    if (!(error <= worst.ulp)) worst = {error, static_cast<double>(x)};
  }
  std::printf("  %-22s [%g, %g]: 2^%.2f absolute at %.9g\n", name, lo, hi, std::log2(worst.ulp),
              worst.at);
  EXPECT_LE(worst.ulp, limit) << name << " is off by " << worst.ulp << " at " << worst.at;
}

using Wide = long double;
constexpr Wide kWidePi = 3.14159265358979323846264338327950288L;

#define KILN_F(CALL) [](float x) { return CALL; }
#define KILN_D(CALL) [](double x) { return CALL; }
#define KILN_W(CALL) [](Wide x) -> Wide { return CALL; }

TEST(MathTest, FloatFunctionsWithVectorTwins) {
  expect_within<float>("exp2", 1.2, -126, 127, KILN_F(math::exp2(x)), KILN_W(std::exp2(x)));
  expect_within<float>("log2", 1.8, 0.01, 4, KILN_F(math::log2(x)), KILN_W(std::log2(x)));
  expect_within<float>("log2", 1.8, 1e-30, 1e30, KILN_F(math::log2(x)), KILN_W(std::log2(x)));
  expect_within<float>("pow(x, 3)", 12, 0.1, 10, KILN_F(math::pow(x, 3.0f)),
                       KILN_W(std::pow(x, 3.0L)));
  expect_within<float>("sin_cycles", 3.2, -0.25, 0.25, KILN_F(math::sin_cycles(x)),
                       KILN_W(std::sin(2.0L * kWidePi * x)));
  expect_close<float>("sin_cycles", 1.9e-7, -3, 3, KILN_F(math::sin_cycles(x)),
                      KILN_W(std::sin(2.0L * kWidePi * x)));
  expect_close<float>("cos_cycles", 1.9e-7, -3, 3, KILN_F(math::cos_cycles(x)),
                      KILN_W(std::cos(2.0L * kWidePi * x)));
  expect_within<float>("tan_pi", 3.2, -0.4999, 0.4999, KILN_F(math::tan_pi(x)),
                       KILN_W(std::tan(kWidePi * x)));
  expect_within<float>("tanh", 3.2, -10, 10, KILN_F(math::tanh(x)), KILN_W(std::tanh(x)));
  expect_within<float>("tanh", 3.2, -0.01, 0.01, KILN_F(math::tanh(x)), KILN_W(std::tanh(x)));
  expect_close<float>("tanh_rational", 0.024, -8, 8, KILN_F(math::tanh_rational(x)),
                      KILN_W(std::tanh(x)));
}

TEST(MathTest, FloatFunctionsThroughDouble) {
  expect_within<float>("exp", 0.51, -80, 80, KILN_F(math::exp(x)), KILN_W(std::exp(x)));
  expect_within<float>("log", 0.51, 1e-3, 1e3, KILN_F(math::log(x)), KILN_W(std::log(x)));
  expect_within<float>("sin", 0.51, -1e3, 1e3, KILN_F(math::sin(x)), KILN_W(std::sin(x)));
  expect_within<float>("tan", 0.51, -10, 10, KILN_F(math::tan(x)), KILN_W(std::tan(x)));
  expect_within<float>("atan", 0.51, -20, 20, KILN_F(math::atan(x)), KILN_W(std::atan(x)));
}

TEST(MathTest, DoubleExponentialsAndLogarithms) {
  expect_within<double>("exp", 1, -700, 700, KILN_D(math::exp(x)), KILN_W(std::exp(x)));
  expect_within<double>("exp2", 1, -1000, 1000, KILN_D(math::exp2(x)), KILN_W(std::exp2(x)));
  expect_within<double>("expm1", 2, -1, 1, KILN_D(math::expm1(x)), KILN_W(std::expm1(x)));
  expect_within<double>("log", 1, 1e-3, 3, KILN_D(math::log(x)), KILN_W(std::log(x)));
  expect_within<double>("log", 1, 1e-300, 1e300, KILN_D(math::log(x)), KILN_W(std::log(x)));
  expect_within<double>("log2", 1, 1e-3, 3, KILN_D(math::log2(x)), KILN_W(std::log2(x)));
  expect_within<double>("log10", 2, 1e-3, 3, KILN_D(math::log10(x)), KILN_W(std::log10(x)));
  expect_within<double>("pow(x, 20.5)", 6, 0.01, 100, KILN_D(math::pow(x, 20.5)),
                        KILN_W(std::pow(x, 20.5L)));
  expect_within<double>("pow(1.5, x)", 4, -100, 100, KILN_D(math::pow(1.5, x)),
                        KILN_W(std::pow(1.5L, x)));
}

TEST(MathTest, DoubleTrigonometry) {
  expect_within<double>("sin", 1, -10, 10, KILN_D(math::sin(x)), KILN_W(std::sin(x)));
  expect_within<double>("sin", 1, -1e6, 1e6, KILN_D(math::sin(x)), KILN_W(std::sin(x)));
  expect_within<double>("cos", 1, -1e6, 1e6, KILN_D(math::cos(x)), KILN_W(std::cos(x)));
  expect_within<double>("tan", 2.5, -1e3, 1e3, KILN_D(math::tan(x)), KILN_W(std::tan(x)));
  expect_within<double>("atan", 1.5, -10, 10, KILN_D(math::atan(x)), KILN_W(std::atan(x)));
  expect_within<double>("atan2(x, -0.7)", 1.5, -3, 3, KILN_D(math::atan2(x, -0.7)),
                        KILN_W(std::atan2(x, static_cast<Wide>(-0.7))));
  expect_within<double>("sin_pi", 2, 0.001, 0.999, KILN_D(math::sin_pi(x)),
                        KILN_W(std::sin(kWidePi * x)));
  expect_within<double>("cos_pi", 2, -0.4, 0.4, KILN_D(math::cos_pi(x)),
                        KILN_W(std::cos(kWidePi * x)));
}

TEST(MathTest, DoubleHyperbolicAndTheRest) {
  expect_within<double>("tanh", 3, -5, 5, KILN_D(math::tanh(x)), KILN_W(std::tanh(x)));
  expect_within<double>("sinh", 3, -20, 20, KILN_D(math::sinh(x)), KILN_W(std::sinh(x)));
  expect_within<double>("cosh", 3, -20, 20, KILN_D(math::cosh(x)), KILN_W(std::cosh(x)));
  expect_within<double>("sinc", 3, 0.01, 0.99, KILN_D(math::sinc(x)),
                        KILN_W(std::sin(kWidePi * x) / (kWidePi * x)));
  expect_within<double>("bessel_i0", 32, 0, 40, KILN_D(math::bessel_i0(x)),
                        KILN_W(std::cyl_bessel_il(0.0L, x)));
}

TEST(MathTest, WhatMustBeExactIsExact) {
  for (int k = -126; k <= 127; ++k) {
    const float power = std::ldexp(1.0f, k);
    EXPECT_EQ(math::exp2(static_cast<float>(k)), power) << "2^" << k;
    EXPECT_EQ(math::log2(power), static_cast<float>(k)) << "log2 2^" << k;
    EXPECT_EQ(math::exp2(static_cast<double>(k)), std::ldexp(1.0, k));
    EXPECT_EQ(math::log2(std::ldexp(1.0, k)), k);
  }
  EXPECT_EQ(math::log10(1000.0), 3.0);
  EXPECT_EQ(math::exp(0.0), 1.0);
  EXPECT_EQ(math::log(1.0), 0.0);
  EXPECT_EQ(math::pow(3.0, 4.0), 81.0);
  EXPECT_EQ(math::sin_cycles(0.0f), 0.0f);
  EXPECT_EQ(math::sin_cycles(0.25f), 1.0f);
  EXPECT_EQ(math::cos_cycles(0.0f), 1.0f);
  EXPECT_EQ(math::cos_cycles(0.25f), 0.0f);
  EXPECT_EQ(math::sin_pi(1000001.0), 0.0);
  EXPECT_EQ(math::cos_pi(1000001.0), -1.0);
  EXPECT_EQ(math::cos_pi(0.5), 0.0);
  EXPECT_EQ(math::sinc(3.0), 0.0);
  EXPECT_EQ(math::sinc(0.0), 1.0);
  EXPECT_EQ(math::atan2(0.0, 0.0), 0.0);
  EXPECT_EQ(math::atan2(1.0, 0.0), math::kHalfPi);
  EXPECT_EQ(math::atan2(0.0, -1.0), math::kPi);
  EXPECT_EQ(math::tanh(20.0f), 1.0f);
  EXPECT_EQ(math::tanh_rational(3.0f), 1.0f);
}

TEST(MathTest, FarArgumentsStayDefined) {
  EXPECT_EQ(math::exp2(1e9f), 0x1p127f);
  EXPECT_EQ(math::exp2(-1e9f), 0x1p-126f);
  EXPECT_EQ(math::log2(0.0f), -126.0f);
  EXPECT_EQ(math::log2(-1.0f), -126.0f);
  EXPECT_LE(math::tan_pi(0.5f), 3200.0f);
  EXPECT_GE(math::tan_pi(0.5f), 3100.0f);
  EXPECT_EQ(math::tanh(1e30f), 1.0f);
  EXPECT_EQ(math::tanh(-1e30f), -1.0f);
  EXPECT_EQ(math::exp(-1000.0), 0.0);
  EXPECT_EQ(math::exp(1000.0), std::numeric_limits<double>::infinity());
  EXPECT_EQ(math::pow(0.0, 2.0), 0.0);
}

// The C library is the judge above; these bits catch a change of our own results.
TEST(MathTest, BitsAreFrozen) {
  uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&](uint64_t bits) { hash = (hash ^ bits) * 0x100000001b3u; };
  for (int i = 0; i < 1000; ++i) {
    const double x = i * 0.01 + 0.003;
    const float y = static_cast<float>(x);
    for (const double value :
         {math::exp(x), math::exp2(x), math::log(x), math::log2(x), math::log10(x),
          math::pow(x, 1.7), math::sin(x), math::cos(x), math::tan(x), math::tanh(x), math::sinh(x),
          math::cosh(x), math::atan(x), math::atan2(x, 0.3), math::sinc(x), math::bessel_i0(x)}) {
      add(std::bit_cast<uint64_t>(value));
    }
    for (const float value :
         {math::exp2(y), math::log2(y), math::pow(y, 1.7f), math::sin_cycles(y),
          math::cos_cycles(y), math::tan_pi(y * 0.05f), math::tanh(y), math::tanh_rational(y)}) {
      add(std::bit_cast<uint32_t>(value));
    }
  }
  EXPECT_EQ(hash, 0x2197c6d6b75ca701u) << std::hex << "the functions now hash to 0x" << hash
                                       << ": every golden render changes with them";
}

}  // namespace
}  // namespace kiln
