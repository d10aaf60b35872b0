// What the wavetable oscillator decides at control points: frames, levels, depths.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/wavetable.h"

#include <algorithm>
#include <complex>
#include <memory>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/oscillators/basic_table.h"
#include "kiln/oscillators/remap.h"

namespace kiln {
namespace {

using Wavetable = WavetableOscillator;

// Mean power of every harmonic over the frames.
std::vector<double> mean_power(const WavetableMips& table) {
  std::vector<double> power(kMaxHarmonics, 0.0);
  for (int f = 0; f < table.frames(); ++f) {
    const auto spectrum = cycle_spectrum(table.source(f));
    for (size_t h = 1; h < spectrum.size() && h <= power.size(); ++h) {
      power[h - 1] += std::norm(spectrum[h]);
    }
  }
  return power;
}

// The knob, held where the fundamental of a sped-up table stays below 0.15 of the engine rate
// and a folded one turns less than 0.3 times per frame.
float warp_depth(Warp warp, float knob, float increment) {
  if (warp == Warp::kOff) return 0.0f;
  const float d = math::clamp(knob, -1.0f, 1.0f);
  if (warp == Warp::kFold) {
    const float turns = 0.3f / (6.2831853f * std::max(increment, 1e-6f));
    const float top = math::sqrt(math::clamp((turns - 0.25f) / 1.75f, 0.0f, 1.0f));
    return math::clamp(d, -top, top);
  }
  if (warp != Warp::kSync && warp != Warp::kWindow) return d;
  const float octaves = math::log2(0.15f / std::max(increment, 1e-6f));
  const float top = math::clamp(0.25f * octaves, 0.0f, 1.0f);
  return math::clamp(d, warp == Warp::kSync ? -1.0f : -top, top);
}

int choice(const OscillatorSetup& setup, Wavetable::Param param) {
  const ParamSpec& spec = Wavetable::kParams[param];
  const float real = setup.structure != nullptr ? setup.structure[param] : spec.initial;
  return static_cast<int>(clamp_real(spec, real));
}

}  // namespace

void WavetableOscillator::prepare(State&, Coefficients& c, const OscillatorSetup& setup,
                                  std::span<float>) {
  c.unison = std::clamp(setup.unison, 1, kMaxUnison);
  c.quality = setup.quality;
  c.warp_mode = static_cast<Warp>(choice(setup, kWarpMode));
  c.interpolate = choice(setup, kInterpolate) == 1;
  c.has_cross = setup.has_cross;
  c.cross_mode = setup.cross_mode;
  c.table = setup.table != nullptr && setup.table->frames() > 0 ? setup.table : &basic_table();
  c.table->prepare_all(setup.quality);
  const auto spectral = static_cast<Spectral>(choice(setup, kSpectralMode));
  c.spectral = nullptr;
  if (spectral != Spectral::kOff && setup.keep != nullptr) {
    const auto set = spectral_tables(*c.table, spectral);
    setup.keep->push_back(set);
    c.spectral = set.get();
  }
  if (c.warp_mode == Warp::kRemap && setup.keep != nullptr) {
    const auto map = make_phase_map(setup.remap);
    setup.keep->push_back(map);
    c.map = map->shift.data();
    c.map_steepest = map->steepest;
  } else if (c.warp_mode == Warp::kRemap) {
    c.warp_mode = Warp::kOff;
  }
  c.offset_pole = static_cast<float>(math::kTwoPi * 5.0 / setup.engine_rate);
  c.formant_semitones = Lanes::filled(0.0f);
  for (Voice& voice : c.voice) {
    voice.level_start = IntLanes::filled(~0u);
    for (auto& pointers : voice.at) {
      for (const float*& pointer : pointers) pointer = c.table->levels(0, setup.quality);
    }
  }
  prepare_spectral_tilt(c.tilt, setup.engine_rate, mean_power(*c.table));
  prepare_sub(c.sub, setup, choice(setup, kSubShape), choice(setup, kSubOctave));
}

void WavetableOscillator::start(State& state, Coefficients& c,
                                const OscillatorStart& start) noexcept {
  for (int u = 0; u < c.unison; ++u) {
    state.phase[u][start.lane] = start.phases[u];
    state.old_phase[u][start.lane] = start.phases[u];
    state.since_reset[u][start.lane] = 2.0f * kSeamFrames;
    state.previous[u][start.lane] = 0.0f;
  }
  state.offset_left[start.lane] = 0.0f;
  state.offset_right[start.lane] = 0.0f;
  start_sub(state.sub, start.lane);
}

void WavetableOscillator::update(State& state, Coefficients& c,
                                 const OscillatorUpdate& update) noexcept {
  const Lanes* params = update.params;
  const float inverse = update.inverse_frames;
  // Staircase, fold and sync by another slot remember past frames and always take the same way.
  const bool remembers = c.warp_mode == Warp::kQuantize || c.warp_mode == Warp::kFold ||
                         (c.has_cross && c.cross_mode == CrossMode::kSync);
  for (const int i : lanes_of(update.lanes)) {
    const bool jump = has_lane(update.starting, i);
    const float increment = update.increment[c.unison / 2][i];
    const float old_warp = c.warp_target[i], old_formant = c.formant_target[i];
    move_ramp(c.warp, c.warp_target, i, warp_depth(c.warp_mode, params[kWarp][i], increment), jump,
              inverse);
    const float semitones = math::clamp(params[kFormant][i], -24.0f, 24.0f);
    float formant = old_formant;
    if (semitones != c.formant_semitones[i]) {
      c.formant_semitones[i] = semitones;
      formant = math::exp2(semitones * (1.0f / 12.0f)) - 1.0f;
    }
    move_ramp(c.formant, c.formant_target, i, formant, jump, inverse);
    if (c.has_cross) {
      move_ramp(c.cross, c.cross_target, i, math::clamp(params[kCross][i], 0.0f, 1.0f), jump,
                inverse);
    }
    const bool crossed = c.has_cross && (c.cross.start[i] != 0.0f || c.cross.step[i] != 0.0f);
    const bool warped = c.warp.start[i] != 0.0f || c.warp.step[i] != 0.0f ||
                        c.formant.start[i] != 0.0f || c.formant.step[i] != 0.0f;
    const auto mark = [&](LaneMask& mask, bool on) {
      mask = on ? mask | lane_bit(i) : mask & ~lane_bit(i);
    };
    c.speed[i] = 1.0f;
    if (warped) {
      const float was = jump ? c.warp_target[i] : old_warp;
      const float fastest = std::max(c.formant_target[i], c.formant.start[i]);
      c.speed[i] = std::max(warp_speed(c.warp_mode, c.warp_target[i], c.map_steepest),
                            warp_speed(c.warp_mode, was, c.map_steepest)) *
                   (1.0f + std::max(fastest, 0.0f));
    } else {
      state.offset_left[i] = state.offset_right[i] = 0.0f;
    }
    mark(c.offset_active, warped);
    mark(c.general, remembers || crossed || warped || c.spectral != nullptr);
  }
  update_voices(c, update);
  update_spectral_tilt(c.tilt, state.tilt, params[kTilt], *update.note, update.lanes,
                       update.starting, inverse);
  update_sub(c.sub, params[kSub], update.increment[c.unison / 2], update.lanes, update.starting,
             inverse);
}

}  // namespace kiln
