// What leaves single effects, for displays: the audio thread writes while a window asks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

#include "kiln/engine/instrument.h"

namespace kiln {

// The newest frames of one place, left and right together. One writer, one reader, nobody waits.
class SoundTap {
 public:
  static constexpr std::size_t kKept = 8192;  // engine frames a reader gets

  // [audio-thread]
  void write(const float* left, const float* right, int frames, double rate) noexcept {
    std::uint64_t at = written_.load(std::memory_order_relaxed);
    for (int i = 0; i < frames; ++i, ++at) {
      ring_[at % kRoom].store(0.5f * (left[i] + right[i]), std::memory_order_relaxed);
    }
    rate_.store(static_cast<float>(rate), std::memory_order_relaxed);
    written_.store(at, std::memory_order_release);
  }

  // [main-thread] Frames written so far; it stands still while nothing runs.
  std::uint64_t written() const noexcept { return written_.load(std::memory_order_acquire); }
  float rate() const noexcept { return rate_.load(std::memory_order_relaxed); }  // Hz
  // [main-thread] The kKept newest frames, oldest first. False: they were overwritten meanwhile.
  bool read(std::span<double> out) const noexcept {
    const std::uint64_t until = written();
    for (std::size_t i = 0; i < kKept; ++i) {
      out[i] = double{ring_[(until + kRoom - kKept + i) % kRoom].load(std::memory_order_relaxed)};
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    return written_.load(std::memory_order_relaxed) - until <= kRoom - kKept;
  }

 private:
  static constexpr std::size_t kRoom = 2 * kKept;
  std::array<std::atomic<float>, kRoom> ring_ = {};
  std::atomic<std::uint64_t> written_{0};
  std::atomic<float> rate_{48000.0f};
};

// One for each effect slot; those that nobody ever asked for take no memory.
class SoundTaps {
 public:
  // [main-thread] The audio thread may still write for a moment after an end: memory stays.
  SoundTap& begin(int effect) {
    const auto n = static_cast<std::size_t>(effect);
    if (taps_[n] == nullptr) taps_[n] = std::make_unique<SoundTap>();
    wanted_[n].store(taps_[n].get(), std::memory_order_release);
    return *taps_[n];
  }
  void end(int effect) noexcept {
    wanted_[static_cast<std::size_t>(effect)].store(nullptr, std::memory_order_relaxed);
  }
  // [audio-thread] Null: nobody asks.
  SoundTap* wanted(std::size_t effect) const noexcept {
    return wanted_[effect].load(std::memory_order_acquire);
  }

 private:
  std::array<std::unique_ptr<SoundTap>, kEffectSlots> taps_;
  std::array<std::atomic<SoundTap*>, kEffectSlots> wanted_ = {};
};

}  // namespace kiln
