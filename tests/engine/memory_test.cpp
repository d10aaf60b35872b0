// What many presets leave behind: nothing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "kiln/dsp/wavetable.h"
#include "kiln/oscillators/spectral.h"
#include "tests/engine/player.h"

namespace kiln {
namespace {

using engine_test::param;
using engine_test::peak;
using engine_test::Player;

constexpr double kTwoPi = 2.0 * std::numbers::pi;

// "7": a cycle of the first and the seventh harmonic, made anew for each patch that asks.
std::shared_ptr<const WavetableMips> table_by_number(const WavetableRef& wanted) {
  std::vector<float> cycle(kCycleSamples);
  const double harmonic = std::stod(wanted.name);
  for (int i = 0; i < kCycleSamples; ++i) {
    const double x = i / static_cast<double>(kCycleSamples);
    cycle[static_cast<std::size_t>(i)] =
        static_cast<float>(0.5 * std::sin(kTwoPi * x) + 0.4 * std::sin(kTwoPi * harmonic * x));
  }
  return WavetableMips::make(cycle);
}

Patch spectral_patch(int number) {
  Patch patch = engine_test::patch_with(
      {{"osc1.wavetable.spectral_mode", 1.0f}, {"osc1.wavetable.spectral", 50.0f}});
  const auto types = instrument_table().find_slot("osc1")->spec.types;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (std::string_view(types[i]->id) == "wavetable") {
      patch.values[param("osc1.type")] = static_cast<float>(i);
    }
  }
  patch.wavetables[0].name = std::to_string(number);
  return patch;
}

// Resident megabytes of this process; 0 where the system doesn't say.
double resident_megabytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0.0;
  long all = 0, resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &all, &resident);
  std::fclose(file);
  return read == 2 ? static_cast<double>(resident) * 4096.0 / 1048576.0 : 0.0;
}

// Each set is 3 MB: 200 of them would be 600.
TEST(MemoryTest, KeepsNothingOfPresetsThatAreGone) {
  ASSERT_EQ(living_spectral_sets(), 0);
  {
    SynthSettings settings;
    settings.find_wavetable = table_by_number;
    Player player(spectral_patch(2), settings);
    double after_first = 0.0;
    for (int i = 0; i < 200; ++i) {
      const int at = 2400 * i;
      player.on(at, 48);
      player.off(at + 1000, 48);
      EXPECT_GT(peak(player.play(2400).left), 0.01f) << "preset " << i << " is silent";
      player.swap(at + 2400, spectral_patch(2 + i % 40), false);
      player.synth.collect();
      ASSERT_GE(living_spectral_sets(), 1) << "the table of preset " << i << " is not changed";
      ASSERT_LE(living_spectral_sets(), 6) << "sets of presets that are gone live on";
      if (i == 60) after_first = resident_megabytes();
    }
    player.play(2400);
    EXPECT_LT(resident_megabytes() - after_first, 30.0) << "MB more after 140 presets";
  }
  EXPECT_EQ(living_spectral_sets(), 0);
}

}  // namespace
}  // namespace kiln
