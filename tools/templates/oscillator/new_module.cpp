// How the new_module oscillator is set up and how a voice begins; the sound is in the .simd.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/oscillators/new_module.h"

namespace kiln {

void NewModuleOscillator::prepare(State&, Coefficients& c, const OscillatorSetup& setup,
                                  std::span<float>) {
  c.unison = setup.unison;
  c.has_cross = setup.has_cross;
  c.cross_mode = setup.cross_mode;
}

void NewModuleOscillator::start(State& state, Coefficients& c, const OscillatorStart& s) noexcept {
  for (int u = 0; u < c.unison; ++u) state.phase[u][s.lane] = s.phases[u];
}

}  // namespace kiln
