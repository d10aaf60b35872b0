// Delay: echoes in stereo, ping-pong, on tape or backwards.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/delay_tap.h"
#include "kiln/effects/history.h"
#include "kiln/effects/module.h"
#include "kiln/effects/reverse_head.h"
#include "kiln/effects/tone.h"

namespace kiln {

struct Delay {
  enum Param {
    kMode,
    kChange,
    kLink,
    kTimeL,
    kTimeLSync,
    kTimeLDivision,
    kTimeR,
    kTimeRSync,
    kTimeRDivision,
    kFeedback,
    kCross,
    kLowCut,
    kHighCut,
    kDrift,
    kDuck,
    kParamCount
  };
  enum Mode { kStereo, kPingPong, kTape, kReverse, kModeCount };
  enum Change { kAuto, kGlide, kFade, kChangeCount };

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kOverlay;
  static constexpr float kDefaultMix = 30.0f;
  static std::size_t memory_floats(const EffectSetup& setup);

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept;

 private:
  struct Side {
    History line;
    DelayTap tap;
    ReverseHead backwards;
    double wanted = 0.0;   // frames
    bool stepped = false;  // the time jumped and the fade for it has not begun
    BlockRamp<double> drift;
  };

  struct Echoes;  // some frames of both sides, on their way through the loop

  int readable(int begin, int frames) const noexcept;
  void read(int begin, int frames, Echoes& echoes) noexcept;
  void write(const float* left, const float* right, int begin, int frames,
             const Echoes& echoes) noexcept;
  void move_head(Side& side, double seconds, bool synced, bool jump) noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  double period_seconds_ = 1.0 / 6000.0;
  int mode_ = kStereo;
  int change_ = kAuto;
  bool linked_ = false;
  uint32_t fade_frames_ = 0;
  double phase_ = 0.0;  // of Drift, cycles
  double flutter_phase_ = 0.0;
  double attack_ = 0.0;
  double release_ = 0.0;
  double envelope_ = 0.0;  // of the dry signal, for Duck
  BlockRamp<float> feedback_;
  BlockRamp<float> cross_;
  BlockRamp<float> duck_;
  tone::Corner<tone::one_pole> low_cut_;
  tone::HighCutControl high_cut_;
  std::array<Side, 2> sides_;
  tone::OnePoles low_cut_state_;
  tone::TwoPoles high_cut_state_;
};

}  // namespace kiln
