// What the audio thread shows of itself: peaks and voices, read by any thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>

namespace kiln {

class Meters {
 public:
  // [audio-thread]
  void add(int channel, float peak) noexcept {
    std::atomic<float>& held = peaks_[static_cast<std::size_t>(channel)];
    if (peak > held.load(std::memory_order_relaxed)) held.store(peak, std::memory_order_relaxed);
  }
  void set_notes(int notes) noexcept { notes_.store(notes, std::memory_order_relaxed); }

  // [any-thread] The highest since the last call; one reader.
  float take_peak(int channel) noexcept {
    return peaks_[static_cast<std::size_t>(channel)].exchange(0.0f, std::memory_order_relaxed);
  }
  int notes() const noexcept { return notes_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<float>, 2> peaks_ = {};
  std::atomic<int> notes_{0};
};

}  // namespace kiln
