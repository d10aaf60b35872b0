// The sample hash: no run, lane or target changes it; any change of a sample does.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/sample_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "kiln/base/random.h"
#include "kiln/simd/targets.h"

namespace kiln {
namespace {

constexpr int kLength = 5000;

std::vector<float> noise(std::uint32_t key) {
  std::vector<float> samples;
  for (std::uint32_t i = 0; i < kLength; ++i) {
    // Rests of every length in between.
    const bool rests = (random_bits(key, i / 37) & 3u) == 0;
    samples.push_back(rests ? 0.0f : random_bipolar(random_bits(key + 1, i)));
  }
  return samples;
}

std::uint64_t hash_of(const std::vector<float>& samples) {
  SampleHash hash;
  hash.add(samples);
  return hash.value();
}

TEST(SampleHashTest, NoPartitionChangesIt) {
  const std::vector<float> samples = noise(1);
  for (const std::size_t run : {1u, 7u, 1000u}) {
    SampleHash hash;
    for (std::size_t at = 0; at < samples.size(); at += run) {
      hash.add(std::span(samples).subspan(at, std::min(run, samples.size() - at)));
    }
    EXPECT_EQ(hash.value(), hash_of(samples)) << "in runs of " << run;
  }
  SampleHash skipping;
  skipping.skip(100);
  skipping.add(samples);
  std::vector<float> later(100, 0.0f);
  later.insert(later.end(), samples.begin(), samples.end());
  EXPECT_EQ(skipping.value(), hash_of(later)) << "skipped samples are not +0";
}

TEST(SampleHashTest, EveryChangeChangesIt) {
  const std::vector<float> samples = noise(2);
  std::set<std::uint64_t> seen = {hash_of(samples)};
  std::size_t expected = 1;
  const auto see = [&](const std::vector<float>& changed) {
    seen.insert(hash_of(changed));
    ++expected;
  };
  for (std::size_t i = 0; i + 1 < samples.size(); i += 11) {
    std::vector<float> changed = samples;
    changed[i] = changed[i] + 1e-3f;
    see(changed);
    if (samples[i] == samples[i + 1]) continue;
    changed = samples;
    std::swap(changed[i], changed[i + 1]);
    see(changed);
  }
  std::vector<float> changed = samples;
  for (float& x : changed) x = -x;
  see(changed);
  changed = samples;
  changed.push_back(0.0f);
  see(changed);
  changed.erase(changed.begin());
  see(changed);
  EXPECT_EQ(seen.size(), expected) << "two different signals have the same hash";
}

TEST(SampleHashTest, EveryTargetHashesLanesAsSignalsOfTheirOwn) {
  std::vector<std::vector<float>> signals;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) signals.push_back(noise(10 * lane));
  std::vector<Lanes> frames(kLength / 2 * 2);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    for (int lane = 0; lane < kLanes; ++lane) {
      frames[i][lane] = signals[static_cast<std::size_t>(lane)][i];
    }
  }
  for (const std::string& target : usable_targets()) {
    ASSERT_TRUE(force_target_for_test(target));
    LaneHash mono;
    for (int at = 0; at < kLength; at += 77) {
      const int count = std::min(77, kLength - at);
      mono.add(&frames[static_cast<std::size_t>(at)], count, at, 1, kAllLanes & ~lane_bit(3));
    }
    // The first half of the frames as left channel, the second half as right one.
    LaneHash stereo;
    stereo.add(frames.data(), kLength / 2, 0, 2, kAllLanes);
    stereo.add(frames.data() + kLength / 2, kLength / 2, 1, 2, kAllLanes);
    for (int lane = 0; lane < kLanes; ++lane) {
      const std::vector<float>& signal = signals[static_cast<std::size_t>(lane)];
      const std::vector<float> silence(kLength, 0.0f);
      EXPECT_EQ(mono.value(lane, kLength), hash_of(lane == 3 ? silence : signal))
          << "lane " << lane << " on " << target;
      std::vector<float> interleaved;
      for (std::size_t i = 0; i < kLength / 2; ++i) {
        interleaved.push_back(signal[i]);
        interleaved.push_back(signal[i + kLength / 2]);
      }
      EXPECT_EQ(stereo.value(lane, kLength), hash_of(interleaved))
          << "stereo lane " << lane << " on " << target;
    }
  }
  force_target_for_test("");
}

}  // namespace
}  // namespace kiln
