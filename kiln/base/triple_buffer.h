// The newest state of something, from one writer to one reader, neither of whom ever waits.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace kiln {

// Each side owns one of three slots; the third changes hands, with a mark that says it is new.
template <class T>
class TripleBuffer {
 public:
  // [writer] Filled in place, then handed over.
  T& back() noexcept { return slots_[back_]; }
  void publish() noexcept {
    back_ = middle_.exchange(static_cast<std::uint8_t>(back_ | kNew), std::memory_order_acq_rel) &
            kSlot;
  }

  // [reader] True: front() is newer than before.
  bool update() noexcept {
    if ((middle_.load(std::memory_order_relaxed) & kNew) == 0) return false;
    front_ = middle_.exchange(front_, std::memory_order_acq_rel) & kSlot;
    return true;
  }
  const T& front() const noexcept { return slots_[front_]; }

 private:
  static constexpr std::uint8_t kNew = 4;
  static constexpr std::uint8_t kSlot = 3;
  std::array<T, 3> slots_ = {};
  std::uint8_t back_ = 0;
  std::uint8_t front_ = 1;
  std::atomic<std::uint8_t> middle_{2};
};

}  // namespace kiln
