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
constexpr double kPlateMostSize = 2.0;
constexpr double kPlateMostSwing = 32.0;  // frames of the paper; its excursion is 16 peak
constexpr double kPlateGlide = 0.1;       // time constant of the motion's swing, seconds
// A new size is reached as fast as bends the pitch by half at most: seconds a second.
constexpr double kPlateSlew = 0.5;
constexpr double kPlateInput[6] = {139, 84, 273, 253, 485, 839};
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
    input_[i].allpass.attach(memory, kPlateInput[i] * rate / kPlateRate);
  for (std::size_t h = 0; h < 2; ++h) {
    const PlateLengths& l = kPlateLengths[h];
    halves_[h].moving.allpass.attach(memory, (l.moving + kPlateMostSwing) * scale);
    halves_[h].first.line.attach(memory, l.first * scale + 8.0);
    halves_[h].still.allpass.attach(memory, l.still * scale);
    halves_[h].second.line.attach(memory, l.second * scale + 8.0);
  }
  clear();
}

void PlateTank::clear() noexcept {
  const auto quiet = [](Absorber& absorber) { absorber.s1 = absorber.s2 = 0.0; };
  for (Diffuser& diffuser : input_) {
    diffuser.allpass.clear();
    quiet(diffuser.absorber);
  }
  for (Half& half : halves_) {
    for (Diffuser* diffuser : {&half.moving, &half.still}) {
      diffuser->allpass.clear();
      quiet(diffuser->absorber);
    }
    for (Delay* delay : {&half.first, &half.second}) {
      delay->line.clear();
      quiet(delay->absorber);
    }
    half.end = 0.0f;
  }
}

// Sixty decibels in `decay_seconds`, for this share of it; highs at three times the pace.
void PlateTank::tune(Absorber& absorber, double seconds,
                     const ReverbControl& control) const noexcept {
  const double gain =
      control.freeze ? 1.0 : math::exp2(-kReverbSixtyDb * seconds / control.decay_seconds);
  const double high = gain * gain;
  const float inverse = static_cast<float>(inverse_frames_);
  absorber.c0.to(static_cast<float>(gain * high), control.jump, inverse);
  absorber.c1.to(static_cast<float>(gain * math::kSqrt2 * (gain - high)), control.jump, inverse);
  absorber.c2.to(static_cast<float>(gain * (1.0 - high)), control.jump, inverse);
  absorber.s1 = tone::snapped(absorber.s1);
  absorber.s2 = tone::snapped(absorber.s2);
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
  const double g = tone::warped(control.damp_hz, rate_);
  a1_ = 1.0 / (1.0 + g * (g + math::kSqrt2));
  a2_ = g * a1_;
  a3_ = g * a2_;
  const float inverse = static_cast<float>(inverse_frames_);
  for (std::size_t i = 0; i < input_.size(); ++i) {
    tune(input_[i].absorber, kPlateInput[i] / kPlateRate, control);
  }
  for (std::size_t h = 0; h < 2; ++h) {
    Half& half = halves_[h];
    const PlateLengths& l = kPlateLengths[h];
    if (jump)
      half.turn = random_unipolar(random_bits(control.random_key, static_cast<uint32_t>(h)));
    half.turn += (h == 0 ? 0.83 : 0.97) * period_seconds_;  // Hz
    half.turn -= std::floor(half.turn);
    const double wave = 0.5 + 0.5 * math::sin_cycles(static_cast<float>(half.turn));
    const double moving = length(l.moving) + swing_ * kPlateMostSwing * scale * wave;
    half.moving.frames.to(moving, jump, inverse_frames_);
    half.first.frames.to(length(l.first), jump, inverse_frames_);
    half.still.frames.to(length(l.still), jump, inverse_frames_);
    half.second.frames.to(length(l.second), jump, inverse_frames_);
    const double unit = kPlateScale * size_ / kPlateRate;
    tune(half.moving.absorber, l.moving * unit, control);
    tune(half.first.absorber, l.first * unit, control);
    tune(half.still.absorber, l.still * unit, control);
    tune(half.second.absorber, l.second * unit, control);
    half.end = math::snap(half.end);
  }
  diffusion_.to(static_cast<float>(control.diffusion / 0.8), jump, inverse);
}

float PlateTank::absorbed(Absorber& absorber, float x, int k) const noexcept {
  const double v3 = x - absorber.s2;
  const double band = a1_ * absorber.s1 + a2_ * v3;
  const double low = absorber.s2 + a2_ * absorber.s1 + a3_ * v3;
  absorber.s1 = 2.0 * band - absorber.s1;
  absorber.s2 = 2.0 * low - absorber.s2;
  return static_cast<float>(absorber.c0.at(k) * x + absorber.c1.at(k) * band +
                            absorber.c2.at(k) * low);
}

// z: what comes out of its line.
float PlateTank::diffused(Diffuser& diffuser, float z, float x, float g, int k) const noexcept {
  return diffuser.allpass.pass(x, g, absorbed(diffuser.absorber, z, k));
}

float PlateTank::delayed(Delay& delay, float x, int k) const noexcept {
  const float z = delay.line.read(delay.frames.at(k));
  delay.line.write(x);
  return absorbed(delay.absorber, z, k);
}

float PlateTank::through(Half& half, float x, int k) const noexcept {
  const auto heard = [k](const Diffuser& d) { return d.allpass.read(d.frames.at(k)); };
  const float a = diffused(half.moving, heard(half.moving), x, -0.7f, k);
  const float b = delayed(half.first, a, k);
  const float c = diffused(half.still, heard(half.still), b, 0.56f, k);
  return delayed(half.second, c, k);
}

void PlateTank::render(int begin, int frames, float* left, float* right) noexcept {
  for (int f = 0; f < frames; ++f) {
    const int k = begin + f;
    const float diffusion = diffusion_.at(k);
    constexpr float kCoefficients[6] = {0.67f, 0.67f, 0.66f, 0.66f, 0.6f, 0.6f};
    float x = 0.5f * (left[f] + right[f]);
    for (std::size_t i = 0; i < input_.size(); ++i) {
      x = diffused(input_[i], input_[i].allpass.read(), x, kCoefficients[i] * diffusion, k);
    }
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
    left[f] = 0.6f * (tap(b.first.line, 266) + tap(b.first.line, 2974) -
                      tap(b.still.allpass.line(), 1913) + tap(b.second.line, 1996) -
                      tap(a.first.line, 1990) - tap(a.still.allpass.line(), 187) -
                      tap(a.second.line, 1066));
    right[f] = 0.6f * (tap(a.first.line, 353) + tap(a.first.line, 3627) -
                       tap(a.still.allpass.line(), 1228) + tap(a.second.line, 2673) -
                       tap(b.first.line, 2111) - tap(b.still.allpass.line(), 335) -
                       tap(b.second.line, 121));
  }
}

}  // namespace kiln
