// What the parts of the reverb are told at a control point.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace kiln {

struct ReverbControl {
  bool jump = true;
  bool freeze = false;
  double decay_seconds = 2.0;  // until -60 dB
  double size = 1.0;           // 0.1…2
  double diffusion = 0.8;      // 0…1
  double damp_hz = 6000.0;     // above it the decay gets three times as fast
  double motion = 0.25;        // 0…1
  uint32_t random_key = 0;
};

// Highs decay in this part of the time of the rest: the shelf of a line with gain g goes to g².
inline constexpr double kReverbHighDecay = 1.0 / 3.0;
// log2 of 60 dB.
inline constexpr double kReverbSixtyDb = 9.965784284662087;

}  // namespace kiln
