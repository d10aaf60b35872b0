// A drawn map of phases, for the wavetable's warp "Remap": which place of the cycle sounds when.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of a map m(x) over the cycle its way beside the straight line is kept, s(x) = m(x) − x. It is
// smoothed by a Gaussian (harmonic h by e^(−(h/12)²)), so that neither a corner nor a jump of the
// drawing, nor its end on another phase than its beginning, reaches the wave.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace kiln {

struct PhaseMap {
  std::vector<float> shift;  // s in cycles, one level as in dsp/single_cycle.h
  float steepest = 0.0f;     // max |ds/dx|
};

// [not the audio thread] From 2…33 phases 0…1 at equal distances over the cycle; none or one:
// there, half-way back and on again.
std::shared_ptr<const PhaseMap> make_phase_map(std::span<const float> points);

}  // namespace kiln
