// What one lane and engine frame of the state-variable filter costs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/svf.h"

#include "kiln/filters/bench_rig.h"

namespace kiln {
namespace {

void bench_svf(benchmark::State& state, Svf::Mode mode, int channels, filter_bench::Motion motion,
               float drive_db = 0.0f, float resonance = 0.3f) {
  filter_bench::run(state, make_filter_module<Svf>(), {static_cast<float>(mode), 0, 0, 0}, channels,
                    motion, drive_db, resonance);
}

using filter_bench::Motion;

BENCHMARK_CAPTURE(bench_svf, lp12_mono_still, Svf::kLp12, 1, Motion::kStill);
BENCHMARK_CAPTURE(bench_svf, lp12_mono_ramped, Svf::kLp12, 1, Motion::kRamped);
BENCHMARK_CAPTURE(bench_svf, lp12_mono_audio_rate, Svf::kLp12, 1, Motion::kAudioRate);
BENCHMARK_CAPTURE(bench_svf, lp12_stereo_still, Svf::kLp12, 2, Motion::kStill);
BENCHMARK_CAPTURE(bench_svf, lp12_stereo_ramped, Svf::kLp12, 2, Motion::kRamped);
BENCHMARK_CAPTURE(bench_svf, lp24_mono_ramped, Svf::kLp24, 1, Motion::kRamped);
BENCHMARK_CAPTURE(bench_svf, bp12_mono_still, Svf::kBp12, 1, Motion::kStill);
BENCHMARK_CAPTURE(bench_svf, lp12_mono_driven, Svf::kLp12, 1, Motion::kStill, 12.0f);
BENCHMARK_CAPTURE(bench_svf, lp12_mono_singing, Svf::kLp12, 1, Motion::kStill, 0.0f, 1.0f);

}  // namespace
}  // namespace kiln
