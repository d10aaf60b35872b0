// How even the blocks are when a chord of 32 notes is struck every quarter of a second.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Seven identical runs; of each block the shortest time counts, which takes out what the machine
// did meanwhile. What is left of the machine is seen in the control: fixed work measured the same
// way. One block in 94 strikes a chord, and so 1.07 % do: p99 is the cheapest of these blocks.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "benchmarks/scenario.h"

namespace kiln::bench {
namespace {

constexpr int kRuns = 7;
constexpr int kChord = 32;
constexpr int kChordFrames = kRate / 4;
constexpr int kBlocks = 4 * kRate / kBlock;

// Calls work(block) for every block of every run and keeps each block's shortest time.
template <class Begin, class Work>
std::vector<double> shortest_times(Begin begin, Work work) {
  std::vector<double> times(kBlocks, std::numeric_limits<double>::infinity());
  for (int run = 0; run < kRuns; ++run) {
    begin();
    for (int block = 0; block < kBlocks; ++block) {
      const double start = cpu_time();
      work(block);
      double& shortest = times[static_cast<std::size_t>(block)];
      shortest = std::min(shortest, cpu_time() - start);
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

double quantile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

// Some 100 µs that depend on nothing but the machine.
void fixed_work() {
  float x = 0.3f;
  for (int i = 0; i < 30000; ++i) x = x * 0.999f + 0.001f;
  benchmark::DoNotOptimize(x);
}

void add_counters(benchmark::State& state, const std::string& prefix,
                  const std::vector<double>& times) {
  const double median = quantile(times, 0.5);
  state.counters[prefix + "median_us"] = 1e-3 * median;
  state.counters[prefix + "p99/median"] = quantile(times, 0.99) / median;
  state.counters[prefix + "max/median"] = times.back() / median;
}

// Replaces the chord in the block in which its time has come. Keys change by turns.
void change_chord(Player& player, int block) {
  const int begin = block * kBlock;
  const int number = (begin + kBlock - 1) / kChordFrames;
  const int frame = number * kChordFrames - begin;
  if (frame < 0) return;
  const auto key = [](int chord) { return Player::kFirstKey + chord % 2; };
  if (number > 0) player.release(kChord, frame, key(number - 1));
  player.strike(kChord, frame, key(number));
}

void block_times(benchmark::State& state, const char* scenario, bool long_releases) {
  constexpr float kLongRelease = 0.5f;  // seconds
  Patch patch = scenario_patch(scenario);
  const auto release = instrument_table().find("amp.release");
  if (long_releases && release) patch.values[*release] = kLongRelease;
  Player player(patch);
  for (auto _ : state) {
    add_counters(state, "",
                 shortest_times([&] { player.synth().reset(); },
                                [&](int block) {
                                  change_chord(player, block);
                                  player.play(kBlock);
                                }));
    add_counters(state, "control_", shortest_times([] {}, [](int) { fixed_work(); }));
  }
}
#define KILN_ONCE Iterations(1)->Unit(benchmark::kMillisecond)
BENCHMARK_CAPTURE(block_times, plain, "plain", false)->KILN_ONCE;
BENCHMARK_CAPTURE(block_times, unison, "unison", false)->KILN_ONCE;
BENCHMARK_CAPTURE(block_times, full, "full", false)->KILN_ONCE;
BENCHMARK_CAPTURE(block_times, plain_long_releases, "plain", true)->KILN_ONCE;
BENCHMARK_CAPTURE(block_times, unison_long_releases, "unison", true)->KILN_ONCE;
BENCHMARK_CAPTURE(block_times, full_long_releases, "full", true)->KILN_ONCE;
#undef KILN_ONCE

}  // namespace
}  // namespace kiln::bench
