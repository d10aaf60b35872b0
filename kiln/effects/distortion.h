// Distortion: seven memoryless curves with antiderivative anti-aliasing, for the bus.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/channels.h"
#include "kiln/effects/kept.h"
#include "kiln/effects/module.h"
#include "kiln/effects/tone.h"
#include "kiln/simd/lanes.h"

namespace kiln {

struct Distortion {
  enum Param {
    kMode,
    kDrive,
    kShape,
    kBias,
    kLowCut,
    kTone,
    kHighCut,
    kAutoGain,
    kOutput,
    kParamCount
  };
  enum Mode { kSoft, kHard, kTube, kDiode, kFold, kRectify, kSine, kModeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 100.0f;
  static std::size_t memory_floats(const EffectSetup&) { return 0; }

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept { return 1.0; }
  // Output over input of the curve with its gains, without filters; `params` in engine units.
  static void transfer(const float* params, std::span<const float> in, std::span<float> out);

 private:
  struct Curve {            // of one channel
    double u = 0.0;         // the curve's input of the frame before
    double integral = 0.0;  // and the antiderivative there,
    bool stale = true;      // unless it still has to be computed
  };
  // Some frames on their way through the chain.
  struct Passing {
    std::array<std::array<double, kMaxControlFrames>, 2> curve;  // its input, then its output
    std::array<Channels, kMaxControlFrames> low;                 // the band that is not driven
  };

  void enter(const EffectRender& render, Passing& passing) noexcept;
  template <class C>
  void shape(const EffectRender& render, Passing& passing) noexcept;
  void leave(const EffectRender& render, const Passing& passing) noexcept;
  void shape_by_mode(const EffectRender& render, Passing& passing) noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  int mode_ = kSoft;
  double dc_coefficient_ = 0.0;
  Kept kept_drive_, kept_automatic_, kept_output_;
  BlockRamp<double> drive_;  // linear gain
  BlockRamp<double> shape_;
  BlockRamp<double> bias_;  // in units of the curve's input
  tone::Corner<tone::one_pole> low_cut_;
  BlockRamp<double> output_;
  BlockRamp<double> level_;  // automatic gain, for the driven part alone
  tone::TiltControl tilt_;
  tone::HighCutControl high_cut_;
  Channels bright_{};      // input after the treble correction
  Channels low_before_{};  // low band of the frame before
  tone::OnePoles band_split_;
  std::array<Curve, 2> curves_;
  tone::OnePoles dc_;
  tone::OnePoles tilt_state_;
  tone::TwoPoles high_cut_state_;
};

}  // namespace kiln
