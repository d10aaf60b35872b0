// What the FM oscillator computes once and at control points: increments, depths, partials.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/fm.h"

#include <algorithm>

#include "kiln/base/math.h"
#include "kiln/dsp/single_cycle.h"
#include "kiln/oscillators/basic_table.h"
#include "kiln/oscillators/seam.h"

namespace kiln {
namespace {

constexpr double kSilence = 1e-12;  // power of a frame that holds nothing

float fade(float increment) {
  constexpr float kSlope = 1.0f / (FmOscillator::kFadeTo - FmOscillator::kFadeFrom);
  return math::clamp((FmOscillator::kFadeTo - increment) * kSlope, 0.0f, 1.0f);
}

float wave_value(FmOscillator::Wave wave, double x) {  // x in cycles, 0…1
  const double s = math::sin_pi(2.0 * x);
  switch (wave) {
    case FmOscillator::kHalf:
      return static_cast<float>(std::max(s, 0.0));
    case FmOscillator::kFull:
      return static_cast<float>(std::fabs(s));
    case FmOscillator::kQuarter:
      return static_cast<float>(x < 0.25 ? s : 0.0);
    case FmOscillator::kSquared:
      return static_cast<float>(s * std::fabs(s));
    default:
      return static_cast<float>(s);
  }
}

// Sets partial k + 1 and returns its power.
double set_partial(FmOscillator::SeriesTable& table, int k, double cosine, double sine) {
  table.cosine[k] = static_cast<float>(cosine);
  table.sine[k] = static_cast<float>(sine);
  return 0.5 * (cosine * cosine + sine * sine);
}

void scale_to_sine(FmOscillator::SeriesTable& table, double power) {
  const double gain = math::kSqrtHalf / std::sqrt(power);
  for (int k = 0; k < table.partials; ++k) {
    table.cosine[k] = static_cast<float>(table.cosine[k] * gain);
    table.sine[k] = static_cast<float>(table.sine[k] * gain);
  }
}

// `cycles`: how fast the wave's phase runs at most, modulation counted. A partial fades where it
// nears half the engine rate.
void update_series(FmOscillator::Series& series, const FmOscillator::SeriesTable& table, int lane,
                   float cycles) {
  for (int k = 0; k < table.partials; ++k) {
    const float gain = k == 0 ? 1.0f : fade(static_cast<float>(k + 1) * cycles);
    series.cosine[k][lane] = table.cosine[k] * gain;
    series.sine[k][lane] = table.sine[k] * gain;
  }
}

}  // namespace

FmOscillator::SeriesTable FmOscillator::wave_series(Wave wave) {
  constexpr int kPoints = 1024;
  SeriesTable table{.partials = kPartials};
  double power = 0.0;
  for (int k = 0; k < kPartials; ++k) {
    double c = 0.0, s = 0.0;
    for (int n = 0; n < kPoints; ++n) {
      const double x = (n + 0.5) / kPoints;
      const double angle = 2.0 * (k + 1) * x;
      const double value = wave_value(wave, x);
      c += value * math::cos_pi(angle);
      s += value * math::sin_pi(angle);
    }
    // Lanczos' sigma factors keep the cut series from ringing at the wave's corners.
    const double sigma = wave == kSine ? 1.0 : math::sinc((k + 1.0) / (kPartials + 1.0));
    power += set_partial(table, k, std::fabs(c) < 1e-9 ? 0.0 : c * sigma,
                         std::fabs(s) < 1e-9 ? 0.0 : s * sigma);
  }
  scale_to_sine(table, power);
  return table;
}

FmOscillator::SeriesTable FmOscillator::cycle_series(const WavetableMips& wavetable, int frame) {
  const auto spectrum = cycle_spectrum(wavetable.source(std::min(frame, wavetable.frames() - 1)));
  SeriesTable table{.partials = kCyclePartials};
  double power = 0.0;
  for (int k = 0; k < kCyclePartials; ++k) {
    const auto& harmonic = spectrum[static_cast<std::size_t>(k + 1)];
    power += set_partial(table, k, harmonic.real(), -harmonic.imag());
  }
  if (power > kSilence) scale_to_sine(table, power);
  return table;
}

void FmOscillator::prepare(State&, Coefficients& c, const OscillatorSetup& setup,
                           std::span<float>) {
  const auto choice = [&](Param param) {
    const float value =
        setup.structure != nullptr ? setup.structure[param] : kParams[param].initial;
    return static_cast<int>(clamp_real(kParams[param], value));
  };
  c.unison = std::clamp(setup.unison, 1, kMaxUnison);
  c.engine_rate = setup.engine_rate;
  c.carrier_wave = static_cast<Wave>(choice(kCarrierWave));
  c.modulator_wave = static_cast<Wave>(choice(kModulatorWave));
  const WavetableMips& wavetable = setup.table != nullptr ? *setup.table : basic_table();
  const auto series = [&](Wave wave, Param frame) {
    return wave == kCycle ? cycle_series(wavetable, choice(frame) - 1) : wave_series(wave);
  };
  c.carrier_table = series(c.carrier_wave, kCarrierFrame);
  c.modulator_table = series(c.modulator_wave, kModulatorFrame);
  c.key_scale = static_cast<float>(-choice(kKeyScale) / 12.0 / (20.0 * math::log10(2.0)));
  c.fixed_a = choice(kModeA) == 1;
  c.fixed_b = choice(kModeB) == 1;
  c.has_cross = setup.has_cross;
  c.cross_mode = setup.cross_mode;
  prepare_tilt(c.tilt, setup.engine_rate);
}

void FmOscillator::start(State& state, Coefficients& c, const OscillatorStart& start) noexcept {
  for (int u = 0; u < c.unison; ++u) {
    state.carrier[u][start.lane] = start.phases[u];
    state.output_1[u][start.lane] = 0.0f;
    state.output_2[u][start.lane] = 0.0f;
    state.since_reset[u][start.lane] = 2.0f * kSeamFrames;
  }
}

void FmOscillator::update(State& state, Coefficients& c, const OscillatorUpdate& update) noexcept {
  update_operators(state, c, update);
  if (c.carrier_wave != kSine || c.modulator_wave != kSine) {
    for (const int i : lanes_of(update.lanes)) {
      update_series(c.carrier_series, c.carrier_table, i, c.carrier_speed[i]);
      update_series(c.modulator_series, c.modulator_table, i, c.modulator_speed[i]);
    }
  }
  update_tilt(c.tilt, state.tilt, update.params[kTone], update.lanes, update.starting,
              update.inverse_frames);
}

}  // namespace kiln
