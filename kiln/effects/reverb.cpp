// What is common to the kinds of reverb, and which of them runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/reverb.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "kiln/base/math.h"
#include "kiln/effects/channels.h"
#include "kiln/effects/line_read.h"
#include "kiln/simd/lanes.h"

namespace kiln {
namespace {

constexpr const char* kReverbModes[] = {"room", "hall", "plate", "shimmer"};
constexpr double kReverbMostPreDelay = 0.25;  // seconds
constexpr double kReverbFreezeFrom = 59.9;    // seconds of Decay: the top of the knob
constexpr double kReverbDecayGlide = 0.05;    // time constant, seconds
constexpr double kReverbFreezeFade = 0.02;    // seconds in which the input goes and comes

// Damp's shelf reaches below its corner: at the default of 6 kHz it takes 4 % of the time at 2 kHz,
// and 5 % of that of a response with all highs in. So much more for all keeps every one within 5 %.
constexpr double kReverbMoreDecay = 1.02;

// Brings noise through each mode at default settings to 4 dB below the dry sound.
constexpr float kReverbLevel[Reverb::kModeCount] = {1.4f, 1.75f, 0.9f, 1.85f};

constexpr ParamSpec kReverbParams[] = {
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = Reverb::kModeCount - 1,
     .flags = kStructural,
     .choices = kReverbModes,
     .help = "Kind of space; shimmer rises by octaves"},
    {.id = "decay",
     .name = "Decay",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.1f,
     .max = 60,
     .initial = 2,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Time until -60 dB; the top freezes the sound"},
    {.id = "size",
     .name = "Size",
     .unit = Unit::kPercent,
     .min = 10,
     .max = 200,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Lengths of the paths"},
    {.id = "pre_delay",
     .name = "Pre-delay",
     .curve = Curve::kPower2,
     .unit = Unit::kSecond,
     .max = static_cast<float>(kReverbMostPreDelay),
     .initial = 0.01f,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Silence before the space answers"},
    {.id = "diffusion",
     .name = "Diffusion",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 80,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Single echoes to the left, a dense sound to the right"},
    {.id = "damp",
     .name = "Damp",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 200,
     .max = 20480,
     .initial = 6000,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Above this the sound decays three times as fast"},
    {.id = "low_cut",
     .name = "Low cut",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 1000,
     .initial = 120,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Keeps lows out of the space, 12 dB an octave"},
    {.id = "motion",
     .name = "Motion",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 25,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "The paths move slowly"},
    {.id = "width",
     .name = "Width",
     .unit = Unit::kPercent,
     .max = 150,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "From mono over stereo to wider"},
};
static_assert(std::size(kReverbParams) == Reverb::kParamCount);

FeedbackNetwork::Flavour reverb_flavour(int mode) {
  return mode == Reverb::kRoom      ? FeedbackNetwork::Flavour::kRoom
         : mode == Reverb::kShimmer ? FeedbackNetwork::Flavour::kShimmer
                                    : FeedbackNetwork::Flavour::kHall;
}

double reverb_held(double x, double lo, double hi) { return std::min(std::max(x, lo), hi); }

}  // namespace

const ModuleSpec Reverb::kSpec = {.id = "reverb",
                                  .name = "Reverb",
                                  .revision = 1,
                                  .params = kReverbParams,
                                  .help = "The sound of a space"};

std::size_t Reverb::memory_floats(const EffectSetup& setup) {
  const int mode = static_cast<int>(setup.structure[kMode]);
  const double rate = setup.engine_rate;
  return 2 * History::floats(kReverbMostPreDelay * rate + 8.0) +
         (mode == kPlate ? PlateTank::memory_floats(rate)
                         : FeedbackNetwork::memory_floats(rate, reverb_flavour(mode)));
}

void Reverb::prepare(const EffectSetup& setup, std::span<float> memory) {
  rate_ = setup.engine_rate;
  inverse_frames_ = 1.0 / setup.control_frames;
  period_seconds_ = setup.control_frames / rate_;
  near_ = 1.0 - math::exp(-period_seconds_ / kReverbDecayGlide);
  mode_ = static_cast<int>(setup.structure[kMode]);
  for (History& line : before_) line.attach(memory, kReverbMostPreDelay * rate_ + 8.0);
  pre_delay_.prepare(rate_, setup.control_frames);
  if (mode_ == kPlate) {
    plate_.prepare(memory, rate_, setup.control_frames);
  } else {
    network_.prepare(memory, rate_, setup.control_frames, reverb_flavour(mode_));
  }
  reset();
}

void Reverb::reset() noexcept {
  cut_ = {};
  for (History& line : before_) line.clear();
  if (mode_ == kPlate) {
    plate_.clear();
  } else {
    network_.clear();
  }
}

void Reverb::update(const EffectUpdate& update) noexcept {
  const float* p = update.params;
  const bool jump = update.jump;
  const float inverse = static_cast<float>(inverse_frames_);
  // In octaves of time: a fall to a short decay must not silence all lines within a millisecond.
  const double wanted = kept_wanted_(reverb_held(p[kDecay], 0.1, 60.0),
                                     [](double seconds) { return math::log2(seconds); });
  const double near = jump ? 1.0 : near_;
  decay_octaves_ += std::fabs(wanted - decay_octaves_) < 1e-4 ? wanted - decay_octaves_
                                                              : near * (wanted - decay_octaves_);
  decay_ = kept_decay_(decay_octaves_, [](double octaves) { return math::exp2(octaves); });
  frozen_ = decay_ >= kReverbFreezeFrom;
  const ReverbControl control = {.jump = jump,
                                 .freeze = frozen_,
                                 .decay_seconds = kReverbMoreDecay * decay_,
                                 .size = reverb_held(p[kSize], 0.1, 2.0),
                                 .diffusion = reverb_held(p[kDiffusion], 0.0, 1.0),
                                 .damp_hz = p[kDamp],
                                 .motion = reverb_held(p[kMotion], 0.0, 1.0),
                                 .random_key = update.random_key};
  if (mode_ == kPlate) {
    plate_.update(control);
  } else {
    network_.update(control);
  }
  // A pre-delay of 0 still takes the two frames that an interpolated read needs.
  pre_delay_.update(2.0 + reverb_held(p[kPreDelay], 0.0, kReverbMostPreDelay) * rate_, true, jump);
  const float most = jump ? 1.0f : static_cast<float>(period_seconds_ / kReverbFreezeFade);
  const float open = frozen_ ? 0.0f : 1.0f;
  input_.to(input_.target + math::clamp(open - input_.target, -most, most), jump, inverse);
  // Long decays pile up: half of their gain in level is taken back.
  const double level = kept_level_(decay_, [](double decay) {
    return math::exp2(-0.25f * math::log2(static_cast<float>(0.5 * decay)));
  });
  level_.to(static_cast<float>(level) * kReverbLevel[mode_], jump, inverse);
  width_.to(p[kWidth], jump, inverse);
  low_cut_.update(p[kLowCut], rate_, jump, inverse_frames_);
  cut_.snap();
}

// Low cut and pre-delay, in place. What is written does not depend on what is read: either may come
// first, and a short pre-delay hears of these frames.
void Reverb::cut_and_delay(const EffectRender& r) noexcept {
  float* const bus[2] = {r.left, r.right};
  float in[2][kMaxControlFrames];
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const float gain = input_.at(k);
    const Channels cut = cut_.high(channels(gain * r.left[i], gain * r.right[i]), low_cut_.at(k));
    in[0][i] = static_cast<float>(cut[0]);
    in[1][i] = static_cast<float>(cut[1]);
  }
  const BlockRamp<double> still;
  for (int done = 0; done < r.frames;) {
    const int begin = r.begin + done;
    const int frames = std::min(r.frames - done, LineSpan::kMost);
    const bool read_first = pre_delay_.readable(begin, frames, still) >= frames;
    for (std::size_t s = 0; s < 2; ++s) {
      const auto read = [&](int ahead) {
        const LineSpan span = {.begin = begin, .frames = frames, .ahead = ahead};
        pre_delay_.read(before_[s], span, still, bus[s] + done);
      };
      if (read_first) read(0);
      for (int i = 0; i < frames; ++i) before_[s].write(in[s][done + i]);
      if (!read_first) read(-frames);
    }
    done += frames;
  }
}

void Reverb::render(const EffectRender& r) noexcept {
  if (mode_ != kPlate) network_.prefetch(r.begin);
  cut_and_delay(r);
  if (mode_ == kPlate) {
    plate_.render(r.begin, r.frames, r.left, r.right);
  } else {
    network_.render(r.begin, r.frames, r.left, r.right);
  }
  for (int i = 0; i < r.frames; ++i) {
    const int k = r.begin + i;
    const float level = level_.at(k);
    const float mid = 0.5f * level * (r.left[i] + r.right[i]);
    const float side = 0.5f * level * width_.at(k) * (r.left[i] - r.right[i]);
    r.left[i] = mid + side;
    r.right[i] = mid - side;
  }
}

double Reverb::tail_seconds() noexcept {
  if (frozen_) return std::numeric_limits<double>::infinity();
  // -120 dB, and as long again as a sixth of it for what began louder than 0 dBFS.
  return 2.3 * decay_ + kReverbMostPreDelay + 0.6;
}

static_assert(Effect<Reverb>);

}  // namespace kiln
