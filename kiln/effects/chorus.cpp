// Chorus: where its taps are at each control point, and the two kinds of line they read.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The phases of the voices are spread evenly over the cycle, and those of the right side lie
// between those of the left. All taps add with the same sign, so that a mono sum never cancels.
#include "kiln/effects/chorus.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "kiln/base/units.h"
#include "kiln/effects/line_read.h"

namespace kiln {
namespace {

constexpr const char* kChorusModes[] = {"chorus", "ensemble", "BBD"};

constexpr ParamSpec kChorusParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Chorus::kModeCount - 1,
     .flags = kStructural,
     .choices = kChorusModes,
     .help = "Moving taps, string ensemble, or a bucket-brigade line"},
    {.id = "rate",
     .name = "Rate",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 0.01f,
     .max = 20,
     .initial = 0.5f,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Speed of the sweep"},
    sync_switch("rate_sync", "Rate sync", false),
    division_choice("rate_division", "Rate division", "1/1"),
    {.id = "depth",
     .name = "Depth",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 40,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Width of the sweep, to 12 ms"},
    {.id = "delay",
     .name = "Delay",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.001f,
     .max = 0.04f,
     .initial = 0.008f,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Shortest delay of the sweep"},
    {.id = "feedback",
     .name = "Feedback",
     .unit = Unit::kPercent,
     .min = -95,
     .max = 95,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Mean of the taps fed back"},
    {.id = "voices",
     .name = "Voices",
     .curve = Curve::kStep,
     .unit = Unit::kCount,
     .min = 1,
     .max = Chorus::kMaxVoices,
     .initial = 3,
     .help = "Taps on each side"},
    {.id = "width",
     .name = "Width",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "How far the sweeps of left and right differ"},
    {.id = "low_cut",
     .name = "Low cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 1000,
     .initial = 20,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Keeps lows out of the line"},
    {.id = "tone",
     .name = "Tone",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Tilt of the wet sound"},
};
static_assert(std::size(kChorusParams) == Chorus::kParamCount);

constexpr double kChorusLongest = 0.04 + Chorus::kMostDepth;
constexpr double kChorusGlide = 0.05;      // time constant of Delay and Depth, seconds
constexpr double kChorusVoiceTime = 0.08;  // a voice comes or goes in this time, seconds

double chorus_limit(double x, double lo, double hi) { return x < lo ? lo : (x > hi ? hi : x); }

}  // namespace

const ModuleSpec Chorus::kSpec = {.id = "chorus",
                                  .name = "Chorus",
                                  .revision = 1,
                                  .params = kChorusParams,
                                  .help = "Many slightly detuned copies"};

std::size_t Chorus::memory_floats(const EffectSetup& setup) {
  return 2 * History::floats(kChorusLongest * setup.engine_rate + 4.0);
}

void Chorus::prepare(const EffectSetup& setup, std::span<float> memory) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  period_seconds_ = setup.control_frames / rate_;
  near_ = 1.0 - math::exp(-period_seconds_ / kChorusGlide);
  mode_ = static_cast<int>(setup.structure[kMode]);
  slow_.prepare(rate_, setup.control_frames);
  fast_.prepare(rate_, setup.control_frames);
  for (Side& side : sides_) side.history.attach(memory, kChorusLongest * rate_ + 4.0);
  reset();
}

void Chorus::reset() noexcept {
  for (Side& side : sides_) {
    side.history.clear();
    for (BucketBrigade& row : side.buckets) row.clear();
    side.wet_before = 0.0f;
  }
  low_cut_state_ = {};
  tilt_state_ = {};
  band_state_ = {};
}

void Chorus::move_taps(const EffectUpdate& update) noexcept {
  double longest = 0.0;
  const auto move = [&](double slow, double fast, bool jump) {
    alignas(64) double places[2 * kMaxVoices];
    Sweep{slow, fast, voices_, width_, mode_ == kEnsemble}.find(places);
    for (std::size_t i = 0; i < std::size(places); ++i) {
      const double seconds = centre_seconds_ + depth_seconds_ * places[i];
      longest = seconds > longest ? seconds : longest;
      sides_[i / kMaxVoices].delay[i % kMaxVoices].to(
          mode_ == kBbd ? BucketBrigade::kBuckets / (seconds * rate_) : seconds * rate_, jump,
          inverse_frames_);
    }
  };
  if (update.jump) move(slow_.now(), fast_.now(), true);
  move(slow_.next(), fast_.next(), false);
  if (mode_ != kBbd) return;
  const double clock = BucketBrigade::kBuckets / longest;
  band_.to(tone::warped(std::min(9000.0, 0.35 * clock), rate_), update.jump, inverse_frames_);
}

void Chorus::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const bool synced = p[kRateSync] >= 0.5f;
  slow_.advance(update, p[kRate], synced, p[kRateDivision], 1);
  fast_.advance(update, fast_rate(p[kRate]), false, 0.0f, 2);

  const double near = jump ? 1.0 : near_;
  centre_seconds_ += near * (chorus_limit(p[kDelay], 0.001, 0.04) - centre_seconds_);
  depth_seconds_ += near * (kMostDepth * chorus_limit(p[kDepth], 0.0, 1.0) - depth_seconds_);
  width_ += near * (p[kWidth] - width_);
  const double wanted = chorus_limit(std::floor(p[kVoices] + 0.5), 1.0, kMaxVoices);
  const double most = jump ? kMaxVoices : period_seconds_ / kChorusVoiceTime;
  voices_ += chorus_limit(wanted - voices_, -most, most);

  move_taps(update);
  sounding_ = 0;
  double power = 0.0;
  for (int v = 0; v < kMaxVoices; ++v) {
    BlockRamp<float>& weight = weight_[static_cast<std::size_t>(v)];
    const double w = chorus_limit(voices_ - v, 0.0, 1.0);
    power += w * w;
    weight.to(static_cast<float>(w), jump, static_cast<float>(inverse_frames_));
    if (weight.start > 0.0f || weight.target > 0.0f) sounding_ = v + 1;
  }
  wet_gain_.to(static_cast<float>(1.0 / std::sqrt(power)), jump,
               static_cast<float>(inverse_frames_));
  feedback_target_ = p[kFeedback];
  feedback_.to(static_cast<float>(feedback_target_ / voices_), jump,
               static_cast<float>(inverse_frames_));
  low_cut_.update(p[kLowCut], rate_, jump, inverse_frames_);
  tilt_.update(p[kTone], rate_, jump, inverse_frames_);
  low_cut_state_.snap();
  tilt_state_.snap();
  for (tone::TwoPoles& f : band_state_) f.snap();
  for (Side& side : sides_) side.wet_before = math::snap(side.wet_before);
}

// What goes into the lines.
Channels Chorus::fed(float left, float right, int k) noexcept {
  const float feedback = feedback_.at(k);
  const Channels in =
      channels(left + feedback * sides_[0].wet_before, right + feedback * sides_[1].wet_before);
  return low_cut_state_.high(in, low_cut_.at(k));
}

// What comes out of the effect for the sum of the taps.
Channels Chorus::finish(Channels sum, int k) noexcept {
  sides_[0].wet_before = static_cast<float>(sum[0]);
  sides_[1].wet_before = static_cast<float>(sum[1]);
  return tilt_.run(tilt_state_, static_cast<double>(wet_gain_.at(k)) * sum, k);
}

double Chorus::shortest_tap(int begin, int frames) const noexcept {
  double shortest = kChorusLongest * rate_;
  for (const Side& side : sides_) {
    for (std::size_t v = 0; v < static_cast<std::size_t>(sounding_); ++v) {
      const BlockRamp<double>& delay = side.delay[v];
      shortest = std::min({shortest, delay.at(begin), delay.at(begin + frames)});
    }
  }
  return shortest;
}

// A tap hears nothing of the frames just written, the feedback all but the last one: so many frames
// are read before they are written. Only at very low rates a tap is as short as the read is wide.
void Chorus::render_taps(const EffectRender& r) noexcept {
  const int most = std::min(static_cast<int>(shortest_tap(r.begin, r.frames)) - 2, LineSpan::kMost);
  const bool read_first = most >= 1;
  for (int done = 0; done < r.frames;) {
    const LineSpan span = {.begin = r.begin + done,
                           .frames = read_first ? std::min(most, r.frames - done) : 1,
                           .ahead = read_first ? 1 : 0};
    float sum[2][LineSpan::kMost] = {};
    const auto read = [&] {
      for (std::size_t s = 0; s < 2; ++s) {
        for (std::size_t v = 0; v < static_cast<std::size_t>(sounding_); ++v) {
          const LinePlace place = {.back = sides_[s].delay[v], .more = {.start = 1.0}};
          add_line(sides_[s].history, place, weight_[v], span, sum[s]);
        }
      }
    };
    if (read_first) read();
    for (int i = 0; i < span.frames; ++i) {
      const int k = span.begin + i;
      float& left = r.left[done + i];
      float& right = r.right[done + i];
      const Channels in = fed(left, right, k);
      sides_[0].history.write(static_cast<float>(in[0]));
      sides_[1].history.write(static_cast<float>(in[1]));
      if (!read_first) read();
      const Channels out = finish(channels(sum[0][i], sum[1][i]), k);
      left = static_cast<float>(out[0]);
      right = static_cast<float>(out[1]);
    }
    done += span.frames;
  }
}

void Chorus::render_buckets(const EffectRender& r) noexcept {
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const double g = band_.at(k);
    Channels x = fed(r.left[i], r.right[i], k);
    for (std::size_t f : {0, 1}) x = band_state_[f].low(x, g);
    Channels wet;
    for (std::size_t s = 0; s < 2; ++s) {
      Side& side = sides_[s];
      const float in = static_cast<float>(x[s]);
      float sum = 0.0f;
      for (std::size_t v = 0; v < static_cast<std::size_t>(sounding_); ++v) {
        sum += weight_[v].at(k) * side.buckets[v].step(in, side.delay[v].at(k));
      }
      wet[s] = sum;
    }
    for (std::size_t f : {2, 3}) wet = band_state_[f].low(wet, g);
    const Channels out = finish(wet, k);
    r.left[i] = static_cast<float>(out[0]);
    r.right[i] = static_cast<float>(out[1]);
  }
}

void Chorus::render(const EffectRender& r) noexcept {
  if (mode_ == kBbd) {
    render_buckets(r);
  } else {
    render_taps(r);
  }
}

double Chorus::tail_seconds() noexcept {
  const double loop = std::fabs(feedback_target_);
  // Passes until -120 dB, and as much again as the low cut and the filters ring at 20 Hz.
  const double passes = loop > 0.01 ? -13.9 / math::log(loop) : 3.0;
  return (centre_seconds_ + depth_seconds_) * (2.0 + 1.2 * passes) + 0.4;
}

std::array<float, 2> Chorus::sweep_phases() const noexcept {
  const auto turn = [](double cycles) { return static_cast<float>(cycles - std::floor(cycles)); };
  return {turn(slow_.now()), turn(fast_.now())};
}

static_assert(Effect<Chorus>);

}  // namespace kiln
