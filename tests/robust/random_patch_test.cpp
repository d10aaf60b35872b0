// Ten thousand random patches under random hands and hosts: sane output, and most are heard.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tests/robust/random_patch.h"
#include "tests/support/song.h"

namespace kiln::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// Sanitizers take ten times as long.
constexpr int kParts = 8;
constexpr int kPatchesPerPart = kSanitized ? 150 : 1250;
constexpr int kFrames = 2400;        // 50 ms
constexpr float kAudible = 0.001f;   // −60 dBFS
constexpr float kLoudest = 15.849f;  // +24 dBFS
constexpr double kAudibleShare = 0.9;
constexpr int kEachKind = kSanitized ? 1 : 50;  // per part

class RobustPatchTest : public testing::TestWithParam<int> {};

TEST_P(RobustPatchTest, RandomPatchesAreSaneAndHeard) {
  Coverage coverage = empty_coverage();
  int heard = 0;
  Synth synth;
  for (int i = 0; i < kPatchesPerPart; ++i) {
    const auto key = static_cast<std::uint32_t>(GetParam() * kPatchesPerPart + i);
    Draw draw(random_bits(0x5eed, key));
    const Song song = random_song(draw, kFrames, coverage);
    const Audio audio = play(synth, song, host_with_random_blocks(key));
    const Health health = health_of(audio);
    ASSERT_TRUE(health.finite) << "patch " << key << " gives NaN or infinity";
    EXPECT_TRUE(health.normal) << "patch " << key << " gives denormals";
    EXPECT_LE(health.peak, kLoudest) << "patch " << key << " is louder than +24 dBFS";
    heard += health.peak > kAudible;
  }
  std::string table;
  for (const auto& [kind, count] : coverage) {
    table += kind + " " + std::to_string(count) + "\n";
    EXPECT_GE(count, kEachKind) << kind << " was hardly tried";
  }
  if (GetParam() == 0) std::printf("%s", table.c_str());
  std::printf("%d of %d patches are heard\n", heard, kPatchesPerPart);
  EXPECT_GE(heard, kAudibleShare * kPatchesPerPart);
}

INSTANTIATE_TEST_SUITE_P(All, RobustPatchTest, testing::Range(0, kParts));

}  // namespace
}  // namespace kiln::test
