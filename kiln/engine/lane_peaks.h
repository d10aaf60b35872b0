// The largest magnitudes of sixteen signals side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/simd/lanes.h"

namespace kiln {

// The lanes that exceed their ceiling in one of so many frames. Writes the largest magnitude of
// every `per_peak` frames to `peaks`. Either may be null: `right` for mono, `peaks` where nobody
// asks.
LaneMask find_peaks(const Lanes* left, const Lanes* right, int frames, int per_peak, Lanes* peaks,
                    const Lanes& ceilings) noexcept;

}  // namespace kiln
