// Measurements of steady notes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/analysis/tone.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/units.h"

namespace kiln::analysis {
namespace {

void refuse_too_short(const PowerSpectrum& spectrum, double f0) {
  if (f0 * spectrum.size / spectrum.rate < 4 * kLobe) {
    throw MeasureError("the signal is too short for its pitch");
  }
}

Band bounded(Band band, double rate) {
  return {band.low_hz, std::min(band.high_hz, 0.4999 * rate)};
}

double sum_of(const PowerSpectrum& spectrum, const std::vector<bool>& bins, bool weighted) {
  double sum = 0.0;
  for (size_t i = 0; i < bins.size(); ++i) {
    if (!bins[i]) continue;
    sum +=
        spectrum.power[i] * (weighted ? math::pow(10.0, a_weight_db(spectrum.hz(i)) / 10.0) : 1.0);
  }
  return sum;
}

double ideal_level(Wave wave, int harmonic) {
  if (wave != Wave::kSaw && harmonic % 2 == 0) return 0.0;
  return wave == Wave::kTriangle ? 1.0 / (static_cast<double>(harmonic) * harmonic)
                                 : 1.0 / harmonic;
}

}  // namespace

Aliases measure_alias(std::span<const float> signal, double rate, double expected_hz, Band band) {
  const double f0 = find_f0(signal, rate, expected_hz);
  const PowerSpectrum spectrum = power_spectrum(signal, rate);
  refuse_too_short(spectrum, f0);
  const double distance = rate - f0 * std::floor(rate / f0);
  if (std::min(distance, f0 - distance) < 2.0 * kLobe * rate / spectrum.size) {
    throw MeasureError("this pitch hides its aliases under its own harmonics");
  }
  const Band used_band = bounded(band, rate);
  const HarmonicComb comb = harmonic_comb(spectrum, f0, used_band);
  const double fundamental = comb.harmonics.at(0).power;
  double harmonic = 0.0;
  for (const Harmonic& h : comb.harmonics) harmonic += h.hz <= used_band.high_hz ? h.power : 0.0;
  const double rest = sum_of(spectrum, comb.free, false);

  Aliases out;
  out.f0_hz = f0;
  const auto spurs = worst_spurs(spectrum, comb.free, 1);
  out.worst_spur_dbc = spurs.empty() ? -300.0 : power_db(spurs[0].power / fundamental);
  out.worst_spur_hz = spurs.empty() ? 0.0 : spurs[0].hz;
  std::vector<bool> below = comb.free;
  for (size_t i = 0; i < below.size(); ++i) below[i] = below[i] && spectrum.hz(i) < 0.98 * f0;
  const auto under = worst_spurs(spectrum, below, 1);
  out.worst_below_f0_dbc = under.empty() ? -300.0 : power_db(under[0].power / fundamental);
  out.total_dbc = power_db(rest / fundamental);
  out.asnr_db = power_db(harmonic / std::max(rest, kTiny));
  out.asnr_a_db = power_db(sum_of(spectrum, comb.used, true) /
                           std::max(sum_of(spectrum, comb.free, true), kTiny));
  return out;
}

SineQuality measure_sine(std::span<const float> signal, double rate, double expected_hz,
                         Band band) {
  SineQuality out;
  out.f0_hz = find_f0(signal, rate, expected_hz, 1);
  const PowerSpectrum spectrum = power_spectrum(signal, rate);
  refuse_too_short(spectrum, out.f0_hz);
  const Band used_band = bounded(band, rate);
  const HarmonicComb comb = harmonic_comb(spectrum, out.f0_hz, used_band);
  const double fundamental = comb.harmonics.at(0).power;
  double distortion = 0.0, top = kTiny;
  for (size_t i = 1; i < comb.harmonics.size(); ++i) {
    if (comb.harmonics[i].hz > used_band.high_hz) continue;
    distortion += comb.harmonics[i].power;
    top = std::max(top, comb.harmonics[i].power);
  }
  for (const Spur& spur : worst_spurs(spectrum, comb.free, 1)) top = std::max(top, spur.power);
  const double noise = sum_of(spectrum, comb.free, false);
  double mean = 0.0;
  for (const float x : signal) mean += x;
  mean /= static_cast<double>(signal.size());
  out.fundamental_dbfs = power_db(2.0 * fundamental);
  out.thd_db = power_db(distortion / fundamental);
  out.thdn_db = power_db((distortion + noise) / fundamental);
  out.noise_db = power_db(noise / fundamental);
  out.worst_spur_dbc = power_db(top / fundamental);
  out.dc_dbfs = power_db(mean * mean);
  return out;
}

HarmonicSlope measure_slope(std::span<const float> signal, double rate, double expected_hz,
                            Wave wave) {
  HarmonicSlope out;
  out.f0_hz = find_f0(signal, rate, expected_hz);
  const PowerSpectrum spectrum = power_spectrum(signal, rate);
  refuse_too_short(spectrum, out.f0_hz);
  const HarmonicComb comb = harmonic_comb(spectrum, out.f0_hz, bounded({}, rate));
  const double fundamental = comb.harmonics.at(0).power;
  for (const Harmonic& h : comb.harmonics) {
    if (h.hz > 20000.0) break;
    const double level = power_db(h.power / fundamental);
    const double ideal = ideal_level(wave, h.number);
    if (ideal == 0.0) {
      out.worst_even_dbc = std::max(out.worst_even_dbc, level);
      continue;
    }
    const double error = std::abs(level - gain_to_db(ideal));
    ++out.harmonics;
    out.max_error_db_20k = std::max(out.max_error_db_20k, error);
    if (h.hz <= 18000.0) out.max_error_db_18k = std::max(out.max_error_db_18k, error);
    if (h.hz <= 10000.0) out.max_error_db_10k = std::max(out.max_error_db_10k, error);
  }
  return out;
}

double measure_tuning_cents(std::span<const float> signal, double rate, double wanted_hz) {
  return ratio_to_cents(find_f0(signal, rate, wanted_hz) / wanted_hz);
}

std::vector<ResponsePoint> measure_filter_response(std::span<const float> dry,
                                                   std::span<const float> wet, double rate,
                                                   double expected_hz) {
  const size_t n = std::min(dry.size(), wet.size());
  const double f0 = find_f0(dry.first(n), rate, expected_hz);
  const PowerSpectrum in = power_spectrum(dry.first(n), rate);
  const PowerSpectrum out = power_spectrum(wet.first(n), rate);
  refuse_too_short(in, f0);
  const Band band{20.0, std::min(20000.0, 0.49 * rate)};
  const auto before = harmonic_comb(in, f0, band).harmonics;
  const auto after = harmonic_comb(out, f0, band).harmonics;
  std::vector<ResponsePoint> points;
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].hz < band.low_hz || before[i].hz > band.high_hz) continue;
    points.push_back({before[i].hz, power_db(after[i].power / std::max(before[i].power, kTiny))});
  }
  return points;
}

std::complex<double> analog_response(Prototype prototype, double ratio, double q) {
  const std::complex<double> s(0.0, ratio);
  const std::complex<double> svf = s * s + s / q + 1.0;
  const std::complex<double> pole = 1.0 + s;
  switch (prototype) {
    case Prototype::kLowPass1:
      return 1.0 / pole;
    case Prototype::kHighPass1:
      return s / pole;
    case Prototype::kLowPass2:
      return 1.0 / svf;
    case Prototype::kHighPass2:
      return s * s / svf;
    case Prototype::kBandPass2:
      return s / svf;
    case Prototype::kNotch2:
      return (s * s + 1.0) / svf;
    case Prototype::kLowPass4:
      return 1.0 / svf / (s * s + s / math::kSqrtHalf + 1.0);
    case Prototype::kLadder:
      return 1.0 / (pole * pole * pole * pole + q);
  }
  throw MeasureError("unknown prototype");
}

PrototypeError compare_with_prototype(std::span<const ResponsePoint> response, Prototype prototype,
                                      double cutoff_hz, double q, double floor_db) {
  PrototypeError out;
  double squares = 0.0;
  int count = 0;
  for (const ResponsePoint& point : response) {
    const double analog = power_db(std::norm(analog_response(prototype, point.hz / cutoff_hz, q)));
    if (point.hz > 18000.0 || analog <= floor_db) continue;
    const double error = std::abs(point.db - analog);
    squares += error * error;
    ++count;
    if (error > out.max_db) {
      out.max_db = error;
      out.max_at_hz = point.hz;
    }
  }
  if (count == 0) throw MeasureError("no harmonic lies where the prototype is above the floor");
  out.rms_db = std::sqrt(squares / count);
  return out;
}

}  // namespace kiln::analysis
