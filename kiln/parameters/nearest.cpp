// Edit distance with three rows of the table.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/parameters/nearest.h"

#include <algorithm>
#include <array>

namespace kiln {
namespace {

constexpr std::size_t kMaxWord = 64;

char lower_letter(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) noexcept {
  a = a.substr(0, kMaxWord);
  b = b.substr(0, kMaxWord);
  std::array<int, kMaxWord + 1> before{}, last{}, row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = lower_letter(a[i - 1]);
      const char y = lower_letter(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == lower_letter(b[j - 2]) && y == lower_letter(a[i - 2])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace kiln
