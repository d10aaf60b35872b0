// Every registered filter: its frozen place, its neutral level, and its bits on every SIMD target.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

std::vector<float> initial_values(const ModuleSpec& spec) {
  std::vector<float> values;
  for (const ParamSpec& param : spec.params) values.push_back(param.initial);
  values.push_back(0.0f);  // so that data() is never null
  return values;
}

TEST(FilterRegistryTest, KeepsTheFrozenOrder) {
  const char* const wanted[] = {"off", "svf", "ladder", "comb"};
  const auto modules = filter_modules();
  ASSERT_GE(modules.size(), std::size(wanted));
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    EXPECT_STREQ(modules[i].spec->id, wanted[i]) << "type " << i << " moved";
  }
}

TEST(FilterRegistryTest, PassesASineAtItsLevelByDefault) {
  for (const FilterModule& module : filter_modules()) {
    filter_test::Rig rig(module, 96000.0, 1, initial_values(*module.spec));
    rig.cutoff = Lanes::filled(20480.0f);
    std::vector<float> sine(9600);
    for (int i = 0; i < 9600; ++i) {
      sine[i] = static_cast<float>(math::sin_pi(2.0 * 300.0 * i / 96000.0));
    }
    const std::vector<float> y = rig.play(sine);
    EXPECT_NEAR(gain_to_db(filter_test::peak({y.end() - 960, y.end()})), 0.0, 0.3)
        << module.spec->id << " changes the level of a sine";
  }
}

TEST(FilterRegistryTest, OffTouchesNothing) {
  const FilterModule& off = filter_modules()[0];
  filter_test::Rig rig(off, 96000.0, 1, {0.0f});
  const std::vector<float> in = {1.0f, -2.0f, 3.5f};
  EXPECT_EQ(rig.play(in), in);
}

// Moves every knob of every lane, with and without audio-rate modulation, then falls silent.
std::vector<float> scene(const FilterModule& module, const std::vector<float>& own) {
  filter_test::Rig rig(module, 96000.0, 2, own);
  std::vector<float> out;
  LaneBlock block[2];
  LaneBlock octaves;
  for (uint32_t period = 0; period < 240; ++period) {
    const bool sounds = period < 180;
    for (int lane = 0; lane < kLanes; ++lane) {
      const auto draw = [&](uint32_t what) {
        return random_unipolar(random_bits(what * 64 + lane, period / 2));
      };
      rig.cutoff[lane] = 40.0f + 12000.0f * draw(0);
      rig.resonance[lane] = lane % 3 == 0 ? 1.0f : draw(1);
      rig.drive[lane] = lane % 2 == 0 ? 36.0f * draw(2) : 0.0f;
      for (std::size_t i = 0; i < module.spec->params.size(); ++i) {
        const ParamSpec& param = module.spec->params[i];
        if (!param.structural()) {
          rig.own(static_cast<int>(i))[lane] =
              x_to_engine(param, draw(3 + static_cast<uint32_t>(i)));
        }
      }
      for (int k = 0; k < filter_test::Rig::kFrames; ++k) {
        const uint32_t frame = period * 16 + k;
        for (int i = 0; i < 2; ++i) {
          block[i][k][lane] = sounds ? random_bipolar(random_bits(lane + 16 * i, frame)) : 0.0f;
        }
        octaves[k][lane] = 4.0f * random_bipolar(random_bits(77u + lane, frame));
      }
    }
    rig.period(&block[0], &block[1], period % 4 == 1 ? &octaves : nullptr);
    for (const LaneBlock& channel : block) {
      for (int k = 0; k < filter_test::Rig::kFrames; ++k) {
        out.insert(out.end(), channel[k].v, channel[k].v + kLanes);
      }
    }
  }
  return out;
}

TEST(FilterRegistryTest, GivesTheSameBitsOnEverySimdTarget) {
  for (const FilterModule& module : filter_modules()) {
    const auto params = module.spec->params;
    const int modes = params.empty() ? 1 : static_cast<int>(params[0].max) + 1;
    for (int mode = 0; mode < modes; ++mode) {
      std::vector<float> own = initial_values(*module.spec);
      own[0] = static_cast<float>(mode);
      const std::vector<float> wanted = scene(module, own);
      for (const std::string& target : usable_targets()) {
        ASSERT_TRUE(force_target_for_test(target));
        const std::vector<float> got = scene(module, own);
        std::size_t first = 0;
        while (first < got.size() && std::memcmp(&got[first], &wanted[first], sizeof(float)) == 0) {
          ++first;
        }
        EXPECT_EQ(first, got.size()) << module.spec->id << ", mode " << mode << " on " << target
                                     << " leaves the other targets' bits at value " << first;
      }
      force_target_for_test("");
    }
  }
}

}  // namespace
}  // namespace kiln
