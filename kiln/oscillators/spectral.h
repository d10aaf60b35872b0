// A wavetable with its partials changed, in steps from untouched to fully changed.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With a(h) the amplitude and φ(h) the phase of harmonic h, and s = 0…1 the knob:
//   smear           a(h) spreads over neighbours within ± 12·s harmonics
//   stretch         a(h) moves to h·(1 + 1.5·s)     (phases stay with their harmonic)
//   shift           a(h) moves to h + 24·s²
//   low-pass        24 dB/oct from harmonic 1024^(1 − s)
//   high-pass       24 dB/oct from harmonic 64^s
//   random          a(h) times 0…2 at random, the same for every frame
//   vocode          a(h) times the formants of a vowel that moves from A to I
//   odd/even        even partials fade out up to the middle; then even ones alone fade in
//   disperse        φ(h) grows with h²: the cycle becomes a sweep
// Every step is brought to the frame's own power, by at most 18 dB. A table of more than 16 frames
// is thinned to 16; steps are 33 for up to 7 frames and 16 for 16, so that a set stays below 24
// MiB. Levels are an octave apart at every quality.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kiln/dsp/wavetable.h"

namespace kiln {

enum class Spectral : uint8_t {
  kOff,
  kSmear,
  kStretch,
  kShift,
  kLowPass,
  kHighPass,
  kRandom,
  kVocode,
  kOddEven,
  kDisperse,
  kCount
};

inline constexpr const char* kSpectrals[] = {"Off",      "Smear",     "Stretch", "Shift",
                                             "Low-pass", "High-pass", "Random",  "Vocode",
                                             "Odd/even", "Disperse"};

inline constexpr int kMaxSpectralFrames = 16;
inline constexpr int kMaxSpectralSteps = 33;

class SpectralTables {
 public:
  // [not the audio thread]
  SpectralTables(const WavetableMips& table, Spectral mode);

  int frames() const noexcept { return frames_; }
  int steps() const noexcept { return steps_; }

  // [any-thread] The levels of a frame at a step, kLevelStride floats from one to the next, octaves
  // apart.
  const float* levels(int frame, int step) const noexcept {
    return tables_[static_cast<size_t>(step * frames_ + frame)].samples.data();
  }

 private:
  int frames_;
  int steps_;
  std::vector<MipTable> tables_;  // [step][frame]
};

// [not the audio thread] One copy in the process for equal content and mode, which goes when its
// last user goes.
std::shared_ptr<const SpectralTables> spectral_tables(const WavetableMips& table, Spectral mode);
// [any-thread but audio] Sets that somebody uses.
int living_spectral_sets();

}  // namespace kiln
