// A set of single cycles ("frames") as mip tables: immutable, built when needed, shared by content.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Frames of equal content exist once in the process, whichever wavetables and instances hold them,
// and go when the last wavetable that holds them goes. Levels are built by prepare(), off the
// audio thread; until then a frame reads as silence, so the audio thread never waits and never
// meets a null pointer. One frame's levels take 91 KB for 2x and 4x, 256 KB for 1x.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kiln/dsp/single_cycle.h"

namespace kiln {

inline constexpr int kMaxWavetableFrames = 256;

class WavetableFrame;  // one cycle and its levels

class WavetableMips {
 public:
  // [not the audio thread] 1…256 frames of kCycleSamples samples each, one after the other; DC is
  // dropped. Throws std::invalid_argument for another size or a value that is not finite.
  static std::shared_ptr<const WavetableMips> make(std::span<const float> samples);

  // Any number of cycles of `cycle_samples` samples each (2…65536): brought to kCycleSamples
  // through their harmonics. Samples after the last whole cycle are dropped.
  static std::shared_ptr<const WavetableMips> make(std::span<const float> samples,
                                                   int cycle_samples);

  ~WavetableMips();
  WavetableMips(const WavetableMips&) = delete;
  WavetableMips& operator=(const WavetableMips&) = delete;

  int frames() const noexcept { return static_cast<int>(frames_.size()); }

  // Equal for equal content: names the wavetable in files.
  uint64_t content_hash() const noexcept { return hash_; }

  // [not the audio thread] Builds the levels of frames first … first + count - 1 (clamped to the
  // set) for `quality` = 1, 2 or 4. What is built already costs nothing. Any number of threads may
  // call this at once, also while the audio thread reads.
  void prepare(int first, int count, int quality) const;
  void prepare_all(int quality) const { prepare(0, frames(), quality); }

  // [any-thread] All levels of a frame (0 <= frame < frames()): level L starts at
  // L·kLevelStride floats, L from level_for_increment(…, quality). Ask once per voice and control
  // point: the pointer stays good as long as this object lives, but changes once, from silence,
  // when prepare() reaches the frame.
  const float* levels(int frame, int quality) const noexcept;

  // [any-thread] The frame's own 2048 samples, as given, for displays.
  std::span<const float> source(int frame) const noexcept;

 private:
  explicit WavetableMips(std::span<const float> samples);

  std::vector<std::shared_ptr<WavetableFrame>> frames_;
  uint64_t hash_ = 0;
};

}  // namespace kiln
