// Sixteen delay lines that feed each other: the late sound of a room or a hall.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// J.-M. Jot & A. Chaigne, "Digital delay networks for designing artificial reverberators", 90th AES
// Convention, 1991: the attenuation of each line follows its length, so that every mode decays at
// the same rate, and a shelf in each line makes the highs decay faster. The lines are mixed by the
// product of two 4 × 4 Householder matrices, all entries ±1/4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kiln/effects/allpass.h"
#include "kiln/effects/network_lines.h"
#include "kiln/effects/network_motion.h"
#include "kiln/effects/octave_shifter.h"
#include "kiln/effects/reverb_control.h"
#include "kiln/simd/lanes.h"

namespace kiln {

class FeedbackNetwork {
 public:
  enum class Flavour : uint8_t { kRoom, kHall, kShimmer };

  static std::size_t memory_floats(double rate, Flavour flavour);
  // [main-thread] Takes its part from the front of `memory`.
  void prepare(std::span<float>& memory, double rate, int control_frames, Flavour flavour);
  void clear() noexcept;
  void update(const ReverbControl& control) noexcept;
  // For render() at frame `begin` of the period, some time before it: its memory lies far apart.
  void prefetch(int begin) const noexcept { lines_.prefetch(begin); }
  // In place.
  void render(int begin, int frames, float* left, float* right) noexcept;

 private:
  static constexpr int kDiffusers = 4;

  bool tune(const ReverbControl& control) noexcept;
  void move_shelves(bool tuned, bool jump) noexcept;
  void run(int begin, int frames, float* left, float* right) noexcept;

  double rate_ = 96000.0;
  float inverse_frames_ = 1.0f / 16.0f;
  double period_seconds_ = 1.0 / 6000.0;
  Flavour flavour_ = Flavour::kRoom;

  NetworkLines lines_;
  NetworkMotion motion_;
  double near_ = 1.0;  // of the motion's swing, in one period

  // Where the shelves' coefficients go, and whether they move there in this period.
  Lanes c0_target_{}, c1_target_{}, c2_target_{};
  Lanes c0_before_{}, c1_before_{}, c2_before_{};
  ReverbControl tuned_;  // what the coefficients were computed for
  double tuned_size_ = 0.0;
  bool moving_ = true;
  BlockRamp<float> diffusion_;
  BlockRamp<float> shimmer_;  // share of two lines that goes up an octave
  std::array<std::array<Allpass, kDiffusers>, 2> diffusers_;
  std::array<OctaveShifter, 2> shifters_;
};

}  // namespace kiln
