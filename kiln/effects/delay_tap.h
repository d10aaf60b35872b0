// A read head of a delay line that moves to a new time by gliding or by cross-fading.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

#include "kiln/base/math.h"
#include "kiln/effects/block_ramp.h"
#include "kiln/effects/history.h"
#include "kiln/effects/line_read.h"

namespace kiln {

class DelayTap {
 public:
  static constexpr double kGlideSeconds = 0.15;  // 95 % of the way
  static constexpr double kFadeSeconds = 0.06;

  void prepare(double engine_rate, int control_frames) {
    const double period = control_frames / engine_rate;
    inverse_frames_ = 1.0 / control_frames;
    near_ = 1.0 - math::exp(-3.0 * period / kGlideSeconds);
    fade_step_ = period / kFadeSeconds;
  }

  // At each control point. A glide bends the pitch; a fade is heard as one echo pattern turning
  // into another. What comes while a fade runs waits for its end.
  void update(double wanted_frames, bool glide, bool jump) noexcept {
    if (jump) {
      from_.to(wanted_frames, true, inverse_frames_);
      mix_.to(0.0, true, inverse_frames_);
      fading_ = false;
      return;
    }
    if (fading_ && mix_.target >= 1.0) {
      from_.to(into_, true, inverse_frames_);
      mix_.to(0.0, true, inverse_frames_);
      fading_ = false;
    }
    const double off = wanted_frames - from_.target;
    if (!fading_ && !glide && std::fabs(off) > 0.5) {
      fading_ = true;
      into_ = wanted_frames;
    }
    if (fading_) {
      from_.to(from_.target, true, inverse_frames_);
      const double next = mix_.target + fade_step_;
      mix_.to(next < 1.0 ? next : 1.0, false, inverse_frames_);
      return;
    }
    from_.to(std::fabs(off) < 1e-3 ? wanted_frames : from_.target + near_ * off, false,
             inverse_frames_);
  }

  // So many frames from `begin` on can be read before the first of them is written.
  int readable(int begin, int frames, const BlockRamp<double>& drift) const noexcept {
    const auto back = [&](int k) {
      const double at = from_.at(k);
      return (fading_ && into_ < at ? into_ : at) + drift.at(k);
    };
    const double first = back(begin);
    const double last = back(begin + frames);
    const double shortest = first < last ? first : last;
    return shortest > 4.0 ? static_cast<int>(shortest < 1e6 ? shortest : 1e6) - 2 : 1;
  }
  // The line in the frames of `span`; `drift` frames are added to the time.
  void read(const History& line, LineSpan span, const BlockRamp<double>& drift,
            float* out) const noexcept {
    read_line(line, {.back = from_, .more = drift}, span, out);
    if (!fading_) return;
    float into[LineSpan::kMost];
    read_line(line, {.back = {.start = into_}, .more = drift}, span, into);
    for (int f = 0; f < span.frames; ++f) {
      const float m = static_cast<float>(mix_.at(span.begin + f));
      const float s = m * m * (3.0f - 2.0f * m);
      out[f] += s * (into[f] - out[f]);
    }
  }
  double frames() const { return from_.target; }
  bool fading() const { return fading_; }

 private:
  double inverse_frames_ = 1.0 / 16.0;
  double near_ = 0.01;
  double fade_step_ = 0.01;
  BlockRamp<double> from_;
  double into_ = 0.0;
  BlockRamp<double> mix_;
  bool fading_ = false;
};

}  // namespace kiln
