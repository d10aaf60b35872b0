// What one target costs at a control point, all 16 lanes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "kiln/modulation/test_rig.h"

namespace kiln {
namespace {

using modulation_test::PlanRig;
using modulation_test::route_to;

void run(benchmark::State& state, const char* target, int routes, RouteCurve curve, float smooth) {
  std::vector<Route> list;
  for (int i = 0; i < routes; ++i) {
    Route route =
        route_to(target, static_cast<Source>(static_cast<int>(Source::kMacro1) + i), 0.1f);
    route.curve = curve;
    route.smooth = smooth;
    list.push_back(route);
  }
  PlanRig rig(list);
  for (Lanes& source : rig.sources) source = Lanes::filled(0.3f);
  const Lanes base = Lanes::filled(0.5f);
  for (auto _ : state) {
    benchmark::DoNotOptimize(evaluate_target(rig.plan(), rig.plan().targets()[0],
                                             rig.sources.data(), base, kAllLanes, 0, rig.state,
                                             rig.value));
    benchmark::ClobberMemory();
  }
}

BENCHMARK_CAPTURE(run, one_to_log, "filter1.cutoff", 1, RouteCurve::kLinear, 0.0f);
BENCHMARK_CAPTURE(run, one_to_linear, "osc1.pan", 1, RouteCurve::kLinear, 0.0f);
BENCHMARK_CAPTURE(run, one_to_level, "osc1.level", 1, RouteCurve::kLinear, 0.0f);
BENCHMARK_CAPTURE(run, one_to_pitch, "osc1.pitch", 1, RouteCurve::kLinear, 0.0f);
BENCHMARK_CAPTURE(run, four_to_log, "filter1.cutoff", 4, RouteCurve::kLinear, 0.0f);
BENCHMARK_CAPTURE(run, one_exponential_smoothed, "filter1.cutoff", 1, RouteCurve::kExponential,
                  0.01f);
BENCHMARK_CAPTURE(run, one_drawn, "osc1.pan", 1, RouteCurve::kDrawn, 0.0f);

}  // namespace
}  // namespace kiln
