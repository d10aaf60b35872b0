// The analog oscillator as a host hears it: shared by the tests of analog.h and sync.h.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <vector>

#include "kiln/dsp/halfband.h"
#include "kiln/oscillators/analog.h"
#include "kiln/oscillators/test_rig.h"

namespace kiln {

using Analog = AnalogOscillator;
using AnalogRig = TestRig<AnalogOscillator>;

inline constexpr int kSettle = 512;  // host frames: the decimator's delay and more

// What the host hears of a rig that has been started: `frames` frames at the host rate.
inline std::vector<float> at_host_rate(AnalogRig& rig, int frames) {
  const int quality = rig.setup.quality;
  std::vector<float> audio = rig.render((frames + kSettle) * quality);
  Decimator decimator;
  decimator.prepare(quality);
  decimator.process(audio.data(), static_cast<int>(audio.size()), audio.data());
  return {audio.begin() + kSettle, audio.begin() + kSettle + frames};
}

inline AnalogRig rig_at(double host_rate, int quality, float note) {
  AnalogRig rig(host_rate * quality, quality);
  rig.note = Lanes::filled(note);
  return rig;
}

// The phase moves in steps of 2^-32 cycles.
inline double true_hz(const AnalogRig& rig) {
  return std::floor(static_cast<double>(rig.increment(0, 0)) * 0x1p32) * 0x1p-32 *
         rig.setup.engine_rate;
}

struct AnalogShape {
  const char* name;
  float shape, width;
};
inline constexpr AnalogShape kAnalogShapes[] = {
    {"saw", 67, 50}, {"square", 100, 50}, {"pulse 25 %", 100, 25}, {"triangle", 33, 50}};

}  // namespace kiln
