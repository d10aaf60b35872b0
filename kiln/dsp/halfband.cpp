// Design and polyphase run of the half-band decimators.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/dsp/halfband.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "kiln/base/math.h"

namespace kiln {
namespace {

// Kaiser's β for a stop-band of `decibels` > 50 (Kaiser 1974).
constexpr double kaiser_beta(double decibels) { return 0.1102 * (decibels - 8.7); }

// Windowed sinc with its cutoff at a quarter of the rate; only the non-zero taps of one side,
// from the outside (distance 2·pairs - 1) to the inside (distance 1). They are scaled so that
// both sides sum to 1/2: with the centre tap the gain at DC is exactly 1.
template <int kPairs>
std::array<float, kPairs> design() {
  const double stop_band_db = kPairs > 20 ? 114.0 : 125.0;
  const double beta = kaiser_beta(stop_band_db);
  const double half_length = 2.0 * kPairs;
  std::array<double, kPairs> taps{};
  double sum = 0.0;
  for (int i = 0; i < kPairs; ++i) {
    const double distance = 2.0 * (kPairs - i) - 1.0;
    const double sinc = (((kPairs - i) % 2 == 1) ? 1.0 : -1.0) / (std::numbers::pi * distance);
    const double r = distance / half_length;
    taps[static_cast<size_t>(i)] = sinc * math::bessel_i0(beta * std::sqrt(1.0 - r * r));
    sum += taps[static_cast<size_t>(i)];
  }
  std::array<float, kPairs> out{};
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(0.25 * taps[i] / sum);
  return out;
}

}  // namespace

template <int kPairs>
HalfbandStage<kPairs>::HalfbandStage() {
  static const std::array<float, kPairs> taps = design<kPairs>();
  taps_ = taps.data();
}

template <int kPairs>
void HalfbandStage<kPairs>::reset() noexcept {
  filtered_.fill(0.0f);
  delayed_.fill(0.0f);
}

template <int kPairs>
void HalfbandStage<kPairs>::process(const float* in, int output_frames, float* out) noexcept {
  while (output_frames > 0) {
    const int count = std::min(output_frames, kChunk);
    // Output n is centred on input 2n - 2·kPairs, an even frame; the taps lie on odd frames, the
    // newest of them 2n - 1, which came with the pair before.
    for (int n = 0; n < count; ++n) {
      delayed_[static_cast<size_t>(kPairs + n)] = in[2 * n];
      filtered_[static_cast<size_t>(kHistory + n)] = in[2 * n + 1];
    }
    run_halfband({.taps = taps_,
                  .pairs = kPairs,
                  .filtered = filtered_.data(),
                  .delayed = delayed_.data(),
                  .count = count},
                 out);
    std::copy_n(filtered_.data() + count, kHistory, filtered_.data());
    std::copy_n(delayed_.data() + count, kPairs, delayed_.data());
    in += 2 * count;
    out += count;
    output_frames -= count;
  }
}

template class HalfbandStage<8>;
template class HalfbandStage<40>;

void Decimator::prepare(int factor, int latency) {
  assert(factor == 1 || factor == 2 || factor == 4);
  assert(latency >= own_latency(factor) && latency <= kMaxDecimatorLatency);
  factor_ = factor;
  latency_ = latency;
  reset();
}

void Decimator::reset() noexcept {
  first_.reset();
  second_.reset();
  padding_.fill(0.0f);
  padding_at_ = 0;
}

// Delays what the filters' own latency leaves of the whole. `out` may be `in`.
void Decimator::pad(const float* in, int frames, float* out) noexcept {
  constexpr int kMask = kMaxDecimatorLatency;
  static_assert((kMask & (kMask + 1)) == 0);
  const int delay = latency_ - own_latency(factor_);
  for (int n = 0; n < frames; ++n) {
    padding_[static_cast<size_t>(padding_at_)] = in[n];
    out[n] = padding_[static_cast<size_t>((padding_at_ - delay) & kMask)];
    padding_at_ = (padding_at_ + 1) & kMask;
  }
}

void Decimator::process(const float* in, int engine_frames, float* out) noexcept {
  assert(engine_frames % factor_ == 0);
  int frames = engine_frames / factor_;
  if (factor_ == 1) {
    pad(in, frames, out);
    return;
  }
  std::array<float, 2 * kChunk> half;
  while (frames > 0) {
    const int count = std::min(frames, kChunk);
    if (factor_ == 2) {
      second_.process(in, count, out);
    } else {
      first_.process(in, 2 * count, half.data());
      second_.process(half.data(), count, out);
    }
    pad(out, count, out);
    in += factor_ * count;
    out += count;
    frames -= count;
  }
}

}  // namespace kiln
