// The entry of a list whose name is nearest to a misspelt one, however far it is.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

#include "kiln/base/text.h"

namespace kiln {

// Calls `name(i)` for i = 0…count − 1 and returns the i whose name is nearest, the first of equals;
// −1 if count is 0. Looks at the first 64 bytes of `text`.
template <class Name>
int nearest_word(std::string_view text, std::size_t count, Name&& name) {
  int best = -1;
  std::size_t best_distance = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t distance = edit_distance(text.substr(0, 64), name(i));
    if (best < 0 || distance < best_distance) {
      best = static_cast<int>(i);
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace kiln
