// Brick-wall output limiter: 1 ms look-ahead, linked channels; and its gain alone.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gain is the minimum of what each frame within the look-ahead needs, smoothed by a moving mean of
// the same length, so that it has arrived when the peak does and no output exceeds the ceiling.
// Once all is below the ceiling again, the gain returns to exactly 1.
#pragma once

#include <array>
#include <vector>

namespace kiln {

// Told of each frame's peak ahead of time, says by how much the sound must be turned down now.
class LimiterGain {
 public:
  // [main-thread] A peak counts for `hold` frames; the moving mean takes `mean` of them, so the
  // gain has arrived mean − 1 frames after the peak was told. 1 <= mean <= hold.
  void prepare(double rate, float ceiling, int hold, int mean);
  void reset() noexcept;
  float next(float peak) noexcept;
  // The gain is 1 until the next peak above the ceiling, whether or not it is told of lower ones.
  bool idle() const noexcept { return rest_ > window_frames(); }

 private:
  int window_frames() const noexcept { return static_cast<int>(needed_.size() + gains_.size()); }

  float ceiling_ = 1.0f;
  float release_ = 0.0f;  // share of the way back to 1 in a frame
  int needed_at_ = 0;
  int gains_at_ = 0;
  int rest_ = 0;               // frames since the gain was below 1 anywhere
  float held_ = 1.0f;          // minimum with release
  double sum_ = 0.0;           // of `gains_`, exact in whole steps of 2^-24
  std::vector<float> needed_;  // gain each frame needs
  std::vector<float> gains_;   // held minima within the moving mean
};

class Limiter {
 public:
  // [main-thread]
  void prepare(double rate, float ceiling_db);
  void reset() noexcept;
  int latency_frames() const noexcept { return length_; }
  // In place; any partition gives the same bits.
  void process(float* left, float* right, int frames) noexcept;

 private:
  LimiterGain gain_;
  float ceiling_ = 1.0f;
  int length_ = 0;  // frames of look-ahead
  int at_ = 0;
  std::array<std::vector<float>, 2> delay_;
};

}  // namespace kiln
