// Effects for displays: responses, sweeps and echoes by their own laws, or what a sound becomes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <utility>

#include "kiln/base/aligned.h"
#include "kiln/base/math.h"
#include "kiln/effects/chorus.h"
#include "kiln/effects/compressor.h"
#include "kiln/effects/delay.h"
#include "kiln/effects/distortion.h"
#include "kiln/effects/eq.h"
#include "kiln/effects/module.h"
#include "kiln/parameters/tempo.h"
#include "kiln/plugin/display_curves.h"

namespace kiln {
namespace {

constexpr int kEffectFrames = 8;
constexpr double kEffectRate = 48000.0;
constexpr double kResponseRate = 96000.0;
constexpr double kMostFrames = 96000.0;  // of an impulse's answer; longer ones at a lower rate
constexpr float kStruck = 0.5f;
constexpr float kFaintest = 0.004f;  // of an echo: −48 dB
constexpr std::size_t kMostEchoes = 400;

}  // namespace

DisplayCurves::Own DisplayCurves::effect_values(int effect, const ModuleSpec& type,
                                                const Position& x) const {
  const SlotInfo& slot = table_.slot(SlotKind::kEffect, effect);
  Own own = own_values(slot, x);
  return slot.spec.types[static_cast<std::size_t>(own.type)] == &type ? own : Own{};
}

void DisplayCurves::render_effect(int type, const Own& own, double rate, std::vector<float>& left,
                                  std::vector<float>& right) const {
  const EffectModule& module = effect_modules()[static_cast<std::size_t>(type)];
  const EffectSetup setup{
      .engine_rate = rate, .control_frames = kEffectFrames, .structure = own.real.data()};
  AlignedBytes object(module.object_bytes);
  AlignedArray<float> memory(module.memory_floats(setup));
  module.prepare(object.data(), setup, memory.span());
  const auto frames = static_cast<int>(left.size());
  double beats = 0.0;
  for (int at = 0; at + kEffectFrames <= frames; at += kEffectFrames) {
    module.update(object.data(), {.params = own.engine.data(),
                                  .jump = at == 0,
                                  .beats_per_second = beats_per_second_,
                                  .beat_position = beats,
                                  .random_key = 1});
    beats += beats_per_second_ * kEffectFrames / rate;
    module.render(object.data(), {.begin = 0,
                                  .frames = kEffectFrames,
                                  .left = &left[static_cast<std::size_t>(at)],
                                  .right = &right[static_cast<std::size_t>(at)]});
  }
  module.destroy(object.data());
}

bool DisplayCurves::effect_impulse(int effect, const Position& x, double seconds,
                                   std::span<float> left, std::span<float> right) {
  const Own own = own_values(table_.slot(SlotKind::kEffect, effect), x);
  if (own.type <= 0) return false;
  const double rate = std::min(kEffectRate, kMostFrames / seconds);
  const auto frames = static_cast<std::size_t>(seconds * rate) / kEffectFrames * kEffectFrames;
  std::vector<float> l(frames), r(frames);
  l[0] = r[0] = kStruck;
  render_effect(own.type, own, rate, l, r);
  const auto peaks = [&](const std::vector<float>& from, std::span<float> to) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      float most = 0.0f;
      for (std::size_t k = i * frames / to.size(); k < (i + 1) * frames / to.size(); ++k) {
        most = std::max(most, std::fabs(from[k]));
      }
      to[i] = most / kStruck;
    }
  };
  peaks(l, left);
  peaks(r, right);
  return true;
}

bool DisplayCurves::effect_response(int effect, const Position& x, std::span<const float> hz,
                                    std::span<float> db) const {
  const Own own = effect_values(effect, Equalizer::kSpec, x);
  if (own.type <= 0) return false;
  std::fill(db.begin(), db.end(), 0.0f);
  const auto value = [&](int param) { return double{own.engine[static_cast<std::size_t>(param)]}; };
  for (int band = 0; band < Equalizer::kBands; ++band) {
    const bool low = band == 0, high = band == Equalizer::kBands - 1;
    const bool cut = (low && value(Equalizer::kLowShape) >= 0.5) ||
                     (high && value(Equalizer::kHighShape) >= 0.5);
    const MatchedShape shape = low    ? (cut ? MatchedShape::kHighPass : MatchedShape::kLowShelf)
                               : high ? (cut ? MatchedShape::kLowPass : MatchedShape::kHighShelf)
                                      : MatchedShape::kPeak;
    const MatchedBiquad f =
        Equalizer::filter(shape, value(Equalizer::kFreq1 + band), value(Equalizer::kQ1 + band),
                          value(Equalizer::kGain1 + band), kResponseRate);
    for (std::size_t i = 0; i < hz.size(); ++i) {
      // The trapezoidal integrators: s = j tan(π f / rate) / g.
      const double w = math::tan(math::kPi * double{hz[i]} / kResponseRate) / double{f.svf.g};
      const std::complex<double> s(0.0, w);
      const std::complex<double> below = 1.0 + double{f.svf.k} * s + s * s;
      const double size =
          std::abs(double{f.mix.m0} + (double{f.mix.m1} * s + double{f.mix.m2}) / below);
      db[i] += static_cast<float>(20.0 * math::log10(std::max(size, 1e-6)));
    }
  }
  return true;
}

bool DisplayCurves::effect_levels(int effect, const Position& x, std::span<const float> in_db,
                                  std::span<float> out_db) const {
  const Own own = effect_values(effect, Compressor::kSpec, x);
  if (own.type <= 0) return false;
  const double slope = Compressor::slope(double{own.engine[Compressor::kRatio]});
  const double knee = std::max(double{own.engine[Compressor::kKnee]}, 0.0);
  for (std::size_t i = 0; i < in_db.size(); ++i) {
    const double over = double{in_db[i]} - double{own.engine[Compressor::kThreshold]};
    out_db[i] = in_db[i] - static_cast<float>(Compressor::curve(over, slope, knee));
  }
  return true;
}

int DisplayCurves::effect_sweep(int effect, const Position& x, const std::array<float, 2>& phases,
                                std::span<float, 16> seconds) const {
  static_assert(2 * Chorus::kMaxVoices == 16);
  const Own own = effect_values(effect, Chorus::kSpec, x);
  if (own.type <= 0) return 0;
  const auto value = [&](int param) { return double{own.engine[static_cast<std::size_t>(param)]}; };
  const int voices =
      std::clamp(static_cast<int>(value(Chorus::kVoices) + 0.5), 1, Chorus::kMaxVoices);
  alignas(64) double places[2 * Chorus::kMaxVoices];
  Chorus::Sweep{.slow = phases[0],
                .fast = phases[1],
                .voices = static_cast<double>(voices),
                .width = value(Chorus::kWidth),
                .ensemble = static_cast<int>(value(Chorus::kMode)) == Chorus::kEnsemble}
      .find(places);
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    seconds[i] = static_cast<float>(value(Chorus::kDelay) +
                                    Chorus::kMostDepth * value(Chorus::kDepth) * places[i]);
  }
  return voices;
}

gui::SweepShape DisplayCurves::effect_sweep_shape(int effect, const Position& x) const {
  const Own own = effect_values(effect, Chorus::kSpec, x);
  if (own.type <= 0) return {};
  const auto value = [&](int param) { return double{own.engine[static_cast<std::size_t>(param)]}; };
  const bool synced = value(Chorus::kRateSync) >= 0.5;
  const double slow =
      synced ? beats_per_second_ / division_beats(static_cast<int>(value(Chorus::kRateDivision)))
             : value(Chorus::kRate);
  return {.shortest = static_cast<float>(value(Chorus::kDelay)),
          .depth = static_cast<float>(Chorus::kMostDepth * value(Chorus::kDepth)),
          .most_depth = static_cast<float>(Chorus::kMostDepth),
          .fast_ratio =
              static_cast<float>(Chorus::fast_rate(value(Chorus::kRate)) / std::max(slow, 1e-3))};
}

// Every way through the two lines; echoes that fall together are one.
std::vector<gui::EchoTap> DisplayCurves::effect_echoes(int effect, const Position& x,
                                                       double seconds) const {
  const Own own = effect_values(effect, Delay::kSpec, x);
  if (own.type <= 0) return {};
  const auto value = [&](int param) { return double{own.engine[static_cast<std::size_t>(param)]}; };
  const bool bounce = static_cast<int>(value(Delay::kMode)) == Delay::kPingPong;
  const bool linked = value(Delay::kLink) >= 0.5;
  const double cross = bounce ? 1.0 - value(Delay::kCross) : value(Delay::kCross);
  const double feedback = value(Delay::kFeedback);
  std::array<double, 2> time = {};
  for (std::size_t side = 0; side < 2; ++side) {
    const int from = side == 0 || linked ? Delay::kTimeL : Delay::kTimeR;
    const auto division = static_cast<int>(std::clamp(value(from + 2), 0.0, kDivisionCount - 1.0));
    time[side] =
        value(from + 1) >= 0.5 ? division_beats(division) / beats_per_second_ : value(from);
    time[side] = std::clamp(time[side], 0.001, 4.0);
  }
  // In each line by time, to the tenth of a millisecond: what went in then.
  std::map<std::pair<std::int64_t, int>, double> waiting;
  const auto put = [&](double at, std::size_t side, double level) {
    const double out = at + time[side];
    if (level < kFaintest || out > seconds) return;
    waiting[{std::llround(1e4 * out), static_cast<int>(side)}] += level;
  };
  put(0.0, 0, 1.0);
  if (!bounce) put(0.0, 1, 1.0);
  std::vector<gui::EchoTap> taps;
  while (!waiting.empty() && taps.size() < kMostEchoes) {
    const auto [place, level] = *waiting.begin();
    waiting.erase(waiting.begin());
    const double at = 1e-4 * static_cast<double>(place.first);
    const auto side = static_cast<std::size_t>(place.second);
    taps.push_back({.seconds = static_cast<float>(at),
                    .level = static_cast<float>(level),
                    .right = side == 1});
    put(at, side, level * feedback * (1.0 - cross));
    put(at, 1 - side, level * feedback * cross);
  }
  return taps;
}

bool DisplayCurves::effect_transfer(int effect, const Position& x, std::span<float> out) const {
  const Own own = effect_values(effect, Distortion::kSpec, x);
  if (own.type <= 0) return false;
  std::vector<float> in(out.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    in[i] = 2.0f * static_cast<float>(i) / static_cast<float>(in.size() - 1) - 1.0f;
  }
  Distortion::transfer(own.engine.data(), in, out);
  return true;
}

}  // namespace kiln
