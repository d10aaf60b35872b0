// Hashing and keeping of rendered jobs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/cli/batch_sinks.h"

#include <algorithm>

#include "kiln/base/units.h"
#include "kiln/cli/song.h"

namespace kiln::cli {
namespace {

// Equal channels stay what they are, to the bit.
float middle(float left, float right) { return 0.5f * (left + right); }

}  // namespace

LaneLengths::LaneLengths(const BatchJob& job) {
  const Song song = song_of_notes(job.notes, job.rate);
  note_frame = song.channels[0].front().frame;
  end_frame = song.end_frame;
  automatic = !job.tail && !job.length;
  const double tail = job.tail.value_or(kLongestAutoTail);
  most_frames = job.length ? std::max(end_frame, seconds_to_frames(*job.length, job.rate))
                           : end_frame + seconds_to_frames(tail, job.rate);
}

std::span<const float> StreamHash::add(std::span<const float> interleaved) {
  if (mono_) {
    samples_.resize(interleaved.size() / 2);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      samples_[i] = middle(interleaved[2 * i], interleaved[2 * i + 1]);
    }
    interleaved = samples_;
  }
  hash_.add(interleaved);
  return interleaved;
}

LaneSink::LaneSink(std::vector<LaneLengths> lengths, bool mono, bool keeps)
    : lengths_(std::move(lengths)), mono_(mono), channels_(mono ? 1 : 2), keeps_(keeps) {
  for (std::size_t i = 0; i < lengths_.size(); ++i) {
    if (lengths_[i].automatic) automatic_ |= lane_bit(static_cast<int>(i));
    if (keeps_) {
      const std::int64_t before = lengths_[i].note_frame * channels_;
      samples_.emplace_back(static_cast<std::size_t>(before), 0.0f);
    }
  }
}

void LaneSink::add(const LaneRun& run) {
  // Cut where a job ends.
  for (int at = 0; at < run.count;) {
    LaneMask lanes = 0;
    int stop = run.count;
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
      const std::int64_t left =
          lengths_[i].most_frames - lengths_[i].note_frame - run.first - std::int64_t{at};
      if (left <= 0) continue;
      lanes |= lane_bit(static_cast<int>(i));
      if (left < stop - at) stop = at + static_cast<int>(left);
    }
    if (lanes == 0) return;
    add_part(run.left + at, run.right + at, run.first + at, stop - at, lanes);
    at = stop;
  }
}

void LaneSink::add_part(const Lanes* left, const Lanes* right, std::int64_t first, int count,
                        LaneMask lanes) {
  if (automatic_ != 0) find_ends(left, right, first, count, lanes & automatic_);
  const std::int64_t sample = (lengths_.front().note_frame + first) * channels_;
  if (mono_ && left != right) {
    middle_.resize(static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
      for (int i = 0; i < kLanes; ++i) {
        middle_[static_cast<std::size_t>(k)][i] = middle(left[k][i], right[k][i]);
      }
    }
    left = right = middle_.data();
  }
  hash_.add(left, count, sample, channels_, lanes);
  if (!mono_) hash_.add(right, count, sample + 1, channels_, lanes);
  if (!keeps_) return;
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const auto lane = static_cast<int>(i);
    if (!has_lane(lanes, lane)) continue;
    for (int k = 0; k < count; ++k) {
      samples_[i].push_back(left[k][lane]);
      if (!mono_) samples_[i].push_back(right[k][lane]);
    }
  }
}

void LaneSink::find_ends(const Lanes* left, const Lanes* right, std::int64_t first, int count,
                         LaneMask lanes) {
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(lanes, i)) continue;
    for (int k = count; k > 0; --k) {
      if (left[k - 1][i] == 0.0f && right[k - 1][i] == 0.0f) continue;
      ends_[static_cast<std::size_t>(i)] = first + k;
      break;
    }
  }
}

std::int64_t LaneSink::frames(int lane) const {
  const LaneLengths& whole = length(lane);
  if (!whole.automatic) return whole.most_frames;
  return std::max(whole.end_frame, whole.note_frame + ends_[static_cast<std::size_t>(lane)]);
}

std::span<const float> LaneSink::samples(int lane) {
  std::vector<float>& all = samples_[static_cast<std::size_t>(lane)];
  all.resize(static_cast<std::size_t>(frames(lane) * channels_));
  return all;
}

}  // namespace kiln::cli
