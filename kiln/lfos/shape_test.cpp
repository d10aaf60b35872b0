// Drawn shapes: jumps at their place, bends by their law, and the library.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/shape.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "kiln/base/math.h"
#include "kiln/lfos/test_rig.h"

namespace kiln {
namespace {

// The value of a prepared shape at a phase.
struct Reader {
  explicit Reader(std::vector<LfoPoint> points) {
    drawing.points = std::move(points);
    ShapeLfo::prepare(state, {.drawing = &drawing});
  }
  float operator()(std::uint32_t phase) {
    const IntLanes phases = IntLanes::filled(phase), cycles = IntLanes::filled(0);
    Lanes left = {}, right = {}, moved = {};
    ShapeLfo::read(state, {.lanes = 2,
                           .cycle = &cycles,
                           .phase = &phases,
                           .moved = &moved,
                           .left = &left,
                           .right = &right});
    return left[1];
  }
  LfoDrawing drawing;
  ShapeLfo::State state;
};

TEST(ShapeTest, JumpsAreSharpAndInPlace) {
  Reader read({{0, 0.25f}, {0.3333f, 0.25f}, {0.3333f, 0.75f}, {1, 0.75f}});
  const auto at = static_cast<std::uint32_t>(double{0.3333f} * 0x1p32);
  EXPECT_EQ(read(at - 2048), -0.5f);
  EXPECT_EQ(read(at + 2048), 0.5f);
  EXPECT_EQ(read(0), -0.5f);
  EXPECT_EQ(read(0xffffffffu), 0.5f);
}

TEST(ShapeTest, EveryLibraryShapeIsReadAsDrawn) {
  for (const LfoShape& shape : lfo_shapes()) {
    Reader read({shape.points.begin(), shape.points.end()});
    double worst = 0.0;
    for (int i = 0; i < 20000; ++i) {
      const auto phase = static_cast<std::uint32_t>(i) * 214739u + 77u;
      const double x = phase * 0x1p-32;
      // Within a cell of a point the line may cut its corner.
      bool near_point = false;
      for (const LfoPoint& p : shape.points) near_point |= std::fabs(double{p.x} - x) < 0.002;
      const double want = 2.0 * shape_at(shape.points, x) - 1.0;
      const double off = std::fabs(double{read(phase)} - want);
      if (!near_point) worst = std::max(worst, off);
      ASSERT_LT(off, 0.04) << shape.id << " at " << x;
    }
    // The sine is better than its drawing; the wobble is drawn fast.
    EXPECT_LT(worst, std::string("sine") == shape.id ? 0.01 : 3e-3) << shape.id;
  }
}

TEST(ShapeTest, TheSineIsASine) {
  Reader read({});
  double worst = 0.0;
  for (int i = 0; i < 5000; ++i) {
    const auto phase = static_cast<std::uint32_t>(i) * 858993u;
    worst = std::max(worst, std::fabs(read(phase) - math::sin_pi(2.0 * phase * 0x1p-32)));
  }
  EXPECT_LT(worst, 2e-5) << "−94 dB";
}

TEST(ShapeTest, BendsFollowTheLawOfTheEnvelopes) {
  for (const float curve : {-1.0f, -0.3f, 0.0f, 0.6f}) {
    Reader read({{0, 0, curve}, {1, 1}});
    for (const double x : {0.1, 0.5, 0.9}) {
      const double k = 8.0 * double{curve};
      const double law = curve == 0.0f ? x : math::expm1(k * x) / math::expm1(k);
      EXPECT_NEAR(read(static_cast<std::uint32_t>(x * 0x1p32)), 2.0 * law - 1.0, 1e-4);
    }
  }
}

TEST(ShapeTest, TheLibraryHasTwentyFourSoundDrawings) {
  std::set<std::string> ids, names;
  for (const LfoShape& shape : lfo_shapes()) {
    ids.insert(shape.id);
    names.insert(shape.name);
    ASSERT_GE(shape.points.size(), 2u) << shape.id;
    ASSERT_LE(shape.points.size(), static_cast<std::size_t>(kMaxLfoPoints)) << shape.id;
    EXPECT_EQ(shape.points.front().x, 0.0f) << shape.id;
    EXPECT_EQ(shape.points.back().x, 1.0f) << shape.id;
    float before = 0.0f;
    for (const LfoPoint& p : shape.points) {
      EXPECT_GE(p.x, before) << shape.id << ": x rises";
      EXPECT_TRUE(p.y >= 0.0f && p.y <= 1.0f) << shape.id;
      EXPECT_TRUE(p.curve >= -1.0f && p.curve <= 1.0f) << shape.id;
      before = p.x;
    }
  }
  EXPECT_EQ(ids.size(), 24u);
  EXPECT_EQ(names.size(), 24u);
  EXPECT_STREQ(lfo_shapes()[0].id, "sine");
}

}  // namespace
}  // namespace kiln
