// What the wavetable oscillator decides at control points: frames, levels, depths.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/wavetable.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "kiln/base/math.h"

namespace kiln {
namespace {

using Wavetable = WavetableOscillator;

// What a slot without a table plays: sine, triangle, saw, pulse as four frames.
const WavetableMips& basic_table() {
  static const std::shared_ptr<const WavetableMips> table = [] {
    std::vector<float> samples;
    for (int frame = 0; frame < 4; ++frame) {
      for (int n = 0; n < kCycleSamples; ++n) {
        const double x = (n + 0.5) / kCycleSamples;
        double y = 0.81649658 * math::sin_pi(2.0 * x);
        if (frame == 1) y = x < 0.25 ? 4.0 * x : (x < 0.75 ? 2.0 - 4.0 * x : 4.0 * x - 4.0);
        if (frame == 2) y = x < 0.5 ? 2.0 * x : 2.0 * x - 2.0;
        if (frame == 3) y = x < 0.5 ? 0.57735027 : -0.57735027;
        samples.push_back(static_cast<float>(y));
      }
    }
    return WavetableMips::make(samples);
  }();
  return *table;
}

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

// One control period of a lane on its way to `target` (0 … last): where it starts and ends.
struct Move {
  Wavetable::Place place;   // at the end
  float start_weight;       // `place.weight` at the start
};

Move move_place(Wavetable::Place now, float target, bool jump, int last) {
  const float t = math::clamp(target, 0.0f, static_cast<float>(last));
  const float whole = std::floor(t);
  if (jump) {
    const auto from = static_cast<int16_t>(whole);
    const auto to = static_cast<int16_t>(std::min<int>(from + 1, last));
    return {{from, to, t - whole}, t - whole};
  }
  if (now.weight == 1.0f) now = {now.to, now.from, 0.0f};
  const auto from = static_cast<float>(now.from);
  const auto to = static_cast<float>(now.to);
  if (now.weight == 0.0f) {   // on a frame: any other may be next
    const float distance = std::fabs(t - from);
    if (distance == 0.0f) return {now, 0.0f};
    if (distance > 1.0f) {
      return {{now.from, static_cast<int16_t>(math::round_even(t)), 1.0f}, 0.0f};
    }
    const auto next = static_cast<int16_t>(now.from + (t > from ? 1 : -1));
    return {{now.from, next, distance}, 0.0f};
  }
  const bool neighbours = std::fabs(to - from) <= 1.0f;
  const bool between = t >= std::min(from, to) && t <= std::max(from, to);
  float end = std::fabs(t - from) < std::fabs(t - to) ? 0.0f : 1.0f;
  if (neighbours && between) end = std::fabs(t - from);
  return {{now.from, now.to, end}, now.weight};
}

// Octave levels at every quality, for SpectralTables.
int octave_level(float increment, int quality) {
  return quality == 1 ? level_for_increment(increment * (0.4535f / 0.5465f), 2)
                      : level_for_increment(increment, quality);
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
  c.spectral = spectral == Spectral::kOff ? nullptr : spectral_tables(*c.table, spectral);
  c.offset_pole = static_cast<float>(math::kTwoPi * 5.0 / setup.engine_rate);
  for (Voice& voice : c.voice) {
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
  const bool has_spectral = c.spectral != nullptr;
  const int last_frame = (has_spectral ? c.spectral->frames() : c.table->frames()) - 1;
  const MipSpacing spacing = has_spectral ? MipSpacing::kOctave : mip_spacing(c.quality);
  const int self_level = spacing == MipSpacing::kOctave ? 7 : 21;
  // Staircase, fold and sync by another slot remember past frames and always take the same way.
  const bool remembers = c.warp_mode == Warp::kQuantize || c.warp_mode == Warp::kFold ||
                         (c.has_cross && c.cross_mode == CrossMode::kSync);
  static_assert(1024 >> 7 == kSelfHarmonics);
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(update.lanes, i)) continue;
    const bool jump = has_lane(update.starting, i);
    const float warp = warp_depth(c.warp_mode, params[kWarp][i], update.increment[c.unison / 2][i]);
    const float formant =
        math::exp2(math::clamp(params[kFormant][i], -24.0f, 24.0f) * (1.0f / 12.0f));
    const float old_warp = jump ? warp : c.warp_target[i];
    const float old_formant = jump ? formant : 1.0f + c.formant_target[i];
    const float speed = std::max(warp_speed(c.warp_mode, warp), warp_speed(c.warp_mode, old_warp)) *
                        std::max(std::max(formant, old_formant), 1.0f);
    move_ramp(c.warp, c.warp_target, i, warp, jump, inverse);
    move_ramp(c.formant, c.formant_target, i, formant - 1.0f, jump, inverse);
    move_ramp(c.cross, c.cross_target, i, math::clamp(params[kCross][i], 0.0f, 1.0f), jump,
              inverse);
    const bool offset = warp != 0.0f || old_warp != 0.0f || formant != 1.0f ||
                        old_formant != 1.0f;
    c.offset_active = offset ? c.offset_active | lane_bit(i) : c.offset_active & ~lane_bit(i);
    if (!offset) state.offset_left[i] = state.offset_right[i] = 0.0f;

    int step_from = 0, step_to = 0;
    if (has_spectral) {
      const float last_step = static_cast<float>(c.spectral->steps() - 1);
      const Move move = move_place(c.spectral_place[i],
                                   math::clamp(params[kSpectral][i], 0.0f, 1.0f) * last_step, jump,
                                   c.spectral->steps() - 1);
      c.spectral_place[i] = move.place;
      c.spectral_weight.start[i] = move.start_weight;
      c.spectral_weight.step[i] = (move.place.weight - move.start_weight) * inverse;
      step_from = move.place.from;
      step_to = move.place.to;
    }
    const bool crossed = c.has_cross && (c.cross.start[i] != 0.0f || c.cross.step[i] != 0.0f);
    const bool changed = has_spectral && (c.spectral_weight.start[i] != 0.0f ||
                                          c.spectral_weight.step[i] != 0.0f);
    c.general = remembers || offset || crossed || changed ? c.general | lane_bit(i)
                                                          : c.general & ~lane_bit(i);
    const float position = (math::clamp(params[kPosition][i], 1.0f, 256.0f) - 1.0f) / 255.0f;
    const float fan = 0.5f * math::clamp(params[kFan][i], -1.0f, 1.0f);
    for (int u = 0; u < c.unison; ++u) {
      Voice& voice = c.voice[u];
      const uint32_t old_target = voice.increment.target[i];
      move_phase_steps(voice.increment, i, to_phase_steps(static_cast<double>(update.increment[u][i])),
                       jump, inverse);
      const uint32_t target = voice.increment.target[i];
      const uint32_t fastest = jump ? target : std::max(old_target, target);
      const float increment = static_cast<float>(fastest) * 0x1p-32f;

      float place = (position + fan * update.position[u][i]) * static_cast<float>(last_frame);
      if (!c.interpolate) place = math::round_even(math::clamp(place, 0.0f, 255.0f));
      const Move move = move_place(voice.place[i], place, jump, last_frame);
      voice.place[i] = move.place;
      voice.weight.start[i] = move.start_weight;
      voice.weight.step[i] = (move.place.weight - move.start_weight) * inverse;

      voice.between = move.start_weight != 0.0f || move.place.weight != 0.0f
                          ? voice.between | lane_bit(i)
                          : voice.between & ~lane_bit(i);

      const int level = has_spectral ? octave_level(increment * speed, c.quality)
                                     : level_for_increment(increment * speed, c.quality);
      const auto at = [&](int frame, int step) {
        const float* levels = has_spectral ? c.spectral->levels(frame, step)
                                           : c.table->levels(frame, c.quality);
        return levels + level * kLevelStride;
      };
      voice.at[0][i] = at(move.place.from, step_from);
      voice.at[1][i] = at(move.place.to, step_from);
      voice.at[2][i] = at(move.place.from, step_to);
      voice.at[3][i] = at(move.place.to, step_to);
      voice.low[i] = std::max(self_level - level, 0) * kLevelStride;
    }
  }
  update_spectral_tilt(c.tilt, state.tilt, params[kTilt], *update.note, update.lanes,
                       update.starting, inverse);
  update_sub(c.sub, params[kSub], update.increment[c.unison / 2], update.lanes, update.starting,
             inverse);
}

}  // namespace kiln
