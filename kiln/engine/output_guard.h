// The last thing before the host: what the choice "master.guard" says about overloads and faults.
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   off             every level passes
//   limit           never above −0.3 dBFS: gain arrives before the peak does
//   mute on fault   above +24 dBFS the output is muted for 0.1 s and comes back in 20 ms
//
// What is not a number mutes whatever the choice, and what needs no guarding passes bit by bit. The
// limiter needs no delay of its own: it sees each peak on its way into the decimator, which takes
// 44 host frames. So all choices have one latency. What the decimator makes of a peak may be
// higher by a trifle; the gain learns that from its output, and the ceiling holds to the sample.
#pragma once

#include <cstdint>

#include "kiln/dsp/halfband.h"
#include "kiln/dsp/limiter.h"
#include "kiln/engine/instrument.h"

namespace kiln {

class OutputGuard {
 public:
  static constexpr float kCeilingDb = -0.3f;
  static constexpr float kFault = 15.848932f;  // +24 dBFS
  static constexpr double kMuteSeconds = 0.1;
  static constexpr double kReturnSeconds = 0.02;

  // [main-thread]
  void prepare(double host_rate);
  // [audio-thread] from here on.
  void reset() noexcept;
  void set_mode(master::Guard mode) noexcept { mode_ = mode; }
  bool limits() const noexcept { return mode_ == master::Guard::kLimit; }
  // In place. `peaks`: the largest magnitude that enters the decimators in each host frame; read
  // while it limits.
  void process(const float* peaks, float* left, float* right, int frames) noexcept;
  // Does sound pass bit by bit as long as nothing exceeds the ceiling?
  bool idle() const noexcept { return muted_ == 0 && gain_.idle(); }
  float ceiling() const noexcept { return ceiling_; }
  // Mutings since prepare.
  std::uint32_t faults() const noexcept { return faults_; }

 private:
  // The moving mean has arrived four frames before the middle of the decimator's response, and
  // holds as long after it.
  static constexpr int kMargin = 4;

  float loudest() const noexcept { return mode_ == master::Guard::kMuteOnFault ? kFault : 3.0e38f; }
  bool passes(const float* peaks, const float* left, const float* right, int frames) const noexcept;
  bool is_fault(float left, float right) const noexcept;
  float mute_gain() noexcept;

  master::Guard mode_ = master::Guard::kMuteOnFault;
  LimiterGain gain_;
  float ceiling_ = 1.0f;
  int mute_frames_ = 0;  // of a whole muting
  int return_frames_ = 1;
  int muted_ = 0;  // frames until the sound is whole again
  std::uint32_t faults_ = 0;
};

}  // namespace kiln
