// The new_module effect: a tremolo that swings both sides together, or sound between them.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// gain = 1 − depth (1 − cos 2πp)/2 for the phase p of an LFO, free or locked to the song; in mode
// "pan" the right side is half a cycle later. Between control points the gain runs on a straight
// line: at the fastest rate that is within 1e-4 of the curve.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/module.h"
#include "kiln/effects/tempo_lfo.h"

namespace kiln {

struct NewModule {
  enum Param { kMode, kRate, kRateSync, kRateDivision, kDepth, kParamCount };
  enum Mode { kTogether, kPan, kModeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 100.0f;
  static std::size_t memory_floats(const EffectSetup&) { return 0; }

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept {}                        // jumps at the next update; nothing else is kept
  double tail_seconds() noexcept { return 0.0; }  // silence in, silence out

 private:
  double inverse_frames_ = 1.0 / 16.0;
  int mode_ = kTogether;
  TempoLfo lfo_;
  std::array<BlockRamp<double>, 2> gain_;
};

}  // namespace kiln
