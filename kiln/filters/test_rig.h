// Plays one filter type alone, as a slot would: for tests and benchmarks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/dsp/fft.h"
#include "kiln/filters/module.h"

namespace kiln::filter_test {

struct Free {
  void operator()(void* p) const { std::free(p); }
};
using Bytes = std::unique_ptr<void, Free>;

inline Bytes aligned_bytes(std::size_t size) {
  return Bytes(std::aligned_alloc(64, (std::max<std::size_t>(size, 64) + 63) / 64 * 64));
}

// Knobs may be changed between calls of play; they act at the next control point.
class Rig {
 public:
  static constexpr int kFrames = 16;  // engine frames of a control period

  Rig(const FilterModule& module, double rate, int channels, std::vector<float> own_reals)
      : module_(module), rate_(rate), channels_(channels), own_(own_reals.size()) {
    const FilterSetup setup{rate, own_reals.data()};
    memory_floats_ = module.memory_floats(setup);
    coefficients_ = aligned_bytes(module.coefficient_bytes);
    std::fill_n(static_cast<char*>(coefficients_.get()), module.coefficient_bytes, 0);
    for (int i = 0; i < channels; ++i) {
      state_[i] = aligned_bytes(module.channel_bytes);
      memory_[i] = aligned_bytes(memory_floats_ * sizeof(float));
      std::fill_n(static_cast<float*>(memory_[i].get()), memory_floats_, 0.0f);
      module.prepare(state_[i].get(), coefficients_.get(), setup,
                     {static_cast<float*>(memory_[i].get()), memory_floats_});
      pointers_[i] = state_[i].get();
    }
    for (std::size_t i = 0; i < own_.size(); ++i) {
      own_[i] = Lanes::filled(real_to_own(static_cast<int>(i), own_reals[i]));
    }
    cutoff = Lanes::filled(1000.0f);
    resonance = Lanes::filled(0.0f);
    drive = Lanes::filled(0.0f);
    for (int lane = 0; lane < kLanes; ++lane) start(lane, 12345u + lane);
  }

  void start(int lane, uint32_t key) {
    for (int i = 0; i < channels_; ++i) {
      module_.start(pointers_[i], coefficients_.get(), {lane, key});
    }
    starting_ |= lane_bit(lane);
  }

  Lanes& own(int param) { return own_[param]; }

  // One control period, cut into blocks of at most `cut` frames.
  void period(LaneBlock* left, LaneBlock* right, const LaneBlock* octaves = nullptr,
              int cut = kFrames) {
    const LaneMask starting = starting_;
    starting_ = 0;
    module_.update(coefficients_.get(),
                   {lanes, starting, 1.0f / kFrames, own_.data(), &cutoff, &resonance, &drive});
    for (int k = 0; k < kFrames; k += cut) {
      const FilterRender render{k,      std::min(k + cut, kFrames), lanes, channels_, {left, right},
                                octaves};
      module_.render(pointers_, coefficients_.get(), render);
    }
  }

  // The same signal in every lane; returns what one lane of the left channel gives.
  std::vector<float> play(const std::vector<float>& in, int lane = 0) {
    std::vector<float> out;
    out.reserve(in.size() + kFrames);
    for (std::size_t at = 0; at < in.size(); at += kFrames) {
      for (int k = 0; k < kFrames; ++k) {
        block_[0][k] = Lanes::filled(at + k < in.size() ? in[at + k] : 0.0f);
        block_[1][k] = block_[0][k];
      }
      period(&block_[0], &block_[1]);
      for (int k = 0; k < kFrames; ++k) out.push_back(block_[0][k][lane]);
    }
    out.resize(in.size());
    return out;
  }

  double rate() const { return rate_; }
  std::size_t memory_floats() const { return memory_floats_; }
  void* channel(int i) { return pointers_[i]; }
  float* memory(int i) { return static_cast<float*>(memory_[i].get()); }
  std::size_t channel_bytes() const { return module_.channel_bytes; }

  Lanes cutoff, resonance, drive;
  LaneMask lanes = kAllLanes;

 private:
  float real_to_own(int i, float real) const {
    const auto params = module_.spec->params;
    return static_cast<std::size_t>(i) < params.size() ? real_to_engine(params[i], real) : real;
  }

  FilterModule module_;
  double rate_;
  int channels_;
  std::vector<Lanes> own_;
  std::size_t memory_floats_ = 0;
  Bytes coefficients_;
  Bytes state_[2];
  Bytes memory_[2];
  void* pointers_[2] = {};
  LaneMask starting_ = 0;
  LaneBlock block_[2];
};

// Magnitude of an impulse response at one frequency, by its Fourier sum.
inline double magnitude(const std::vector<float>& response, double hz, double rate) {
  double re = 0.0;
  double im = 0.0;
  const double step = math::kTwoPi * hz / rate;
  const double cs = math::cos(step);
  const double sn = math::sin(step);
  double c = 1.0;
  double s = 0.0;
  for (const float x : response) {
    re += x * c;
    im -= x * s;
    const double next = c * cs - s * sn;
    s = s * cs + c * sn;
    c = next;
  }
  return std::sqrt(re * re + im * im);
}

// Frequency of a steady tone from its rising zero crossings over the last `frames` frames.
inline double pitch_hz(const std::vector<float>& tone, int frames, double rate) {
  double first = -1.0;
  double last = -1.0;
  int count = -1;
  for (std::size_t i = tone.size() - frames + 1; i < tone.size(); ++i) {
    if (!(tone[i - 1] < 0.0f && tone[i] >= 0.0f)) continue;
    const double at = static_cast<double>(i) - tone[i] / (double{tone[i]} - tone[i - 1]);
    if (first < 0.0) first = at;
    last = at;
    ++count;
  }
  return count > 0 ? count * rate / (last - first) : 0.0;
}

inline float peak(const std::vector<float>& signal) {
  float most = 0.0f;
  for (const float x : signal) {
    if (!(std::fabs(x) <= most)) most = std::fabs(x);  // NaN is the peak of all
  }
  return most;
}

// Level in dB re the fundamental of the worst line that is no harmonic of bin `bin`, below
// `top_hz`, of a signal that repeats after its whole (power of two) length.
inline double worst_alias_dbc(const std::vector<float>& signal, int bin, double rate,
                              double top_hz) {
  const std::vector<double> samples(signal.begin(), signal.end());
  const auto spectrum = real_spectrum(samples);
  const int top = static_cast<int>(top_hz / rate * static_cast<double>(signal.size()));
  double worst = 0.0;
  for (int i = 1; i < top; ++i) {
    if (i % bin != 0) worst = std::max(worst, std::abs(spectrum[i]));
  }
  return 20.0 * math::log10(worst / std::abs(spectrum[bin]) + 1e-20);
}

}  // namespace kiln::filter_test
