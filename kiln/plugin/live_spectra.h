// Spectra of what leaves effects, for displays: they rise at once and fall 24 dB a second.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kiln/dsp/fft.h"
#include "kiln/engine/sound_taps.h"

namespace kiln {

// [message thread] Everything.
class LiveSpectra {
 public:
  static constexpr float kFloorDb = -120.0f;
  static constexpr float kFallDb = 24.0f;  // a second
  static constexpr std::uint32_t kForgetMs = 1000;

  explicit LiveSpectra(SoundTaps& taps);
  ~LiveSpectra();

  // The loudest of each frequency's surroundings, in dB of a full-scale sine. The first call begins
  // to listen. `hz` rises and stays the same from call to call.
  void find(int effect, std::span<const float> hz, std::span<float> db);
  // What nobody asked for lately is not written any more.
  void forget_unasked();

 private:
  struct One {
    SoundTap* tap = nullptr;  // null: does not listen
    std::uint64_t seen = 0;   // frames
    std::uint32_t asked = 0;  // ms
    std::vector<float> db = {};
  };
  void measure(One& one, std::span<const float> hz);

  SoundTaps& taps_;
  RealFft fft_;
  std::vector<double> window_, frames_;
  std::array<One, kEffectSlots> all_;
};

}  // namespace kiln
