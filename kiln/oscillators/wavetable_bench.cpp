// What a wavetable slot costs: unison 8 on a frame and between frames, warps, formants.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/oscillators/test_rig.h"
#include "kiln/oscillators/wavetable.h"

namespace kiln {
namespace {

using Rig = TestRig<WavetableOscillator>;

// One control period of 16 voices; the counter is seconds per voice, unison lane and engine frame.
void run(benchmark::State& state, float position, float warp, float formant, int unison) {
  Rig rig;
  rig.setup.unison = unison;
  rig.set(WavetableOscillator::kPosition, position);
  rig.set(WavetableOscillator::kWarp, warp);
  rig.set(WavetableOscillator::kFormant, formant);
  for (int i = 0; i < kLanes; ++i) rig.note[i] = 36.0f + 3.0f * static_cast<float>(i);
  rig.start(kAllLanes);
  rig.control_point();
  for (auto _ : state) {
    rig.update();
    WavetableOscillator::render(rig.module->state, rig.module->coefficients,
                                {.begin = 0,
                                 .end = 16,
                                 .lanes = kAllLanes,
                                 .unison_left = rig.left_gain,
                                 .unison_right = rig.right_gain,
                                 .left = &rig.left,
                                 .right = &rig.right});
    benchmark::DoNotOptimize(rig.left);
  }
  state.counters["lane_frame"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 16.0 * kLanes * unison,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The control point alone.
void wavetable_update(benchmark::State& state) {
  Rig rig;
  rig.setup.unison = 8;
  rig.start(kAllLanes);
  rig.control_point();
  for (auto _ : state) rig.update();
}

void wavetable_unison_on_frame(benchmark::State& state) { run(state, 1.0f, 0.0f, 0.0f, 8); }
void wavetable_unison_between(benchmark::State& state) { run(state, 40.0f, 0.0f, 0.0f, 8); }
void wavetable_single_on_frame(benchmark::State& state) { run(state, 1.0f, 0.0f, 0.0f, 1); }
void wavetable_bend(benchmark::State& state) { run(state, 40.0f, 50.0f, 0.0f, 8); }
void wavetable_formant(benchmark::State& state) { run(state, 40.0f, 0.0f, 5.0f, 8); }

BENCHMARK(wavetable_update);
BENCHMARK(wavetable_unison_on_frame);
BENCHMARK(wavetable_unison_between);
BENCHMARK(wavetable_single_on_frame);
BENCHMARK(wavetable_bend);
BENCHMARK(wavetable_formant);

}  // namespace
}  // namespace kiln
