// What a slot without a wavetable plays: sine, triangle, saw, square as four frames.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/dsp/wavetable.h"

namespace kiln {

// [not the audio thread] Made from the waves' series, so that no harmonic is missing or folded. All
// have the saw's RMS and rise through 0 at phase 0.
const WavetableMips& basic_table();

}  // namespace kiln
