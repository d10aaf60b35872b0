// How a ladder filter is set up and how a voice enters it; the sound is in ladder.simd.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/ladder.h"

#include <algorithm>

namespace kiln {

void Ladder::prepare(Channel& channel, Coefficients& coefficients, const FilterSetup& setup,
                     std::span<float>) {
  channel = Channel{};
  coefficients = Coefficients{};
  const int mode = static_cast<int>(setup.structure[kMode]);
  coefficients.mode = static_cast<Mode>(std::clamp(mode, 0, kModeCount - 1));
  coefficients.inverse_rate = static_cast<float>(1.0 / setup.engine_rate);
}

void Ladder::start(Channel& channel, Coefficients& coefficients,
                   const FilterStart& start) noexcept {
  for (Lanes& s : channel.s) s[start.lane] = 0.0f;
  coefficients.key[start.lane] = start.random_key;
}

}  // namespace kiln
