// What a steady note is worth: aliases, distortion, harmonic levels, tuning, filter response.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "kiln/dsp/analysis/spectrum.h"

namespace kiln::analysis {

// `expected_hz` helps to find the fundamental; 0 takes the strongest peak. All throw MeasureError
// for signals that are too short for their pitch.

struct Aliases {
  double f0_hz = 0.0;
  double worst_spur_dbc = 0.0;  // strongest line between the harmonics, in the band
  double worst_spur_hz = 0.0;
  double worst_below_f0_dbc = 0.0;
  double total_dbc = 0.0;
  double asnr_db = 0.0;    // harmonics over everything else in the band
  double asnr_a_db = 0.0;  // the same A-weighted
};
// One strictly periodic note. A pitch whose aliases fall on its own harmonics is refused.
Aliases measure_alias(std::span<const float> signal, double rate, double expected_hz,
                      Band band = {});

struct SineQuality {
  double f0_hz = 0.0;
  double fundamental_dbfs = 0.0;
  double thd_db = 0.0;
  double thdn_db = 0.0;
  double noise_db = 0.0;
  double worst_spur_dbc = 0.0;
  double dc_dbfs = 0.0;  // of the mean, as an amplitude
};
SineQuality measure_sine(std::span<const float> signal, double rate, double expected_hz,
                         Band band = {});

enum class Wave { kSaw, kSquare, kTriangle };

struct HarmonicSlope {
  double f0_hz = 0.0;
  int harmonics = 0;  // compared
  double max_error_db_10k = 0.0;
  double max_error_db_18k = 0.0;
  double max_error_db_20k = 0.0;
  double worst_even_dbc = -300.0;  // harmonics that should not be there
};
HarmonicSlope measure_slope(std::span<const float> signal, double rate, double expected_hz,
                            Wave wave);

// Cents from `wanted_hz`.
double measure_tuning_cents(std::span<const float> signal, double rate, double wanted_hz);

struct ResponsePoint {
  double hz;
  double db;
};
// Wet over dry at the harmonics of one steady note, 20 Hz to 20 kHz.
std::vector<ResponsePoint> measure_filter_response(std::span<const float> dry,
                                                   std::span<const float> wet, double rate,
                                                   double expected_hz);

// Analog prototypes at s = j f / fc; for the ladder `q` is its feedback k.
enum class Prototype {
  kLowPass1,
  kHighPass1,
  kLowPass2,
  kHighPass2,
  kBandPass2,
  kNotch2,
  kLowPass4,
  kLadder,
};
std::complex<double> analog_response(Prototype prototype, double ratio, double q);

struct PrototypeError {
  double max_db = 0.0;
  double max_at_hz = 0.0;
  double rms_db = 0.0;
};
// Departure from the prototype to 18 kHz, wherever that is above `floor_db`.
PrototypeError compare_with_prototype(std::span<const ResponsePoint> response, Prototype prototype,
                                      double cutoff_hz, double q, double floor_db = -40.0);

}  // namespace kiln::analysis
