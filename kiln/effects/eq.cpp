// The bands of the equalizer: matched responses run as state-variable filters.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The state-variable form keeps a filter stable while its response moves (A. Wishnick,
// "Time-varying filters for musical applications", DAFx-14). In double: 20 Hz at 768 kHz leaves a
// float only half of its digits.
#include "kiln/effects/eq.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "kiln/base/units.h"
#include "kiln/effects/tone.h"

namespace kiln {
namespace {

constexpr const char* kEqShapes[] = {"shelf", "cut"};

constexpr ParamSpec eq_shape(const char* id, const char* name) {
  return {.id = id,
          .name = name,
          .curve = Curve::kStep,
          .unit = Unit::kChoice,
          .max = Equalizer::kShapeCount - 1,
          .flags = kStructural,
          .choices = kEqShapes,
          .help = "Shelf, or a cut of 12 dB an octave"};
}
constexpr ParamSpec eq_freq(const char* id, const char* name, float hz) {
  return {.id = id,
          .name = name,
          .curve = Curve::kLog,
          .unit = Unit::kHertz,
          .min = 20,
          .max = 20480,
          .initial = hz,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .help = "Centre or corner of the band"};
}
constexpr ParamSpec eq_gain(const char* id, const char* name) {
  return {.id = id,
          .name = name,
          .unit = Unit::kDecibel,
          .min = -18,
          .max = 18,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .help = "Boost or cut of the band"};
}
constexpr ParamSpec eq_q(const char* id, const char* name, float q) {
  return {.id = id,
          .name = name,
          .curve = Curve::kLog,
          .min = 0.3f,
          .max = 12,
          .initial = q,
          .smoothing = Smoothing::k20ms,
          .flags = kModulatable,
          .help = "Narrowness of the band"};
}

constexpr ParamSpec kEqParams[] = {
    eq_shape("low_shape", "Band 1 shape"),
    eq_shape("high_shape", "Band 4 shape"),
    eq_freq("freq1", "Freq 1", 100),
    eq_freq("freq2", "Freq 2", 400),
    eq_freq("freq3", "Freq 3", 2500),
    eq_freq("freq4", "Freq 4", 8000),
    eq_gain("gain1", "Gain 1"),
    eq_gain("gain2", "Gain 2"),
    eq_gain("gain3", "Gain 3"),
    eq_gain("gain4", "Gain 4"),
    eq_q("q1", "Q 1", 0.71f),
    eq_q("q2", "Q 2", 1),
    eq_q("q3", "Q 3", 1),
    eq_q("q4", "Q 4", 0.71f),
};
static_assert(std::size(kEqParams) == Equalizer::kParamCount);

// Simper's bilinear forms, for corners so near Nyquist that no matched response exists.
MatchedBiquad eq_bilinear(MatchedShape shape, double hz, double q, double gain_db, double rate) {
  const double a = db_to_gain(0.5 * gain_db);
  const double g = tone::warped(hz, rate);
  const double root = std::sqrt(a);
  const auto make = [](double at, double k, double m0, double m1, double m2) {
    return MatchedBiquad{SvfCoefficients::from_g(static_cast<float>(at), static_cast<float>(k)),
                         {static_cast<float>(m0), static_cast<float>(m1), static_cast<float>(m2)}};
  };
  const double k = 1.0 / q;
  switch (shape) {
    case MatchedShape::kLowPass:
      return make(g, k, 0.0, 0.0, 1.0);
    case MatchedShape::kHighPass:
      return make(g, k, 1.0, -k, -1.0);
    case MatchedShape::kPeak:
      return make(g, k / a, 1.0, k / a * (a * a - 1.0), 0.0);
    case MatchedShape::kLowShelf:
      return make(g / root, k, 1.0, k * (a - 1.0), a * a - 1.0);
    default:
      return make(g * root, k, a * a, k * (1.0 - a) * a, 1.0 - a * a);
  }
}

// A filter that may run: poles inside the circle with room to spare, mix within ±60 dB.
bool eq_sound(const MatchedBiquad& f) {
  const auto within = [](float x, float lo, float hi) { return x >= lo && x <= hi; };
  return within(f.svf.g, 1e-6f, 50.0f) && within(f.svf.k, 1e-4f, 1e3f) &&
         within(f.mix.m0, -1e3f, 1e3f) && within(f.mix.m1, -1e3f, 1e3f) &&
         within(f.mix.m2, -1e3f, 1e3f);
}

}  // namespace

const ModuleSpec Equalizer::kSpec = {.id = "eq",
                                     .name = "EQ",
                                     .revision = 1,
                                     .params = kEqParams,
                                     .help = "Four bands of boost and cut"};

MatchedBiquad Equalizer::filter(MatchedShape shape, double hz, double q, double gain_db,
                                double rate) noexcept {
  const MatchedBiquad matched = MatchedBiquad::from(shape, hz, q, gain_db, rate);
  return eq_sound(matched) ? matched : eq_bilinear(shape, hz, q, gain_db, rate);
}

void Equalizer::prepare(const EffectSetup& setup, std::span<float>) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  bands_ = {};
  bands_[0].shape =
      setup.structure[kLowShape] >= 0.5f ? MatchedShape::kHighPass : MatchedShape::kLowShelf;
  bands_[3].shape =
      setup.structure[kHighShape] >= 0.5f ? MatchedShape::kLowPass : MatchedShape::kHighShelf;
}

void Equalizer::reset() noexcept {
  for (Band& band : bands_) {
    band.s1 = Channels{};
    band.s2 = Channels{};
  }
}

void Equalizer::update(const EffectUpdate& update) noexcept {
  for (std::size_t b = 0; b < kBands; ++b) {
    Band& band = bands_[b];
    const float hz = math::clamp(update.params[kFreq1 + b], 5.0f, static_cast<float>(0.45 * rate_));
    const float gain = math::clamp(update.params[kGain1 + b], -36.0f, 36.0f);
    const float q = math::clamp(update.params[kQ1 + b], 0.1f, 30.0f);
    if (update.jump || hz != band.hz || gain != band.gain || q != band.q) {
      band.hz = hz;
      band.gain = gain;
      band.q = q;
      const MatchedBiquad f = filter(band.shape, hz, q, gain, rate_);
      band.g.to(f.svf.g, update.jump, inverse_frames_);
      band.k.to(f.svf.k, update.jump, inverse_frames_);
      band.m0.to(f.mix.m0, update.jump, inverse_frames_);
      band.m1.to(f.mix.m1, update.jump, inverse_frames_);
      band.m2.to(f.mix.m2, update.jump, inverse_frames_);
    } else {
      for (BlockRamp<double>* r : {&band.g, &band.k, &band.m0, &band.m1, &band.m2}) {
        r->to(r->target, true, inverse_frames_);
      }
    }
    band.s1 = tone::snapped(band.s1);
    band.s2 = tone::snapped(band.s2);
  }
}

// The bands wait for themselves from frame to frame, and not for each other.
void Equalizer::render(const EffectRender& r) noexcept {
  std::array<Channels, kBands> s1, s2;
  for (std::size_t b = 0; b < kBands; ++b) s1[b] = bands_[b].s1, s2[b] = bands_[b].s2;
  for (int i = 0; i < r.frames; ++i) {
    const int at = r.begin + i;
    float left = r.left[i];
    float right = r.right[i];
    for (std::size_t b = 0; b < kBands; ++b) {
      const Band& band = bands_[b];
      const double g = band.g.at(at);
      const double a1 = 1.0 / (1.0 + g * (g + band.k.at(at)));
      const Channels x = channels(left, right);
      const Channels v1 = a1 * (s1[b] + g * (x - s2[b]));
      const Channels v2 = s2[b] + g * v1;
      s1[b] = 2.0 * v1 - s1[b];
      s2[b] = 2.0 * v2 - s2[b];
      const Channels y = band.m0.at(at) * x + (band.m1.at(at) * v1 + band.m2.at(at) * v2);
      left = static_cast<float>(y[0]);
      right = static_cast<float>(y[1]);
    }
    r.left[i] = left;
    r.right[i] = right;
  }
  for (std::size_t b = 0; b < kBands; ++b) bands_[b].s1 = s1[b], bands_[b].s2 = s2[b];
}

double Equalizer::tail_seconds() noexcept {
  // A pole pair of frequency f and Q decays by 27.3·f / Q dB a second; 170 dB covers the boosts.
  double longest = 0.0;
  for (const Band& band : bands_) longest = std::max(longest, 170.0 * band.q / (27.3 * band.hz));
  return longest;
}

static_assert(Effect<Equalizer>);

}  // namespace kiln
