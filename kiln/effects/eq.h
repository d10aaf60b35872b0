// Equalizer: four bands whose response follows the analog one up to the edge of hearing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/dsp/matched_biquad.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/channels.h"
#include "kiln/effects/module.h"

namespace kiln {

struct Equalizer {
  static constexpr int kBands = 4;
  enum Param {
    kLowShape,
    kHighShape,
    kFreq1,
    kFreq2,
    kFreq3,
    kFreq4,
    kGain1,
    kGain2,
    kGain3,
    kGain4,
    kQ1,
    kQ2,
    kQ3,
    kQ4,
    kParamCount
  };
  enum Shape { kShelf, kCut, kShapeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 100.0f;
  static std::size_t memory_floats(const EffectSetup&) { return 0; }

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept;
  // A band as it runs at `rate`.
  static MatchedBiquad filter(MatchedShape shape, double hz, double q, double gain_db,
                              double rate) noexcept;

 private:
  struct Band {
    MatchedShape shape = MatchedShape::kPeak;
    float hz = 0.0f, gain = 0.0f, q = 0.0f;  // what the response was computed for
    BlockRamp<double> g, k, m0, m1, m2;
    Channels s1{}, s2{};
  };

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  std::array<Band, kBands> bands_;
};

}  // namespace kiln
