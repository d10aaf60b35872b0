// Anti-aliased curves: antiderivatives, smooth fallback, and aliases in dBc through the decimator.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/adaa.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kiln/base/units.h"
#include "kiln/dsp/fft.h"
#include "kiln/dsp/halfband.h"

namespace kiln {
namespace {

template <class Curve>
class AdaaTest : public testing::Test {};
using Curves = testing::Types<TanhCurve, HardClipCurve, FoldCurve, SineCurve>;
TYPED_TEST_SUITE(AdaaTest, Curves);

TYPED_TEST(AdaaTest, IntegralIsTheAntiderivative) {
  for (double x = -9.03; x < 9.0; x += 0.117) {
    const double h = 1e-4;
    const double slope = (TypeParam::integral(x + h) - TypeParam::integral(x - h)) / (2.0 * h);
    EXPECT_NEAR(slope, TypeParam::value(x), 2e-5) << "at " << x;
  }
}

TYPED_TEST(AdaaTest, SlowInputsFollowTheCurve) {
  Adaa<TypeParam> shaper;
  for (const double step : {1e-7, 9e-6, 1.1e-5, 1e-3}) {
    shaper.reset();
    for (int n = 0; n < 3000; ++n) {
      const float y = shaper.process(static_cast<float>(n * step));
      const double middle = std::max(0.0, (n - 0.5) * step);
      EXPECT_NEAR(y, TypeParam::value(middle), 1e-4) << "step " << step << ", frame " << n;
    }
  }
}

TYPED_TEST(AdaaTest, StaysBoundedForAnyInput) {
  Adaa<TypeParam> shaper;
  uint32_t state = 7;
  for (int n = 0; n < 20000; ++n) {
    state = state * 1664525u + 1013904223u;
    const double size = n % 3 == 0 ? 1e6 : (n % 3 == 1 ? 1e-6 : 3.0);
    const double x = size * (static_cast<double>(state) / 2147483648.0 - 1.0);
    EXPECT_LE(std::fabs(shaper.process(static_cast<float>(x))), 1.001f) << "input " << x;
  }
}

// Sine of `cycles` in 2^15 host frames, +20 dB into tanh at 2x, decimated: worst spur in dBc.
double tanh_spur_dbc(int cycles, bool anti_aliased) {
  constexpr int kHost = 1 << 15;
  constexpr int kLead = 256;
  std::vector<float> engine((kHost + kLead) * 2);
  Adaa<TanhCurve> shaper;
  for (size_t n = 0; n < engine.size(); ++n) {
    const double turns =
        static_cast<double>(n * static_cast<size_t>(cycles) % (2 * kHost)) / (2 * kHost);
    const float x = static_cast<float>(10.0 * math::sin(2.0 * math::kPi * turns));
    engine[n] = anti_aliased ? shaper.process(x) : static_cast<float>(math::tanh(double{x}));
  }
  std::vector<float> host(kHost + kLead);
  Decimator decimator;
  decimator.prepare(2);
  decimator.process(engine.data(), static_cast<int>(engine.size()), host.data());
  const auto bins = real_spectrum(std::vector<double>(host.begin() + kLead, host.end()));
  double worst = 0.0;
  for (int k = 1; k < kHost * 20 / 48; ++k) {
    if (k % cycles != 0) worst = std::max(worst, std::norm(bins[static_cast<size_t>(k)]));
  }
  return gain_to_db(std::sqrt(worst / std::norm(bins[static_cast<size_t>(cycles)])));
}

TEST(AdaaDriveTest, TwentyDecibelsIntoTanhMeetsItsGoals) {
  EXPECT_LT(tanh_spur_dbc(673, true), -100.0) << "near 1 kHz";
  EXPECT_LT(tanh_spur_dbc(1699, true), -63.0) << "near 2.5 kHz";
  EXPECT_LT(tanh_spur_dbc(3391, true), -50.0) << "near 5 kHz";
  EXPECT_GT(tanh_spur_dbc(3391, false), tanh_spur_dbc(3391, true) + 10.0)
      << "the plain curve must be seen to alias";
}

}  // namespace
}  // namespace kiln
