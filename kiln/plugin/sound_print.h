// What a preset sounds like, measured: its spectrum, its course and its width, to find its like.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "kiln/engine/wavetable_finder.h"
#include "kiln/presets/patch.h"

namespace kiln {

// Third octaves of the first third of a second and of what follows, the level over time, the width.
// Each 0…255, so that what is kept in a file is what was measured.
struct SoundPrint {
  static constexpr int kBands = 28;
  static constexpr int kSlices = 12;
  static constexpr int kSize = 2 * kBands + kSlices + 1;
  std::array<std::uint8_t, kSize> levels = {};
  friend bool operator==(const SoundPrint&, const SoundPrint&) = default;
};

// Plays C3 for a second and its release for half of one. Empty of sound: all 0. Takes some 50 ms;
// ends early, with nonsense, once `stop` is set.
SoundPrint measure_print(const Patch& patch, const WavetableFinder& finder,
                         const std::atomic<bool>& stop);

// 0 (nothing alike) … 1 (the same).
float likeness(const SoundPrint& a, const SoundPrint& b);

// The preset's phrase as bars of a picture, peaks of 0…255.
inline constexpr int kOutlineBars = 76;
std::vector<std::uint8_t> phrase_outline(const Patch& patch, const WavetableFinder& finder,
                                         const std::atomic<bool>& stop);

}  // namespace kiln
