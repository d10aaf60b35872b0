// A quick 64-bit identity of float samples, also of sixteen signals side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two multilinear sums (Carter & Wegman 1979; Lemire & Kaser 2014) over the samples' bits: each is
// Σ_j c_j · Σ_i b_i · f(x[1024·j + i]) mod 2^32 with fixed odd b and c and a bijective f, f(0) = 0.
// Samples may be added in runs of any length, +0 costs nothing, and signals whose length differs
// have another hash. It finds every accident (2^-60), not a forger.
#pragma once

#include <cstdint>
#include <span>

#include "kiln/simd/lanes.h"

namespace kiln {

class SampleHash {
 public:
  void add(std::span<const float> samples) noexcept;
  // The next `count` samples are +0.
  void skip(std::int64_t count) noexcept;
  // Of all samples so far.
  std::uint64_t value() const noexcept;

 private:
  std::int64_t count_ = 0;
  std::uint32_t sum_[2] = {};
};

// The hash of each lane as if it had been added to a SampleHash of its own. What a lane does not
// get counts as +0.
class LaneHash {
 public:
  // frames[0 … count) begin at this sample of the lanes. `spacing` 2: every other sample, as one
  // channel of interleaved stereo.
  void add(const Lanes* frames, int count, std::int64_t sample, int spacing,
           LaneMask lanes) noexcept;
  // Of the lane's first `samples` samples.
  std::uint64_t value(int lane, std::int64_t samples) const noexcept;

 private:
  IntLanes sum_[2] = {};
};

}  // namespace kiln
