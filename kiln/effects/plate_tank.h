// The plate: Dattorro's figure-of-eight tank of modulated all-passes and delays.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// J. Dattorro, "Effect design, part 1: Reverberator and other filters", JAES 45(9) 1997, figure 1
// and table 1; lengths are given there for 29 761 Hz. His one-pole damping is replaced by the shelf
// of the feedback network, so that Decay means the same in every mode.
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
  struct Shelf {
    double s1 = 0.0;
    double s2 = 0.0;
  };
  // One half of the figure of eight, from the other half's end to its own.
  struct Half {
    Allpass moving;
    History first;
    Shelf shelf;
    Allpass still;
    History second;
    BlockRamp<double> moving_frames, first_frames, still_frames, second_frames;
    BlockRamp<float> gain;  // of all of it, for the decay
    BlockRamp<float> high;  // gain of the shelf far above Damp
    double turn = 0.0;      // of the motion, cycles
    float end = 0.0f;
  };

  float shelved(Shelf& shelf, float x, float high) noexcept;
  float through(Half& half, float x, int k) noexcept;

  double rate_ = 96000.0;
  double inverse_frames_ = 1.0 / 16.0;
  double period_seconds_ = 1.0 / 6000.0;
  double size_ = 1.0;
  double swing_ = 0.0;
  double g_ = 0.1;
  BlockRamp<double> scale_;  // frames per frame of the paper
  BlockRamp<float> diffusion_;
  std::array<Allpass, 6> input_;
  std::array<Half, 2> halves_;
};

}  // namespace kiln
