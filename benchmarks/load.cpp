// What an instance holds in memory and how long a preset takes to be ready.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "benchmarks/scenario.h"
#include "kiln/presets/file.h"
#include "kiln/presets/read.h"

namespace kiln::bench {
namespace {

#ifdef __GLIBC__
double heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

// A second instance, once the first has built what all instances share. It plays a chord first:
// nothing may be left for later.
void instance_bytes(benchmark::State& state, const char* scenario) {
  const Patch patch = scenario_patch(scenario);
  const auto sound = [](Player& player) {
    player.strike(32);
    player.play_blocks(4);
  };
  Player first(patch);
  sound(first);
  for (auto _ : state) {
    const double before = heap_bytes();
    Player second(patch);
    sound(second);
    // The player's own buffers, two seconds of floats, are not the instance's.
    const double buffers = 2.0 * kRate * sizeof(float);
    state.counters["MiB"] = (heap_bytes() - before - buffers) / (1024.0 * 1024.0);
  }
}
BENCHMARK_CAPTURE(instance_bytes, plain, "plain")->Iterations(1);
BENCHMARK_CAPTURE(instance_bytes, unison, "unison")->Iterations(1);
BENCHMARK_CAPTURE(instance_bytes, full, "full")->Iterations(1);
#endif

// From the text of a preset to a part that can be sent to the audio thread, and its end.
void load_time(benchmark::State& state, const char* scenario) {
  const std::string file = std::string(KILN_SOURCE_DIR "/benchmarks/patches/") + scenario + ".kiln";
  const FileText text = read_file(file, kMaxPatchText);
  Player player(scenario_patch(scenario));
  std::vector<std::string> messages;
  for (auto _ : state) {
    const ReadResult result = read_patch(text.text, instrument_table(), file);
    benchmark::DoNotOptimize(player.synth().make_swap(result.patch, false, messages));
  }
}
BENCHMARK_CAPTURE(load_time, plain, "plain")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load_time, unison, "unison")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load_time, full, "full")->Unit(benchmark::kMillisecond);

// Every preset of the factory once, as a browser of sounds would load them one after the other.
void load_factory(benchmark::State& state) {
  std::vector<std::string> texts;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(KILN_SOURCE_DIR "/presets/factory")) {
    if (entry.path().extension() != ".kiln") continue;
    texts.push_back(read_file(entry.path(), kMaxPatchText).text);
  }
  Player player(scenario_patch("plain"));
  std::vector<std::string> messages;
  for (auto _ : state) {
    for (const std::string& text : texts) {
      const ReadResult result = read_patch(text, instrument_table(), "preset");
      benchmark::DoNotOptimize(player.synth().make_swap(result.patch, false, messages));
    }
  }
  state.counters["preset"] = {
      static_cast<double>(state.iterations()) * static_cast<double>(texts.size()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}
BENCHMARK(load_factory)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kiln::bench
