// What the FM oscillator computes once and at control points: increments, depths, partials.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/fm.h"

#include <algorithm>

#include "kiln/base/math.h"
#include "kiln/oscillators/seam.h"

namespace kiln {
namespace {

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

// `cycles`: how fast the wave's phase runs at most, modulation counted. A partial fades where it
// nears half the engine rate.
void update_series(FmOscillator::Series& series, const FmOscillator::SeriesTable& table, int lane,
                   float cycles) {
  for (int k = 0; k < FmOscillator::kPartials; ++k) {
    const float gain = k == 0 ? 1.0f : fade(static_cast<float>(k + 1) * cycles);
    series.cosine[k][lane] = table.cosine[k] * gain;
    series.sine[k][lane] = table.sine[k] * gain;
  }
}

}  // namespace

FmOscillator::SeriesTable FmOscillator::wave_series(Wave wave) {
  constexpr int kPoints = 1024;
  SeriesTable table;
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
    c = std::fabs(c) < 1e-9 ? 0.0 : c * sigma;
    s = std::fabs(s) < 1e-9 ? 0.0 : s * sigma;
    power += 0.5 * (c * c + s * s);
    table.cosine[k] = static_cast<float>(c);
    table.sine[k] = static_cast<float>(s);
  }
  const double gain = math::kSqrtHalf / std::sqrt(power);
  for (int k = 0; k < kPartials; ++k) {
    table.cosine[k] = static_cast<float>(table.cosine[k] * gain);
    table.sine[k] = static_cast<float>(table.sine[k] * gain);
  }
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
  c.carrier_table = wave_series(c.carrier_wave);
  c.modulator_table = wave_series(c.modulator_wave);
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
