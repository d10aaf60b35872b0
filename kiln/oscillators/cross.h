// What the knob "Cross" means: how deep the audio of another slot modulates this oscillator.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The depth d (0…1, percent / 100; the knob's travel is a square law) and the input x (about ±1)
// give
//   PM    phase + 12·d·x rad              FM  increment · 2^(2·d·x), ±24 st
//   Ring  y · (1 - d + d·x)               AM  y · (1 + d·x)
//   Sync  hard reset by the source's wraps while the knob is above 1 %
// The kernels are in cross-inl.h, sync in sync.h.
#pragma once

#include "kiln/oscillators/module.h"

namespace kiln {

inline constexpr float kCrossCycles = 1.90985932f;  // 12 rad in cycles
inline constexpr float kCrossOctaves = 2.0f;
inline constexpr float kCrossSyncFloor = 0.01f;
inline constexpr float kMaxCrossInput = 16.0f;  // inputs clamp here

constexpr ParamSpec cross_param() {
  return {.id = "cross",
          .name = "Cross",
          .curve = Curve::kPower2,
          .unit = Unit::kPercent,
          .max = 100,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .help = "Depth of the modulation by the cross source"};
}

}  // namespace kiln
