// Linear-phase half-band filters that bring the engine rate (1x, 2x, 4x) down to the host rate.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A half-band FIR (Bellanger, Daguet & Lepagnol 1974) of length 4k + 3 has its centre tap 1/2 and
// every other even-distance tap 0, so that a 2 → 1 decimator splits into a pure delay (one phase)
// and a symmetric FIR (the other). Linear phase, unlike an IIR half-band, has an integer delay:
// wet and dry and the three qualities line up to the frame.
//
//   stage     taps  Kaiser stop-band                      delay
//   2x → 1x   159   112 dB from 0.2732 of the 2x rate     80 frames at 2x = 40 host frames
//   4x → 2x   31    125 dB from 0.387 of the 4x rate      16 frames at 4x =  4 host frames
//
// 0.2732 of 88.2 kHz is 24.1 kHz, which folds to 20 kHz; the pass-band to 20 kHz is flat within
// 0.001 dB. Each stage's own delay (79 and 15) is padded by one frame to make it even. One channel
// costs about 15 ns a host frame at 2x.
#pragma once

#include <array>

namespace kiln {

// Delay of Decimator in host frames, for every factor.
inline constexpr int kDecimatorLatency = 44;
inline constexpr int kMaxDecimatorLatency = 63;

// What one pass of a stage reads and keeps; in halfband.simd.cpp.
struct HalfbandPass {
  const float* in;      // new frames, two for each output
  float* new_filtered;  // where the odd ones go …
  float* new_delayed;   // … and the even ones
  const float* taps;    // from the outside in
  int pairs;
  const float* filtered;  // odd frames: 2·pairs of history, then the new ones
  const float* delayed;   // even frames, of which the centre tap takes half
  int count;              // outputs
};

// [audio-thread] Each output sums its pairs from the outside in, so that the order of its additions
// depends neither on the block nor on the width of vectors. Reads up to kHalfbandSlack frames past
// the new ones, and does not use them. One or two channels with the same taps and count.
void run_halfband(const HalfbandPass* passes, int channels, float* const* out) noexcept;
inline constexpr int kHalfbandSlack = 16;

// One 2 → 1 stage with `kPairs` symmetric pairs of taps; the delay is 2·kPairs input frames.
template <int kPairs>
class HalfbandStage {
 public:
  // [main-thread] Designs the filter on first use.
  HalfbandStage();

  void reset() noexcept;
  // So many output frames later; in a steady state it costs nothing.
  static constexpr int kMostLag = 32;
  void set_lag(int output_frames) noexcept { lag_ = output_frames; }

  // 2·output_frames values in, output_frames values out; each stage has its own channel, one or two
  // of them at once. `in` and `out` may be the same memory.
  static void process(HalfbandStage* const* stages, int channels, const float* const* in,
                      int output_frames, float* const* out) noexcept;
  void process(const float* in, int output_frames, float* out) noexcept {
    HalfbandStage* const stage = this;
    process(&stage, 1, &in, output_frames, &out);
  }

 private:
  HalfbandPass take(const float* in, int count) noexcept;
  void make_room(int count) noexcept;

  static constexpr int kHistory = kMostLag + 2 * kPairs;     // filtered frames before this pair
  static constexpr int kDelayedHistory = kMostLag + kPairs;  // and delayed ones
  static constexpr int kChunk = 64;                          // outputs of one pass
  static constexpr int kRoom = 256;  // frames that come in before history goes back to the front

  const float* taps_;  // kPairs coefficients, from the outside in
  int lag_ = 0;
  int at_ = 0;  // frames that came in since
  alignas(64) std::array<float, kHistory + kRoom + kHalfbandSlack> filtered_{};        // odd
  alignas(64) std::array<float, kDelayedHistory + kRoom + kHalfbandSlack> delayed_{};  // even
};

// One channel of the bus from engine rate to host rate.
class Decimator {
 public:
  // [main-thread] `factor` (engine rate / host rate) is 1, 2 or 4. Also resets. `latency` is the
  // whole delay in host frames, from own_latency(factor) to kMaxDecimatorLatency: give less where
  // what comes before is late already, so that all qualities line up.
  void prepare(int factor, int latency = kDecimatorLatency);

  // Silence, as after prepare.
  void reset() noexcept;

  int factor() const noexcept { return factor_; }
  int latency_host_frames() const noexcept { return latency_; }

  // Delay of the filters alone, in host frames.
  static constexpr int own_latency(int factor) noexcept {
    return factor == 1 ? 0 : (factor == 2 ? kSecondPairs : kSecondPairs + kFirstPairs / 2);
  }

  // `engine_frames` is a multiple of the factor; writes engine_frames / factor host frames.
  // Any partition of a signal into calls gives the same bits. `out` may be `in`.
  void process(const float* in, int engine_frames, float* out) noexcept;
  // Two channels of one factor, which is quicker than one after the other. The same bits.
  static void process_pair(Decimator& left, Decimator& right, const float* in_left,
                           const float* in_right, int engine_frames, float* out_left,
                           float* out_right) noexcept;

 private:
  static void run(Decimator* const* channel, int channels, const float* const* in,
                  int engine_frames, float* const* out) noexcept;

  static constexpr int kFirstPairs = 8;    // 4x → 2x
  static constexpr int kSecondPairs = 40;  // 2x → 1x
  static constexpr int kChunk = 128;       // host frames of one pass

  void pad(const float* in, int frames, float* out) noexcept;

  int factor_ = 1;
  int latency_ = kDecimatorLatency;
  HalfbandStage<kFirstPairs> first_;
  HalfbandStage<kSecondPairs> second_;
  std::array<float, kMaxDecimatorLatency + 1> padding_{};  // ring
  int padding_at_ = 0;
};

}  // namespace kiln
