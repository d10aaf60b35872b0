// Limiting and muting of the output.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/engine/output_guard.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "kiln/base/units.h"

namespace kiln {

void OutputGuard::prepare(double host_rate) {
  ceiling_ = db_to_gain(kCeilingDb);
  gain_.prepare(host_rate, ceiling_, kDecimatorLatency + kMargin, kDecimatorLatency - kMargin);
  return_frames_ = std::max(1, static_cast<int>(kReturnSeconds * host_rate));
  mute_frames_ = static_cast<int>(kMuteSeconds * host_rate) + return_frames_;
  faults_ = 0;
  reset();
}

void OutputGuard::reset() noexcept {
  gain_.reset();
  muted_ = 0;
}

// Written so that NaN is a fault.
bool OutputGuard::is_fault(float left, float right) const noexcept {
  return !(std::fabs(left) <= loudest() && std::fabs(right) <= loudest());
}

// Magnitudes have the order of their bits, and NaN comes behind infinity.
bool OutputGuard::passes(const float* peaks, const float* left, const float* right,
                         int frames) const noexcept {
  const auto bits = [](float x) { return std::bit_cast<std::uint32_t>(x) & 0x7fffffffu; };
  std::uint32_t most = 0;
  for (int i = 0; i < frames; ++i) most = std::max({most, bits(left[i]), bits(right[i])});
  if (!limits()) return most <= bits(loudest());
  for (int i = 0; i < frames; ++i) most = std::max(most, bits(peaks[i]));
  return most <= bits(ceiling_);
}

float OutputGuard::mute_gain() noexcept {
  --muted_;
  if (muted_ >= return_frames_) return 0.0f;
  return 1.0f - static_cast<float>(muted_) / static_cast<float>(return_frames_);
}

void OutputGuard::process(const float* peaks, float* left, float* right, int frames) noexcept {
  if (idle() && passes(peaks, left, right, frames)) return;
  for (int i = 0; i < frames; ++i) {
    if (is_fault(left[i], right[i])) {
      if (muted_ <= return_frames_) ++faults_;
      muted_ = mute_frames_;
      left[i] = right[i] = 0.0f;
    }
    if (muted_ > 0) {
      const float gain = mute_gain();
      left[i] *= gain;
      right[i] *= gain;
    }
    if (!limits()) {
      // A gain that is still down when limiting ends comes back as after a peak.
      const float gain = gain_.next(0.0f);
      left[i] *= gain;
      right[i] *= gain;
      continue;
    }
    const float now = std::max(std::fabs(left[i]), std::fabs(right[i]));
    const float gain = gain_.next(std::max(peaks[i], now));
    left[i] = std::clamp(left[i] * gain, -ceiling_, ceiling_);
    right[i] = std::clamp(right[i] * gain, -ceiling_, ceiling_);
  }
}

}  // namespace kiln
