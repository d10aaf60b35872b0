// Spectra of steady tones: power per bin, harmonics and the rest, and the exact pitch.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// For tests and benchmarks, never on the audio path. Levels are 10 log10 of mean squares; dBFS is
// relative to a full-scale sine, dBc to the fundamental.
#pragma once

#include <span>
#include <stdexcept>
#include <vector>

namespace kiln::analysis {

// Thrown where a measurement would give a wrong or meaningless number.
class MeasureError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr double kTiny = 1e-30;
inline constexpr double kKaiserBeta = 24.0;  // side lobes under -180 dB
inline constexpr int kLobe = 12;             // bins on each side that hold a tone's main lobe

struct Band {
  double low_hz = 20.0;
  double high_hz = 20000.0;
};

double power_db(double power);  // -300 at and below 1e-30

// One-sided power per bin of the first 2^n samples, n at most 18; the bins of a sine's lobe add up
// to its mean square.
struct PowerSpectrum {
  std::vector<double> power;
  int size = 0;  // samples
  double rate = 0.0;

  double hz(size_t bin) const { return static_cast<double>(bin) * rate / size; }
};
PowerSpectrum power_spectrum(std::span<const float> signal, double rate);

struct Harmonic {
  int number;
  double hz;
  double power;
};

// The harmonics of f0 up to Nyquist, and which bins inside the band are theirs or free.
struct HarmonicComb {
  std::vector<Harmonic> harmonics;
  std::vector<bool> free;
  std::vector<bool> used;
};
HarmonicComb harmonic_comb(const PowerSpectrum& spectrum, double f0, Band band);

struct Spur {
  double hz;
  double power;
};
// The strongest groups of free bins, each a whole main lobe.
std::vector<Spur> worst_spurs(const PowerSpectrum& spectrum, const std::vector<bool>& free,
                              int count);

double a_weight_db(double hz);

// Fundamental in Hz: a peak of the spectrum, within ±80 cents of `guess_hz` unless that is 0, then
// a windowed least-squares fit of it and its first overtones with the frequency free. Looks at the
// first 65536 samples.
double find_f0(std::span<const float> signal, double rate, double guess_hz, int harmonics = 4);

}  // namespace kiln::analysis
