// Detector, gain computer and smoothing of the compressor.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// D. Giannoulis, M. Massberg & J. D. Reiss, "Digital dynamic range compressor design", JAES 60(6)
// 2012: the gain computer of eq. 4 with its quadratic knee, and the smooth branching detector of
// eq. 16 in the logarithmic domain behind it, so that attack and release do not depend on level.
#include "kiln/effects/compressor.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "kiln/base/math.h"
#include "kiln/base/units.h"

namespace kiln {
namespace {

constexpr const char* kCompressorModes[] = {"peak", "RMS", "opto"};

constexpr ParamSpec kCompressorParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Compressor::kModeCount - 1,
     .flags = kStructural,
     .choices = kCompressorModes,
     .help = "What it listens to; opto lets go slowly after long loud passages"},
    {.id = "auto_make_up",
     .name = "Auto make-up",
     .curve = Curve::kStep,
     .unit = Unit::kSwitch,
     .max = 1,
     .initial = 1,
     .flags = kStructural,
     .help = "Adds half of the reduction of a full-scale signal"},
    {.id = "threshold",
     .name = "Threshold",
     .unit = Unit::kDecibel,
     .min = -60,
     .max = 0,
     .initial = -18,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Levels above are reduced"},
    {.id = "ratio",
     .name = "Ratio",
     .curve = Curve::kLog,
     .unit = Unit::kRatio,
     .min = 1,
     .max = 20,
     .initial = 4,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "dB in for one dB out above the threshold; the top limits"},
    {.id = "attack",
     .name = "Attack",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.00005f,
     .max = 0.25f,
     .initial = 0.01f,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Time until 63 % of a reduction"},
    {.id = "release",
     .name = "Release",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.005f,
     .max = 2.5f,
     .initial = 0.12f,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Time until 63 % of it is gone"},
    {.id = "knee",
     .name = "Knee",
     .unit = Unit::kDecibel,
     .max = 24,
     .initial = 6,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Width of the bend around the threshold"},
    {.id = "make_up",
     .name = "Make-up",
     .unit = Unit::kDecibel,
     .min = -12,
     .max = 24,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Gain after the reduction"},
    {.id = "low_cut",
     .name = "Low cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 500,
     .initial = 80,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "The detector does not hear what lies below"},
    {.id = "link",
     .name = "Link",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Both sides take the larger reduction"},
};
static_assert(std::size(kCompressorParams) == Compressor::kParamCount);

constexpr double kCompressorMeanSeconds = 0.01;
constexpr double kCompressorMemoryAttack = 0.4;   // seconds until the opto cell has warmed up
constexpr double kCompressorMemoryRelease = 6.0;  // times Release
constexpr float kCompressorDbPerLog2 = 6.0205999f;

// Per-frame coefficient of a time constant.
double compressor_pole(double seconds, double rate) {
  return 1.0 - math::exp(-1.0 / (std::max(seconds, 1e-5) * rate));
}

}  // namespace

const ModuleSpec Compressor::kSpec = {.id = "compressor",
                                      .name = "Compressor",
                                      .revision = 1,
                                      .params = kCompressorParams,
                                      .help = "Evens out loud and soft"};

double Compressor::slope(double ratio) noexcept {
  return ratio >= 19.9 ? 1.0 : 1.0 - 1.0 / std::max(ratio, 1.0);
}

double Compressor::curve(double over, double slope, double knee) noexcept {
  if (2.0 * over <= -knee) return 0.0;
  if (2.0 * over >= knee) return slope * over;
  const double into = over + 0.5 * knee;
  return slope * into * into / (2.0 * knee);
}

void Compressor::prepare(const EffectSetup& setup, std::span<float>) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  mode_ = static_cast<int>(setup.structure[kMode]);
  automatic_ = setup.structure[kAutoMakeUp] >= 0.5f;
  mean_ = compressor_pole(kCompressorMeanSeconds, rate_);
  reset();
}

void Compressor::reset() noexcept { channels_ = {}; }

void Compressor::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const double above = slope(p[kRatio]);
  release_seconds_ = p[kRelease];
  threshold_.to(p[kThreshold], jump, inverse_frames_);
  slope_.to(above, jump, inverse_frames_);
  knee_.to(std::max(double{p[kKnee]}, 0.0), jump, inverse_frames_);
  const auto pole = [this](double seconds) { return compressor_pole(seconds, rate_); };
  attack_.to(kept_attack_(p[kAttack], pole), jump, inverse_frames_);
  release_.to(kept_release_(p[kRelease], pole), jump, inverse_frames_);
  const double automatic = automatic_ ? 0.5 * curve(-double{p[kThreshold]}, above, p[kKnee]) : 0.0;
  make_up_.to(p[kMakeUp] + automatic, jump, inverse_frames_);
  low_cut_.update(p[kLowCut], rate_, jump, inverse_frames_);
  link_.to(std::min(std::max(double{p[kLink]}, 0.0), 1.0), jump, inverse_frames_);
  for (Channel& c : channels_) {
    c.low_cut.snap();
    c.power = tone::snapped(c.power);
    c.reduction = tone::snapped(c.reduction);
    c.memory = tone::snapped(c.memory);
  }
}

double Compressor::smoothed(Channel& c, double wanted, int k) const noexcept {
  const double release = release_.at(k);
  double slower = release;
  if (mode_ == kOpto) {
    // A photo resistor remembers: after long reductions it lets go the last half slowly.
    const double warm = mean_ * (kCompressorMeanSeconds / kCompressorMemoryAttack);
    const double cool = release * (1.0 / kCompressorMemoryRelease);
    c.memory += (wanted > c.memory ? warm : cool) * (wanted - c.memory);
    if (c.reduction < c.memory) slower = cool;
  }
  c.reduction += (wanted > c.reduction ? attack_.at(k) : slower) * (wanted - c.reduction);
  return c.reduction;
}

void Compressor::render(const EffectRender& r) noexcept {
  float* const bus[2] = {r.left, r.right};
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    double wanted[2];
    for (std::size_t s = 0; s < 2; ++s) {
      Channel& c = channels_[s];
      const double heard = c.low_cut.high(bus[s][i], low_cut_.at(k));
      double square = heard * heard;
      if (mode_ != kPeak) {
        c.power += mean_ * (square - c.power);
        square = 2.0 * c.power;  // a sine reads as its peak
      }
      const float level = math::log2(static_cast<float>(square + 1e-20));
      const double db = 0.5f * kCompressorDbPerLog2 * level;
      wanted[s] = curve(db - threshold_.at(k), slope_.at(k), knee_.at(k));
    }
    const double most = std::max(wanted[0], wanted[1]);
    const double link = link_.at(k);
    for (std::size_t s = 0; s < 2; ++s) {
      const double reduction = smoothed(channels_[s], wanted[s] + link * (most - wanted[s]), k);
      const double db = make_up_.at(k) - reduction;
      bus[s][i] *= math::exp2(static_cast<float>(db) / kCompressorDbPerLog2);
    }
  }
}

double Compressor::tail_seconds() noexcept {
  // It gives no sound of its own, but sleep must not cut a release short: 60 dB of reduction are
  // below 0.001 dB after eleven time constants.
  return 11.0 * release_seconds_ * (mode_ == kOpto ? kCompressorMemoryRelease : 1.0) + 0.2;
}

static_assert(Effect<Compressor>);

}  // namespace kiln
