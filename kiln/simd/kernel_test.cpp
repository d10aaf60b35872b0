// Lanes, ramps, masks, phases, random numbers and table reads: vectors against plain loops.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "kiln/base/phase.h"
#include "kiln/base/random.h"
#include "kiln/simd/lanes.h"
#include "kiln/simd/targets.h"

// This file is read once per target; types that cross the dispatch must be the same for all.
#ifndef KILN_SIMD_KERNEL_TEST_TYPES
#define KILN_SIMD_KERNEL_TEST_TYPES
namespace kiln {
namespace {

struct PhaseResult {
  Lanes cycles, signed_cycles, unipolar, bipolar;
  IntLanes bits, phase;
};

struct TableResult {
  Lanes value, difference, own_value, own_difference;
  std::array<Lanes, 4> y, own_y;
};

}  // namespace
}  // namespace kiln
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kiln/simd/kernel_test.cpp"
#include "hwy/foreach_target.h"
#include "kiln/simd/table_read-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kiln {
namespace HWY_NAMESPACE {
namespace {

void mark_active(LaneMask lanes, IntLanes& visits, Lanes& chosen) {
  for (const int offset : ActiveVectors(lanes)) {
    store(load(&visits[offset]) + set_uint(1), &visits[offset]);
    store(select_or_zero(lane_select_mask(lanes, offset), set(1.0f)), &chosen[offset]);
  }
  for_each_active_vector(lanes, [&](int offset) HWY_ATTR {
    store(load(&visits[offset]) + set_uint(1), &visits[offset]);
  });
}

void run_ramp(const Ramp& ramp, int frames, LaneBlock& out) {
  for (const int offset : ActiveVectors(kAllLanes)) {
    const RampVec r = load_ramp(ramp, offset);
    for (int k = 0; k < frames; ++k) store(r.at(k), &out[k][offset]);
  }
}

void run_phase(const IntLanes& in, const IntLanes& counter, const Lanes& cycles, PhaseResult& out) {
  for (const int offset : ActiveVectors(kAllLanes)) {
    const UintVec p = load(&in[offset]);
    const UintVec bits = random_bits(p, load(&counter[offset]));
    store(phase_to_cycles(p), &out.cycles[offset]);
    store(phase_to_signed_cycles(p), &out.signed_cycles[offset]);
    store(bits, &out.bits[offset]);
    store(random_unipolar(bits), &out.unipolar[offset]);
    store(random_bipolar(bits), &out.bipolar[offset]);
    store(cycles_to_phase(load(&cycles[offset])), &out.phase[offset]);
  }
}

void run_tables(const float* table, const float* const* tables, const IntLanes& index,
                TableResult& out) {
  for (const int offset : ActiveVectors(kAllLanes)) {
    const IntVec i = as_int(load(&index[offset]));
    Vec a, b, c, d;
    read_pairs(table, i, a, b);
    store(a, &out.value[offset]);
    store(b, &out.difference[offset]);
    read_pairs(tables + offset, i, a, b);
    store(a, &out.own_value[offset]);
    store(b, &out.own_difference[offset]);
    read_hermite4(table, i, a, b, c, d);
    store(a, &out.y[0][offset]);
    store(b, &out.y[1][offset]);
    store(c, &out.y[2][offset]);
    store(d, &out.y[3][offset]);
    read_hermite4(tables + offset, i, a, b, c, d);
    store(a, &out.own_y[0][offset]);
    store(b, &out.own_y[1][offset]);
    store(c, &out.own_y[2][offset]);
    store(d, &out.own_y[3][offset]);
  }
}

void run_hermite(const Lanes& at, Lanes& out) {
  for (const int offset : ActiveVectors(kAllLanes)) {
    store(hermite4(set(7.0f), set(2.0f), set(3.0f), set(4.0f), load(&at[offset])), &out[offset]);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace kiln
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kiln {
namespace {

HWY_EXPORT(mark_active);
HWY_EXPORT(run_ramp);
HWY_EXPORT(run_phase);
HWY_EXPORT(run_tables);
HWY_EXPORT(run_hermite);

template <class F>
void on_each_target(F test) {
  for (const std::string& target : usable_targets()) {
    SCOPED_TRACE(target);
    ASSERT_TRUE(force_target_for_test(target));
    test();
  }
  force_target_for_test("");
}

TEST(LanesTest, SumIsTheFixedTree) {
  Lanes lanes;
  for (int i = 0; i < kLanes; ++i) {
    lanes[i] = random_bipolar(random_bits(1, static_cast<uint32_t>(i)));
  }
  std::array<float, kLanes> t;
  for (int i = 0; i < kLanes; ++i) t[static_cast<size_t>(i)] = lanes[i];
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) t[i] += t[i + half];
  }
  EXPECT_EQ(sum_lanes(lanes), t[0]);
  // 2^24 + 1 is 2^24 in float: only this order keeps the ones of lanes 1 and 9.
  Lanes order = Lanes::filled(0.0f);
  order[0] = 0x1p24f;
  order[1] = 1.0f;
  order[9] = 1.0f;
  EXPECT_EQ(sum_lanes(order), 0x1p24f + 2.0f);
}

TEST(LanesTest, RampsTouchOnlyTheLanesNamed) {
  Ramp ramp = Ramp::constant(5.0f);
  set_constant(ramp, lane_bit(3), 7.0f);
  ramp_to(ramp, Lanes::filled(0.0f), Lanes::filled(8.0f), 1.0f / 16.0f, lane_bit(4));
  EXPECT_EQ(ramp.at(3, 9), 7.0f);
  EXPECT_EQ(ramp.at(4, 0), 0.0f);
  EXPECT_EQ(ramp.at(4, 16), 8.0f);
  EXPECT_EQ(ramp.at(5, 9), 5.0f);
}

TEST(KernelTest, OnlyVectorsWithASoundingLaneAreVisited) {
  on_each_target([] {
    for (uint32_t i = 0; i < 200; ++i) {
      LaneMask lanes = random_bits(1, i) & random_bits(2, i) & kAllLanes;
      if (i == 0) lanes = kNoLanes;
      if (i == 1) lanes = kAllLanes;
      IntLanes visits = IntLanes::filled(0);
      Lanes chosen = Lanes::filled(0.0f);
      HWY_DYNAMIC_DISPATCH(mark_active)(lanes, visits, chosen);
      for (int lane = 0; lane < kLanes; ++lane) {
        ASSERT_EQ(chosen[lane], has_lane(lanes, lane) ? 1.0f : 0.0f) << "lane " << lane;
        if (has_lane(lanes, lane)) {
          ASSERT_EQ(visits[lane], 2u) << "lane " << lane;
        }
        if (lanes == 0) {
          ASSERT_EQ(visits[lane], 0u) << "no lane sounds";
        }
      }
    }
  });
}

TEST(KernelTest, RampsHaveTheBitsOfTheScalarOne) {
  Ramp ramp;
  for (int i = 0; i < kLanes; ++i) {
    ramp.start[i] = random_bipolar(random_bits(3, static_cast<uint32_t>(i)));
    ramp.step[i] = 0.01f * random_bipolar(random_bits(4, static_cast<uint32_t>(i)));
  }
  on_each_target([&] {
    LaneBlock out;
    HWY_DYNAMIC_DISPATCH(run_ramp)(ramp, kMaxControlFrames, out);
    for (int k = 0; k < kMaxControlFrames; ++k) {
      for (int i = 0; i < kLanes; ++i) ASSERT_EQ(out[k][i], ramp.at(i, k)) << "frame " << k;
    }
  });
}

TEST(KernelTest, PhasesAndRandomNumbersHaveTheBitsOfTheirScalarTwins) {
  on_each_target([] {
    for (uint32_t n = 0; n < 16384; ++n) {
      IntLanes phase, counter;
      Lanes cycles;
      for (int i = 0; i < kLanes; ++i) {
        const uint32_t r = random_bits(n, static_cast<uint32_t>(i));
        phase[i] = r;
        counter[i] = n + static_cast<uint32_t>(i);
        const float range = i % 3 == 0 ? 0.5f : (i % 3 == 1 ? 100.0f : 1e7f);
        cycles[i] = random_bipolar(mix_bits(r)) * range;
      }
      cycles[0] = 0.5f;
      cycles[1] = -0.5f;
      PhaseResult out;
      HWY_DYNAMIC_DISPATCH(run_phase)(phase, counter, cycles, out);
      for (int i = 0; i < kLanes; ++i) {
        ASSERT_EQ(out.cycles[i], phase_to_cycles(phase[i])) << "phase " << phase[i];
        ASSERT_EQ(out.signed_cycles[i], phase_to_signed_cycles(phase[i])) << "phase " << phase[i];
        const uint32_t bits = random_bits(phase[i], counter[i]);
        ASSERT_EQ(out.bits[i], bits);
        ASSERT_EQ(out.unipolar[i], random_unipolar(bits));
        ASSERT_EQ(out.bipolar[i], random_bipolar(bits));
        ASSERT_EQ(out.phase[i], cycles_to_phase(cycles[i])) << cycles[i] << " cycles";
      }
    }
  });
}

TEST(PhaseTest, CyclesAndPhaseAgree) {
  EXPECT_EQ(cycles_to_phase(0.25f), 0x40000000u);
  EXPECT_EQ(cycles_to_phase(0.25), 0x40000000u);
  EXPECT_EQ(cycles_to_phase(-0.25f), 0xc0000000u);
  EXPECT_EQ(cycles_to_phase(-0.25), 0xc0000000u);
  EXPECT_EQ(cycles_to_phase(7.75), 0xc0000000u);
  EXPECT_EQ(cycles_to_phase(7.75f), 0xc0000000u);
  EXPECT_EQ(phase_to_cycles(0xffffffffu), 1.0f - 0x1p-24f);
  EXPECT_EQ(phase_to_signed_cycles(0x80000000u), -0.5f);
  // 440 Hz at 96 kHz: the increment's rounding is below 1e-7 of the pitch, 0.0002 cents.
  const double increment = cycles_to_phase(440.0 / 96000.0);
  EXPECT_NEAR(increment / 4294967296.0 * 96000.0 / 440.0, 1.0, 1e-7);
}

TEST(TableReadTest, EachLaneGetsItsOwnNumbers) {
  std::vector<float> table(4096);
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i);
  on_each_target([&] {
    for (uint32_t n = 0; n < 200; ++n) {
      IntLanes index;
      std::array<const float*, kLanes> tables;
      for (int i = 0; i < kLanes; ++i) {
        index[i] = random_bits(n, static_cast<uint32_t>(i)) % 1000;
        tables[static_cast<size_t>(i)] = table.data() + 100 * i;
      }
      TableResult out;
      HWY_DYNAMIC_DISPATCH(run_tables)(table.data(), tables.data(), index, out);
      for (int i = 0; i < kLanes; ++i) {
        const float single = static_cast<float>(index[i]);
        const float own = 100.0f * static_cast<float>(i);
        ASSERT_EQ(out.value[i], 2.0f * single) << "lane " << i;
        ASSERT_EQ(out.difference[i], 2.0f * single + 1.0f) << "lane " << i;
        ASSERT_EQ(out.own_value[i], own + 2.0f * single) << "lane " << i;
        ASSERT_EQ(out.own_difference[i], own + 2.0f * single + 1.0f) << "lane " << i;
        for (size_t j = 0; j < 4; ++j) {
          ASSERT_EQ(out.y[j][i], single + static_cast<float>(j)) << "lane " << i;
          ASSERT_EQ(out.own_y[j][i], own + single + static_cast<float>(j)) << "lane " << i;
        }
      }
    }
  });
}

// Catmull-Rom through 7, 2, 3, 4: slopes -2 and 1 at the ends of the middle piece.
TEST(TableReadTest, HermitePassesThroughItsPointsWithCentralSlopes) {
  Lanes at;
  for (int i = 0; i < kLanes; ++i) at[i] = static_cast<float>(i) / 15.0f;
  on_each_target([&] {
    Lanes out;
    HWY_DYNAMIC_DISPATCH(run_hermite)(at, out);
    for (int i = 0; i < kLanes; ++i) {
      const double x = at[i];
      const double expected = 2.0 - 2.0 * x + 6.0 * x * x - 3.0 * x * x * x;
      EXPECT_NEAR(out[i], expected, 1e-6) << "at " << x;
    }
  });
}

}  // namespace
}  // namespace kiln
#endif
