// The new_module filter measured: its response, its moving cutoff, and its bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/new_module.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

using filter_test::Rig;

Rig module_rig(NewModule::Mode mode, float bleed = 0.0f) {
  return Rig(make_filter_module<NewModule>(), 96000.0, 2, {static_cast<float>(mode), bleed});
}

double response_db(Rig& rig, double hz) {
  std::vector<float> impulse(1 << 14, 0.0f);
  impulse[0] = 1.0f;
  return gain_to_db(filter_test::magnitude(rig.play(impulse), hz, rig.rate()));
}

TEST(NewModuleTest, falls_6_db_per_octave_from_the_cutoff) {
  for (const double octaves : {-3.0, -1.0, 0.0, 1.0, 3.0}) {
    const double hz = 1000.0 * math::exp2(octaves);
    const double low = -10.0 * math::log10(1.0 + hz * hz / 1e6);
    const double high = -10.0 * math::log10(1.0 + 1e6 / (hz * hz));
    Rig low_pass = module_rig(NewModule::kLow), high_pass = module_rig(NewModule::kHigh);
    // The trapezoidal rule bends the top: 0.5 dB at 8 kHz.
    EXPECT_NEAR(response_db(low_pass, hz), low, 0.6) << "dB of the low-pass at " << hz << " Hz";
    EXPECT_NEAR(response_db(high_pass, hz), high, 0.6) << "dB of the high-pass at " << hz << " Hz";
  }
}

TEST(NewModuleTest, bleed_lets_the_rest_through) {
  Rig half = module_rig(NewModule::kLow, 50.0f), whole = module_rig(NewModule::kLow, 100.0f);
  half.cutoff = Lanes::filled(50.0f);
  EXPECT_NEAR(response_db(half, 10000.0), -6.02, 0.1) << "dB far above the cutoff at 50 %";
  EXPECT_NEAR(response_db(whole, 10000.0), 0.0, 0.001) << "dB at 100 %: nothing is taken away";
}

// One channel of lane 4 while cutoff, bleed and drive move.
std::vector<float> busy(int cut, LaneMask lanes, NewModule::Mode mode, bool audio_rate) {
  Rig rig = module_rig(mode);
  rig.lanes = lanes;
  std::vector<float> out;
  LaneBlock left, right, octaves;
  for (uint32_t period = 0; period < 40; ++period) {
    const auto draw = [&](uint32_t key) { return random_unipolar(random_bits(key, period)); };
    rig.cutoff[4] = 50.0f + 8000.0f * draw(1);
    rig.own(NewModule::kBleed)[4] = draw(2);
    rig.drive[4] = period > 20 ? 24.0f * draw(3) : 0.0f;
    for (int k = 0; k < Rig::kFrames; ++k) {
      const uint32_t frame = period * 16 + static_cast<uint32_t>(k);
      left[k] = Lanes::filled(random_bipolar(random_bits(4, frame)));
      right[k] = Lanes::filled(random_bipolar(random_bits(5, frame)));
      octaves[k] = Lanes::filled(3.0f * random_bipolar(random_bits(6, frame)));
    }
    rig.period(&left, &right, audio_rate ? &octaves : nullptr, cut);
    for (int k = 0; k < Rig::kFrames; ++k) {
      out.push_back(left[k][4]);
      out.push_back(right[k][4]);
    }
  }
  return out;
}

TEST(NewModuleTest, partition_neighbours_and_target_change_no_bit) {
  for (const auto mode : {NewModule::kLow, NewModule::kHigh}) {
    for (const bool audio_rate : {false, true}) {
      const auto reference = busy(Rig::kFrames, lane_bit(4), mode, audio_rate);
      for (const std::string& target : usable_targets()) {
        ASSERT_TRUE(force_target_for_test(target));
        for (const int cut : {1, 3, 16}) {
          for (const LaneMask lanes : {lane_bit(4), LaneMask{0x00f0}, kAllLanes}) {
            EXPECT_EQ(busy(cut, lanes, mode, audio_rate), reference)
                << "cut at " << cut << ", lanes " << lanes << ", mode " << mode << ", " << target;
          }
        }
      }
      force_target_for_test("");
    }
  }
}

TEST(NewModuleTest, a_cutoff_at_audio_rate_that_rests_sounds_like_a_knob_that_rests) {
  Rig knob = module_rig(NewModule::kHigh), modulated = module_rig(NewModule::kHigh);
  knob.cutoff = Lanes::filled(2000.0f);
  LaneBlock octaves;
  for (Lanes& frame : octaves.frame) frame = Lanes::filled(1.0f);
  for (uint32_t period = 0; period < 20; ++period) {
    LaneBlock a[2], b[2];
    for (int k = 0; k < Rig::kFrames; ++k) {
      const uint32_t frame = period * 16 + static_cast<uint32_t>(k);
      for (LaneBlock* block : {&a[0], &a[1], &b[0], &b[1]}) {
        (*block)[k] = Lanes::filled(random_bipolar(random_bits(8, frame)));
      }
    }
    knob.period(&a[0], &a[1]);
    modulated.period(&b[0], &b[1], &octaves);
    for (int k = 0; k < Rig::kFrames; ++k) {
      ASSERT_NEAR(a[0][k][9], b[0][k][9], 1e-5) << "period " << period << ", frame " << k;
    }
  }
}

}  // namespace
}  // namespace kiln
