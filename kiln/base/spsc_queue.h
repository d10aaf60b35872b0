// A bounded queue from one producer thread to one consumer thread that never waits nor allocates.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A ring with two counters that only grow (L. Lamport, "Proving the Correctness of Multiprocess
// Programs", 1977); each side keeps a copy of the other's counter and reads the shared one only
// when the copy says full or empty, so that the cache line stays at home most of the time.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "kiln/base/realtime.h"

namespace kiln {

template <class T>
class SpscQueue {
  static_assert(std::is_default_constructible_v<T>);
  static_assert(std::is_nothrow_move_assignable_v<T>);

 public:
  // Holds at least min_capacity items (the next power of two). [main-thread]
  explicit SpscQueue(size_t min_capacity)
      : mask_(std::bit_ceil(min_capacity < 2 ? size_t{2} : min_capacity) - 1),
        items_(std::make_unique<T[]>(mask_ + 1)) {}

  SpscQueue(const SpscQueue&) = delete;
  SpscQueue& operator=(const SpscQueue&) = delete;

  size_t capacity() const noexcept { return mask_ + 1; }

  // False when full: then `item` is left untouched. [producer thread]
  bool push(T&& item) noexcept KILN_REALTIME {
    const size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - known_head_ > mask_) {
      known_head_ = head_.load(std::memory_order_acquire);
      if (tail - known_head_ > mask_) return false;
    }
    items_[tail & mask_] = std::move(item);
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }
  bool push(const T& item) noexcept KILN_REALTIME requires std::is_trivially_copyable_v<T> {
    T copy = item;
    return push(std::move(copy));
  }

  // False when empty: then `item` is left untouched. [consumer thread]
  bool pop(T& item) noexcept KILN_REALTIME {
    const size_t head = head_.load(std::memory_order_relaxed);
    if (head == known_tail_) {
      known_tail_ = tail_.load(std::memory_order_acquire);
      if (head == known_tail_) return false;
    }
    item = std::move(items_[head & mask_]);
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

  // How many items wait; a moment later it may be more or fewer. [any-thread]
  size_t size() const noexcept {
    const size_t head = head_.load(std::memory_order_acquire);
    return tail_.load(std::memory_order_acquire) - head;
  }
  bool empty() const noexcept { return size() == 0; }

 private:
  static constexpr size_t kCacheLine = 64;

  const size_t mask_;
  const std::unique_ptr<T[]> items_;
  alignas(kCacheLine) std::atomic<size_t> tail_{0};  // written by the producer
  size_t known_head_ = 0;
  alignas(kCacheLine) std::atomic<size_t> head_{0};  // written by the consumer
  size_t known_tail_ = 0;
};

}  // namespace kiln
