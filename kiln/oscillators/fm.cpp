// What the FM oscillator computes once and at control points: increments, depths, partials.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/fm.h"

#include <algorithm>

#include "kiln/base/math.h"
#include "kiln/base/phase.h"

namespace kiln {
namespace {

constexpr float kCyclesPerRadian = 0.159154943f;
constexpr float kFeedbackCycles = 1.6f * kCyclesPerRadian;

// A modulator stops modulating where its own frequency nears half the engine rate.
constexpr float kFadeFrom = 0.35f, kFadeTo = 0.45f;  // cycles per engine frame

float fade(float increment) {
  return math::clamp((kFadeTo - increment) * (1.0f / (kFadeTo - kFadeFrom)), 0.0f, 1.0f);
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
// would pass kFadeTo of the engine rate.
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
  }
}

void FmOscillator::update(State& state, Coefficients& c, const OscillatorUpdate& update) noexcept {
  const Lanes* params = update.params;
  const auto increment_of = [&](bool fixed, float ratio, float note_increment) {
    return fixed ? static_cast<double>(ratio) * kFixedHz / c.engine_rate
                 : static_cast<double>(ratio) * static_cast<double>(note_increment);
  };
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(update.lanes, i)) continue;
    const bool jump = has_lane(update.starting, i);
    const float ratio_a = math::clamp(params[kRatioA][i], 0.03125f, 128.0f);
    const float ratio_b = math::clamp(params[kRatioB][i], 0.03125f, 128.0f);
    for (int u = 0; u < c.unison; ++u) {
      const float increment = update.increment[u][i];
      const double a = increment_of(c.fixed_a, ratio_a, increment);
      const double b = increment_of(c.fixed_b, ratio_b, increment);
      move_phase_steps(c.carrier[u], i, to_phase_steps(increment), jump, update.inverse_frames);
      move_phase_steps(c.a[u], i, to_phase_steps(a), jump, update.inverse_frames);
      move_phase_steps(c.b[u], i, to_phase_steps(b), jump, update.inverse_frames);
      if (jump) {
        // A start phase is a start time: all operators stand where they would have come to.
        const double time = static_cast<double>(state.carrier[u][i]) * 0x1p-32;
        state.a[u][i] = cycles_to_phase(time * static_cast<double>(ratio_a));
        state.b[u][i] = cycles_to_phase(time * static_cast<double>(ratio_b));
      }
    }
    const int centre = c.unison / 2;
    const float increment = update.increment[centre][i];
    const float increment_a = static_cast<float>(increment_of(c.fixed_a, ratio_a, increment));
    const float increment_b = static_cast<float>(increment_of(c.fixed_b, ratio_b, increment));
    const float octaves = std::max((*update.note)[i] - 60.0f, 0.0f);
    const float scale = math::exp2(c.key_scale * octaves) * kCyclesPerRadian;
    const float depth_a = math::clamp(params[kDepthA][i], 0.0f, 24.0f) * scale * fade(increment_a);
    const float depth_b = math::clamp(params[kDepthB][i], 0.0f, 24.0f) * scale * fade(increment_b);
    const float stack = math::clamp(params[kStack][i], 0.0f, 1.0f);
    const float feedback = math::clamp(params[kFeedback][i], -1.0f, 1.0f) * kFeedbackCycles;
    const float inverse = update.inverse_frames;
    move_ramp(c.depth_a, c.depth_a_target, i, depth_a, jump, inverse);
    move_ramp(c.depth_b, c.depth_b_target, i, depth_b * (1.0f - stack), jump, inverse);
    move_ramp(c.depth_stack, c.depth_stack_target, i, depth_b * stack, jump, inverse);
    move_ramp(c.feedback, c.feedback_target, i, feedback, jump, inverse);
    move_ramp(c.cross, c.cross_target, i, math::clamp(params[kCross][i], 0.0f, 1.0f), jump,
              inverse);
    // Carson's rule: modulation of index m (cycles · 2π) widens by m times the modulator. Partials
    // of a modulator that is no sine count double.
    const float radians = c.modulator_wave == kSine ? 6.2831853f : 2.0f * 6.2831853f;
    const float wide_b = depth_b * radians * increment_b;
    const float wide_a = depth_a * radians * (increment_a + stack * wide_b);
    if (c.carrier_wave != kSine) {
      update_series(c.carrier_series, c.carrier_table, i,
                    increment + wide_a + (1.0f - stack) * wide_b);
    }
    if (c.modulator_wave != kSine) {
      update_series(c.modulator_series, c.modulator_table, i,
                    2.0f * std::max(increment_a + stack * wide_b, increment_b));
    }
  }
  update_tilt(c.tilt, state.tilt, params[kTone], update.lanes, update.starting,
              update.inverse_frames);
}

}  // namespace kiln
