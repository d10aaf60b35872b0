// Second-order filters whose digital response follows the analog one up to Nyquist, run as an SVF.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vicanek, "Matched Second Order Digital Filters" (2016): poles by impulse invariance, zeros so
// that the squared magnitude equals the analog one at DC, at the cutoff and at Nyquist (shelves) or
// also in its slope at the cutoff (peak). To 18 kHz the error is below 0.5 dB for rates from 48 kHz
// on and below 0.8 dB at 44.1 kHz (gains to ±18 dB, cutoffs to 10 kHz).
// The result is written as the trapezoidal SVF with the same transfer function, so the response
// may move while it runs.
#pragma once

#include "kiln/dsp/svf_core.h"

namespace kiln {

enum class MatchedShape : unsigned char { kLowPass, kHighPass, kPeak, kLowShelf, kHighShelf };

struct MatchedBiquad {
  SvfCoefficients svf;
  SvfMix mix;

  // `gain_db` counts for kPeak and the shelves. `q`: 0.1…30; the shelves' analog shapes and the
  // peak's bandwidth are those of Bristow-Johnson's Audio EQ Cookbook. The frequency stays within
  // 1e-5…0.49 of the rate. Not cheap (some twenty elementary functions): once per control period.
  static MatchedBiquad from(MatchedShape shape, double hz, double q, double gain_db,
                            double rate_hz) noexcept;
};

// |H|² of the analog prototype at `ratio` = frequency / cutoff: what the above follows.
double analog_power(MatchedShape shape, double ratio, double q, double gain_db) noexcept;

}  // namespace kiln
