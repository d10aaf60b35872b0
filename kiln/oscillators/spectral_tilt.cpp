// Poles, shelf gain and loudness of the spectral tilt at a control point.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/spectral_tilt.h"

#include <algorithm>

#include "kiln/base/math.h"
#include "kiln/oscillators/phase_steps.h"

namespace kiln {
namespace {

constexpr float kTopHz = 20000.0f;
constexpr float kMostBoost = 60.0f;            // dB: more would only lift the noise floor
constexpr float kDecibelsPerOctave = 6.0206f;  // of a first-order slope

void aim(SpectralTilt& c, int lane, float slope, float note) {
  const float hz = 440.0f * math::exp2((math::clamp(note, -24.0f, 156.0f) - 69.0f) / 12.0f);
  float octaves = std::max(math::log2(kTopHz / hz), 1.0f);
  if (slope > 0.0f) octaves = std::min(octaves, kMostBoost / slope);
  const float section = octaves / kTiltShelves;
  const float half = 0.5f * slope / kDecibelsPerOctave;  // the row runs twice
  c.shelf_target[lane] = math::exp2(section * half);
  for (int k = 0; k < kTiltShelves; ++k) {
    const float octave = (static_cast<float>(k) + 0.5f + 0.5f * half) * section;
    const float cycles = hz * math::exp2(octave) / static_cast<float>(c.engine_rate);
    const float w = math::tan_pi(std::min(cycles, 0.45f));
    c.pole_target[k][lane] = w / (1.0f + w);
  }
  // Power of the octaves before and after, each taken at its middle (the first at the note).
  // A shelf passes (1 + (g·x)²) / (1 + x²) of the power, x in units of its pole, and runs twice.
  const float g2 = c.shelf_target[lane] * c.shelf_target[lane];
  float x2[kTiltShelves];
  for (int s = 0; s < kTiltShelves; ++s) {
    x2[s] = math::exp2(-2.0f * (static_cast<float>(s) + 0.5f + 0.5f * half) * section);
  }
  float before = 0.0f, after = 0.0f;
  const float audible = math::log2(kTopHz / hz) + 2.0f;
  const int count = std::min(kTiltOctaves, static_cast<int>(std::max(audible, 1.0f)));
  for (int k = 0; k < count; ++k) {
    float passed = 1.0f;
    for (float& x : x2) {
      passed *= (1.0f + g2 * x) / (1.0f + x);
      x *= k == 0 ? 8.0f : 4.0f;
    }
    before += c.octave_power[k];
    after += c.octave_power[k] * passed * passed;
  }
  c.gain_target[lane] = after > 0.0f ? math::sqrt(before / after) : 1.0f;
}

}  // namespace

void prepare_spectral_tilt(SpectralTilt& c, double engine_rate,
                           std::span<const double> harmonic_power) {
  c.engine_rate = engine_rate;
  double total = 0.0;
  for (const double power : harmonic_power) total += power;
  for (int k = 0; k < kTiltOctaves; ++k) {
    double sum = 0.0;
    for (size_t h = size_t{1} << k; h < size_t{2} << k && h <= harmonic_power.size(); ++h) {
      sum += harmonic_power[h - 1];
    }
    c.octave_power[k] = static_cast<float>(total > 0.0 ? sum / total : (k == 0 ? 1.0 : 0.0));
  }
  c.shelf_target = Lanes::filled(1.0f);
  c.gain_target = Lanes::filled(1.0f);
  c.slope = Lanes::filled(0.0f);
  c.note = Lanes::filled(-1000.0f);
}

void update_spectral_tilt(SpectralTilt& c, SpectralTiltState& state, const Lanes& slope,
                          const Lanes& note, LaneMask lanes, LaneMask starting,
                          float inverse_frames) noexcept {
  for (const int i : lanes_of(lanes)) {
    const bool start = has_lane(starting, i);
    const float db = math::clamp(slope[i], -12.0f, 12.0f);
    const bool was = !start && c.slope[i] != 0.0f;
    const bool active = db != 0.0f || was;
    if (!active && c.slope[i] == 0.0f && !has_lane(c.active, i)) continue;
    if (start) c.shelf_target[i] = c.gain_target[i] = 1.0f;
    const float shelf = c.shelf_target[i], gain = c.gain_target[i];
    float pole[kTiltShelves];
    for (int k = 0; k < kTiltShelves; ++k) pole[k] = c.pole_target[k][i];
    if (active && (start || db != c.slope[i] || note[i] != c.note[i])) aim(c, i, db, note[i]);
    c.slope[i] = db;
    c.note[i] = active ? note[i] : -1000.0f;
    // Poles that were not aimed while the lane was at 0 jump: g is 1 there and hides it.
    const auto set = [&](Ramp& ramp, float from, float to, bool jump) {
      ramp.start[i] = jump ? to : from;
      ramp.step[i] = jump ? 0.0f : (to - from) * inverse_frames;
    };
    set(c.shelf, shelf, c.shelf_target[i], start);
    set(c.gain, gain, c.gain_target[i], start);
    for (int k = 0; k < kTiltShelves; ++k) {
      set(c.pole[k], pole[k], c.pole_target[k][i], !was);
    }
    c.active = active ? c.active | lane_bit(i) : c.active & ~lane_bit(i);
    for (int k = 0; k < 2 * kTiltShelves; ++k) {
      state.left[k][i] = active && !start ? math::snap(state.left[k][i]) : 0.0f;
      state.right[k][i] = active && !start ? math::snap(state.right[k][i]) : 0.0f;
    }
  }
}

}  // namespace kiln
