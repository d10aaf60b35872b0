// What each effect costs: nanoseconds per engine frame, stereo, every mode.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// At 96 kHz one per cent of a core is 104 ns a frame.
#include <benchmark/benchmark.h>

#include <string>

#include "kiln/effects/effect_rig.h"

namespace kiln {
namespace {

void run_effect(benchmark::State& state, const EffectModule& module, float mode) {
  EffectRig::Settings settings;
  if (std::string_view(module.spec->params[0].id) == "mode") settings = {{"mode", mode}};
  EffectRig rig(module.spec->id, settings);
  const Stereo noise = white_noise(4096, 0.25f);
  Stereo io = noise;
  for (int warm = 0; warm < 40; ++warm) {  // fill the lines
    io = noise;
    rig.process(io);
  }
  for (auto _ : state) {
    io = noise;
    rig.process(io);
    benchmark::DoNotOptimize(io.left.data());
  }
  state.counters["ns/frame"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 4096.0 * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

const bool kRegistered = [] {
  for (const EffectModule& module : effect_modules()) {
    if (module.render == nullptr) continue;
    const ParamSpec& first = module.spec->params[0];
    const bool modes = std::string_view(first.id) == "mode";
    for (int mode = 0; mode <= (modes ? static_cast<int>(first.max) : 0); ++mode) {
      const std::string name =
          std::string("effect/") + module.spec->id +
          (modes ? std::string("/") + first.choices[static_cast<std::size_t>(mode)] : "");
      benchmark::RegisterBenchmark(name.c_str(), [&module, mode](benchmark::State& state) {
        run_effect(state, module, static_cast<float>(mode));
      });
    }
  }
  return true;
}();

}  // namespace
}  // namespace kiln
