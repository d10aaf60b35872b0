// The list of oscillator types: its frozen order, and that each type keeps to the contract.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "kiln/oscillators/module.h"

namespace kiln {
namespace {

TEST(OscillatorRegistryTest, the_order_of_types_is_frozen) {
  std::vector<std::string> ids;
  for (const OscillatorModule& module : oscillator_modules()) ids.push_back(module.spec->id);
  // Types are only ever added at the end.
  const std::vector<std::string> frozen = {"off", "analog", "wavetable", "fm", "noise"};
  ASSERT_GE(ids.size(), frozen.size());
  ids.resize(frozen.size());
  EXPECT_EQ(ids, frozen);
}

TEST(OscillatorRegistryTest, parameters_are_well_formed) {
  for (const OscillatorModule& module : oscillator_modules()) {
    int knobs = 0;
    for (const ParamSpec& p : module.spec->params) {
      const std::string name = std::string(module.spec->id) + "." + p.id;
      EXPECT_LT(p.min, p.max) << name;
      EXPECT_GE(p.initial, p.min) << name;
      EXPECT_LE(p.initial, p.max) << name;
      EXPECT_NE(std::string(p.help), "") << name << " has no help";
      if (p.unit == Unit::kChoice) {
        EXPECT_EQ(static_cast<float>(p.choices.size()), p.max - p.min + 1.0f) << name;
      }
      if (!p.structural()) ++knobs;
      for (const ParamSpec& other : module.spec->params) {
        EXPECT_TRUE(&other == &p || std::string(other.id) != p.id) << name << " appears twice";
      }
    }
    EXPECT_LE(knobs, 8) << module.spec->id << " has eight knobs on the panel";
  }
}

// Through the table of functions, as slots call it.
TEST(OscillatorRegistryTest, every_type_plays_its_initial_sound) {
  for (const OscillatorModule& module : oscillator_modules()) {
    std::vector<float> structure;
    std::vector<Lanes> params;
    for (const ParamSpec& p : module.spec->params) {
      structure.push_back(p.initial);
      params.push_back(Lanes::filled(real_to_engine(p, p.initial)));
    }
    params.push_back(Lanes::filled(0.0f));  // never empty
    OscillatorSetup setup;
    setup.structure = structure.data();
    std::vector<float> memory(module.memory_floats(setup));
    const auto free_aligned = [](void* p) { std::free(p); };
    const std::unique_ptr<void, decltype(free_aligned)> state(
        std::aligned_alloc(64, (module.state_bytes + 63) / 64 * 64), free_aligned);
    module.prepare(state.get(), setup, memory);
    const uint32_t phase = 0;
    module.start(state.get(), {.lane = 2, .phases = &phase, .random_key = 9});
    const Lanes increment = Lanes::filled(440.0f / 96000.0f), note = Lanes::filled(69.0f);
    const Lanes position = Lanes::filled(0.0f);
    LaneBlock left, right, sync_out;
    double power = 0.0;
    for (int period = 0; period < 600; ++period) {
      module.update(state.get(), {.lanes = lane_bit(2),
                                  .starting = period == 0 ? lane_bit(2) : kNoLanes,
                                  .inverse_frames = 1.0f / 16.0f,
                                  .params = params.data(),
                                  .increment = &increment,
                                  .note = &note,
                                  .position = &position});
      left.clear();
      module.render(state.get(), {.begin = 0,
                                  .end = 16,
                                  .lanes = lane_bit(2),
                                  .left = &left,
                                  .right = &right,
                                  .sync_out = &sync_out});
      for (int k = 0; k < 16; ++k) {
        ASSERT_TRUE(std::isfinite(left[k][2])) << module.spec->id;
        power += static_cast<double>(left[k][2]) * static_cast<double>(left[k][2]);
      }
    }
    const std::string id = module.spec->id;
    if (id == "off") {
      EXPECT_EQ(power, 0.0) << "an empty slot is silent";
    } else if (id != "wavetable") {  // silent without a table
      EXPECT_GT(power / 9600.0, 0.1) << id << " sounds";
    }
  }
}

}  // namespace
}  // namespace kiln
