// Quality, drawings, wavetables and routes of a patch, as the voices want them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/compile.h"

#include <utility>

#include "kiln/engine/instrument.h"
#include "kiln/lfos/lfo.h"

namespace kiln {
namespace {

constexpr double kHighestEngineRate = 768000.0;

// The quality that keeps the engine at or below its highest rate.
int possible_quality(int wanted, double host_rate) {
  int quality = wanted;
  while (quality > 1 && host_rate * quality > kHighestEngineRate) quality /= 2;
  return quality;
}

int wanted_quality(const Patch& patch, const PartSetup& setup) {
  if (setup.quality != 0) return setup.quality;
  const SlotInfo& slot = instrument_table().slot(SlotKind::kMaster);
  const float choice = patch.values[static_cast<std::size_t>(slot.first_common + master::kQuality)];
  return 1 << static_cast<int>(choice);
}

LfoDrawing resolve_drawing(const PatchLfo& lfo) {
  LfoDrawing drawing = lfo.drawing;
  if (!drawing.points.empty() || lfo.shape.empty()) return drawing;
  for (const LfoShape& shape : lfo_shapes()) {
    if (lfo.shape == shape.id || lfo.shape == shape.name) {
      drawing.points.assign(shape.points.begin(), shape.points.end());
    }
  }
  return drawing;
}

}  // namespace

VoiceInput voice_input(const Patch& patch, const PartSetup& setup,
                       std::vector<std::string>& messages) {
  VoiceInput input;
  input.values = patch.values;
  input.quality = possible_quality(wanted_quality(patch, setup), setup.host_rate);
  input.engine_rate = setup.host_rate * input.quality;
  for (std::size_t i = 0; i < kLfoCount; ++i) input.drawings[i] = resolve_drawing(patch.lfos[i]);
  input.remaps = patch.remaps;
  for (std::size_t i = 0; i < kOscillatorCount; ++i) {
    const WavetableRef& wanted = patch.wavetables[i];
    if (wanted.name.empty() && wanted.hash.empty()) continue;
    if (setup.find_wavetable) input.tables[i] = setup.find_wavetable(wanted);
    if (input.tables[i] == nullptr) {
      messages.push_back("osc" + std::to_string(i + 1) + ": no wavetable \"" + wanted.name +
                         "\" in the library; the basic table sounds instead");
    }
  }
  return input;
}

Plan compile_plan(const Patch& patch, const PartSetup& setup, std::vector<std::string>& messages) {
  Plan::Result result = Plan::compile({.routes = patch.routes,
                                       .values = patch.values,
                                       .control_rate = setup.host_rate / kHostFramesPerControl,
                                       .slide_unipolar = setup.slide_mode == SlideMode::kAbsolute},
                                      instrument_table());
  messages.insert(messages.end(), result.messages.begin(), result.messages.end());
  return std::move(result.plan);
}

}  // namespace kiln
