// The tank of the plate: its lengths, taps and decay.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/effects/plate_tank.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/effects/tone.h"

namespace kiln {
namespace {

constexpr double kPlateRate = 29761.0;
constexpr double kPlateScale = 0.85;
// The mean delay of an all-pass is its length, but the modes it delays longer than that die last:
// measured over all decays, they make the tail this much longer.
constexpr double kPlateLast = 1.075;
constexpr double kPlateMostSize = 2.0;
constexpr double kPlateMostSwing = 32.0;  // frames of the paper; its excursion is 16 peak
constexpr double kPlateGlide = 0.1;       // time constant of the motion's swing, seconds
// A new size is reached as fast as bends the pitch by half at most: seconds a second.
constexpr double kPlateSlew = 0.5;
constexpr double kPlateInput[6] = {142, 107, 379, 277, 523, 797};
struct PlateLengths {
  double moving, first, still, second;
};
constexpr PlateLengths kPlateLengths[2] = {{672, 4453, 1800, 3720}, {908, 4217, 2656, 3163}};

}  // namespace

std::size_t PlateTank::memory_floats(double rate) {
  const double scale = kPlateMostSize * rate / kPlateRate;
  std::size_t sum = 0;
  for (double frames : kPlateInput) sum += History::floats(frames * rate / kPlateRate + 4.0);
  for (const PlateLengths& l : kPlateLengths) {
    sum += History::floats((l.moving + kPlateMostSwing) * scale + 4.0) +
           History::floats(l.first * scale + 8.0) + History::floats(l.still * scale + 4.0) +
           History::floats(l.second * scale + 8.0);
  }
  return sum;
}

void PlateTank::prepare(std::span<float>& memory, double rate, int control_frames) {
  rate_ = rate;
  inverse_frames_ = 1.0 / control_frames;
  period_seconds_ = control_frames / rate;
  const double scale = kPlateMostSize * rate / kPlateRate;
  for (std::size_t i = 0; i < input_.size(); ++i)
    input_[i].attach(memory, kPlateInput[i] * rate / kPlateRate);
  for (std::size_t h = 0; h < 2; ++h) {
    const PlateLengths& l = kPlateLengths[h];
    halves_[h].moving.attach(memory, (l.moving + kPlateMostSwing) * scale);
    halves_[h].first.attach(memory, l.first * scale + 8.0);
    halves_[h].still.attach(memory, l.still * scale);
    halves_[h].second.attach(memory, l.second * scale + 8.0);
  }
  clear();
}

void PlateTank::clear() noexcept {
  for (Allpass& a : input_) a.clear();
  for (Half& half : halves_) {
    half.moving.clear();
    half.first.clear();
    half.still.clear();
    half.second.clear();
    half.shelf = {};
    half.end = 0.0f;
  }
}

void PlateTank::update(const ReverbControl& control) noexcept {
  const bool jump = control.jump;
  const double near = jump ? 1.0 : 1.0 - math::exp(-period_seconds_ / kPlateGlide);
  const double most =
      jump ? 10.0 : kPlateSlew * period_seconds_ * kPlateRate / kPlateLengths[0].first;
  size_ += std::clamp(control.size - size_, -most, most);
  const double wanted = control.freeze ? 0.0 : control.motion * std::sqrt(control.motion);
  swing_ += std::fabs(wanted - swing_) < 1e-6 ? wanted - swing_ : near * (wanted - swing_);
  const double scale = kPlateScale * size_ * rate_ / kPlateRate;
  const bool settled = size_ == control.size;
  const auto length = [&](double frames) {
    return settled ? std::floor(frames * scale) : frames * scale;
  };
  scale_.to(scale, jump, inverse_frames_);
  g_ = tone::warped(control.damp_hz, rate_);
  const float inverse = static_cast<float>(inverse_frames_);
  for (std::size_t h = 0; h < 2; ++h) {
    Half& half = halves_[h];
    const PlateLengths& l = kPlateLengths[h];
    if (jump)
      half.turn = random_unipolar(random_bits(control.random_key, static_cast<uint32_t>(h)));
    half.turn += (h == 0 ? 0.83 : 0.97) * period_seconds_;  // Hz
    half.turn -= std::floor(half.turn);
    const double wave = 0.5 + 0.5 * math::sin_cycles(static_cast<float>(half.turn));
    half.moving_frames.to(length(l.moving) + swing_ * kPlateMostSwing * scale * wave, jump,
                          inverse_frames_);
    half.first_frames.to(length(l.first), jump, inverse_frames_);
    half.still_frames.to(length(l.still), jump, inverse_frames_);
    half.second_frames.to(length(l.second), jump, inverse_frames_);
    const double seconds =
        kPlateLast * (l.moving + l.first + l.still + l.second) * kPlateScale * size_ / kPlateRate;
    const double gain =
        control.freeze ? 1.0 : math::exp2(-kReverbSixtyDb * seconds / control.decay_seconds);
    half.gain.to(static_cast<float>(gain), jump, inverse);
    half.high.to(static_cast<float>(gain * gain), jump, inverse);
    half.shelf.s1 = tone::snapped(half.shelf.s1);
    half.shelf.s2 = tone::snapped(half.shelf.s2);
    half.end = math::snap(half.end);
  }
  diffusion_.to(static_cast<float>(control.diffusion / 0.8), jump, inverse);
}

// Second-order shelf: 1 below Damp, `high` above.
float PlateTank::shelved(Shelf& shelf, float x, float high) noexcept {
  const double v1 = (shelf.s1 + g_ * (x - shelf.s2)) / (1.0 + g_ * (g_ + math::kSqrt2));
  const double v2 = shelf.s2 + g_ * v1;
  shelf.s1 = 2.0 * v1 - shelf.s1;
  shelf.s2 = 2.0 * v2 - shelf.s2;
  const double root = std::sqrt(static_cast<double>(high));
  return static_cast<float>(v2 + root * math::kSqrt2 * v1 + high * (x - math::kSqrt2 * v1 - v2));
}

float PlateTank::through(Half& half, float x, int k) noexcept {
  const float a = half.moving.step(x, -0.7f, half.moving_frames.at(k));
  const float b = half.first.read(half.first_frames.at(k));
  half.first.write(a);
  const float c = half.gain.at(k) * shelved(half.shelf, b, half.high.at(k));
  const float d = half.still.step(c, 0.5f, half.still_frames.at(k));
  const float e = half.second.read(half.second_frames.at(k));
  half.second.write(d);
  return e;
}

void PlateTank::render(int begin, int frames, float* left, float* right) noexcept {
  for (int f = 0; f < frames; ++f) {
    const int k = begin + f;
    const float diffusion = diffusion_.at(k);
    const float first = 0.75f * diffusion;
    const float second = 0.625f * diffusion;
    const float third = 0.66f * diffusion;
    float x = 0.5f * (left[f] + right[f]);
    x = input_[0].step(x, first);
    x = input_[1].step(x, first);
    x = input_[2].step(x, second);
    x = input_[3].step(x, second);
    x = input_[4].step(x, third);
    x = input_[5].step(x, third);
    Half& a = halves_[0];
    Half& b = halves_[1];
    const float end = a.end;
    a.end = through(a, x + b.end, k);
    b.end = through(b, x + end, k);

    const double s = scale_.at(k);
    const bool still = !scale_.moving();  // then taps lie on whole frames
    const auto tap = [&](const History& line, double at) {
      return still ? line.at(static_cast<uint32_t>(at * s)) : line.read(at * s);
    };
    left[f] = 0.6f * (tap(b.first, 266) + tap(b.first, 2974) - tap(b.still.line(), 1913) +
                      tap(b.second, 1996) - tap(a.first, 1990) - tap(a.still.line(), 187) -
                      tap(a.second, 1066));
    right[f] = 0.6f * (tap(a.first, 353) + tap(a.first, 3627) - tap(a.still.line(), 1228) +
                       tap(a.second, 2673) - tap(b.first, 2111) - tap(b.still.line(), 335) -
                       tap(b.second, 121));
  }
}

}  // namespace kiln
