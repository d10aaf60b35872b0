// Arrays aligned for the widest vectors, sized once off the audio thread.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace kiln {

// `count` value-initialised elements at a 64-byte boundary. Moves by pointer: no element moves.
template <class T>
class AlignedArray {
 public:
  static_assert(std::is_trivially_destructible_v<T>);

  AlignedArray() = default;
  explicit AlignedArray(std::size_t count) : count_(count) {
    if (count == 0) return;
    data_ = static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
    for (std::size_t i = 0; i < count; ++i) ::new (data_ + i) T{};
  }
  AlignedArray(AlignedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  AlignedArray& operator=(AlignedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~AlignedArray() {
    if (data_ != nullptr) ::operator delete(data_, kAlignment);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  T& operator[](int i) { return data_[i]; }
  const T& operator[](int i) const { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + count_; }
  std::span<T> span() { return {data_, count_}; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  T* data_ = nullptr;
  std::size_t count_ = 0;
};

using AlignedBytes = AlignedArray<std::byte>;

}  // namespace kiln
