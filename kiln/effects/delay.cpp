// Delay: times and tempo, the loop with its limiter, drift and ducking.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/delay.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "kiln/base/random.h"
#include "kiln/base/units.h"
#include "kiln/parameters/tempo.h"

namespace kiln {
namespace {

constexpr const char* kDelayModes[] = {"stereo", "ping-pong", "tape", "reverse"};
constexpr const char* kDelayChanges[] = {"auto", "tape", "fade"};

constexpr double kDelayShortest = 0.001;
constexpr double kDelayLongest = 4.0;
constexpr double kDelayDriftHz = 0.7;
// A sine of this swing bends the pitch by 8 cents at 0.7 Hz: 2^(8/1200) − 1 = 2π·0.7·swing.
constexpr double kDelayDriftSwing = 0.0010530;
constexpr double kDelayFlutterHz = 6.3;
constexpr double kDelayFlutterSwing = 0.00006;
constexpr float kDelayLimit = 0.70795f;  // -3 dBFS

constexpr ParamSpec delay_time(const char* id, const char* name) {
  return {.id = id,
          .name = name,
          .curve = Curve::kLog,
          .unit = Unit::kSecond,
          .min = static_cast<float>(kDelayShortest),
          .max = static_cast<float>(kDelayLongest),
          .initial = 0.375f,
          .flags = kModulatable,
          .help = "Time to the first echo"};
}

constexpr ParamSpec kDelayParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Delay::kModeCount - 1,
     .flags = kStructural,
     .choices = kDelayModes,
     .help = "Two lines, bouncing between the sides, on tape, or backwards"},
    {.id = "change",
     .name = "Time change",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Delay::kChangeCount - 1,
     .flags = kStructural,
     .choices = kDelayChanges,
     .help = "New times glide like tape or cross-fade; auto fades when synced or stepped"},
    {.id = "link",
     .name = "Link",
     .curve = Curve::kStep,
     .unit = Unit::kSwitch,
     .max = 1,
     .flags = kStructural,
     .help = "The right side takes the time of the left"},
    delay_time("time_l", "Time L"),
    sync_switch("time_l_sync", "Time L sync", true),
    division_choice("time_l_division", "Time L division", "1/8."),
    delay_time("time_r", "Time R"),
    sync_switch("time_r_sync", "Time R sync", true),
    division_choice("time_r_division", "Time R division", "1/4"),
    {.id = "feedback",
     .name = "Feedback",
     .unit = Unit::kPercent,
     .max = 110,
     .initial = 35,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Level of each further echo; from 100 % on they never end"},
    {.id = "cross",
     .name = "Cross",
     .unit = Unit::kPercent,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Echoes change sides; in ping-pong: how much they stay"},
    {.id = "low_cut",
     .name = "Low cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 2000,
     .initial = 120,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "High-pass in the loop"},
    {.id = "high_cut",
     .name = "High cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 200,
     .max = 20480,
     .initial = 6000,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Low-pass in the loop; off at the top"},
    {.id = "drift",
     .name = "Drift",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 10,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Slow wander of the pitch, to 8 cents"},
    {.id = "duck",
     .name = "Duck",
     .unit = Unit::kPercent,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Echoes step back while the dry sound plays, to -24 dB"},
};
static_assert(std::size(kDelayParams) == Delay::kParamCount);

double delay_line_seconds(int mode) {
  return mode == Delay::kReverse ? 2.0 * kDelayLongest + 0.1 : kDelayLongest + 0.05;
}

// Straight up to half the limit, from there bent towards it: the limit is never passed.
float delay_limited(float x) {
  constexpr float kKnee = 0.5f * kDelayLimit;
  const float over = std::fabs(x) - kKnee;
  if (over <= 0.0f) return x;
  const float r = over / (kDelayLimit - kKnee);
  const float y = kKnee + over / std::sqrt(1.0f + r * r);
  return x < 0.0f ? -y : y;
}

float delay_tape(float x) {  // record head: compresses from about -6 dBFS on
  return x / std::sqrt(1.0f + 0.5f * x * x);
}

double delay_division_seconds(float division, double beats_per_second) {
  const float held = math::clamp(division, 0.0f, kDivisionCount - 1.0f);
  const double beats = division_beats(static_cast<int>(held));
  return beats_per_second > 1e-6 ? beats / beats_per_second : kDelayLongest;
}

}  // namespace

const ModuleSpec Delay::kSpec = {
    .id = "delay", .name = "Delay", .revision = 1, .params = kDelayParams, .help = "Echoes"};

std::size_t Delay::memory_floats(const EffectSetup& setup) {
  const int mode = static_cast<int>(setup.structure[kMode]);
  return 2 * History::floats(delay_line_seconds(mode) * setup.engine_rate);
}

void Delay::prepare(const EffectSetup& setup, std::span<float> memory) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  period_seconds_ = setup.control_frames / rate_;
  mode_ = static_cast<int>(setup.structure[kMode]);
  change_ = static_cast<int>(setup.structure[kChange]);
  linked_ = setup.structure[kLink] >= 0.5f;
  fade_frames_ = static_cast<uint32_t>(0.02 * rate_);
  attack_ = 1.0 - math::exp(-1.0 / (0.005 * rate_));
  release_ = 1.0 - math::exp(-1.0 / (0.25 * rate_));
  for (Side& side : sides_) {
    side.line.attach(memory, delay_line_seconds(mode_) * rate_);
    side.tap.prepare(rate_, setup.control_frames);
  }
  reset();
}

void Delay::reset() noexcept {
  for (Side& side : sides_) {
    side.line.clear();
    side.backwards = {};
  }
  low_cut_state_ = {};
  high_cut_state_ = {};
  envelope_ = 0.0;
}

void Delay::move_head(Side& side, double seconds, bool synced, bool jump) noexcept {
  const double held = std::min(std::max(seconds, kDelayShortest), kDelayLongest);
  const double frames = held * rate_;
  if (std::fabs(frames - side.wanted) > 0.05 * side.wanted) side.stepped = true;
  side.wanted = frames;
  const bool tape = change_ == kGlide || (change_ == kAuto && mode_ == kTape);
  const bool glide = tape || (change_ == kAuto && !synced && !side.stepped);
  side.tap.update(frames, glide, jump);
  if (jump || side.tap.fading() || tape) side.stepped = false;
}

void Delay::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const float inverse = static_cast<float>(inverse_frames_);
  if (jump) {
    phase_ = random_unipolar(random_bits(update.random_key, 1));
    flutter_phase_ = random_unipolar(random_bits(update.random_key, 2));
  }
  phase_ += kDelayDriftHz * period_seconds_;
  phase_ -= std::floor(phase_);
  flutter_phase_ += kDelayFlutterHz * period_seconds_;
  flutter_phase_ -= std::floor(flutter_phase_);
  for (std::size_t s = 0; s < 2; ++s) {
    const int from = s == 0 || linked_ ? kTimeL : kTimeR;
    const bool synced = p[from + 1] >= 0.5f;
    const double seconds =
        synced ? delay_division_seconds(p[from + 2], update.beats_per_second) : p[from];
    Side& side = sides_[s];
    move_head(side, seconds, synced, jump);
    // The sides drift a quarter cycle apart; never by more than a third of a short time.
    const double frames = side.tap.frames();
    const double most = std::min(kDelayDriftSwing * rate_, 0.3 * frames);
    const double flutter =
        mode_ == kTape ? std::min(kDelayFlutterSwing * rate_, 0.1 * frames) : 0.0;
    const double place = 0.25 * static_cast<double>(s);
    side.drift.to(
        p[kDrift] * (most * math::sin_cycles(static_cast<float>(phase_ + place)) +
                     flutter * math::sin_cycles(static_cast<float>(flutter_phase_ + place))),
        jump, inverse_frames_);
  }
  low_cut_state_.snap();
  high_cut_state_.snap();
  envelope_ = tone::snapped(envelope_);
  feedback_.to(p[kFeedback], jump, inverse);
  cross_.to(mode_ == kPingPong ? 1.0f - p[kCross] : p[kCross], jump, inverse);
  low_cut_.update(p[kLowCut], rate_, jump, inverse_frames_);
  high_cut_.update(p[kHighCut], rate_, jump, inverse_frames_);
  double ducked = 0.0;  // dB
  if (p[kDuck] != 0.0f) {
    // From -40 dBFS (no ducking) to -10 dBFS (all of it).
    const double loud = (gain_to_db(envelope_) + 40.0) / 30.0;
    ducked = -24.0 * p[kDuck] * std::min(std::max(loud, 0.0), 1.0);
  }
  duck_.to(ducked == 0.0 ? 1.0f : static_cast<float>(db_to_gain(ducked)), jump, inverse);
}

struct Delay::Echoes {
  float left[LineSpan::kMost];
  float right[LineSpan::kMost];
};

// How many frames can be read before the first of them is written.
int Delay::readable(int begin, int frames) const noexcept {
  if (mode_ == kReverse) return 1;  // stretches begin anew at any frame
  int most = std::min(frames, LineSpan::kMost);
  for (const Side& side : sides_) {
    most = std::min(most, side.tap.readable(begin, frames, side.drift));
  }
  return most;
}

void Delay::read(int begin, int frames, Echoes& echoes) noexcept {
  float* const out[2] = {echoes.left, echoes.right};
  for (std::size_t s = 0; s < 2; ++s) {
    Side& side = sides_[s];
    if (mode_ == kReverse) {
      *out[s] = side.backwards.read(side.line, static_cast<uint32_t>(side.wanted), fade_frames_,
                                    std::fabs(side.drift.at(begin)));
    } else {
      side.tap.read(side.line, {.begin = begin, .frames = frames}, side.drift, out[s]);
    }
  }
  for (int i = 0; i < frames; ++i) {
    const int k = begin + i;
    const Channels y = channels(echoes.left[i], echoes.right[i]);
    const Channels high = low_cut_state_.high(y, low_cut_.at(k));
    const Channels echo = high_cut_.run(high_cut_state_, high, k);
    echoes.left[i] = static_cast<float>(echo[0]);
    echoes.right[i] = static_cast<float>(echo[1]);
  }
}

// What comes in and what comes back, into the lines.
void Delay::write(const float* left, const float* right, int begin, int frames,
                  const Echoes& echoes) noexcept {
  const bool bounce = mode_ == kPingPong;
  for (int i = 0; i < frames; ++i) {
    const int k = begin + i;
    const double loud = std::max(std::fabs(left[i]), std::fabs(right[i]));
    envelope_ += (loud > envelope_ ? attack_ : release_) * (loud - envelope_);
    const float echo_l = echoes.left[i];
    const float echo_r = echoes.right[i];
    const float cross = cross_.at(k);
    const float feedback = feedback_.at(k);
    const float back_l = delay_limited(feedback * (echo_l + cross * (echo_r - echo_l)));
    const float back_r = delay_limited(feedback * (echo_r + cross * (echo_l - echo_r)));
    float in_l = (bounce ? 0.5f * (left[i] + right[i]) : left[i]) + back_l;
    float in_r = (bounce ? 0.0f : right[i]) + back_r;
    if (mode_ == kTape) {
      in_l = delay_tape(in_l);
      in_r = delay_tape(in_r);
    }
    sides_[0].line.write(in_l);
    sides_[1].line.write(in_r);
  }
}

void Delay::render(const EffectRender& r) noexcept {
  for (int done = 0; done < r.frames;) {
    const int begin = r.begin + done;
    const int frames = readable(begin, r.frames - done);
    float* const left = r.left + done;
    float* const right = r.right + done;
    Echoes echoes;
    read(begin, frames, echoes);
    write(left, right, begin, frames, echoes);
    for (int i = 0; i < frames; ++i) {
      const float duck = duck_.at(begin + i);
      left[i] = duck * echoes.left[i];
      right[i] = duck * echoes.right[i];
    }
    done += frames;
  }
}

double Delay::tail_seconds() noexcept {
  const double feedback = feedback_.target;
  if (feedback >= 1.0) return std::numeric_limits<double>::infinity();
  const double longest = std::max(sides_[0].wanted, sides_[1].wanted) / rate_;
  const double pass = mode_ == kReverse ? 2.0 * longest : longest;
  const double passes = feedback > 1e-3 ? -13.9 / math::log(feedback) : 0.0;
  return pass * (1.1 + passes) + 0.5;
}

static_assert(Effect<Delay>);

}  // namespace kiln
