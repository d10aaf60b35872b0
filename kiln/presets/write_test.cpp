// What is written can be read by people, and reads back as the very same patch.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/presets/write.h"

#include <chrono>

#include <gtest/gtest.h>

#include "kiln/presets/read.h"
#include "kiln/presets/test_patch.h"

namespace kiln {
namespace {

using test::random_patch;
using test::small_table;

std::string first_warning(const ReadResult& result) {
  return result.warnings.empty() ? "no warning" : result.warnings.front();
}

TEST(WriteTest, PresetLeavesDefaultsOut) {
  Patch patch = make_patch(small_table());
  patch.meta.name = "Plain";
  EXPECT_EQ(write_patch(patch, small_table(), WriteMode::kPreset),
            "kiln = 1\nname = \"Plain\"\n\n[osc1]\ntype = \"analog\"\nrevision = 2\n")
      << "only loaded types are named, for their revision";
  patch.routes.push_back({.source = Source::kWheel, .via = Source::kLfo2Right});
  EXPECT_NE(write_patch(patch, small_table(), WriteMode::kPreset)
                .find("\n[lfo2]\ntype = \"shape\"\nrevision = 1\n\n[[route]]"),
            std::string::npos)
      << "so are LFOs that a route listens to";
}

TEST(WriteTest, OneValueALineInRealUnits) {
  const ParamTable& table = small_table();
  Patch patch = make_patch(table);
  patch.meta.name = "Ember";
  patch.values[*table.find("osc1.level")] = -6.0f;
  patch.values[*table.find("osc1.analog.shape")] = 33.3f;
  patch.values[*table.find("osc2.level")] = -INFINITY;
  patch.values[*table.find("osc2.send")] = 2.0f;
  patch.values[*table.find("filter1.type")] = 1.0f;
  patch.values[*table.find("filter1.cutoff")] = 640.0f;
  patch.values[*table.find("lfo1.rate_sync")] = 0.0f;
  patch.values[*table.find("lfo1.rate_division")] = static_cast<float>(division_index("1/8."));
  patch.routes.push_back(
      {.source = Source::kEnv2,
       .via = Source::kVelocity,
       .target = {RouteTarget::Kind::kParameter, *table.find("filter1.cutoff"), 0},
       .depth = 0.3f});
  patch.macros[0] = {"Heat", "Opens the filter"};
  const std::string text = write_patch(patch, table, WriteMode::kPreset);
  for (const char* line :
       {"\n[osc1]\ntype = \"analog\"\nrevision = 2\nlevel = -6.0\nanalog.shape = 33.3\n",
        "\n[osc2]\nlevel = -inf\nsend = \"Both\"\n",
        "\n[filter1]\ntype = \"svf\"\nrevision = 1\ncutoff = 640.0\n",
        "\nrate_sync = false\nrate_division = \"1/8.\"\n",
        "\n[macro1]\nlabel = \"Heat\"\nhelp = \"Opens the filter\"\n",
        "\n[[route]]\nsource = \"env2\"\nvia = \"velocity\"\ntarget = \"filter1.cutoff\"\ndepth "
        "= "}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "missing in\n" << text;
  }
}

TEST(WriteTest, StateWritesEveryValue) {
  const ParamTable& table = small_table();
  const std::string text = write_patch(make_patch(table), table, WriteMode::kState);
  for (const ParamInfo& info : table.params()) {
    if (info.spec.target_only()) continue;
    const std::string key = "\n" + info.id.substr(info.id.find('.') + 1) + " = ";
    EXPECT_NE(text.find(key), std::string::npos) << info.id;
  }
}

TEST(WriteTest, AThousandRandomPatchesReadBackBitForBit) {
  const ParamTable& table = small_table();
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    const Patch patch = random_patch(table, seed);
    ASSERT_TRUE(is_valid(patch, table)) << "seed " << seed;
    const WriteMode mode = seed % 2 == 0 ? WriteMode::kPreset : WriteMode::kState;
    const std::string text = write_patch(patch, table, mode);
    const ReadResult result = read_patch(text, table, "random");
    ASSERT_TRUE(result.ok) << "seed " << seed << ": " << result.error << "\n" << text;
    ASSERT_TRUE(result.warnings.empty()) << "seed " << seed << ": " << first_warning(result);
    ASSERT_EQ(write_patch(result.patch, table, mode), text) << "seed " << seed;
    ASSERT_TRUE(result.patch == patch) << "seed " << seed << "\n" << text;
  }
}

TEST(WriteTest, BrokenTextsBecomeValidUtf8) {
  Patch patch = make_patch(small_table());
  patch.meta.name = "a\xff\xc3(\xe2\x82";
  const ReadResult result =
      read_patch(write_patch(patch, small_table(), WriteMode::kPreset), small_table(), "x");
  ASSERT_TRUE(result.ok) << result.error;
  EXPECT_EQ(result.patch.meta.name, "a?\?(?\?");
}

}  // namespace
}  // namespace kiln
