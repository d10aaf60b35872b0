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
  at_ = 0;
}

template <int kPairs>
void HalfbandStage<kPairs>::make_room(int count) noexcept {
  if (at_ + count <= kRoom) return;
  std::copy_n(filtered_.data() + at_, kHistory, filtered_.data());
  std::copy_n(delayed_.data() + at_, kDelayedHistory, delayed_.data());
  at_ = 0;
}

template <int kPairs>
HalfbandPass HalfbandStage<kPairs>::take(const float* in, int count) noexcept {
  // Output n is centred on input 2n - 2·kPairs, an even frame; the taps lie on odd frames, the
  // newest of them 2n - 1, which came with the pair before.
  make_room(count);
  float* const filtered = filtered_.data() + at_;
  float* const delayed = delayed_.data() + at_;
  at_ += count;
  return {.in = in,
          .new_filtered = filtered + kHistory,
          .new_delayed = delayed + kDelayedHistory,
          .taps = taps_,
          .pairs = kPairs,
          .filtered = filtered + kMostLag - lag_,
          .delayed = delayed + kMostLag - lag_,
          .count = count};
}

template <int kPairs>
void HalfbandStage<kPairs>::process(HalfbandStage* const* stages, int channels,
                                    const float* const* in, int output_frames,
                                    float* const* out) noexcept {
  for (int done = 0; done < output_frames; done += kChunk) {
    const int count = std::min(output_frames - done, kChunk);
    HalfbandPass passes[2];
    float* results[2];
    for (int c = 0; c < channels; ++c) {
      passes[c] = stages[c]->take(in[c] + 2 * done, count);
      results[c] = out[c] + done;
    }
    run_halfband(passes, channels, results);
  }
}

template class HalfbandStage<8>;
template class HalfbandStage<40>;

void Decimator::prepare(int factor, int latency) {
  assert(factor == 1 || factor == 2 || factor == 4);
  assert(latency >= own_latency(factor) && latency <= kMaxDecimatorLatency);
  factor_ = factor;
  latency_ = latency;
  second_.set_lag(factor == 1 ? 0 : latency - own_latency(factor));
  reset();
}

void Decimator::reset() noexcept {
  first_.reset();
  second_.reset();
  padding_.fill(0.0f);
  padding_at_ = 0;
}

// Without a filter: delays by the whole latency. `out` may be `in`.
void Decimator::pad(const float* in, int frames, float* out) noexcept {
  constexpr int kMask = kMaxDecimatorLatency;
  static_assert((kMask & (kMask + 1)) == 0);
  for (int n = 0; n < frames; ++n) {
    padding_[static_cast<size_t>(padding_at_)] = in[n];
    out[n] = padding_[static_cast<size_t>((padding_at_ - latency_) & kMask)];
    padding_at_ = (padding_at_ + 1) & kMask;
  }
}

void Decimator::process(const float* in, int engine_frames, float* out) noexcept {
  Decimator* const channel = this;
  run(&channel, 1, &in, engine_frames, &out);
}

void Decimator::process_pair(Decimator& left, Decimator& right, const float* in_left,
                             const float* in_right, int engine_frames, float* out_left,
                             float* out_right) noexcept {
  assert(left.factor_ == right.factor_);
  Decimator* const channel[2] = {&left, &right};
  const float* const in[2] = {in_left, in_right};
  float* const out[2] = {out_left, out_right};
  run(channel, 2, in, engine_frames, out);
}

void Decimator::run(Decimator* const* channel, int channels, const float* const* in,
                    int engine_frames, float* const* out) noexcept {
  const int factor = channel[0]->factor_;
  assert(engine_frames % factor == 0);
  const int frames = engine_frames / factor;
  if (factor == 1) {
    for (int c = 0; c < channels; ++c) channel[c]->pad(in[c], frames, out[c]);
    return;
  }
  HalfbandStage<kFirstPairs>* first[2];
  HalfbandStage<kSecondPairs>* second[2];
  for (int c = 0; c < channels; ++c) {
    first[c] = &channel[c]->first_;
    second[c] = &channel[c]->second_;
  }
  std::array<std::array<float, 2 * kChunk>, 2> half;
  for (int done = 0; done < frames; done += kChunk) {
    const int count = std::min(frames - done, kChunk);
    const float* from[2];
    float* to[2];
    float* between[2] = {half[0].data(), half[1].data()};
    for (int c = 0; c < channels; ++c) {
      from[c] = in[c] + factor * done;
      to[c] = out[c] + done;
    }
    if (factor == 4) {
      HalfbandStage<kFirstPairs>::process(first, channels, from, 2 * count, between);
      for (int c = 0; c < channels; ++c) from[c] = between[c];
    }
    HalfbandStage<kSecondPairs>::process(second, channels, from, count, to);
  }
}

}  // namespace kiln
