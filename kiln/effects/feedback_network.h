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
  // In place.
  void render(int begin, int frames, float* left, float* right) noexcept;

 private:
  static constexpr int kDiffusers = 4;
  static constexpr int kChunk = 16;  // frames read before they are written

  void tune(const ReverbControl& control) noexcept;
  void run(int begin, int frames, float* left, float* right) noexcept;
  void read_lines(int begin, int frames, Lanes* out) const noexcept;
  static void mix_lines(const Lanes& y, Lanes& x) noexcept;
  void write_lines(const Lanes& x) noexcept;

  double rate_ = 96000.0;
  float inverse_frames_ = 1.0f / 16.0f;
  double period_seconds_ = 1.0 / 6000.0;
  Flavour flavour_ = Flavour::kRoom;

  float* lines_ = nullptr;
  std::size_t stride_ = 0;  // floats from line to line
  uint32_t mask_ = 0;
  uint32_t head_ = 0;
  uint32_t written_ = 0;                 // frames since clear()
  std::array<uint32_t, kLanes> base_{};  // whole frames of delay in this period
  Lanes offset_{};                       // and what is added to them: start + k·step
  Lanes offset_step_{};
  std::array<double, kLanes> position_{};  // delay at the next control point, frames
  std::array<double, kLanes> turn_{};      // phase of each line's motion, cycles
  double size_ = 1.0;
  double swing_ = 0.0;  // frames

  // Shelf and attenuation of each line: y = c0·x + c1·band + c2·low.
  float a1_ = 0.0f, a2_ = 0.0f, a3_ = 0.0f;
  Lanes s1_{}, s2_{};
  Lanes c0_{}, c1_{}, c2_{};  // at the control point
  Lanes c0_step_{}, c1_step_{}, c2_step_{};
  Lanes c0_target_{}, c1_target_{}, c2_target_{};
  ReverbControl tuned_;  // what the coefficients were computed for
  double tuned_size_ = 0.0;
  BlockRamp<float> diffusion_;
  BlockRamp<float> shimmer_;  // share of two lines that goes up an octave
  std::array<std::array<Allpass, kDiffusers>, 2> diffusers_;
  std::array<OctaveShifter, 2> shifters_;
};

}  // namespace kiln
