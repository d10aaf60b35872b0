// What a filter keeps for the saturator before it: the Drive of filters that are linear otherwise.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/filters/coefficient_ramp.h"

namespace kiln {

struct Saturator {
  CoefficientRamp push, level, wet;  // gain into it, gain after it, how much of it
  LaneMask moving;                   // lanes (whole vectors) whose ramps move
  LaneMask driven;                   // lanes with drive
  LaneMask driven_from_now;          // they begin from silence at this control point

  struct Channel {
    Lanes in;  // the last input, its root, and the last output
    Lanes root;
    Lanes out;

    void start(int lane) {
      in[lane] = 0.0f;
      root[lane] = 1.0f;
      out[lane] = 0.0f;
    }
  };
};

}  // namespace kiln
