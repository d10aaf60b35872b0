// Plays one oscillator type without an engine: for the tests and benchmarks of this folder.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <complex>
#include <cstring>
#include <memory>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/dsp/fft.h"
#include "kiln/oscillators/module.h"

namespace kiln {

// A group of voices in one slot of type M. Set what you want, then start() and render().
template <Oscillator M>
struct TestRig {
  static constexpr int kParams = M::kParamCount;

  struct alignas(64) Module {
    typename M::State state;
    typename M::Coefficients coefficients;
  };

  explicit TestRig(double engine_rate = 96000.0, int quality = 2) {
    setup.engine_rate = engine_rate;
    setup.quality = quality;
    structure.resize(kParams);
    params.resize(kParams);
    for (int p = 0; p < kParams; ++p) set(p, M::kParams[p].initial);
    for (int i = 0; i < kLanes; ++i) note[i] = 69.0f;
    for (int u = 0; u < kMaxUnison; ++u) {
      left_gain[u] = Ramp::constant(1.0f);
      right_gain[u] = Ramp::constant(1.0f);
      position[u] = Lanes::filled(0.0f);
    }
  }

  // A real value on all lanes.
  void set(int param, float real) {
    structure[static_cast<size_t>(param)] = real;
    params[static_cast<size_t>(param)] = Lanes::filled(real_to_engine(M::kParams[param], real));
  }
  static double hz(double note) { return 440.0 * math::exp2((note - 69.0) / 12.0); }
  float increment(int lane, int unison) const {
    const double spread = setup.unison > 1 ? 2.0 * unison / (setup.unison - 1) - 1.0 : 0.0;
    return static_cast<float>(hz(note[lane] + detune * spread) / setup.engine_rate);
  }

  // Begins the chosen lanes; their phases are `phase` plus a different amount per unison lane.
  void start(LaneMask lanes) {
    if (!module) {
      setup.structure = structure.data();
      setup.keep = &keep;
      memory.resize(M::memory_floats(setup));
      module = std::make_unique<Module>();
      std::memset(static_cast<void*>(&module->state), 0, sizeof(module->state));
      M::prepare(module->state, module->coefficients, setup, memory);
    }
    for (const int i : lanes_of(lanes)) {
      uint32_t phases[kMaxUnison];
      for (int u = 0; u < kMaxUnison; ++u) {
        phases[u] = phase + (u == 0 ? 0u : random_bits(77u, static_cast<uint32_t>(u)));
      }
      M::start(
          module->state, module->coefficients,
          {.lane = i, .phases = phases, .random_key = random_bits(5u, static_cast<uint32_t>(i))});
    }
    sounding |= lanes;
    starting |= lanes;
  }

  // Renders `frames` frames of all sounding lanes, cut at multiples of `cut` frames. The frames of
  // lane `lane` are returned; the other channel is in `right_audio`.
  std::vector<float> render(int frames, int lane = 0, int cut = kMaxControlFrames) {
    std::vector<float> audio;
    right_audio.clear();
    const int period = 8 * setup.quality;
    while (static_cast<int>(audio.size()) < frames) {
      if (frame_in_period == 0) control_point();
      int end = std::min(period, frame_in_period + frames - static_cast<int>(audio.size()));
      end = std::min(end, (frame_in_period / cut + 1) * cut);
      M::render(module->state, module->coefficients,
                {.begin = frame_in_period,
                 .end = end,
                 .lanes = sounding,
                 .unison_left = left_gain,
                 .unison_right = right_gain,
                 .cross = setup.has_cross ? &cross : nullptr,
                 .cross_sync = setup.has_cross ? &cross_sync : nullptr,
                 .left = &left,
                 .right = &right,
                 .sync_out = setup.needs_sync_out ? &sync_out : nullptr});
      for (int k = frame_in_period; k < end; ++k) {
        audio.push_back(left[k][lane]);
        right_audio.push_back(right[k][lane]);
      }
      frame_in_period = end % period;
    }
    return audio;
  }

  void control_point() {
    for (int u = 0; u < setup.unison; ++u) {
      for (int i = 0; i < kLanes; ++i) increments[u][i] = increment(i, u);
    }
    update();
  }

  // A control point with the increments of the last.
  void update() {
    M::update(module->state, module->coefficients,
              {.lanes = sounding,
               .starting = starting,
               .inverse_frames = 1.0f / static_cast<float>(8 * setup.quality),
               .params = params.data(),
               .increment = increments,
               .note = &note,
               .position = position});
    starting = kNoLanes;
  }

  OscillatorSetup setup;
  std::vector<float> structure;
  std::vector<Lanes> params;
  Lanes note;
  float detune = 0.15f;  // semitones of the outermost unison lane
  uint32_t phase = 0;
  Ramp left_gain[kMaxUnison], right_gain[kMaxUnison];
  Lanes position[kMaxUnison], increments[kMaxUnison];
  LaneBlock cross = {}, cross_sync = {}, left = {}, right = {}, sync_out = {};
  std::unique_ptr<Module> module;
  std::vector<float> memory;
  std::vector<std::shared_ptr<const void>> keep;
  LaneMask sounding = kNoLanes, starting = kNoLanes;
  int frame_in_period = 0;
  std::vector<float> right_audio;
};

inline double rms_db(const std::vector<float>& audio) {
  double sum = 0.0, mean = 0.0;
  for (const float x : audio) mean += static_cast<double>(x);
  mean /= static_cast<double>(audio.size());
  for (const float x : audio) {
    sum += (static_cast<double>(x) - mean) * (static_cast<double>(x) - mean);
  }
  return 10.0 * math::log10(sum / static_cast<double>(audio.size()) + 1e-30);
}

// The strongest component below 20 kHz that is no multiple of the note's frequency, in dB against
// the strongest that is. The length of `audio` is a power of two; window: Blackman-Harris, squared.
inline double worst_spur_db(const std::vector<float>& audio, double hz, double rate,
                            double ceiling_hz = 20000.0) {
  const size_t size = audio.size();
  std::vector<double> windowed(size);
  for (size_t n = 0; n < size; ++n) {
    const double x = 2.0 * static_cast<double>(n) / static_cast<double>(size);
    const double w = 0.35875 - 0.48829 * math::cos_pi(x) + 0.14128 * math::cos_pi(2.0 * x) -
                     0.01168 * math::cos_pi(3.0 * x);
    windowed[n] = static_cast<double>(audio[n]) * w * w;
  }
  const auto spectrum = real_spectrum(windowed);
  const double bin = rate / static_cast<double>(size);
  double strongest = 1e-30, spur = 1e-30;
  for (size_t k = 0; k < spectrum.size(); ++k) {
    const double f = static_cast<double>(k) * bin;
    if (f > ceiling_hz) break;
    const double power = std::norm(spectrum[k]);
    const double off = std::fabs(f - hz * std::floor(f / hz + 0.5));
    if (off < 10.0 * bin) {
      if (f > 0.5 * hz) strongest = std::max(strongest, power);
    } else {
      spur = std::max(spur, power);
    }
  }
  return 10.0 * math::log10(spur / strongest);
}

}  // namespace kiln
