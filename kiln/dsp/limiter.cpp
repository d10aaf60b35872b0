// The look-ahead limiter's gain computer, and the limiter around it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/limiter.h"

#include <algorithm>
#include <cmath>

#include "kiln/base/math.h"
#include "kiln/base/units.h"

namespace kiln {
namespace {

constexpr double kLookAheadSeconds = 0.001;
constexpr double kReleaseSeconds = 0.08;
// The last stretch of a release is straight: an exponential never arrives.
constexpr float kLeastRelease = 0x1p-20f;

// On a grid of 2^-24, so that the running sum adds and takes away without error.
float on_grid(float gain) { return std::floor(gain * 0x1p24f) * 0x1p-24f; }

}  // namespace

void LimiterGain::prepare(double rate, float ceiling, int hold, int mean) {
  ceiling_ = ceiling;
  release_ = static_cast<float>(1.0 - math::exp(-1.0 / (kReleaseSeconds * rate)));
  needed_.assign(static_cast<std::size_t>(hold), 1.0f);
  gains_.assign(static_cast<std::size_t>(mean), 1.0f);
  reset();
}

void LimiterGain::reset() noexcept {
  std::fill(needed_.begin(), needed_.end(), 1.0f);
  std::fill(gains_.begin(), gains_.end(), 1.0f);
  sum_ = static_cast<double>(gains_.size());
  held_ = 1.0f;
  needed_at_ = gains_at_ = 0;
  rest_ = window_frames() + 1;
}

float LimiterGain::next(float peak) noexcept {
  const int hold = static_cast<int>(needed_.size());
  const int mean = static_cast<int>(gains_.size());
  if (peak > ceiling_) {
    rest_ = 0;
  } else if (idle()) {
    return 1.0f;  // nothing but ones in both windows
  }
  needed_[static_cast<std::size_t>(needed_at_)] = peak > ceiling_ ? ceiling_ / peak : 1.0f;
  needed_at_ = (needed_at_ + 1) % hold;
  const float lowest = *std::min_element(needed_.begin(), needed_.end());
  const float released = held_ + std::max(release_ * (1.0f - held_), kLeastRelease);
  held_ = std::min(lowest, std::min(released, 1.0f));
  rest_ = held_ == 1.0f ? rest_ + 1 : 0;
  const float gain = on_grid(held_);
  float& oldest = gains_[static_cast<std::size_t>(gains_at_)];
  sum_ += double{gain} - double{oldest};
  oldest = gain;
  gains_at_ = (gains_at_ + 1) % mean;
  return static_cast<float>(sum_ / mean);
}

void Limiter::prepare(double rate, float ceiling_db) {
  ceiling_ = db_to_gain(ceiling_db);
  length_ = std::max(1, static_cast<int>(rate * kLookAheadSeconds));
  gain_.prepare(rate, ceiling_, length_, length_);
  for (auto& line : delay_) line.assign(static_cast<std::size_t>(length_), 0.0f);
  reset();
}

void Limiter::reset() noexcept {
  for (auto& line : delay_) std::fill(line.begin(), line.end(), 0.0f);
  gain_.reset();
  at_ = 0;
}

void Limiter::process(float* left, float* right, int frames) noexcept {
  for (int i = 0; i < frames; ++i) {
    const auto at = static_cast<std::size_t>(at_);
    const float gain = gain_.next(std::max(std::fabs(left[i]), std::fabs(right[i])));
    const float out_left = delay_[0][at] * gain;
    const float out_right = delay_[1][at] * gain;
    delay_[0][at] = left[i];
    delay_[1][at] = right[i];
    left[i] = std::clamp(out_left, -ceiling_, ceiling_);
    right[i] = std::clamp(out_right, -ceiling_, ceiling_);
    at_ = (at_ + 1) % length_;
  }
}

}  // namespace kiln
