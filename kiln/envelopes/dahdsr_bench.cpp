// What envelopes cost: per lane and frame as the amplitude, and a control point of all lanes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/envelopes/test_rig.h"

namespace kiln {
namespace {

using envelope_test::Rig;

void start_all(Rig& rig, bool steady) {
  rig.set(envelope::kSustain, 70.0f);
  rig.set(envelope::kDecay, steady ? 0.001f : 32.0f);
  for (int i = 0; i < kLanes; ++i) rig.group.start(i, i, false, false, -1.0f, rig.params, 2.0);
  for (int n = 0; n < 200; ++n) rig.group.advance(kAllLanes, rig.params, 2.0);
}

void amplitude(benchmark::State& state) {
  Rig rig;
  start_all(rig, state.range(0) != 0);
  LaneBlock block;
  for (auto _ : state) {
    rig.group.begin_period(kAllLanes, rig.params, 2.0);
    rig.group.render(0, 16, kAllLanes, block);
    benchmark::DoNotOptimize(block[15][0]);
  }
  state.counters["ns_per_lane_frame"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 16 * kLanes * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(amplitude)->ArgName("steady")->Arg(1)->Arg(0);

void control_point(benchmark::State& state) {
  Rig rig;
  start_all(rig, state.range(0) != 0);
  for (auto _ : state) {
    rig.group.advance(kAllLanes, rig.params, 2.0);
    benchmark::DoNotOptimize(rig.group.value()[0]);
  }
}
BENCHMARK(control_point)->ArgName("steady")->Arg(1)->Arg(0);

}  // namespace
}  // namespace kiln
