// Every registered filter: order, frozen ids, and that the default settings pass a tone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "kiln/base/units.h"
#include "kiln/filters/test_rig.h"

namespace kiln {
namespace {

std::vector<float> initial_values(const ModuleSpec& spec) {
  std::vector<float> values;
  for (const ParamSpec& param : spec.params) values.push_back(param.initial);
  values.push_back(0.0f);   // so that data() is never null
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

}  // namespace
}  // namespace kiln
