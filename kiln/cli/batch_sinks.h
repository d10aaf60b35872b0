// Where the samples of a batch go: into hashes, and into memory until their file is written.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kiln/cli/batch_job.h"
#include "kiln/dsp/sample_hash.h"
#include "kiln/engine/lane_batch.h"

namespace kiln::cli {

// How long a job with one note is, in host frames of its output.
struct LaneLengths {
  explicit LaneLengths(const BatchJob& job);
  std::int64_t note_frame = 0;   // where the note begins
  std::int64_t end_frame = 0;    // where it ends
  std::int64_t most_frames = 0;  // of the whole
  bool automatic = false;        // the whole ends with the last sample that is not 0
};

// Stereo as it is rendered: hashed, and made mono where that is wanted.
class StreamHash {
 public:
  explicit StreamHash(bool mono) : mono_(mono) {}
  // Returns what is to be written.
  std::span<const float> add(std::span<const float> interleaved);
  std::uint64_t value() const { return hash_.value(); }

 private:
  bool mono_;
  SampleHash hash_;
  std::vector<float> samples_;
};

// Sixteen jobs side by side.
class LaneSink {
 public:
  LaneSink(std::vector<LaneLengths> lengths, bool mono, bool keeps);
  void add(const LaneRun& run);

  std::int64_t frames(int lane) const;
  std::uint64_t hash(int lane) const { return hash_.value(lane, frames(lane) * channels_); }
  // All of them, if they are kept.
  std::span<const float> samples(int lane);

 private:
  const LaneLengths& length(int lane) const { return lengths_[static_cast<std::size_t>(lane)]; }
  void add_part(const Lanes* left, const Lanes* right, std::int64_t first, int count,
                LaneMask lanes);
  void find_ends(const Lanes* left, const Lanes* right, std::int64_t first, int count,
                 LaneMask lanes);

  std::vector<LaneLengths> lengths_;
  bool mono_;
  int channels_;
  bool keeps_;
  LaneMask automatic_ = 0;
  LaneHash hash_;
  std::array<std::int64_t, kLanes> ends_ = {};  // after the last sample that is not 0
  std::vector<std::vector<float>> samples_;
  std::vector<Lanes> middle_;
};

}  // namespace kiln::cli
