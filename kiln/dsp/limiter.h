// Brick-wall output limiter: 1 ms look-ahead, linked channels.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gain is the minimum of what each frame within the look-ahead needs, smoothed by a moving mean of
// the same length, so that it has arrived when the peak does and no output exceeds the ceiling.
#pragma once

#include <array>
#include <vector>

namespace kiln {

class Limiter {
 public:
  // [main-thread]
  void prepare(double rate, float ceiling_db);
  void reset() noexcept;
  int latency_frames() const noexcept { return length_; }
  // In place; any partition gives the same bits.
  void process(float* left, float* right, int frames) noexcept;

 private:
  float ceiling_ = 1.0f;
  float release_ = 0.0f;  // share of the way back to 1 in a frame
  int length_ = 0;        // frames of look-ahead
  int at_ = 0;
  float held_ = 1.0f;  // minimum with release
  double sum_ = 0.0;   // of `gains_`, exact in whole steps of 2^-24
  std::array<std::vector<float>, 2> delay_;
  std::vector<float> needed_;  // gain each delayed frame needs
  std::vector<float> gains_;   // held minima within the moving mean
};

}  // namespace kiln
