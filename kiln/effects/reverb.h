// Reverb: room, hall, plate and shimmer, with pre-delay, low cut, width and freeze round them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/delay_tap.h"
#include "kiln/effects/feedback_network.h"
#include "kiln/effects/history.h"
#include "kiln/effects/kept.h"
#include "kiln/effects/module.h"
#include "kiln/effects/plate_tank.h"
#include "kiln/effects/tone.h"

namespace kiln {

struct Reverb {
  enum Param {
    kMode,
    kDecay,
    kSize,
    kPreDelay,
    kDiffusion,
    kDamp,
    kLowCut,
    kMotion,
    kWidth,
    kParamCount
  };
  enum Mode { kRoom, kHall, kPlate, kShimmer, kModeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kOverlay;
  static constexpr float kDefaultMix = 25.0f;
  static std::size_t memory_floats(const EffectSetup& setup);

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept;

 private:
  void cut_and_delay(const EffectRender& render) noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  double period_seconds_ = 1.0 / 6000.0;
  double near_ = 1.0;  // of the decay's glide, in one period
  int mode_ = kHall;
  double decay_octaves_ = 1.0;  // log2 of the decay in seconds, glides
  double decay_ = 2.0;
  Kept kept_wanted_, kept_decay_, kept_level_;
  bool frozen_ = false;
  BlockRamp<float> input_;  // 0 while frozen
  BlockRamp<float> level_;
  BlockRamp<float> width_;
  tone::Corner<tone::warped> low_cut_;
  tone::TwoPoles cut_;
  std::array<History, 2> before_;
  DelayTap pre_delay_;
  FeedbackNetwork network_;
  PlateTank plate_;
};

}  // namespace kiln
