// Several frames at once of a line that is read at a moving place.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/history.h"

namespace kiln {

// A place that moves with two others: `back` + `more` frames ago.
struct LinePlace {
  BlockRamp<double> back{};
  BlockRamp<double> more{};

  double at(int k) const { return back.at(k) + more.at(k); }
};

// Which frames: [begin, begin + frames) of the period, at most kMost of them. At the first of them
// the line counts as written up to `ahead` frames past where it is: 0 when a frame is read before
// its own is written, 1 when after, negative when the frames have been written already: that is for
// places a few frames back, since further back the line may hold what came before by then.
struct LineSpan {
  static constexpr int kMost = 16;

  int begin = 0;
  int frames = 0;
  int ahead = 0;
};

// out[f] = line.read(place.at(begin + f)), were it called at that frame. What is read must have
// been written: fewer frames at once than the place is back, less `ahead` and one for the read's
// fourth point.
void read_line(const History& line, const LinePlace& place, LineSpan span, float* out) noexcept;

// The same times `weight`, added to `out`.
void add_line(const History& line, const LinePlace& place, const BlockRamp<float>& weight,
              LineSpan span, float* out) noexcept;

}  // namespace kiln
