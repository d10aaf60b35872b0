// What striking a note costs: a short block with the strike against the one behind it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The strike lies in the middle of a control period, so that its values are evaluated by
// themselves. Both blocks render the same voices across the same control point; the difference is
// the strike.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "benchmarks/scenario.h"

namespace kiln::bench {
namespace {

constexpr int kPeriod = 8;  // host frames of a control period
constexpr int kMiddle = 4;
constexpr int kStrikes = 200;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Nanoseconds a strike of `notes` costs beside `held` voices that sound.
double strike_time(Player& player, int notes, int held) {
  player.synth().reset();
  player.strike(held);
  player.play(kBlock + kMiddle);
  const int key = Player::kFirstKey + held;
  player.strike(notes, 0, key);
  const double start = cpu_time();
  player.play(kPeriod);
  const double struck = cpu_time();
  player.play(kPeriod);
  return (struck - start) - (cpu_time() - struck);
}

void note_on(benchmark::State& state, const char* scenario) {
  const auto notes = static_cast<int>(state.range(0));
  Player player(scenario_patch(scenario));
  constexpr int kHeld = 8;
  for (auto _ : state) {
    std::vector<double> times;
    for (int i = 0; i < kStrikes; ++i) times.push_back(strike_time(player, notes, kHeld));
    state.counters["ns_per_note"] = median(times) / notes;
  }
}
BENCHMARK_CAPTURE(note_on, plain, "plain")->Arg(1)->Arg(8)->Iterations(1);
BENCHMARK_CAPTURE(note_on, full, "full")->Arg(1)->Arg(8)->Iterations(1);

}  // namespace
}  // namespace kiln::bench
