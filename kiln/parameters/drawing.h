// What a player draws: points of an LFO's shape, steps of a sequence, a map of phases. Plain data.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace kiln {

inline constexpr int kMaxLfoPoints = 128;
inline constexpr int kMaxLfoSteps = 64;

// Of an oscillator: 2…33 phases 0…1 at equal distances over the cycle; empty: the type's default.
inline constexpr int kMaxRemapPoints = 33;

// A point of a drawn shape: x 0…1 rising, y 0…1, curve −1…+1 bends the way to the next point.
struct LfoPoint {
  float x = 0.0f;
  float y = 0.0f;
  float curve = 0.0f;
  friend bool operator==(const LfoPoint&, const LfoPoint&) = default;
};

// A step of the Steps kind.
struct LfoStep {
  float value = 0.0f;  // −1…+1
  bool tie = false;    // slides into the next step
  friend bool operator==(const LfoStep&, const LfoStep&) = default;
};

// What is drawn into an LFO, saved with the patch.
struct LfoDrawing {
  std::vector<LfoPoint> points = {};  // 2…128; empty: the kind's default
  int grid = 16;                      // 1…32 columns, for the editor
  std::vector<LfoStep> steps = {};    // 1…64; empty: the default pattern
  friend bool operator==(const LfoDrawing&, const LfoDrawing&) = default;
};

}  // namespace kiln
