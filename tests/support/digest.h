// SHA-256 of what was computed, sample by sample: equal digests are equal bits.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <ranges>
#include <string>

namespace kiln::test {

class Digest {
 public:
  Digest();
  ~Digest();

  // The bits of the values, least significant byte first on every machine that Kiln runs on.
  template <std::ranges::contiguous_range Range>
  void add(const Range& values) {
    bytes(std::ranges::data(values),
          std::ranges::size(values) * sizeof(*std::ranges::data(values)));
  }
  template <class T>
  void add_value(T value) {
    bytes(&value, sizeof(value));
  }
  // Ends the digest: 64 hexadecimal letters.
  std::string text();

 private:
  void bytes(const void* data, std::size_t size);

  struct Hidden;
  std::unique_ptr<Hidden> hidden_;
};

}  // namespace kiln::test
