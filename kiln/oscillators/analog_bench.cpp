// What a lane and engine frame of the analog oscillator cost, all 16 lanes sounding at 2x.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/oscillators/analog.h"
#include "kiln/oscillators/test_rig.h"

namespace kiln {
namespace {

using Rig = TestRig<AnalogOscillator>;

void run(benchmark::State& state, Rig& rig) {
  for (int i = 0; i < kLanes; ++i) rig.note[i] = 36.0f + 3.0f * static_cast<float>(i);
  rig.start(kAllLanes);
  Lanes increments[kMaxUnison];
  for (int u = 0; u < rig.setup.unison; ++u) {
    for (int i = 0; i < kLanes; ++i) increments[u][i] = rig.increment(i, u);
  }
  const int frames = 8 * rig.setup.quality;
  rig.control_point();
  auto& module = *rig.module;
  for (auto _ : state) {
    AnalogOscillator::update(module.state, module.coefficients,
                             {.lanes = kAllLanes,
                              .starting = 0,
                              .inverse_frames = 1.0f / static_cast<float>(frames),
                              .params = rig.params.data(),
                              .increment = increments,
                              .note = &rig.note,
                              .position = rig.position});
    AnalogOscillator::render(module.state, module.coefficients,
                             {.begin = 0,
                              .end = frames,
                              .lanes = kAllLanes,
                              .unison_left = rig.left_gain,
                              .unison_right = rig.right_gain,
                              .cross = rig.setup.has_cross ? &rig.cross : nullptr,
                              .left = &rig.left,
                              .right = &rig.right});
    benchmark::DoNotOptimize(rig.left[frames - 1][0]);
  }
  state.counters["ns_per_lane_frame"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * frames * kLanes * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void analog_shape(benchmark::State& state) {
  Rig rig;
  rig.set(AnalogOscillator::kShape, static_cast<float>(state.range(0)));
  rig.setup.unison = static_cast<int>(state.range(1));
  run(state, rig);
}
BENCHMARK(analog_shape)
    ->ArgNames({"shape", "unison"})
    ->Args({67, 1})
    ->Args({67, 8})
    ->Args({0, 1})
    ->Args({100, 1})
    ->Args({100, 8})
    ->Args({80, 1});

void analog_phase_modulation(benchmark::State& state) {
  Rig rig;
  rig.set(AnalogOscillator::kShape, 0.0f);
  rig.set(AnalogOscillator::kCross, 50.0f);
  rig.setup.has_cross = true;
  run(state, rig);
}
BENCHMARK(analog_phase_modulation);

void analog_everything(benchmark::State& state) {
  Rig rig;
  rig.set(AnalogOscillator::kTone, 50.0f);
  rig.set(AnalogOscillator::kDrift, 50.0f);
  rig.set(AnalogOscillator::kNoise, -20.0f);
  rig.set(AnalogOscillator::kSub, -6.0f);
  run(state, rig);
}
BENCHMARK(analog_everything);

void analog_sync(benchmark::State& state) {
  Rig rig;
  rig.set(AnalogOscillator::kSync, static_cast<float>(state.range(0)));
  run(state, rig);
}
BENCHMARK(analog_sync)->ArgName("semitones")->Arg(15)->Arg(48);

}  // namespace
}  // namespace kiln
