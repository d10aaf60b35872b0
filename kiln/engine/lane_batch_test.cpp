// Patches that share a structure give, as lanes of one group, the bits they give alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/lane_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "kiln/engine/synth.h"
#include "kiln/simd/targets.h"
#include "tests/robust/random_patch.h"
#include "tests/support/songs.h"

namespace kiln {
namespace {

constexpr int kRate = 48000;
constexpr int kFrames = 9000;
constexpr int kNoteFrame = 333;

struct Job {
  Patch patch;
  std::uint64_t seed = 0;
  int key = 60;
  int velocity = 100;
  int held_frames = 4000;
};

PartSetup part_setup() {
  return {.host_rate = kRate,
          .find_wavetable = [](const WavetableRef&) { return test::test_wavetable(); }};
}

MidiMessage strike_of(const Job& job) {
  return {.status = 0x90,
          .data1 = static_cast<std::uint8_t>(job.key),
          .data2 = static_cast<std::uint8_t>(job.velocity)};
}
MidiMessage lift_of(const Job& job) {
  return {.status = 0x80, .data1 = static_cast<std::uint8_t>(job.key), .data2 = 64};
}

using Stereo = std::array<std::vector<float>, 2>;

Stereo render_alone(const Job& job) {
  Synth synth;
  SynthSettings settings;
  settings.host_rate = kRate;
  settings.seed = job.seed;
  settings.find_wavetable = part_setup().find_wavetable;
  synth.prepare(settings, job.patch);
  EventList events;
  events.add(transport_event(0, {.playing = true}));
  events.add(midi_event(kNoteFrame, strike_of(job)));
  events.add(midi_event(kNoteFrame + job.held_frames, lift_of(job)));
  const std::size_t frames = kNoteFrame + kFrames + kDecimatorLatency;
  Stereo out = {std::vector<float>(frames), std::vector<float>(frames)};
  synth.process(events, out[0].data(), out[1].data(), static_cast<int>(frames));
  for (std::vector<float>& channel : out) {
    channel.erase(channel.begin(), channel.begin() + kNoteFrame + kDecimatorLatency);
  }
  return out;
}

std::vector<Stereo> render_in_lanes(const std::vector<Job>& jobs, const LaneBatch& batch) {
  std::vector<LaneJob> lanes;
  for (const Job& job : jobs) {
    lanes.push_back({.patch = &job.patch,
                     .seed = job.seed,
                     .strike = strike_of(job),
                     .lift = lift_of(job),
                     .held_frames = job.held_frames});
  }
  std::vector<Stereo> out(jobs.size(), {std::vector<float>(kFrames), std::vector<float>(kFrames)});
  std::int64_t expected = 0;
  batch.render(lanes, kFrames, [&](const LaneRun& run) {
    EXPECT_EQ(run.first, expected) << "runs don't follow each other";
    expected += run.count;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (int k = 0; k < run.count; ++k) {
        const auto frame = static_cast<std::size_t>(run.first + k);
        if (frame >= kFrames) break;
        out[i][0][frame] = run.left[k][static_cast<int>(i)];
        out[i][1][frame] = run.right[k][static_cast<int>(i)];
      }
    }
  });
  return out;
}

// The first frame whose bits differ, or −1.
int first_difference(const std::vector<float>& a, const std::vector<float>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i])) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

void expect_same(const std::vector<Job>& jobs, const std::string& what) {
  const LaneBatch batch(jobs.front().patch, part_setup(), kNoteFrame);
  ASSERT_TRUE(batch.possible()) << what;
  const std::vector<Stereo> lanes = render_in_lanes(jobs, batch);
  int heard = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Stereo alone = render_alone(jobs[i]);
    heard += std::any_of(alone[0].begin(), alone[0].end(), [](float x) { return x != 0.0f; });
    for (std::size_t c = 0; c < 2; ++c) {
      EXPECT_EQ(first_difference(alone[c], lanes[i][c]), -1)
          << what << ": lane " << i << ", channel " << c
          << " is not what the patch gives alone from this frame on";
    }
  }
  EXPECT_GT(heard, 0) << what << ": silence proves nothing";
}

// Draws every continuous value of the voice anew in some patches, the depths in all.
std::vector<Job> vary(const Patch& base, test::Draw& draw) {
  std::vector<Job> jobs;
  for (int i = 0; i < kLanes; ++i) {
    Job job{.patch = base,
            .seed = draw.bits(),
            .key = draw.between(24, 96),
            .velocity = draw.between(1, 127),
            .held_frames = draw.between(1, kFrames)};
    for (int p = 0; i > 0 && p < voice_param_count(); ++p) {
      const ParamInfo& info = instrument_table()[static_cast<ParamIndex>(p)];
      if (info.spec.structural() || info.spec.target_only() || draw.chance(0.6f)) continue;
      if (info.id == "noise.level" || info.id == "routing.feedback") continue;
      if (info.id.starts_with("amp.")) continue;  // keeps it heard
      job.patch.values[static_cast<std::size_t>(p)] = test::random_real(info.spec, draw);
    }
    std::vector<bool> fixed(job.patch.routes.size());
    for (const Route& route : job.patch.routes) {
      if (route.target.kind == RouteTarget::Kind::kRouteDepth) fixed[route.target.route] = true;
    }
    for (std::size_t r = 0; r < job.patch.routes.size(); ++r) {
      if (!fixed[r]) job.patch.routes[r].depth *= draw.unit();
    }
    jobs.push_back(std::move(job));
  }
  return jobs;
}

Patch without_effects(Patch patch) {
  for (int i = 0; i < kEffectSlots; ++i) {
    patch.values[instrument_table().slot(SlotKind::kEffect, i).type_param] = 0.0f;
  }
  return patch;
}

TEST(LaneBatchTest, RandomPatchesOfOneStructureGiveTheirOwnBits) {
  constexpr int kStructures = 12;
  test::Coverage coverage = test::empty_coverage();
  int tried = 0;
  for (std::uint64_t seed = 0; tried < kStructures; ++seed) {
    test::Draw draw(seed);
    const Patch base = without_effects(test::random_patch(draw, coverage));
    const std::string key = lane_batch_key(base, part_setup(), kNoteFrame);
    ASSERT_FALSE(key.empty());
    if (!LaneBatch(base, part_setup(), kNoteFrame).possible()) continue;
    const std::vector<Job> jobs = vary(base, draw);
    for (const Job& job : jobs) {
      ASSERT_EQ(lane_batch_key(job.patch, part_setup(), kNoteFrame), key);
    }
    expect_same(jobs, "structure " + std::to_string(seed));
    ++tried;
  }
}

TEST(LaneBatchTest, EveryQualityAndTargetGivesTheSameBits) {
  for (const std::string& target : usable_targets()) {
    for (const char* quality : {"1x", "4x"}) {
      force_target_for_test(target);
      Patch patch = make_patch(instrument_table());
      test::set(patch, "master.quality", quality[0] == '1' ? 0.0f : 2.0f);
      test::set(patch, "filter1.type", 1);
      test::set(patch, "filter1.mix", 60);
      test::Draw draw(5);
      expect_same(vary(patch, draw), target + " at " + quality);
    }
  }
  force_target_for_test("");
}

TEST(LaneBatchTest, EffectsAndSharedModulationAreRefused) {
  const Patch plain = make_patch(instrument_table());
  EXPECT_FALSE(lane_batch_key(plain, part_setup(), 0).empty());
  Patch effect = plain;
  test::set(effect, "fx3.type", 1);
  EXPECT_TRUE(lane_batch_key(effect, part_setup(), 0).empty()) << "an effect has one bus for all";
  Patch global = plain;
  global.routes.push_back(
      {.source = Source::kLfo1,
       .target = {.kind = RouteTarget::Kind::kParameter, .param = test::param("master.level")},
       .depth = 0.2f});
  EXPECT_FALSE(LaneBatch(global, part_setup(), 0).possible()) << "the master level is one for all";
}

TEST(LaneBatchTest, KeysTellStructuresApart) {
  const Patch plain = make_patch(instrument_table());
  const std::string key = lane_batch_key(plain, part_setup(), 0);
  const auto differs = [&](const char* id, float real) {
    Patch patch = plain;
    test::set(patch, id, real);
    return lane_batch_key(patch, part_setup(), 0) != key;
  };
  EXPECT_TRUE(differs("osc2.type", 2));
  EXPECT_TRUE(differs("osc1.unison", 3));
  EXPECT_TRUE(differs("noise.level", -20));
  EXPECT_TRUE(differs("routing.feedback", 10));
  EXPECT_FALSE(differs("osc1.level", -20));
  EXPECT_FALSE(differs("amp.release", 2));
  EXPECT_NE(lane_batch_key(plain, part_setup(), 1), key) << "the song's clock stands elsewhere";
}

}  // namespace
}  // namespace kiln
