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
constexpr double kNetworkMostSwing = 0.0012;   // seconds between the ends of a line's motion
constexpr double kNetworkGlide = 0.1;          // time constant of Size, seconds

// Lengths at size 100 %, milliseconds: near a geometric series, with no simple ratios; neighbours
// in the matrix are far apart in length.
constexpr double kRoomLines[kLanes] = {23.17, 41.93, 30.61, 54.11, 25.43, 46.07, 33.59, 59.33,
                                       27.89, 50.47, 36.83, 21.11, 44.29, 28.97, 39.71, 56.77};
constexpr double kHallLines[kLanes] = {43.19, 71.93, 54.67, 89.83, 46.51, 77.29, 58.73, 96.59,
                                       50.33, 83.23, 63.11, 40.09, 74.57, 52.21, 67.43, 92.81};
constexpr double kRoomDiffusers[2][4] = {{2.13, 4.31, 6.97, 11.29}, {2.29, 4.03, 7.41, 10.67}};
constexpr double kHallDiffusers[2][4] = {{4.77, 8.41, 13.87, 21.19}, {5.03, 7.93, 14.53, 20.27}};

// Rows of a Hadamard matrix: how the lines reach the two outputs, and how the inputs reach them.
constexpr float kOutLeft[kLanes] = {1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1};
constexpr float kOutRight[kLanes] = {1, -1, -1, 1, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1};
constexpr float kInLeft[kLanes] = {1, 0, -1, 0, 1, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0};
constexpr float kInRight[kLanes] = {0, 1, 0, 1, 0, -1, 0, 1, 0, -1, 0, -1, 0, 1, 0, 1};
constexpr float kInGain = 0.35355339f;         // eight lines each

const double* network_lengths(FeedbackNetwork::Flavour flavour) {
  return flavour == FeedbackNetwork::Flavour::kRoom ? kRoomLines : kHallLines;
}
const double (&network_diffusers(FeedbackNetwork::Flavour flavour))[2][4] {
  return flavour == FeedbackNetwork::Flavour::kRoom ? kRoomDiffusers : kHallDiffusers;
}
std::size_t network_line_floats(double rate, FeedbackNetwork::Flavour flavour) {
  const double longest = flavour == FeedbackNetwork::Flavour::kRoom ? 0.0594 : 0.0966;
  return std::bit_ceil(static_cast<std::size_t>(
      (longest * kNetworkMostSize + kNetworkMostSwing) * rate) + 16);
}
// Lines of a power of two would all be written to one set of the cache; and four frames more, so
// that the four points of a read lie side by side.
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
  lines_ = memory.data();
  stride_ = network_stride(size);
  mask_ = static_cast<uint32_t>(size - 1);
  memory = memory.subspan(kLanes * stride_);
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < kDiffusers; ++i) {
      diffusers_[side][i].attach(memory, network_diffusers(flavour)[side][i] * 0.001 * rate);
    }
    if (flavour == Flavour::kShimmer) shifters_[side].attach(memory, rate);
  }
  clear();
}

void FeedbackNetwork::clear() noexcept {
  head_ = 0;
  written_ = 0;
  s1_ = Lanes::filled(0.0f);
  s2_ = Lanes::filled(0.0f);
  for (auto& side : diffusers_) {
    for (Allpass& a : side) a.clear();
  }
  if (flavour_ == Flavour::kShimmer) {
    for (OctaveShifter& s : shifters_) s.clear();
  }
}

// Attenuation and shelf of each line, when something they depend on has changed.
void FeedbackNetwork::tune(const ReverbControl& control) noexcept {
  const bool same = !control.jump && control.decay_seconds == tuned_.decay_seconds &&
                    control.freeze == tuned_.freeze && control.motion == tuned_.motion &&
                    control.damp_hz == tuned_.damp_hz && size_ == tuned_size_;
  if (!same) {
    tuned_ = control;
    tuned_size_ = size_;
    const double g = tone::warped(control.damp_hz, rate_);
    a1_ = static_cast<float>(1.0 / (1.0 + g * (g + math::kSqrt2)));
    a2_ = static_cast<float>(g) * a1_;
    a3_ = static_cast<float>(g) * a2_;
    const double per_frame = control.freeze ? 0.0 : -kReverbSixtyDb / (control.decay_seconds * rate_);
    const double more = flavour_ == Flavour::kShimmer ? 0.5 * OctaveShifter::kWindowSeconds * rate_ : 0.0;
    for (int i = 0; i < kLanes; ++i) {
      const double frames = std::floor(network_lengths(flavour_)[i] * 0.001 * rate_ * size_) +
                            0.5 * swing_ + 1.0 + (i == 3 || i == 12 ? more : 0.0);
      const float gain = math::exp2(static_cast<float>(per_frame * frames));
      c0_target_[i] = gain * gain * gain;                       // high: gain · gain²
      c1_target_[i] = gain * 1.41421356f * (gain - gain * gain);
      c2_target_[i] = gain * (1.0f - gain * gain);
    }
  }
}

void FeedbackNetwork::update(const ReverbControl& control) noexcept {
  const bool jump = control.jump;
  const double near = jump ? 1.0 : 1.0 - math::exp(-period_seconds_ / kNetworkGlide);
  size_ += std::fabs(control.size - size_) < 1e-5 ? control.size - size_ : near * (control.size - size_);
  const double wanted = control.freeze ? 0.0 : control.motion * control.motion;
  const double wanted_swing = wanted * kNetworkMostSwing * rate_ * (size_ < 0.5 ? 2.0 * size_ : 1.0);
  swing_ += std::fabs(wanted_swing - swing_) < 1e-3 ? wanted_swing - swing_ : near * (wanted_swing - swing_);

  const Lanes before0 = c0_target_, before1 = c1_target_, before2 = c2_target_;
  tune(control);
  for (int i = 0; i < kLanes; ++i) {
    const std::size_t n = static_cast<std::size_t>(i);
    if (jump) turn_[n] = random_unipolar(random_bits(control.random_key, static_cast<uint32_t>(i)));
    const auto at = [&] {
      const float wave = math::sin_cycles(static_cast<float>(turn_[n]));
      const double length = network_lengths(flavour_)[i] * 0.001 * rate_ * size_;
      return (size_ == control.size ? std::floor(length) : length) + swing_ * (0.5 + 0.5 * wave) + 1.0;
    };
    if (jump) position_[n] = at();
    turn_[n] += (0.31 + 0.037 * i) * period_seconds_;   // Hz
    turn_[n] -= std::floor(turn_[n]);
    const double from = position_[n];
    position_[n] = at();
    const double base = std::floor(std::min(from, position_[n]));
    base_[n] = static_cast<uint32_t>(std::max(base, 3.0));
    offset_[i] = static_cast<float>(from - base);
    offset_step_[i] = static_cast<float>(position_[n] - from) * inverse_frames_;

    c0_[i] = jump ? c0_target_[i] : before0[i];
    c1_[i] = jump ? c1_target_[i] : before1[i];
    c2_[i] = jump ? c2_target_[i] : before2[i];
    c0_step_[i] = (c0_target_[i] - c0_[i]) * inverse_frames_;
    c1_step_[i] = (c1_target_[i] - c1_[i]) * inverse_frames_;
    c2_step_[i] = (c2_target_[i] - c2_[i]) * inverse_frames_;
    s1_[i] = math::snap(s1_[i]);
    s2_[i] = math::snap(s2_[i]);
  }
  diffusion_.to(static_cast<float>(0.78 * control.diffusion), jump, inverse_frames_);
  const float rise = flavour_ == Flavour::kShimmer && !control.freeze ? 1.0f : 0.0f;
  shimmer_.to(jump ? rise : shimmer_.target + math::clamp(rise - shimmer_.target, -0.02f, 0.02f),
              jump, inverse_frames_);
  if (flavour_ == Flavour::kShimmer) {
    for (OctaveShifter& s : shifters_) s.snap();
  }
}

template <bool kFilling>
void FeedbackNetwork::read_lines(int k, Lanes& out) const noexcept {
  const float frame = static_cast<float>(k);
  for (int i = 0; i < kLanes; ++i) {
    const float offset = offset_[i] + frame * offset_step_[i];
    const uint32_t whole = static_cast<uint32_t>(static_cast<int32_t>(offset));
    const float t = offset - static_cast<float>(static_cast<int32_t>(whole));
    const uint32_t back = base_[static_cast<std::size_t>(i)] + whole;
    const float* p = lines_ + static_cast<std::size_t>(i) * stride_ + ((head_ - back - 2) & mask_);
    out[i] = kFilling && back + 2 > written_ ? 0.0f : History::between(p[3], p[2], p[1], p[0], t);
  }
}

template <bool kFilling>
void FeedbackNetwork::run(int begin, int frames, float* left, float* right) noexcept {
  Lanes s1 = s1_, s2 = s2_;
  const float a1 = a1_, a2 = a2_, a3 = a3_;
  for (int f = 0; f < frames; ++f) {
    const int k = begin + f;
    const float g = diffusion_.at(k);
    float in_l = left[f];
    float in_r = right[f];
    for (std::size_t i = 0; i < kDiffusers; ++i) {
      in_l = diffusers_[0][i].step(in_l, g);
      in_r = diffusers_[1][i].step(in_r, g);
    }
    in_l *= kInGain;
    in_r *= kInGain;

    alignas(64) Lanes x, y, out_l, out_r;
    read_lines<kFilling>(k, x);
    const float frame = static_cast<float>(k);
    for (int i = 0; i < kLanes; ++i) {   // trapezoidal state-variable shelf, all lines alike
      const float v3 = x.v[i] - s2.v[i];
      const float band = a1 * s1.v[i] + a2 * v3;
      const float low = s2.v[i] + a2 * s1.v[i] + a3 * v3;
      s1.v[i] = 2.0f * band - s1.v[i];
      s2.v[i] = 2.0f * low - s2.v[i];
      y.v[i] = (c0_.v[i] + frame * c0_step_.v[i]) * x.v[i] +
               (c1_.v[i] + frame * c1_step_.v[i]) * band + (c2_.v[i] + frame * c2_step_.v[i]) * low;
    }
    for (int i = 0; i < kLanes; ++i) {
      out_l.v[i] = kOutLeft[i] * y.v[i];
      out_r.v[i] = kOutRight[i] * y.v[i];
    }
    if (flavour_ == Flavour::kShimmer) {
      const float up = shimmer_.at(k);
      y.v[3] += up * (shifters_[0].step(y.v[3]) - y.v[3]);
      y.v[12] += up * (shifters_[1].step(y.v[12]) - y.v[12]);
    }
    float column[4];
    for (int j = 0; j < 4; ++j) {
      column[j] = 0.5f * ((y.v[j] + y.v[j + 4]) + (y.v[j + 8] + y.v[j + 12]));
    }
    const uint32_t at = head_ & mask_;
    for (int i = 0; i < 4; ++i) {
      float row[4];
      for (int j = 0; j < 4; ++j) row[j] = y.v[4 * i + j] - column[j];
      const float half = 0.5f * ((row[0] + row[1]) + (row[2] + row[3]));
      for (int j = 0; j < 4; ++j) x.v[4 * i + j] = row[j] - half;
    }
    for (int i = 0; i < kLanes; ++i) {
      x.v[i] = math::snap(x.v[i] + (kInLeft[i] * in_l + kInRight[i] * in_r));
    }
    for (int i = 0; i < kLanes; ++i) lines_[static_cast<std::size_t>(i) * stride_ + at] = x.v[i];
    if (at < 4) {
      const std::size_t mirror = static_cast<std::size_t>(at) + mask_ + 1;
      for (int i = 0; i < kLanes; ++i) lines_[static_cast<std::size_t>(i) * stride_ + mirror] = x.v[i];
    }
    ++head_;
    if (written_ <= mask_) ++written_;
    left[f] = kInGain * sum_lanes(out_l);
    right[f] = kInGain * sum_lanes(out_r);
  }
  s1_ = s1;
  s2_ = s2;
}

void FeedbackNetwork::render(int begin, int frames, float* left, float* right) noexcept {
  // Which of the two loops runs changes no bit: once all lines are full they do the same.
  if (written_ <= mask_) {
    run<true>(begin, frames, left, right);
  } else {
    run<false>(begin, frames, left, right);
  }
}

}  // namespace kiln
