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
constexpr double kLeastDelay = 20.0;   // frames: a chunk is read before it is written

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

// Rows of a Hadamard matrix: how the lines reach the two outputs, and how the inputs reach them.
constexpr float kOutLeft[kLanes] = {1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1};
constexpr float kOutRight[kLanes] = {1, -1, -1, 1, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1};
constexpr float kInLeft[kLanes] = {1, 0, -1, 0, 1, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0};
constexpr float kInRight[kLanes] = {0, 1, 0, 1, 0, -1, 0, 1, 0, -1, 0, -1, 0, 1, 0, 1};
constexpr float kInGain = 0.35355339f;  // eight lines each

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
constexpr std::size_t kMirror = 20;  // a chunk and the four points of a read
constexpr int kRisingA = 3;          // the lines that go up an octave in shimmer
constexpr int kRisingB = 12;

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
    double rate_of_decay = 1.0 / control.decay_seconds;
    if (flavour_ == Flavour::kShimmer) {
      rate_of_decay = std::max(rate_of_decay - 1.0 / kShimmerLoss, 0.5 * rate_of_decay);
    }
    const double per_frame = control.freeze ? 0.0 : -kReverbSixtyDb * rate_of_decay / rate_;
    const double more =
        flavour_ == Flavour::kShimmer ? 0.5 * OctaveShifter::kWindowSeconds * rate_ : 0.0;
    for (int i = 0; i < kLanes; ++i) {
      const double frames = std::floor(network_lengths(flavour_)[i] * 0.001 * rate_ * size_) +
                            0.5 * swing_ + 1.0 + (i == kRisingA || i == kRisingB ? more : 0.0);
      const float gain = math::exp2(static_cast<float>(per_frame * frames));
      c0_target_[i] = gain * gain * gain;  // high: gain · gain²
      c1_target_[i] = gain * 1.41421356f * (gain - gain * gain);
      c2_target_[i] = gain * (1.0f - gain * gain);
    }
  }
}

void FeedbackNetwork::update(const ReverbControl& control) noexcept {
  const bool jump = control.jump;
  const double near = jump ? 1.0 : 1.0 - math::exp(-period_seconds_ / kNetworkGlide);
  const double most = jump ? 10.0 : kNetworkSlew * period_seconds_ / kNetworkLongest;
  size_ += std::clamp(control.size - size_, -most, most);
  const double wanted = control.freeze ? 0.0 : control.motion;
  const double wanted_swing =
      wanted * kNetworkMostSwing * rate_ * (size_ < 0.5 ? 2.0 * size_ : 1.0);
  swing_ += std::fabs(wanted_swing - swing_) < 1e-3 ? wanted_swing - swing_
                                                    : near * (wanted_swing - swing_);

  const Lanes before0 = c0_target_, before1 = c1_target_, before2 = c2_target_;
  tune(control);
  for (int i = 0; i < kLanes; ++i) {
    const std::size_t n = static_cast<std::size_t>(i);
    if (jump) turn_[n] = random_unipolar(random_bits(control.random_key, static_cast<uint32_t>(i)));
    const auto at = [&] {
      const float wave = math::sin_cycles(static_cast<float>(turn_[n]));
      const double length = network_lengths(flavour_)[i] * 0.001 * rate_ * size_;
      return (size_ == control.size ? std::floor(length) : length) + swing_ * (0.5 + 0.5 * wave) +
             1.0;
    };
    if (jump) position_[n] = at();
    turn_[n] += (0.31 + 0.037 * i) * period_seconds_;  // Hz
    turn_[n] -= std::floor(turn_[n]);
    const double from = position_[n];
    position_[n] = at();
    const double base = std::max(std::floor(std::min(from, position_[n])), kLeastDelay);
    base_[n] = static_cast<uint32_t>(base);
    offset_[i] = static_cast<float>(std::max(from - base, 0.0));
    offset_step_[i] =
        static_cast<float>(std::max(position_[n] - base, 0.0) - std::max(from - base, 0.0)) *
        inverse_frames_;

    c0_[i] = jump ? c0_target_[i] : before0[i];
    c1_[i] = jump ? c1_target_[i] : before1[i];
    c2_[i] = jump ? c2_target_[i] : before2[i];
    c0_step_[i] = (c0_target_[i] - c0_[i]) * inverse_frames_;
    c1_step_[i] = (c1_target_[i] - c1_[i]) * inverse_frames_;
    c2_step_[i] = (c2_target_[i] - c2_[i]) * inverse_frames_;
    s1_[i] = math::snap(s1_[i]);
    s2_[i] = math::snap(s2_[i]);
  }
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

// The next `frames` frames of every line, before they are written over.
void FeedbackNetwork::read_lines(int begin, int frames, Lanes* out) const noexcept {
  const bool filling = written_ <= mask_;
  for (int i = 0; i < kLanes; ++i) {
    const float* const line = lines_ + static_cast<std::size_t>(i) * stride_;
    const uint32_t base = base_[static_cast<std::size_t>(i)];
    const float offset = offset_[i];
    const float step = offset_step_[i];
    const auto offset_at = [&](int f) { return offset + static_cast<float>(begin + f) * step; };
    const int whole = static_cast<int>(offset_at(0));
    if (frames == kChunk && !filling && whole == static_cast<int>(offset_at(kChunk - 1))) {
      // The usual case, with nothing that keeps the compiler from computing frames side by side.
      const float* const p = line + ((head_ - base - static_cast<uint32_t>(whole) - 2) & mask_);
      float y[kChunk];
      for (int f = 0; f < kChunk; ++f) {
        const float t = offset_at(f) - static_cast<float>(whole);
        y[f] = History::between(p[f + 3], p[f + 2], p[f + 1], p[f], t);
      }
      for (int f = 0; f < kChunk; ++f) out[f].v[i] = y[f];
      continue;
    }
    for (int f = 0; f < frames; ++f) {
      const int here = static_cast<int>(offset_at(f));
      const float t = offset_at(f) - static_cast<float>(here);
      const uint32_t back = base + static_cast<uint32_t>(here);
      const uint32_t now = static_cast<uint32_t>(f);
      const float* const p = line + ((head_ + now - back - 2) & mask_);
      const bool silent = filling && back + 2 > written_ + now;
      out[f].v[i] = silent ? 0.0f : History::between(p[3], p[2], p[1], p[0], t);
    }
  }
}

// Four-by-four Householder over the columns, then over the rows: x = mixed y.
void FeedbackNetwork::mix_lines(const Lanes& y, Lanes& x) noexcept {
  float column[4];
  for (int j = 0; j < 4; ++j) {
    column[j] = 0.5f * ((y.v[j] + y.v[j + 4]) + (y.v[j + 8] + y.v[j + 12]));
  }
  for (int i = 0; i < 4; ++i) {
    float row[4];
    for (int j = 0; j < 4; ++j) row[j] = y.v[4 * i + j] - column[j];
    const float half = 0.5f * ((row[0] + row[1]) + (row[2] + row[3]));
    for (int j = 0; j < 4; ++j) x.v[4 * i + j] = row[j] - half;
  }
}

void FeedbackNetwork::write_lines(const Lanes& x) noexcept {
  const std::size_t at = head_ & mask_;
  for (std::size_t i = 0; i < kLanes; ++i) lines_[i * stride_ + at] = x.v[i];
  if (at < kMirror) {
    const std::size_t mirror = at + mask_ + 1;
    for (std::size_t i = 0; i < kLanes; ++i) lines_[i * stride_ + mirror] = x.v[i];
  }
  ++head_;
  if (written_ <= mask_) ++written_;
}

void FeedbackNetwork::run(int begin, int frames, float* left, float* right) noexcept {
  for (std::size_t i = 0; i < kDiffusers; ++i) {
    diffusers_[0][i].run(left, frames, diffusion_, begin);
    diffusers_[1][i].run(right, frames, diffusion_, begin);
  }
  Lanes block[kChunk];
  read_lines(begin, frames, block);
  Lanes s1 = s1_, s2 = s2_;
  const Lanes c0 = c0_, c1 = c1_, c2 = c2_;
  const Lanes c0_step = c0_step_, c1_step = c1_step_, c2_step = c2_step_;
  const float a1 = a1_, a2 = a2_, a3 = a3_;
  for (int f = 0; f < frames; ++f) {
    const int k = begin + f;
    const float frame = static_cast<float>(k);
    const float in_l = kInGain * left[f];
    const float in_r = kInGain * right[f];
    const Lanes& in = block[f];
    Lanes y, x, out_l, out_r;
    for (int i = 0; i < kLanes; ++i) {  // trapezoidal state-variable shelf, all lines alike
      const float v3 = in.v[i] - s2.v[i];
      const float band = a1 * s1.v[i] + a2 * v3;
      const float low = s2.v[i] + a2 * s1.v[i] + a3 * v3;
      s1.v[i] = 2.0f * band - s1.v[i];
      s2.v[i] = 2.0f * low - s2.v[i];
      y.v[i] = (c0.v[i] + frame * c0_step.v[i]) * in.v[i] +
               (c1.v[i] + frame * c1_step.v[i]) * band + (c2.v[i] + frame * c2_step.v[i]) * low;
    }
    for (int i = 0; i < kLanes; ++i) {
      out_l.v[i] = kOutLeft[i] * y.v[i];
      out_r.v[i] = kOutRight[i] * y.v[i];
    }
    if (flavour_ == Flavour::kShimmer) {
      const float up = shimmer_.at(k);
      y.v[kRisingA] += up * (shifters_[0].step(y.v[kRisingA]) - y.v[kRisingA]);
      y.v[kRisingB] += up * (shifters_[1].step(y.v[kRisingB]) - y.v[kRisingB]);
    }
    mix_lines(y, x);
    for (int i = 0; i < kLanes; ++i) {
      const float sum = x.v[i] + (kInLeft[i] * in_l + kInRight[i] * in_r);
      x.v[i] = std::fabs(sum) < 1e-15f ? 0.0f : sum;
    }
    write_lines(x);
    left[f] = kInGain * sum_lanes(out_l);
    right[f] = kInGain * sum_lanes(out_r);
  }
  s1_ = s1;
  s2_ = s2;
}

void FeedbackNetwork::render(int begin, int frames, float* left, float* right) noexcept {
  for (int done = 0; done < frames; done += kChunk) {
    run(begin + done, std::min(kChunk, frames - done), left + done, right + done);
  }
}

}  // namespace kiln
