// Whole numbers with a meaning: a voice id cannot be passed where a note id is wanted.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   using VoiceId = Id<struct VoiceTag>;
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace kiln {

template <class Tag, class Int = uint32_t>
class Id {
 public:
  using Value = Int;

  constexpr Id() = default;
  constexpr explicit Id(Int value) : value_(value) {}

  constexpr Int value() const { return value_; }

  // clang-tidy 14 takes the 0 of a comparison for a pointer.
  friend constexpr auto operator<=>(Id, Id) = default;  // NOLINT(modernize-use-nullptr)

 private:
  Int value_ = 0;
};

}  // namespace kiln

template <class Tag, class Int>
struct std::hash<kiln::Id<Tag, Int>> {
  std::size_t operator()(kiln::Id<Tag, Int> id) const noexcept {
    return std::hash<Int>()(id.value());
  }
};
