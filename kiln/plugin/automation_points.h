// Parameter points inside a block, handed from a format's wrapper to the processor.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE passes on the last point of a block only. A wrapper around the format takes the points out
// before JUCE sees them and puts them here for the length of one process call, on its own thread.
#pragma once

#include <span>

#include "kiln/parameters/table.h"

namespace kiln {

struct AutomationPoint {
  int frame = 0;
  int order = 0;  // of arrival
  ParamIndex param = kNoParam;
  float x = 0.0f;  // 0…1
};

// The points of the process call this thread is in, by frame; empty outside of one.
inline thread_local std::span<const AutomationPoint> automation_points = {};

}  // namespace kiln
