// The look-ahead limiter's gain computer.
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

// On a grid of 2^-24, so that the running sum adds and takes away without error.
float on_grid(float gain) { return std::floor(gain * 0x1p24f) * 0x1p-24f; }

}  // namespace

void Limiter::prepare(double rate, float ceiling_db) {
  ceiling_ = db_to_gain(ceiling_db);
  length_ = std::max(1, static_cast<int>(rate * kLookAheadSeconds));
  release_ = static_cast<float>(1.0 - math::exp(-1.0 / (kReleaseSeconds * rate)));
  for (auto& line : delay_) line.assign(static_cast<std::size_t>(length_), 0.0f);
  needed_.assign(static_cast<std::size_t>(length_), 1.0f);
  gains_.assign(static_cast<std::size_t>(length_), 1.0f);
  reset();
}

void Limiter::reset() noexcept {
  for (auto& line : delay_) std::fill(line.begin(), line.end(), 0.0f);
  std::fill(needed_.begin(), needed_.end(), 1.0f);
  std::fill(gains_.begin(), gains_.end(), 1.0f);
  sum_ = length_;
  held_ = 1.0f;
  at_ = 0;
}

void Limiter::process(float* left, float* right, int frames) noexcept {
  for (int i = 0; i < frames; ++i) {
    const auto at = static_cast<std::size_t>(at_);
    const float peak = std::max(std::fabs(left[i]), std::fabs(right[i]));
    needed_[at] = peak > ceiling_ ? ceiling_ / peak : 1.0f;
    const float lowest = *std::min_element(needed_.begin(), needed_.end());
    held_ = std::min(lowest, held_ + release_ * (1.0f - held_));
    const float gain = on_grid(held_);
    sum_ += double{gain} - double{gains_[at]};
    gains_[at] = gain;
    const auto mean = static_cast<float>(sum_ / length_);
    const float out_left = delay_[0][at] * mean;
    const float out_right = delay_[1][at] * mean;
    delay_[0][at] = left[i];
    delay_[1][at] = right[i];
    left[i] = std::clamp(out_left, -ceiling_, ceiling_);
    right[i] = std::clamp(out_right, -ceiling_, ceiling_);
    at_ = (at_ + 1) % length_;
  }
}

}  // namespace kiln
