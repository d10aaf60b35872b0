// Times one filter type alone: all 16 lanes, control periods of 16 frames.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

#include <vector>

#include "kiln/base/random.h"
#include "kiln/filters/test_rig.h"

namespace kiln::filter_bench {

enum class Motion { kStill, kRamped, kAudioRate };

// Reports `ns_per_lane_frame`: real time per lane and engine frame, both channels together.
inline void run(benchmark::State& state, const FilterModule& module, std::vector<float> own,
                int channels, Motion motion, float drive_db, float resonance) {
  filter_test::Rig rig(module, 96000.0, channels, std::move(own));
  rig.drive = Lanes::filled(drive_db);
  rig.resonance = Lanes::filled(resonance);
  LaneBlock noise, left, right, octaves;
  left.clear();
  for (int k = 0; k < kMaxControlFrames; ++k) {
    for (int lane = 0; lane < kLanes; ++lane) {
      noise[k][lane] = random_bipolar(random_bits(lane, k));
      octaves[k][lane] = 0.1f * noise[k][lane];
    }
  }
  float phase = 0.0f;
  for (auto _ : state) {
    for (int k = 0; k < filter_test::Rig::kFrames; ++k) left[k] = noise[k];
    if (channels > 1) right = left;
    if (motion == Motion::kRamped) {
      phase = phase > 1.0f ? 0.0f : phase + 0.001f;
      for (int lane = 0; lane < kLanes; ++lane) {
        rig.cutoff[lane] = 500.0f + 4000.0f * phase + 10.0f * static_cast<float>(lane);
      }
    }
    rig.period(&left, &right, motion == Motion::kAudioRate ? &octaves : nullptr);
    benchmark::DoNotOptimize(left);
    benchmark::DoNotOptimize(right);
  }
  const double lane_frames =
      static_cast<double>(state.iterations()) * filter_test::Rig::kFrames * kLanes;
  state.counters["ns_per_lane_frame"] = benchmark::Counter(
      lane_frames * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace kiln::filter_bench
