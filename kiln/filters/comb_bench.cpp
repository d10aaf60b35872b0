// What one lane and engine frame of the comb costs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/comb.h"

#include "kiln/filters/bench_rig.h"

namespace kiln {
namespace {

using filter_bench::Motion;

void bench_comb(benchmark::State& state, int channels, Motion motion) {
  filter_bench::run(state, make_filter_module<Comb>(), {0, 12000, 0}, channels, motion, 0.0f, 0.5f);
}

BENCHMARK_CAPTURE(bench_comb, mono_still, 1, Motion::kStill);
BENCHMARK_CAPTURE(bench_comb, mono_ramped, 1, Motion::kRamped);
BENCHMARK_CAPTURE(bench_comb, mono_audio_rate, 1, Motion::kAudioRate);
BENCHMARK_CAPTURE(bench_comb, stereo_still, 2, Motion::kStill);

}  // namespace
}  // namespace kiln
