// What a control point of sixteen LFOs costs, by kind.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/lfos/test_rig.h"

namespace kiln {
namespace {

using lfo_test::Rig;

void advance(benchmark::State& state, const char* kind, bool right, bool synced) {
  Rig rig(kind);
  rig.set(lfo::kRateSync, synced ? 1.0f : 0.0f);
  rig.setup.wants_right = right;
  rig.prepare();
  for (int i = 0; i < kLanes; ++i) rig.start(i, i, static_cast<std::uint32_t>(i));
  for (auto _ : state) {
    rig.advance();
    benchmark::DoNotOptimize(rig.group.value()[0]);
  }
}
BENCHMARK_CAPTURE(advance, shape_left, "shape", false, false);
BENCHMARK_CAPTURE(advance, shape_both, "shape", true, true);
BENCHMARK_CAPTURE(advance, steps, "steps", false, true);
BENCHMARK_CAPTURE(advance, random, "random", false, false);
BENCHMARK_CAPTURE(advance, chaos, "chaos", true, false);

}  // namespace
}  // namespace kiln
