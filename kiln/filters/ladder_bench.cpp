// What one lane and engine frame of the ladder costs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/ladder.h"

#include "kiln/filters/bench_rig.h"

namespace kiln {
namespace {

using filter_bench::Motion;

void bench_ladder(benchmark::State& state, int channels, Motion motion) {
  filter_bench::run(state, make_filter_module<Ladder>(), {0, 50, 0}, channels, motion, 0.0f, 0.5f);
}

BENCHMARK_CAPTURE(bench_ladder, mono_still, 1, Motion::kStill);
BENCHMARK_CAPTURE(bench_ladder, mono_ramped, 1, Motion::kRamped);
BENCHMARK_CAPTURE(bench_ladder, mono_audio_rate, 1, Motion::kAudioRate);
BENCHMARK_CAPTURE(bench_ladder, stereo_still, 2, Motion::kStill);
BENCHMARK_CAPTURE(bench_ladder, stereo_ramped, 2, Motion::kRamped);

}  // namespace
}  // namespace kiln
