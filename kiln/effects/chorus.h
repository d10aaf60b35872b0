// Chorus: up to eight moving taps of a short line, as chorus, string ensemble or bucket brigade.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/bucket_brigade.h"
#include "kiln/effects/channels.h"
#include "kiln/effects/history.h"
#include "kiln/effects/module.h"
#include "kiln/effects/tempo_lfo.h"
#include "kiln/effects/tone.h"

namespace kiln {

struct Chorus {
  enum Param {
    kMode,
    kRate,
    kRateSync,
    kRateDivision,
    kDepth,
    kDelay,
    kFeedback,
    kVoices,
    kWidth,
    kLowCut,
    kTone,
    kParamCount
  };
  enum Mode { kChorus, kEnsemble, kBbd, kModeCount };
  static constexpr int kMaxVoices = 8;
  static constexpr double kMostDepth = 0.012;  // seconds, at 100 %
  // Of the ensemble's fast sweep, Hz; its rate does not follow the tempo.
  static double fast_rate(double rate) { return 9.0 * rate < 12.0 ? 9.0 * rate : 12.0; }

  static const ModuleSpec kSpec;
  static constexpr MixLaw kMixLaw = MixLaw::kCrossfade;
  static constexpr float kDefaultMix = 50.0f;
  static std::size_t memory_floats(const EffectSetup& setup);

  // Where the sweeps of all voices are at one moment.
  struct Sweep {
    double slow;  // phases, cycles
    double fast;  // of the ensemble
    double voices;
    double width;
    bool ensemble;
    // 0…1 for the voices of the left side, then those of the right; `places` are aligned to 64
    // bytes. [in chorus.simd.cpp]
    void find(double* places) const noexcept;
  };

  void prepare(const EffectSetup& setup, std::span<float> memory);
  void update(const EffectUpdate& update) noexcept;
  void render(const EffectRender& render) noexcept;
  void reset() noexcept;
  double tail_seconds() noexcept;
  // Of the slow and the fast sweep, [0, 1) cycles: what Sweep takes.
  std::array<float, 2> sweep_phases() const noexcept;

 private:
  struct Side {
    History history;
    std::array<BucketBrigade, kMaxVoices> buckets;
    std::array<BlockRamp<double>, kMaxVoices> delay;  // frames; BBD: clock ticks per frame
    float wet_before = 0.0f;                          // for the feedback
  };

  void move_taps(const EffectUpdate& update) noexcept;
  void render_taps(const EffectRender& render) noexcept;
  void render_buckets(const EffectRender& render) noexcept;
  double shortest_tap(int begin, int frames) const noexcept;
  Channels fed(float left, float right, int k) noexcept;
  Channels finish(Channels sum, int k) noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  double period_seconds_ = 1.0 / 6000.0;
  double near_ = 1.0;  // of a glide, in one period
  int mode_ = kChorus;
  int sounding_ = 3;  // taps that are computed
  TempoLfo slow_;
  TempoLfo fast_;                  // ensemble only
  double centre_seconds_ = 0.008;  // glides after Delay
  double depth_seconds_ = 0.0;
  double width_ = 1.0;
  double voices_ = 3.0;  // glides after Voices
  double feedback_target_ = 0.0;
  std::array<BlockRamp<float>, kMaxVoices> weight_;
  BlockRamp<float> wet_gain_;
  BlockRamp<float> feedback_;  // of the mean of the taps
  tone::Corner<tone::one_pole> low_cut_;
  BlockRamp<double> band_;
  tone::TiltControl tilt_;
  std::array<Side, 2> sides_;
  tone::OnePoles low_cut_state_;
  tone::OnePoles tilt_state_;
  std::array<tone::TwoPoles, 4> band_state_;  // two before the buckets, two after them
};

}  // namespace kiln
