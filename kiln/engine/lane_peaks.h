// The largest magnitudes of sixteen signals side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/simd/lanes.h"

namespace kiln {

// Raises `most` to what frames [0, frames) of each lane reach, and writes the largest of every
// `per_peak` frames to `peaks`. Either may be null: `right` for mono, `peaks` where only the whole
// counts.
void find_peaks(const LaneBlock& left, const LaneBlock* right, int frames, int per_peak,
                Lanes* peaks, Lanes& most) noexcept;

}  // namespace kiln
