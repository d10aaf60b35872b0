// Every factory preset under both hands at full velocity: heard, bounded, without DC.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "kiln/dsp/wavetable.h"
#include "kiln/presets/file.h"
#include "kiln/presets/library.h"
#include "kiln/presets/read.h"
#include "kiln/presets/wavetable_file.h"
#include "tests/robust/random_patch.h"
#include "tests/support/song.h"

namespace kiln::test {
namespace {

constexpr int kSeconds = 10;
constexpr int kRate = 48000;

const Library& library() {
  static const Library factory({.factory = {KILN_SOURCE_DIR}});
  return factory;
}

std::shared_ptr<const WavetableMips> find_table(const WavetableRef& wanted) {
  static std::map<std::string, std::shared_ptr<const WavetableMips>> loaded;
  auto& table = loaded[wanted.name];
  const auto found = library().find_wavetable(wanted.name);
  if (table == nullptr && found.entry != nullptr) {
    const WavetableRead read = read_wavetable_file(found.entry->path);
    if (read.table) table = WavetableMips::make(read.table->samples, read.table->cycle_samples);
  }
  return table;
}

class RobustFactoryTest : public testing::TestWithParam<std::size_t> {};

TEST_P(RobustFactoryTest, TenNotesAtFullVelocity) {
  const LibraryEntry& entry = library().presets()[GetParam()];
  const FileText text = read_file(entry.path, kMaxPatchText);
  ASSERT_TRUE(text.ok) << text.error;
  const ReadResult read = read_patch(text.text, instrument_table(), entry.name);
  ASSERT_TRUE(read.ok) << read.error;
  Song song;
  song.settings.host_rate = kRate;
  song.settings.find_wavetable = find_table;
  song.frames = kSeconds * kRate;
  song.patches = {read.patch};
  for (const int key : {36, 43, 48, 52, 55, 60, 64, 67, 71, 76}) {
    song.note({0, 6 * kRate, 0, key, 127});
  }
  song.sort();
  const Audio audio = play(song);
  const Health health = health_of(audio);
  EXPECT_TRUE(health.finite && health.normal) << entry.name;
  EXPECT_GT(health.peak, 0.001f) << entry.name << " is silent";
  EXPECT_LT(health.peak, 6.0f) << entry.name << " is far too loud";
  for (const auto* const channel : {&audio.left, &audio.right}) {
    double sum = 0.0, squares = 0.0;
    for (const float x : *channel) {
      sum += static_cast<double>(x);
      squares += static_cast<double>(x) * static_cast<double>(x);
    }
    const auto count = static_cast<double>(channel->size());
    EXPECT_LT(std::sqrt(squares / count), 1.0) << entry.name << " is too loud";
    EXPECT_LT(std::fabs(sum / count), 0.01) << entry.name << " has DC";
  }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name;
  for (const char c : library().presets()[info.param].path.stem().string()) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name + "_" + std::to_string(info.param);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RobustFactoryTest);
INSTANTIATE_TEST_SUITE_P(All, RobustFactoryTest,
                         testing::Range(std::size_t{0}, library().presets().size()), test_name);

}  // namespace
}  // namespace kiln::test
