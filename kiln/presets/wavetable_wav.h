// Cycles from a WAV file, part of wavetable_file.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "kiln/presets/wavetable_file.h"

namespace kiln {

// Fills cycle_samples, samples, hash and warning; the answer is what is wrong, or empty.
std::string read_wav_cycles(std::span<const uint8_t> bytes, WavetableFile& table);

}  // namespace kiln
