// The VST3 as it ships never allocates, waits or reads a file in a block, whatever it plays.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every preset, with notes and automation, after presets changed while it sounded. Needs
// tests/host/guard/ to be preloaded, as CTest does; without it the test skips itself.
// KILN_PLANT=malloc allocates once in a block.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "kiln/presets/file.h"
#include "kiln/presets/read.h"
#include "tests/host/raw_vst3.h"

namespace kiln::host {
namespace {

namespace fs = std::filesystem;

using Count = long (*)();
using Mark = void (*)();

constexpr int kGuardedBlock = 256;
constexpr int kBlocksAPreset = 100;

TEST(HostGuardedTest, EveryPresetPlaysWithoutWaiting) {
  const auto enter = reinterpret_cast<Mark>(dlsym(RTLD_DEFAULT, "rtguard_enter"));
  const auto leave = reinterpret_cast<Mark>(dlsym(RTLD_DEFAULT, "rtguard_exit"));
  const auto count = reinterpret_cast<Count>(dlsym(RTLD_DEFAULT, "rtguard_violations"));
  if (enter == nullptr || leave == nullptr || count == nullptr) GTEST_SKIP() << "no guard";
  RawPlugin plugin;
  ASSERT_TRUE(plugin.loaded());
  std::vector<float> left(kGuardedBlock), right(kGuardedBlock);
  std::mt19937 random(3);
  int presets = 0;
  for (const auto& entry : fs::recursive_directory_iterator("presets/factory")) {
    if (entry.path().extension() != ".kiln") continue;
    ++presets;
    const FileText file = read_file(entry.path(), kMaxPatchText);
    ASSERT_TRUE(file.ok && plugin.set_state(file.text)) << entry.path();
    const long before = count();
    for (int block = 0; block < kBlocksAPreset; ++block) {
      Changes changes;
      const double x = static_cast<double>(random() % 1000) * 0.001;
      changes.queues.emplace_back(number_of("filter1.cutoff"),
                                  std::vector<Point>{{9, x}, {100, x}});
      Notes notes;
      for (int i = 0; i < 8; ++i) {
        const int key = 24 + static_cast<int>(random() % 80);
        notes.events.push_back(i % 2 == 0 ? note_on(20 * i, key) : note_off(20 * i, key));
      }
      enter();
      plugin.process(changes, notes, left.data(), right.data(), kGuardedBlock);
      if (planted("malloc") && block == 7) {
        void* volatile memory = std::malloc(32);
        std::free(memory);
      }
      leave();
    }
    EXPECT_EQ(count() - before, 0) << entry.path() << ": the lines above say what was called";
  }
  EXPECT_GE(presets, 20);
}

}  // namespace
}  // namespace kiln::host
