// The logarithmic axis of responses: 20 Hz to 20 kHz, with its grid.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <vector>

#include "kiln/gui/style/paint.h"

namespace kiln::gui {

struct FrequencyAxis {
  float width = 100.0f;
  static constexpr float kLow = 20.0f;
  static constexpr float kHigh = 20000.0f;

  float x(float hz) const { return width * std::log(hz / kLow) / std::log(kHigh / kLow); }
  float hz(float x) const { return kLow * std::pow(kHigh / kLow, x / width); }

  // One frequency each `step` pixels.
  std::vector<float> points(float step) const {
    std::vector<float> all;
    for (float at = 0.0f; at <= width; at += step) all.push_back(hz(at));
    return all;
  }

  void paint_grid(juce::Graphics& g, float top, float bottom) const {
    for (const float f : {50.0f, 100.0f, 200.0f, 500.0f, 1000.0f, 2000.0f, 5000.0f, 10000.0f}) {
      const bool major = f == 100.0f || f == 1000.0f || f == 10000.0f;
      vertical_line(g, x(f), top, bottom, major ? kLine : kGrid.withMultipliedAlpha(0.75f));
    }
  }
};

}  // namespace kiln::gui
