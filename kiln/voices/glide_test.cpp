// Glides arrive exactly, on time, along their curve.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/glide.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kiln {
namespace {

constexpr double kRate = 6000.0;  // control points per second

// Control points until the pitch is the goal's.
int points_to(Glide glide, float curve = 0.0f) {
  int points = 0;
  while (glide_pitch(glide, curve) != glide.to && points < 10'000'000) {
    glide_advance(glide, curve);
    ++points;
  }
  return points;
}

Glide glide_between(float from, float to, const GlideSetup& setup) {
  Glide glide;
  glide_jump(glide, from);
  glide_to(glide, to, setup);
  return glide;
}

TEST(GlideTest, WithoutTimeItJumps) {
  const Glide glide = glide_between(60.0f, 72.0f, {.seconds = 0.0f});
  EXPECT_EQ(glide_pitch(glide, 0.0f), 72.0f);
  EXPECT_EQ(glide.position, 1.0f);
}

TEST(GlideTest, ConstantTimeTakesItsTimeForAnyDistance) {
  for (const float seconds : {0.06f, 1.0f, 10.0f}) {
    for (const float to : {61.0f, 72.0f, 20.0f}) {
      const int points = points_to(glide_between(60.0f, to, {.seconds = seconds}));
      EXPECT_NEAR(points, seconds * kRate, 2.0) << "control points to " << to;
    }
  }
}

TEST(GlideTest, ConstantRateTakesItsTimeForEachOctave) {
  const GlideSetup setup{.seconds = 10.0f, .mode = GlideMode::kConstantRate};
  EXPECT_NEAR(points_to(glide_between(60.0f, 72.0f, setup)), 10 * kRate, 2.0);
  EXPECT_NEAR(points_to(glide_between(60.0f, 59.0f, setup)), 10 * kRate / 12, 2.0);
  EXPECT_NEAR(points_to(glide_between(0.0f, 120.0f, setup)), 100 * kRate, 4.0);
}

TEST(GlideTest, WithoutACurveItIsLinearInPitch) {
  Glide glide = glide_between(48.0f, 72.0f, {.seconds = 1.0f});
  for (int point = 1; point <= 6000; ++point) {
    const float pitch = glide_advance(glide, 0.0f);
    ASSERT_NEAR(pitch, 48.0 + 24.0 * point / kRate, 1e-5) << "at control point " << point;
  }
}

TEST(GlideTest, TheCurveIsThatOfEnvelopes) {
  for (const float curve : {-1.0f, -0.3f, -0.001f, 0.0005f, 0.4f, 1.0f}) {
    Glide glide = glide_between(0.0f, 1.0f, {.seconds = 1.0f, .curve = curve});
    const double k = 8.0 * double{curve};
    float before = 0.0f;
    for (int point = 1; point < 6000; ++point) {
      const float pitch = glide_advance(glide, curve);
      ASSERT_NEAR(pitch, std::expm1(k * point / kRate) / std::expm1(k), 1e-5)
          << "curve " << curve << " at control point " << point;
      ASSERT_GE(pitch, before) << "it never turns back";
      before = pitch;
    }
    EXPECT_EQ(glide_advance(glide, curve), 1.0f) << "it arrives exactly";
  }
}

TEST(GlideTest, ANewGoalStartsWhereItIs) {
  const GlideSetup setup{.seconds = 1.0f, .curve = -0.5f};
  Glide glide = glide_between(60.0f, 72.0f, setup);
  for (int point = 0; point < 2000; ++point) glide_advance(glide, setup.curve);
  const float pitch = glide_pitch(glide, setup.curve);
  glide_to(glide, 50.0f, setup);
  EXPECT_FLOAT_EQ(glide_pitch(glide, setup.curve), pitch);
  EXPECT_NEAR(points_to(glide, setup.curve), kRate, 2.0);
}

}  // namespace
}  // namespace kiln
