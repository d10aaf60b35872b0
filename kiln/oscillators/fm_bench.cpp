// What an FM slot costs: the default patch, and a stack with feedback.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/oscillators/fm.h"
#include "kiln/oscillators/test_rig.h"

namespace kiln {
namespace {

using Fm = FmOscillator;
using Rig = TestRig<FmOscillator>;

// One control period of 16 voices; the counter is seconds per voice and engine frame.
void run(benchmark::State& state, Rig& rig) {
  for (int i = 0; i < kLanes; ++i) rig.note[i] = 36.0f + 3.0f * static_cast<float>(i);
  rig.start(kAllLanes);
  rig.control_point();
  for (auto _ : state) {
    rig.update();
    Fm::render(rig.module->state, rig.module->coefficients,
               {.begin = 0,
                .end = 16,
                .lanes = kAllLanes,
                .unison_left = rig.left_gain,
                .unison_right = rig.right_gain,
                .left = &rig.left,
                .right = &rig.right});
    benchmark::DoNotOptimize(rig.left);
  }
  state.counters["voice_frame"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 16.0 * kLanes,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void fm_default(benchmark::State& state) {
  Rig rig;
  run(state, rig);
}

void fm_stack_with_feedback(benchmark::State& state) {
  Rig rig;
  rig.set(Fm::kDepthB, 2.0f);
  rig.set(Fm::kStack, 50.0f);
  rig.set(Fm::kFeedback, 40.0f);
  run(state, rig);
}

void fm_half_sines(benchmark::State& state) {
  Rig rig;
  rig.set(Fm::kCarrierWave, Fm::kHalf);
  rig.set(Fm::kModulatorWave, Fm::kHalf);
  run(state, rig);
}

void fm_update(benchmark::State& state) {
  Rig rig;
  rig.start(kAllLanes);
  rig.control_point();
  for (auto _ : state) rig.update();
}

BENCHMARK(fm_default);
BENCHMARK(fm_stack_with_feedback);
BENCHMARK(fm_half_sines);
BENCHMARK(fm_update);

}  // namespace
}  // namespace kiln
