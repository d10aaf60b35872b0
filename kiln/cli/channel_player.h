// One MIDI channel of a song on its own synthesizer.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kiln/cli/render_job.h"

namespace kiln::cli {

class ChannelPlayer {
 public:
  // Messages name the channel.
  ChannelPlayer(const Song& song, const ChannelSound& sound, const RenderSettings& settings,
                std::vector<std::string>& messages);

  // Compiles the sounds that begin in [begin, end) and makes room for their events; then render()
  // has nothing to allocate.
  void prepare(int64_t begin, int64_t end, std::vector<std::string>& messages);
  // Frees what no longer sounds and tells of muted voices and effects.
  void collect(std::vector<std::string>& messages);
  // Frames [begin, end), which follow the frames before and have been prepared. [any thread]
  void render(int64_t begin, int64_t end) noexcept;

  const float* left() const { return left_.data(); }
  const float* right() const { return right_.data(); }
  float gain() const { return gain_; }
  int latency_frames() const { return synth_.latency_frames(); }
  // Silent, and stays so if no event comes.
  bool asleep() const { return synth_.asleep(); }

 private:
  struct WaitingSwap {
    int64_t frame = 0;
    std::unique_ptr<PatchSwap> swap;
  };

  void add_events(int64_t begin, int64_t end) noexcept;

  const Song& song_;
  const ChannelSound& sound_;
  std::string name_;  // "channel 5"
  float gain_;
  int block_;
  Synth synth_;
  EventList events_;
  std::size_t event_capacity_;
  std::vector<float> left_, right_;  // of the present chunk
  std::vector<WaitingSwap> swaps_;   // of the present chunk
  std::size_t next_event_ = 0, next_transport_ = 0, next_swap_ = 0, next_waiting_ = 0;
};

}  // namespace kiln::cli
