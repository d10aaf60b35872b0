// The valid word nearest to a misspelt one, for messages that say what was probably meant.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace kiln {

// Letters to insert, drop, replace or swap until `a` reads as `b`, in any case (restricted
// Damerau-Levenshtein distance). Texts are compared up to their 64th byte.
int edit_distance(std::string_view a, std::string_view b) noexcept;

// Calls `word(i)` for i = 0…count − 1 and returns the i whose text is nearest; −1 if count is 0.
template <class Word>
int nearest_word(std::string_view text, std::size_t count, Word&& word) {
  int best = -1;
  int best_distance = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int distance = edit_distance(text, word(i));
    if (best < 0 || distance < best_distance) {
      best = static_cast<int>(i);
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace kiln
