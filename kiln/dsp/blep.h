// Band-limited steps and corners for oscillators that jump at any moment (hard sync, resets).
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A wave written sample by sample aliases where it jumps. Adding the residual of a band-limited
// step (Brandt, "Hard Sync Without Aliasing", ICMC 2001) or of its integral, a band-limited corner
// (Esqueda, Välimäki & Bilbao, DAFx-16), at each jump takes the aliases away; further integrals do
// so for jumps of the curvature and beyond, each weaker by the ratio of the wave's frequency to
// that where aliases begin. The kernel is a Kaiser-windowed sinc at the Nyquist frequency of the
// engine with kZeros zero crossings on each side, its second and fourth moments made 0, without
// which the further integrals would not come to an end. Being symmetric it looks kZeros frames
// ahead: what leaves the ring is kZeros frames late.
//
//   engine   zeros   Kaiser design                     latency
//   1x       16      80 dB from 0.58 of the rate       16 engine = 16 host frames
//   2x       8       120 dB from 0.74 of the rate       8 engine =  4 host frames
//   4x       8       as 2x                              8 engine =  2 host frames
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "kiln/base/fp_guard.h"

namespace kiln {

// Zero crossings on each side for an engine at `quality` times the host rate; also the latency in
// engine frames.
constexpr int blep_zeros(int quality) { return quality == 1 ? 16 : 8; }

// Residuals at kPhases + 1 positions between two frames; reading interpolates linearly between
// positions, at an error below -110 dB of the step.
template <int kZeros>
struct BlepTable {
  static constexpr int kPhases = 256;
  static constexpr int kLength = 2 * kZeros;  // frames one residual touches

  static constexpr int kOrders = 6;  // from the jump of the value to the fifth derivative

  // Row p holds frames -kZeros…kZeros - 1 around an event p / kPhases frames before frame 0.
  // Element n is per unit of change of the n-th derivative: of height, of slope (height per frame)…
  std::array<std::vector<float>, kOrders> residual;

  // [not the audio thread] Built on first use, one copy in the process.
  static const BlepTable& get();
};

// Adds `scale` times a residual to a ring of 2·kZeros slots, `stride` floats apart (1 for one
// channel, kLanes for a slot of lanes). `now` is the ring's slot of the current frame, and
// 0 <= age <= 1 the frames since the event. Slots before `now` have not left the ring yet.
template <int kZeros>
inline void add_residual(const std::vector<float>& rows, float age, float scale, float* ring,
                         int stride, int now) noexcept {
  constexpr int kLength = BlepTable<kZeros>::kLength;
  constexpr int kPhases = BlepTable<kZeros>::kPhases;
  const float bounded = age > 0.0f ? (age < 1.0f ? age : 1.0f) : 0.0f;
  const float position = bounded * static_cast<float>(kPhases);
  int row = static_cast<int>(position);
  row = row < kPhases - 1 ? row : kPhases - 1;
  const float fraction = position - static_cast<float>(row);
  const float* low = rows.data() + static_cast<std::ptrdiff_t>(row) * kLength;
  const float* high = low + kLength;
  for (int j = 0; j < kLength; ++j) {
    const int slot = (now + kZeros + j) & (kLength - 1);  // now - kZeros + j
    ring[slot * stride] += scale * (low[j] + fraction * (high[j] - low[j]));
  }
}

// The ring of one lane or channel. Per frame: any number of add_step / add_ramp, then one tick.
template <int kZeros>
class BlepRing {
 public:
  static constexpr int kLatency = kZeros;  // frames
  static constexpr int kLength = BlepTable<kZeros>::kLength;
  static_assert((kLength & (kLength - 1)) == 0);

  // [not the audio thread] Builds the tables if nobody did before.
  BlepRing() : table_(&BlepTable<kZeros>::get()) {}

  void reset() noexcept {
    ring_.fill(0.0f);
    now_ = 0;
  }

  // The wave jumped by `height` (new value minus old), 0 <= age <= 1 frames before this frame.
  void add_step(float age, float height) noexcept {
    add_residual<kZeros>(table_->residual[0], age, height, ring_.data(), 1, now_);
  }

  // The wave's slope changed by `slope` per frame (new minus old), `age` frames ago.
  void add_ramp(float age, float slope) noexcept {
    add_residual<kZeros>(table_->residual[1], age, slope, ring_.data(), 1, now_);
  }

  // Takes this frame's plain value, gives the band-limited one from kLatency frames ago.
  float tick(float value) noexcept {
    ring_[static_cast<std::size_t>(now_)] += value;
    float& oldest = ring_[static_cast<std::size_t>((now_ + kZeros) & (kLength - 1))];
    const float out = oldest;
    oldest = 0.0f;
    now_ = (now_ + 1) & (kLength - 1);
    return out;
  }

 private:
  const BlepTable<kZeros>* table_;
  alignas(64) std::array<float, kLength> ring_{};
  int now_ = 0;
};

extern template struct BlepTable<8>;
extern template struct BlepTable<16>;

}  // namespace kiln
