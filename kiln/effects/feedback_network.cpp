// The network of the room, hall and shimmer reverbs: lengths, decay, and the loop itself.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/feedback_network.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/effects/tone.h"

namespace kiln {
namespace {

constexpr double kNetworkMostSize = 2.0;
constexpr double kNetworkLongest = 0.0870;    // seconds at size 100 %
constexpr double kNetworkMostSwing = 0.0012;  // seconds between the ends of a line's motion
// A new size is reached as fast as bends the pitch by half at most: seconds a second.
constexpr double kNetworkSlew = 0.5;
constexpr double kNetworkGlide = 0.1;  // time constant of the motion's swing, seconds

// Lengths at size 100 %, milliseconds: near a geometric series, with no simple ratios; neighbours
// in the matrix are far apart in length.
constexpr double kRoomLines[kLanes] = {25.43, 46.02, 33.59, 59.39, 27.91, 50.57, 36.87, 65.12,
                                       30.62, 55.40, 40.42, 23.17, 48.61, 31.80, 43.59, 62.31};
constexpr double kHallLines[kLanes] = {38.87, 64.74, 49.20, 80.85, 41.86, 69.56, 52.86, 86.93,
                                       45.30, 74.91, 56.80, 36.08, 67.11, 46.99, 60.69, 83.53};
constexpr double kRoomDiffusers[2][4] = {{2.13, 4.31, 6.97, 11.29}, {2.29, 4.03, 7.41, 10.67}};
constexpr double kHallDiffusers[2][4] = {{4.72, 7.09, 14.02, 19.27}, {4.54, 6.90, 13.92, 16.62}};

// In shimmer sound also dies by rising, to where Damp and the shifters' low-pass wait for it: that
// alone takes it 60 dB down in this many seconds. The lines lose so much less, by half at most:
// what never rises must die too.
constexpr double kShimmerLoss = 13.0;

const double* network_lengths(FeedbackNetwork::Flavour flavour) {
  return flavour == FeedbackNetwork::Flavour::kRoom ? kRoomLines : kHallLines;
}
const double (&network_diffusers(FeedbackNetwork::Flavour flavour))[2][4] {
  return flavour == FeedbackNetwork::Flavour::kRoom ? kRoomDiffusers : kHallDiffusers;
}
std::size_t network_line_floats(double rate, FeedbackNetwork::Flavour flavour) {
  const double longest = flavour == FeedbackNetwork::Flavour::kRoom ? 0.0665 : 0.0870;
  return std::bit_ceil(
      static_cast<std::size_t>((longest * kNetworkMostSize + kNetworkMostSwing) * rate) + 16);
}
constexpr int kRisingA = NetworkLines::kRisingA;
constexpr int kRisingB = NetworkLines::kRisingB;

// Lines of a power of two would all be written to one set of the cache; and as much
// more as the first frames are repeated behind the last, so that reads need not wrap.
std::size_t network_stride(std::size_t line_floats) { return line_floats + 80; }

}  // namespace

std::size_t FeedbackNetwork::memory_floats(double rate, Flavour flavour) {
  std::size_t sum = kLanes * network_stride(network_line_floats(rate, flavour));
  for (const auto& side : network_diffusers(flavour)) {
    for (double ms : side) sum += History::floats(ms * 0.001 * rate + 4.0);
  }
  return flavour == Flavour::kShimmer ? sum + 2 * OctaveShifter::floats(rate) : sum;
}

void FeedbackNetwork::prepare(std::span<float>& memory, double rate, int control_frames,
                              Flavour flavour) {
  rate_ = rate;
  inverse_frames_ = 1.0f / static_cast<float>(control_frames);
  period_seconds_ = control_frames / rate;
  flavour_ = flavour;
  const std::size_t size = network_line_floats(rate, flavour);
  lines_.memory = memory.data();
  lines_.stride = network_stride(size);
  lines_.mask = static_cast<uint32_t>(size - 1);
  memory = memory.subspan(kLanes * lines_.stride);
  for (int i = 0; i < kLanes; ++i) {
    motion_.length[i] = network_lengths(flavour)[i] * 0.001 * rate;
    motion_.speed[i] = (0.31 + 0.037 * i) * period_seconds_;  // Hz
  }
  near_ = 1.0 - math::exp(-period_seconds_ / kNetworkGlide);
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < kDiffusers; ++i) {
      diffusers_[side][i].attach(memory, network_diffusers(flavour)[side][i] * 0.001 * rate);
    }
    if (flavour == Flavour::kShimmer) shifters_[side].attach(memory, rate);
  }
  clear();
}

void FeedbackNetwork::clear() noexcept {
  lines_.head = 0;
  lines_.written = 0;
  lines_.s1 = Lanes::filled(0.0f);
  lines_.s2 = Lanes::filled(0.0f);
  for (auto& side : diffusers_) {
    for (Allpass& a : side) a.clear();
  }
  if (flavour_ == Flavour::kShimmer) {
    for (OctaveShifter& s : shifters_) s.clear();
  }
}

// Attenuation and shelf of each line, when something they depend on has changed: then true.
bool FeedbackNetwork::tune(const ReverbControl& control) noexcept {
  const bool same = !control.jump && control.decay_seconds == tuned_.decay_seconds &&
                    control.freeze == tuned_.freeze && control.motion == tuned_.motion &&
                    control.damp_hz == tuned_.damp_hz && motion_.size == tuned_size_;
  if (same) return false;
  tuned_ = control;
  tuned_size_ = motion_.size;
  const double g = tone::warped(control.damp_hz, rate_);
  lines_.a1 = static_cast<float>(1.0 / (1.0 + g * (g + math::kSqrt2)));
  lines_.a2 = static_cast<float>(g) * lines_.a1;
  lines_.a3 = static_cast<float>(g) * lines_.a2;
  double rate_of_decay = 1.0 / control.decay_seconds;
  if (flavour_ == Flavour::kShimmer) {
    rate_of_decay = std::max(rate_of_decay - 1.0 / kShimmerLoss, 0.5 * rate_of_decay);
  }
  const double per_frame = control.freeze ? 0.0 : -kReverbSixtyDb * rate_of_decay / rate_;
  const double more =
      flavour_ == Flavour::kShimmer ? 0.5 * OctaveShifter::kWindowSeconds * rate_ : 0.0;
  for (int i = 0; i < kLanes; ++i) {
    const double frames = std::floor(motion_.length[i] * motion_.size) + 0.5 * motion_.swing + 1.0 +
                          (i == kRisingA || i == kRisingB ? more : 0.0);
    const float gain = math::exp2(static_cast<float>(per_frame * frames));
    c0_target_[i] = gain * gain * gain;  // high: gain · gain²
    c1_target_[i] = gain * 1.41421356f * (gain - gain * gain);
    c2_target_[i] = gain * (1.0f - gain * gain);
  }
  return true;
}

// From where the shelves were to what they were tuned to.
void FeedbackNetwork::move_shelves(bool tuned, bool jump) noexcept {
  if (!tuned && !moving_) return;
  const auto move = [&](Lanes& at, Lanes& step, const Lanes& before, const Lanes& target) {
    for (int i = 0; i < kLanes; ++i) {
      at[i] = jump ? target[i] : before[i];
      step[i] = (target[i] - at[i]) * inverse_frames_;
    }
  };
  move(lines_.c0, lines_.c0_step, c0_before_, c0_target_);
  move(lines_.c1, lines_.c1_step, c1_before_, c1_target_);
  move(lines_.c2, lines_.c2_step, c2_before_, c2_target_);
  moving_ = tuned;  // one more period sets the steps to 0
}

void FeedbackNetwork::update(const ReverbControl& control) noexcept {
  const bool jump = control.jump;
  const double near = jump ? 1.0 : near_;
  const double most = jump ? 10.0 : kNetworkSlew * period_seconds_ / kNetworkLongest;
  NetworkMotion& m = motion_;
  m.size += std::clamp(control.size - m.size, -most, most);
  m.settled = m.size == control.size;
  const double wanted = control.freeze ? 0.0 : control.motion;
  const double wanted_swing =
      wanted * kNetworkMostSwing * rate_ * (m.size < 0.5 ? 2.0 * m.size : 1.0);
  m.swing += std::fabs(wanted_swing - m.swing) < 1e-3 ? wanted_swing - m.swing
                                                      : near * (wanted_swing - m.swing);

  c0_before_ = c0_target_, c1_before_ = c1_target_, c2_before_ = c2_target_;
  move_shelves(tune(control), jump);
  if (jump) {
    for (uint32_t i = 0; i < kLanes; ++i) {
      m.turn[i] = random_unipolar(random_bits(control.random_key, i));
    }
    m.jump();
  }
  m.advance(inverse_frames_, lines_);
  // The hall's lines are long: at the default of 80 % the root brings it the room's density.
  const double diffusion =
      flavour_ == Flavour::kRoom ? control.diffusion : std::sqrt(control.diffusion);
  diffusion_.to(static_cast<float>(0.78 * diffusion), jump, inverse_frames_);
  const float rise = flavour_ == Flavour::kShimmer && !control.freeze ? 1.0f : 0.0f;
  shimmer_.to(jump ? rise : shimmer_.target + math::clamp(rise - shimmer_.target, -0.02f, 0.02f),
              jump, inverse_frames_);
  if (flavour_ == Flavour::kShimmer) {
    for (OctaveShifter& s : shifters_) s.snap();
  }
}

void FeedbackNetwork::run(int begin, int frames, float* left, float* right) noexcept {
  Allpass::run(diffusers_[0], diffusion_, begin, frames, left);
  Allpass::run(diffusers_[1], diffusion_, begin, frames, right);
  const bool rises = flavour_ == Flavour::kShimmer;
  lines_.run(begin, frames, {.shifters = rises ? shifters_.data() : nullptr, .share = shimmer_},
             left, right);
}

void FeedbackNetwork::render(int begin, int frames, float* left, float* right) noexcept {
  for (int done = 0; done < frames; done += NetworkLines::kChunk) {
    run(begin + done, std::min(NetworkLines::kChunk, frames - done), left + done, right + done);
  }
}

}  // namespace kiln
