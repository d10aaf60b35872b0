// What a held chord costs: nanoseconds per voice and host frame, and per frame when nothing sounds.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include "benchmarks/scenario.h"

namespace kiln::bench {
namespace {

constexpr int kSettleBlocks = 40;  // attacks are over, tables built, delay lines filled

// CPU time per unit, when an iteration does `units`. It prints itself as nanoseconds.
benchmark::Counter time_per(const benchmark::State& state, double units) {
  return {static_cast<double>(state.iterations()) * units,
          benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}

void held_chord(benchmark::State& state, const char* scenario) {
  const auto voices = static_cast<int>(state.range(0));
  Player player(scenario_patch(scenario));
  player.strike(voices);
  player.play_blocks(kSettleBlocks);
  for (auto _ : state) player.play(kBlock);
  if (player.synth().sounding_notes() != voices || player.peak() == 0.0f) {
    state.SkipWithError("not all voices sound");
  }
  state.counters["voice_frame"] = time_per(state, double{kBlock} * voices);
  state.counters["frame"] = time_per(state, kBlock);
}

#define KILN_VOICES Arg(1)->Arg(8)->Arg(16)->Arg(32)->Arg(64)
BENCHMARK_CAPTURE(held_chord, plain, "plain")->KILN_VOICES;
BENCHMARK_CAPTURE(held_chord, unison, "unison")->KILN_VOICES;
BENCHMARK_CAPTURE(held_chord, unison_between, "unison_between")->KILN_VOICES;
BENCHMARK_CAPTURE(held_chord, full, "full")->KILN_VOICES;
#undef KILN_VOICES

void idle(benchmark::State& state, const char* scenario) {
  constexpr int kChord = 32;
  Player player(scenario_patch(scenario));
  player.strike(kChord);
  player.play_blocks(kSettleBlocks);
  player.release(kChord);
  player.play_until_asleep();
  for (auto _ : state) player.play(kBlock);
  state.counters["frame"] = time_per(state, kBlock);
}
BENCHMARK_CAPTURE(idle, full, "full");

}  // namespace
}  // namespace kiln::bench
