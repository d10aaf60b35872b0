// How the new_module filter is set up and how a voice enters it; the sound is in the .simd.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/new_module.h"

namespace kiln {

void NewModule::prepare(Channel& channel, Coefficients& c, const FilterSetup& setup,
                        std::span<float>) {
  channel = Channel{};
  c = Coefficients{};
  c.mode = setup.structure[kMode] >= 0.5f ? kHigh : kLow;
  c.inverse_rate = static_cast<float>(1.0 / setup.engine_rate);
}

void NewModule::start(Channel& channel, Coefficients&, const FilterStart& start) noexcept {
  channel.s[start.lane] = 0.0f;
  channel.drive.start(start.lane);
}

}  // namespace kiln
