// Sixteen patches of one structure at once, each playing one note in a lane of a voice group.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// For renders without an audience: values, coefficients and depths are held per lane, so patches
// that differ in nothing else share the work of a group. Each lane gives, to the bit, what a Synth
// of its own gives for the same patch, seed and note. That needs a patch whose sound is its voices
// alone: no effects, no LFO or route that all voices share, no level follower.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kiln/engine/part.h"

namespace kiln {

struct LaneJob {
  const Patch* patch = nullptr;
  std::uint64_t seed = 0;
  MidiMessage strike = {};  // note-on …
  MidiMessage lift = {};    // … and note-off, so many host frames later (at least 1)
  std::int64_t held_frames = 1;
};

// Host frames [first, first + count) after the note-on, of all lanes. A lane whose voice has ended
// gives +0; a render that has ended gives nothing more.
struct LaneRun {
  std::int64_t first = 0;
  int count = 0;
  const Lanes* left = nullptr;
  const Lanes* right = nullptr;  // may be `left`
};

// What must agree for two patches to share a LaneBatch, as bytes; empty if the patch can't be in
// any. `note_frame`: of the song, where its only note begins. Equal keys of one process mean equal
// structures; they are not for keeping.
std::string lane_batch_key(const Patch& patch, const PartSetup& setup, std::int64_t note_frame);

class LaneBatch {
 public:
  // [main-thread] `patch` is any of those that will be rendered.
  LaneBatch(const Patch& patch, const PartSetup& setup, std::int64_t note_frame);
  ~LaneBatch();

  // False: some part of the sound is not a voice's own; render it by a Synth.
  bool possible() const { return possible_; }
  // Refused routes, missing wavetables: the same for all patches of the structure.
  const std::vector<std::string>& messages() const { return messages_; }

  // [any-thread] Up to kLanes jobs; at most `frames` host frames are rendered. `setup.seed` counts
  // for nothing here. Returns the lanes whose voice was muted for a fault.
  LaneMask render(std::span<const LaneJob> jobs, std::int64_t frames,
                  const std::function<void(const LaneRun&)>& sink) const;

 private:
  PartSetup setup_;
  std::int64_t note_frame_;
  std::vector<std::string> messages_;
  std::unique_ptr<const VoiceStructure> structure_;
  std::array<float, kSourceCount> global_sources_ = {};
  bool possible_ = false;
};

}  // namespace kiln
