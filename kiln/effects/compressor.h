// Compressor: feed-forward, with peak, RMS and opto detectors.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/module.h"
#include "kiln/effects/tone.h"

namespace kiln {

struct Compressor {
  enum Param {
    kMode,
    kAutoMakeUp,
    kThreshold,
    kRatio,
    kAttack,
    kRelease,
    kKnee,
    kMakeUp,
    kLowCut,
    kLink,
    kParamCount
  };
  enum Mode { kPeak, kRms, kOpto, kModeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 100.0f;
  static std::size_t memory_floats(const EffectSetup&) { return 0; }

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept;
  // 1 − 1/ratio; the top of the knob limits.
  static double slope(double ratio) noexcept;
  // Reduction in dB for a level `over` dB above the threshold.
  static double curve(double over, double slope, double knee) noexcept;
  // Of the side that is reduced more, >= 0.
  float reduction_db() const noexcept {
    return static_cast<float>(std::max(channels_[0].reduction, channels_[1].reduction));
  }

 private:
  struct Channel {
    tone::OnePole low_cut;
    double power = 0.0;      // RMS: mean square
    double reduction = 0.0;  // dB, >= 0, after attack and release
    double memory = 0.0;     // opto: the part that lets go slowly, dB
  };

  double smoothed(Channel& channel, double wanted, int k) const noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  int mode_ = kPeak;
  bool automatic_ = true;
  double mean_ = 0.0;  // coefficient of the mean square
  double release_seconds_ = 0.12;
  BlockRamp<double> threshold_, slope_, knee_, attack_, release_, make_up_, link_;
  tone::Corner<tone::one_pole> low_cut_;
  Kept kept_attack_, kept_release_;
  std::array<Channel, 2> channels_;
};

}  // namespace kiln
