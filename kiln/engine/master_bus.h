// The end of a part's way at the engine rate: two buses become one at the master's level.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/voices/group.h"

namespace kiln {

// The largest magnitude of both channels in frames [begin, end).
float bus_peak(const Bus& bus, int begin, int end) noexcept;

// effects = (effects + out) · (from + k·step) at frame k of the control period.
struct MasterSum {
  int begin = 0;
  int end = 0;
  float from = 1.0f;
  float step = 0.0f;
};
void sum_buses(const MasterSum& sum, const Bus& out, Bus& effects) noexcept;

}  // namespace kiln
