// The new_module LFO: its shape, its two outputs, and the lanes it leaves alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/new_module.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kiln/base/phase.h"

namespace kiln {
namespace {

struct Outputs {
  float left, right;
};

// The table of functions is called as a group of LFOs calls it.
Outputs value_at(double cycles, float lean) {
  const LfoModule module = make_lfo_module<NewModuleLfo>();
  alignas(64) unsigned char state[sizeof(NewModuleLfo::State)];
  const float structure[] = {100.0f * lean};
  module.prepare(state, {.structure = structure});
  module.start(state, {.lane = 6});
  const Lanes params = Lanes::filled(lean), moved = Lanes::filled(0.0f);
  const IntLanes cycle = IntLanes::filled(0), phase = IntLanes::filled(cycles_to_phase(cycles));
  Lanes left = Lanes::filled(9.0f), right = Lanes::filled(9.0f);
  module.read(state, {.lanes = lane_bit(6),
                      .params = &params,
                      .cycle = &cycle,
                      .phase = &phase,
                      .moved = &moved,
                      .left = &left,
                      .right = &right});
  for (int i = 0; i < kLanes; ++i) {
    if (i == 6) continue;
    EXPECT_EQ(left[i], 9.0f) << "lane " << i << " was not asked for";
    EXPECT_EQ(right[i], 9.0f) << "lane " << i << " was not asked for";
  }
  return {left[6], right[6]};
}

TEST(NewModuleTest, even_it_is_a_triangle) {
  const double points[][2] = {{0.0, -1.0}, {0.25, 0.0}, {0.5, 1.0}, {0.75, 0.0}, {0.875, -0.5}};
  for (const auto& [cycles, value] : points) {
    EXPECT_NEAR(value_at(cycles, 0.0f).left, value, 1e-6) << "at " << cycles << " cycles";
  }
}

TEST(NewModuleTest, lean_moves_the_peak) {
  for (const float lean : {-1.0f, -0.5f, 0.5f, 1.0f}) {
    double best = 0.0;
    float highest = -2.0f;
    for (int i = 0; i < 1024; ++i) {
      const float value = value_at(i / 1024.0, lean).left;
      ASSERT_LE(std::fabs(value), 1.0f) << "lean " << lean << ", step " << i;
      if (value <= highest) continue;
      highest = value;
      best = i / 1024.0;
    }
    const double wanted = std::fmin(std::fmax(0.5 + 0.5 * double{lean}, 1.0 / 64), 63.0 / 64);
    EXPECT_NEAR(best, wanted, 0.002) << "cycles to the peak at lean " << lean;
  }
}

TEST(NewModuleTest, the_right_output_is_a_quarter_ahead) {
  for (const double cycles : {0.0, 0.3, 0.7, 0.95}) {
    EXPECT_EQ(value_at(cycles, 0.3f).right, value_at(cycles + 0.25, 0.3f).left)
        << "at " << cycles << " cycles";
  }
}

TEST(NewModuleTest, nothing_jumps) {
  for (const float lean : {-1.0f, 0.0f, 1.0f}) {
    float last = value_at(0.9999, lean).left;
    for (int i = 0; i < 4096; ++i) {
      const float value = value_at(i / 4096.0, lean).left;
      ASSERT_LE(std::fabs(value - last), 2.0f * 64 / 4096 + 0.002f) << "lean " << lean << ", " << i;
      last = value;
    }
  }
}

}  // namespace
}  // namespace kiln
