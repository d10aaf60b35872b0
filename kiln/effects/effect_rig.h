// Runs one effect the way a slot does, for tests and benchmarks: control points, smoothing, cuts.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "kiln/base/math.h"
#include "kiln/base/random.h"
#include "kiln/effects/module.h"

namespace kiln {

struct Stereo {
  std::vector<float> left;
  std::vector<float> right;
  Stereo() = default;
  explicit Stereo(std::size_t frames) : left(frames), right(frames) {}
  std::size_t size() const { return left.size(); }
};

inline const EffectModule& effect_named(std::string_view id) {
  for (const EffectModule& module : effect_modules()) {
    if (id == module.spec->id) return module;
  }
  throw std::runtime_error("no such effect");
}

class EffectRig {
 public:
  using Settings = std::vector<std::pair<std::string_view, float>>;  // id, real value

  explicit EffectRig(std::string_view id, const Settings& settings = {}, double rate = 96000.0,
                     int control_frames = 16)
      : module_(effect_named(id)), rate_(rate), period_(control_frames) {
    for (const ParamSpec& spec : module_.spec->params) {
      real_.push_back(spec.initial);
      engine_.push_back(real_to_engine(spec, spec.initial));
    }
    for (const auto& [name, value] : settings) set(name, value);
    target_ = engine_;
    for (std::size_t i = 0; i < real_.size(); ++i) jump_to(i);
    setup_ = {.engine_rate = rate, .control_frames = control_frames, .structure = real_.data()};
    memory_.resize(module_.memory_floats(setup_) + 16);
    object_ = ::operator new (module_.object_bytes, std::align_val_t{64});
    module_.prepare(object_, setup_, memory());
  }
  ~EffectRig() {
    module_.destroy(object_);
    ::operator delete (object_, std::align_val_t{64});
  }
  EffectRig(const EffectRig&) = delete;
  EffectRig& operator=(const EffectRig&) = delete;

  // A new real value; it is reached over the parameter's smoothing time.
  void set(std::string_view id, float real) {
    const std::size_t i = index(id);
    real_[i] = clamp_real(module_.spec->params[i], real);
    target_.resize(real_.size());
    target_[i] = real_to_engine(module_.spec->params[i], real_[i]);
    step_.resize(real_.size());
    const double seconds = smoothing_seconds(module_.spec->params[i].smoothing);
    const float periods = static_cast<float>(std::max(1.0, seconds * rate_ / period_));
    step_[i] = (target_[i] - engine_[i]) / periods;
  }
  // Processes in place. Cuts fall where `seed` wants them; 0 cuts at control points alone.
  void process(Stereo& io, uint32_t seed = 0) { process(io.left, io.right, seed); }
  void process(std::span<float> left, std::span<float> right, uint32_t seed = 0) {
    std::size_t done = 0;
    uint32_t cut = 0;
    while (done < left.size()) {
      if (at_ == 0) control_point();
      std::size_t most = static_cast<std::size_t>(period_ - at_);
      if (seed != 0) most = std::min<std::size_t>(most, 1 + random_bits(seed, cut++) % 16);
      const std::size_t frames = std::min(most, left.size() - done);
      module_.render(object_, {.begin = at_,
                               .frames = static_cast<int>(frames),
                               .left = left.data() + done,
                               .right = right.data() + done});
      done += frames;
      at_ = (at_ + static_cast<int>(frames)) % period_;
    }
  }
  void reset() {
    module_.reset(object_);
    first_ = true;
    at_ = 0;
  }
  double tail_seconds() { return module_.tail_seconds(object_); }
  const EffectModule& module() const { return module_; }
  const void* object() const { return object_; }
  double rate() const { return rate_; }

  double beats_per_second = 2.0;
  double beat_position = 0.0;
  bool playing = false;

 private:
  static double smoothing_seconds(Smoothing s) {
    return s == Smoothing::k5ms    ? 0.005
           : s == Smoothing::k10ms ? 0.01
           : s == Smoothing::k20ms ? 0.02
                                   : 0.0;
  }
  std::size_t index(std::string_view id) const {
    for (std::size_t i = 0; i < module_.spec->params.size(); ++i) {
      if (id == module_.spec->params[i].id) return i;
    }
    throw std::runtime_error("no such parameter");
  }
  std::span<float> memory() {
    float* p = memory_.data();
    while (reinterpret_cast<std::uintptr_t>(p) % 64 != 0) ++p;
    return {p, module_.memory_floats(setup_)};
  }
  void jump_to(std::size_t i) {
    target_[i] = engine_[i] = real_to_engine(module_.spec->params[i], real_[i]);
  }
  void control_point() {
    step_.resize(real_.size());
    for (std::size_t i = 0; i < engine_.size(); ++i) {
      const float next = engine_[i] + step_[i];
      const bool there = step_[i] >= 0.0f ? next >= target_[i] : next <= target_[i];
      engine_[i] = there ? target_[i] : next;
      if (there) step_[i] = 0.0f;
    }
    module_.update(object_, {.params = engine_.data(),
                             .jump = first_,
                             .beats_per_second = beats_per_second,
                             .beat_position = beat_position,
                             .playing = playing,
                             .random_key = 0x1234567u});
    first_ = false;
    beat_position += beats_per_second * period_ / rate_;
  }

  const EffectModule& module_;
  double rate_;
  int period_;
  EffectSetup setup_;
  std::vector<float> memory_;
  void* object_ = nullptr;
  std::vector<float> real_, engine_, target_, step_;
  bool first_ = true;
  int at_ = 0;
};

inline Stereo sine_wave(double hz, double rate, std::size_t frames, float peak) {
  Stereo s(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double cycles = hz * static_cast<double>(i) / rate;
    s.left[i] = s.right[i] =
        peak * static_cast<float>(math::sin_pi(2.0 * (cycles - std::floor(cycles))));
  }
  return s;
}

inline Stereo white_noise(std::size_t frames, float peak, uint32_t key = 99) {
  Stereo s(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    s.left[i] = peak * random_bipolar(random_bits(key, static_cast<uint32_t>(i)));
    s.right[i] = peak * random_bipolar(random_bits(key + 1, static_cast<uint32_t>(i)));
  }
  return s;
}

inline float peak_of(std::span<const float> x) {
  float peak = 0.0f;
  for (float v : x) peak = std::max(peak, std::fabs(v));
  return peak;
}

// Peak of what is above 8 kHz, where a steady tone of 440 Hz has little and a click much.
inline float crackle(std::span<const float> x) {
  double s[4] = {};
  float peak = 0.0f;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double y = x[i];
    for (double& state : s) {
      const double v = (y - state) * 0.21;  // one-poles at about 8 kHz
      const double low = v + state;
      state = low + v;
      y -= low;
    }
    if (i > 200) peak = std::max(peak, static_cast<float>(std::fabs(y)));
  }
  return peak;
}

}  // namespace kiln
