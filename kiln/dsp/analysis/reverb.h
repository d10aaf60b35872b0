// A reverb's impulse response: decay, density, decorrelation and ringing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "kiln/dsp/analysis/spectrum.h"

namespace kiln::analysis {

// Reverberation time from the slope of the energy decay (Schroeder 1965) between -5 and -35 dB.
std::optional<double> measure_t30_seconds(std::span<const float> response, double rate);

// Share of samples outside one standard deviation in 20 ms around `at_seconds`, 1.0 for Gaussian
// noise (Abel & Huang, AES 121, 2006).
double echo_density(std::span<const float> response, double rate, double at_seconds);

// Correlation of left and right from 100 to 600 ms.
double late_correlation(std::span<const float> left, std::span<const float> right, double rate);

// The strongest line of the spectrum of 2^15 samples from 200 ms on over its own smooth shape (a
// running median of 201 bins): 10 to 14 dB for Gaussian noise, more where a tone rings.
double ringing_db(std::span<const float> response, double rate);

}  // namespace kiln::analysis
