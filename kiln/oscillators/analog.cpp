// What the analog oscillator does at note starts and control points.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/analog.h"

#include <cstring>

#include "kiln/base/math.h"
#include "kiln/base/phase.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

using Coefficients = AnalogOscillator::Coefficients;
using State = AnalogOscillator::State;

constexpr float kSyncFloor = 0.3f;  // semitones: 0.005 of the knob
constexpr float kMaxDriftCents = 8.0f;
constexpr double kDriftKnots = 0.6;    // per second: a noise of 0.3 Hz
constexpr float kNoiseDamping = 1.5f;  // 1/Q of a band-pass two octaves wide

// One value's ramp for one lane.
void move(Ramp& ramp, Lanes& target, int lane, float to, bool jump, float inverse_frames) {
  ramp.start[lane] = jump ? to : target[lane];
  ramp.step[lane] = (to - ramp.start[lane]) * inverse_frames;
  target[lane] = to;
}

void put(LaneMask& mask, int lane, bool on) {
  mask = on ? mask | lane_bit(lane) : mask & ~lane_bit(lane);
}

// Smooth random motion in −1…+1, one knot after the other.
float drift_value(const State& state, int lane) {
  const uint32_t key = state.random_key[lane] ^ 0x5bd1e995u;
  const uint32_t knot = state.drift_knot[lane];
  const float a = random_bipolar(random_bits(key, knot));
  const float b = random_bipolar(random_bits(key, knot + 1));
  const float t = phase_to_cycles(state.drift_phase[lane]);
  return a + (b - a) * (t * t * (3.0f - 2.0f * t));
}

void update_drift(const State& state, Coefficients& c, const OscillatorUpdate& update) {
  const Lanes& depth = update.params[AnalogOscillator::kDrift];
  for (const int i : lanes_of(update.lanes)) {
    const bool on = depth[i] != 0.0f;
    put(c.drifting, i, on);
    c.drift[i] =
        on ? math::exp2(depth[i] * kMaxDriftCents / 1200.0f * drift_value(state, i)) : 1.0f;
  }
}

void update_noise(State& state, Coefficients& c, const OscillatorUpdate& update) {
  for (const int i : lanes_of(update.lanes)) {
    const float gain = update.params[AnalogOscillator::kNoise][i];
    const bool start = has_lane(update.starting, i);
    const bool was = has_lane(c.noisy, i) && !start;
    const bool on = gain > 0.0f || (was && c.noise_target[i] != 0.0f);
    put(c.noisy, i, on);
    for (Lanes& s : state.noise_band) s[i] = was ? math::snap(s[i]) : 0.0f;
    float level = 0.0f;
    if (on) {
      const float g = math::tan_pi(math::clamp(c.centre_increment[i], 1e-5f, 0.3f));
      c.noise_g[i] = g;
      // The filter's output from white noise of variance 1 has variance g/(d (1 + d g + g²)) with
      // d = 1/Q; this brings uniform noise to its own RMS, 1/sqrt(3): that of the saw.
      const float d = kNoiseDamping;
      level = gain * math::sqrt(d * (1.0f + d * g + g * g) / g);
    }
    move(c.noise, c.noise_target, i, level, start || !was, update.inverse_frames);
    if (!was && !start && on) {
      // Fades in from nothing.
      c.noise.start[i] = 0.0f;
      c.noise.step[i] = level * update.inverse_frames;
    }
  }
}

void update_sync(State& state, Coefficients& c, const OscillatorUpdate& update) {
  using A = AnalogOscillator;
  LaneMask wanted = 0;
  for (const int i : lanes_of(update.lanes)) {
    const bool start = has_lane(update.starting, i);
    const float above = math::clamp(update.params[A::kSync][i], 0.0f, 60.0f);
    const bool by_master = above > kSyncFloor;
    const bool by_cross =
        c.cross_mode == CrossMode::kSync && update.params[A::kCross][i] > kCrossSyncFloor;
    put(c.sync.by_master, i, by_master);
    put(c.sync.by_cross, i, by_cross);
    const float ratio = by_master ? math::exp2(above * (1.0f / 12.0f)) : 1.0f;
    const bool jump = start || !has_lane(state.sync.active, i);
    move(c.sync.ratio, c.sync.ratio_target, i, ratio, jump, update.inverse_frames);
    if (by_master || by_cross) wanted |= lane_bit(i);
  }
  state.sync.active &= ~update.starting;
  const SyncWave wave = A::sync_wave(c, nullptr);
  const LaneMask entering = wanted & ~state.sync.active;
  const LaneMask leaving = update.lanes & state.sync.active & ~wanted;
  if (entering != 0) enter_sync(state.sync, c.sync, wave, state.phase, entering, update.starting);
  if (leaving != 0) leave_sync(state.sync, c.sync, wave, state.phase, leaving);
}

// Bits of the parameters that moved on some lane since the last update.
uint32_t take_moved_params(Coefficients& c, const OscillatorUpdate& update) {
  uint32_t moved = 0;
  if (!update.params_moved) return moved;
  for (int p = 0; p < AnalogOscillator::kContinuous; ++p) {
    const Lanes& now = update.params[p];
    if (update.starting == 0 && std::memcmp(&now, &c.last[p], sizeof now) == 0) continue;
    moved |= 1u << p;
    for (const int i : lanes_of(update.lanes)) c.last[p][i] = now[i];
  }
  return moved;
}

}  // namespace

std::size_t AnalogOscillator::memory_floats(const OscillatorSetup& setup) {
  return sync_memory_floats(setup.unison, setup.quality);
}

void AnalogOscillator::prepare(State&, Coefficients& c, const OscillatorSetup& setup,
                               std::span<float> memory) {
  const BasicShapes& shapes = basic_shapes(mip_spacing(setup.quality));
  c.tables[kSine] = shapes.late_sine.level(0);
  c.tables[kTriangle] = shapes.late_triangle.level(0);
  c.tables[kSaw] = shapes.saw.level(0);
  c.quality = setup.quality;
  c.unison = setup.unison;
  c.centre = setup.unison / 2;
  c.cross_mode = setup.has_cross ? setup.cross_mode : CrossMode::kPhase;
  c.cross_on = setup.has_cross &&
               (setup.cross_mode == CrossMode::kPhase || setup.cross_mode == CrossMode::kFrequency);
  c.cross_gain = setup.has_cross && (setup.cross_mode == CrossMode::kRing ||
                                     setup.cross_mode == CrossMode::kAmplitude);
  c.inverse_rate = static_cast<float>(1.0 / setup.engine_rate);
  const double period = 8.0 * setup.quality / setup.engine_rate;  // seconds from control to control
  const double knots = kDriftKnots * period;  // at most one a period, at rates of a few Hz
  c.drift_step = static_cast<uint32_t>((knots < 0.999 ? knots : 0.999) * 4294967296.0);
  c.drift = Lanes::filled(1.0f);
  c.slope = Lanes::filled(1.0f);
  prepare_sub(c.sub, setup, static_cast<int>(setup.structure[kSubShape]),
              static_cast<int>(setup.structure[kSubOctave]));
  prepare_tilt(c.tilt, setup.engine_rate);
  prepare_sync(c.sync, setup.unison, setup.quality, memory.data());
}

void AnalogOscillator::start(State& state, Coefficients& c, const OscillatorStart& s) noexcept {
  for (int u = 0; u < c.unison; ++u) {
    state.phase[u][s.lane] = s.phases[u] + 0x80000000u;  // update() takes one step back
  }
  state.random_key[s.lane] = s.random_key;
  state.drift_phase[s.lane] = 0;
  state.drift_knot[s.lane] = 0;
  state.noise_counter[s.lane] = 0;
  start_sub(state.sub, s.lane);
}

bool AnalogOscillator::update(State& state, Coefficients& c,
                              const OscillatorUpdate& update) noexcept {
  // What has moved is looked at once more in the next period, so that its ramps come to rest.
  const uint32_t moved = take_moved_params(c, update);
  const uint32_t look_at = moved | c.unsettled;
  c.unsettled = moved;
  const auto any_of = [&](auto... params) { return (look_at & ((1u << params) | ...)) != 0; };
  if (any_of(kShape, kWidth, kCross)) update_shape(c, update);
  if (any_of(kDrift) || c.drifting != 0) update_drift(state, c, update);
  update_increments(state, c, update);
  for (const int i : lanes_of(update.starting)) {
    // A frame first moves the phase: the first frame shall play the start phase.
    for (int u = 0; u < c.unison; ++u) {
      state.phase[u][i] -= cycles_to_phase(static_cast<double>(c.increment[u].start[i]));
    }
  }
  if (any_of(kSync, kCross) || state.sync.active != 0) update_sync(state, c, update);
  if (any_of(kNoise) || c.noisy != 0) update_noise(state, c, update);
  if (any_of(kSub) || c.sub.active != 0) {
    update_sub(c.sub, update.params[kSub], c.centre_increment, update.lanes, update.starting,
               update.inverse_frames);
  }
  if (any_of(kTone) || c.tilt.active != 0) {
    update_tilt(c.tilt, state.tilt, update.params[kTone], update.lanes, update.starting,
                update.inverse_frames);
  }
  return c.drifting != 0;
}

SyncWave AnalogOscillator::sync_wave(const Coefficients& c, const LaneBlock* cross) noexcept {
  return {c.weight,
          &c.half_width,
          &c.bend,
          c.increment,
          &c.cross,
          c.cross_mode,
          c.cross_on ? cross : nullptr};
}

}  // namespace kiln
