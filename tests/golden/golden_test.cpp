// Every stage has the hash of tests/golden/hashes.txt: on every target, compiler and machine.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The file is the same for all builds, so that a build that differs is found, whoever is right.
// tools/refresh_goldens writes it anew after a change of sound.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kiln/base/realtime.h"
#include "kiln/simd/targets.h"
#include "tests/golden/stages.h"

namespace kiln::test {
namespace {

constexpr const char* kFile = KILN_SOURCE_DIR "/tests/golden/hashes.txt";

using Hashes = std::map<std::string, std::string>;

const std::vector<Stage>& stages() {
  static const std::vector<Stage> list = golden_stages();
  return list;
}

// Lines of "stage = hash"; others are comments.
Hashes read_hashes() {
  Hashes hashes;
  std::ifstream file(kFile);
  for (std::string stage, equals, hash, line; std::getline(file, line);) {
    const std::size_t at = line.find(" = ");
    if (line.starts_with("#") || at == std::string::npos) continue;
    hashes[line.substr(0, at)] = line.substr(at + 3);
  }
  return hashes;
}

void write_hashes(const Hashes& hashes) {
  std::ofstream file(kFile);
  file << "# Golden hashes, SHA-256, one a stage. Written by tools/refresh_goldens.\n";
  for (const Stage& stage : stages()) {
    const auto found = hashes.find(stage.name);
    if (found != hashes.end()) file << stage.name << " = " << found->second << "\n";
  }
}

bool refreshing() {
  const char* const wanted = std::getenv("KILN_REFRESH_GOLDENS");
  return wanted != nullptr && std::string(wanted) == "1";
}

class GoldenStageTest : public testing::TestWithParam<std::size_t> {};

TEST_P(GoldenStageTest, HasItsHashOnEveryTarget) {
  const Stage& stage = stages()[GetParam()];
  Hashes hashes = read_hashes();
  if (refreshing()) {
    const std::string now = stage.digest();
    std::string& written = hashes[stage.name];
    if (written != now) {
      std::printf("%s: %s -> %s\n", stage.name.c_str(),
                  written.empty() ? "new" : written.substr(0, 12).c_str(),
                  now.substr(0, 12).c_str());
      written = now;
      write_hashes(hashes);
    }
  }
  ASSERT_TRUE(hashes.contains(stage.name))
      << stage.name << " has no golden hash yet: run tools/refresh_goldens";
  const std::string golden = hashes[stage.name];
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target)) << target;
    EXPECT_EQ(stage.digest(), golden) << stage.name << " sounds different on " << target;
  }
  force_target_for_test("");
  set_flush_to_zero_for_test(false);
  EXPECT_EQ(stage.digest(), golden) << stage.name << " changes when denormals are kept as they are";
  set_flush_to_zero_for_test(true);
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = stages()[info.param].name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenStageTest, testing::Range(std::size_t{0}, stages().size()),
                         test_name);

TEST(GoldenFileTest, NamesEveryStageOnceAndNoOther) {
  std::set<std::string> names;
  for (const Stage& stage : stages()) {
    EXPECT_TRUE(names.insert(stage.name).second) << "two stages are called " << stage.name;
  }
  for (const auto& [stage, hash] : read_hashes()) {
    EXPECT_TRUE(names.contains(stage)) << "there is no stage " << stage << " any more";
    EXPECT_EQ(hash.size(), 64u) << stage;
  }
}

}  // namespace
}  // namespace kiln::test
