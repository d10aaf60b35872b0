// What the noise oscillator does off the audio thread, at note starts and at control points.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/noise.h"

#include <algorithm>
#include <iterator>
#include <mutex>

#include "kiln/base/math.h"

namespace kiln {
namespace {

using Coefficients = NoiseOscillator::Coefficients;
using State = NoiseOscillator::State;

constexpr double kLowestPole = 35.0;                   // Hz
constexpr double kPoleRatio = 3.16227766016838;        // half a decade
constexpr double kCrackleSeconds = 0.0002;             // decay of one crackle
constexpr float kLowestTune = 20.0f;                   // Hz
constexpr float kColourSlew = 0.1f;                    // dB/octave per control period of 1/6 ms
constexpr float kLowest = 20.5f, kHighest = 20000.0f;  // beyond these the cuts are off

double pole_hz(int shelf) { return kLowestPole * math::pow(kPoleRatio, shelf); }

double warped(double hz, double rate) {
  const double share = hz / rate;
  return math::tan(math::kPi * (share < 0.49 ? share : 0.49));
}

// Gain of a shelf far above its pole for a slope of −6…+6 dB per octave.
double shelf_high(double slope) { return math::pow(kPoleRatio, slope / 6.0); }

struct ColourGains {
  double engine_rate = 0.0;
  int quality = 0;
  float gain[NoiseOscillator::kGains] = {};
};

// For every colour, what brings the noise back to the RMS that white noise has up to the host's
// Nyquist frequency: integrals of the shelves' response on a logarithmic grid.
ColourGains make_colour_gains(const Coefficients& c, const OscillatorSetup& setup) {
  constexpr int kPoints = 400;
  const double top = setup.engine_rate / (2.0 * setup.quality), bottom = 1.0;
  double power[NoiseOscillator::kGains] = {}, highs[NoiseOscillator::kGains];
  for (int j = 0; j < NoiseOscillator::kGains; ++j) {
    highs[j] = shelf_high(12.0 * j / (NoiseOscillator::kGains - 1) - 6.0);
  }
  double width = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double hz = bottom * math::pow(top / bottom, (i + 0.5) / kPoints);
    const double t = warped(hz, setup.engine_rate);
    width += hz;
    for (int j = 0; j < NoiseOscillator::kGains; ++j) {
      const double high = highs[j];
      double response = 1.0;
      for (const float g : c.shelf_g) {
        // |high + (1 - high) / (1 + j t/g)|²
        const double x = t / static_cast<double>(g);
        response *= (1.0 + high * high * x * x) / (1.0 + x * x);
      }
      power[j] += response * hz;
    }
  }
  ColourGains gains = {.engine_rate = setup.engine_rate, .quality = setup.quality};
  for (int j = 0; j < NoiseOscillator::kGains; ++j) {
    gains.gain[j] = static_cast<float>(math::sqrt(width / power[j]));
  }
  return gains;
}

// [main-thread] They depend on the rates alone and take half a millisecond: the last are kept.
ColourGains colour_gains(const Coefficients& c, const OscillatorSetup& setup) {
  static std::mutex mutex;
  static ColourGains last;
  const std::lock_guard lock(mutex);
  if (last.engine_rate != setup.engine_rate || last.quality != setup.quality) {
    last = make_colour_gains(c, setup);
  }
  return last;
}

void move(Ramp& ramp, Lanes& target, int lane, float to, bool jump, float inverse_frames) {
  ramp.start[lane] = jump ? to : target[lane];
  ramp.step[lane] = (to - ramp.start[lane]) * inverse_frames;
  target[lane] = to;
}

void set_stage(NoiseOscillator::Stage& stage, NoiseOscillator::StageState& state, int lane, bool on,
               bool start, float share, float damping) {
  const bool was = has_lane(stage.active, lane) && !start;
  stage.active = on ? stage.active | lane_bit(lane) : stage.active & ~lane_bit(lane);
  for (int channel = 0; channel < 2; ++channel) {
    state.band[channel][lane] = was && on ? math::snap(state.band[channel][lane]) : 0.0f;
    state.low[channel][lane] = was && on ? math::snap(state.low[channel][lane]) : 0.0f;
  }
  if (!on) return;
  stage.g[lane] = math::tan_pi(math::clamp(share, 1e-5f, 0.45f));
  stage.damping[lane] = damping;
}

void update_colour(State& state, Coefficients& c, int lane, float wanted, bool start,
                   float inverse) {
  // The slopes are 70 dB apart in gain: the filters need 20 ms from one end to the other.
  const float slope =
      start ? wanted
            : math::clamp(wanted, c.slope[lane] - kColourSlew, c.slope[lane] + kColourSlew);
  c.slope[lane] = slope;
  const bool was = has_lane(c.coloured, lane) && !start;
  const bool on = slope != 0.0f;
  c.coloured = on ? c.coloured | lane_bit(lane) : c.coloured & ~lane_bit(lane);
  for (auto& channel : state.shelf) {
    for (Lanes& s : channel) s[lane] = was && on ? math::snap(s[lane]) : 0.0f;
  }
  float gain = 1.0f;
  if (on) {
    constexpr float kLogRatio = 1.66096405f;  // log2 kPoleRatio
    c.shelf_high[lane] = math::exp2(slope * (kLogRatio / 6.0f));
    const float place = (slope + 6.0f) * (static_cast<float>(NoiseOscillator::kGains - 1) / 12.0f);
    int i = static_cast<int>(place);
    i = i < NoiseOscillator::kGains - 2 ? i : NoiseOscillator::kGains - 2;
    const float t = place - static_cast<float>(i);
    gain = c.colour_gain[i] + t * (c.colour_gain[i + 1] - c.colour_gain[i]);
  }
  move(c.gain, c.gain_target, lane, gain, start || !was, inverse);
}

// Response of the coloured noise at tan(π f / rate) = g, against white noise of the same RMS.
float coloured_response(const Coefficients& c, int lane, float g) {
  if (!has_lane(c.coloured, lane)) return 1.0f;
  const float high = c.shelf_high[lane];
  float power = 1.0f;
  for (const float pole : c.shelf_g) {
    const float x = g / pole;
    power *= (1.0f + high * high * x * x) / (1.0f + x * x);
  }
  const float response = c.gain_target[lane] * math::sqrt(power);
  return response > 0.1f ? response : 0.1f;  // violet far below is not pulled up
}

void update_tune(State& state, Coefficients& c, int lane, float tune, bool start, float increment) {
  const float knob = math::sqrt(tune);
  const float q = 0.5f * math::exp2(knob * 8.64385619f);  // 0.5·400^knob
  const bool was = has_lane(c.tune.active, lane) && !start;
  const float share = increment > kLowestTune / c.rate ? increment : kLowestTune / c.rate;
  set_stage(c.tune, state.tune, lane, tune > 0.0f, start, share, 1.0f / q);
  if (tune <= 0.0f) return;
  c.tune_wet[lane] = knob < 0.1f ? 10.0f * knob : 1.0f;  // no step when the knob leaves 0
  // Variance of the band-pass from white noise is gd/(1 + gd + g²); see analog.cpp. Held values
  // are as dense below their rate as white noise of 1/rate the variance.
  const float g = c.tune.g[lane], d = c.tune.damping[lane];
  const float density = c.mode == NoiseOscillator::kSampleAndHold
                            ? 1.0f / math::sqrt(math::clamp(c.hold_target[lane], 1e-5f, 0.5f))
                            : c.loudness;
  const float gain =
      math::sqrt((1.0f + g * d + g * g) / (g * d)) / (density * coloured_response(c, lane, g));
  if (was) {
    // What rings goes on as loud as it was, however far the note jumps.
    const float scale = c.tune_gain[lane] / gain;
    for (int channel = 0; channel < 2; ++channel) {
      state.tune.band[channel][lane] *= scale;
      state.tune.low[channel][lane] *= scale;
    }
  }
  c.tune_gain[lane] = gain;
}

}  // namespace

void NoiseOscillator::prepare(State&, Coefficients& c, const OscillatorSetup& setup,
                              std::span<float>) {
  c.mode = static_cast<Mode>(static_cast<int>(setup.structure[kMode]));
  c.cross_mode = setup.cross_mode;
  c.cross_gain = setup.has_cross && (setup.cross_mode == CrossMode::kRing ||
                                     setup.cross_mode == CrossMode::kAmplitude);
  c.rate = static_cast<float>(setup.engine_rate);
  c.loudness = static_cast<float>(math::sqrt(static_cast<double>(setup.quality)));
  c.crackle_decay = static_cast<float>(math::exp(-1.0 / (kCrackleSeconds * setup.engine_rate)));
  for (int s = 0; s < kShelves; ++s) {
    const double g = warped(pole_hz(s), setup.engine_rate);
    c.shelf_g[s] = static_cast<float>(g);
    c.shelf_pole[s] = static_cast<float>(g / (1.0 + g));
  }
  const ColourGains gains = colour_gains(c, setup);
  std::copy(std::begin(gains.gain), std::end(gains.gain), c.colour_gain);
}

void NoiseOscillator::start(State& state, Coefficients&, const OscillatorStart& s) noexcept {
  state.random_key[s.lane] = s.random_key;
  state.counter[s.lane] = 0;
  state.hold_phase[s.lane] = 0xffffffffu;  // the first frame draws the first value
  for (int channel = 0; channel < 2; ++channel) {
    state.held[channel][s.lane] = 0.0f;
    state.crackle[channel][s.lane] = 0.0f;
  }
}

bool NoiseOscillator::update(State& state, Coefficients& c,
                             const OscillatorUpdate& update) noexcept {
  bool moves = c.mode == kCrackle;
  const Lanes& increment = update.increment[0];
  for (const int i : lanes_of(update.lanes)) {
    const bool start = has_lane(update.starting, i);
    const float inverse = update.inverse_frames;
    const auto value = [&](Param p) { return update.params[p][i]; };

    const float low = value(kLowCut), high = value(kHighCut);
    constexpr float kButterworth = 1.41421356f;
    set_stage(c.low_cut, state.low_cut, i, low > kLowest, start, low / c.rate, kButterworth);
    set_stage(c.high_cut, state.high_cut, i, high < kHighest, start, high / c.rate, kButterworth);
    const float colour = math::clamp(value(kColour), -6.0f, 6.0f);
    update_colour(state, c, i, colour, start, inverse);
    moves = moves || c.slope[i] != colour;

    const float chance = math::clamp(value(kDensity) / c.rate, 0.0f, 0.5f);
    c.density[i] = static_cast<uint32_t>(static_cast<double>(chance) * 4294967296.0);
    move(c.hold, c.hold_target, i, math::clamp(increment[i] * value(kHold), 0.0f, 0.4999999f),
         start, inverse);
    update_tune(state, c, i, math::clamp(value(kTune), 0.0f, 1.0f), start, increment[i]);
    const float turn = 0.125f * math::clamp(value(kWidth), 0.0f, 1.0f);  // to 45°
    move(c.same, c.same_target, i, math::cos_cycles(turn), start, inverse);
    move(c.apart, c.apart_target, i, math::sin_cycles(turn), start, inverse);
    move(c.cross, c.cross_target, i, math::clamp(value(kCross), 0.0f, 1.0f), start, inverse);
    for (Lanes& s : state.crackle) s[i] = math::snap(s[i]);
  }
  return moves;
}

}  // namespace kiln
