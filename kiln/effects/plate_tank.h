// The plate: Dattorro's figure-of-eight tank of modulated all-passes and delays.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// J. Dattorro, "Effect design, part 1: Reverberator and other filters", JAES 45(9) 1997, figure 1
// and table 1; lengths are given there for 29 761 Hz. His one-pole damping in one place is replaced
// by the shelf of the feedback network behind every delay, those inside the all-passes too, after
// L. Dahl & J.-M. Jot, "A reverberator based on absorbent all-pass filters", DAFx-00: each frame of
// delay loses the same, so that the whole is a lossless response times an exponential. No mode
// outlives the others, no all-pass holds some of them back, Decay means the same in every mode.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "kiln/effects/allpass.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/reverb_control.h"

namespace kiln {

class PlateTank {
 public:
  static std::size_t memory_floats(double rate);
  // [main-thread] Takes its part from the front of `memory`.
  void prepare(std::span<float>& memory, double rate, int control_frames);
  void clear() noexcept;
  void update(const ReverbControl& control) noexcept;
  // In place.
  void render(int begin, int frames, float* left, float* right) noexcept;

 private:
  // What a delay loses: y = c0·x + c1·band + c2·low, 1 − s below Damp and three times that above.
  struct Absorber {
    double s1 = 0.0;
    double s2 = 0.0;
    BlockRamp<float> c0, c1, c2;
  };
  struct Delay {
    History line;
    BlockRamp<double> frames;
    Absorber absorber;
  };
  struct Diffuser {
    Allpass allpass;
    BlockRamp<double> frames;  // of the tank alone: those before it stay as they are
    Absorber absorber;
  };
  // One half of the figure of eight, from the other half's end to its own.
  struct Half {
    Diffuser moving;
    Delay first;
    Diffuser still;
    Delay second;
    double turn = 0.0;  // of the motion, cycles
    float end = 0.0f;
  };

  void tune(Absorber& absorber, double seconds, const ReverbControl& control) const noexcept;
  float absorbed(Absorber& absorber, float x, int k) const noexcept;
  float diffused(Diffuser& diffuser, float z, float x, float g, int k) const noexcept;
  float delayed(Delay& delay, float x, int k) const noexcept;
  float through(Half& half, float x, int k) const noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  double period_seconds_ = 1.0 / 6000.0;
  double size_ = 1.0;
  double swing_ = 0.0;
  double a1_ = 1.0, a2_ = 0.0, a3_ = 0.0;  // of all absorbers: a state-variable filter at Damp
  BlockRamp<double> scale_;                // frames per frame of the paper
  BlockRamp<float> diffusion_;
  std::array<Diffuser, 6> input_;
  std::array<Half, 2> halves_;
};

}  // namespace kiln
