// How a state-variable filter is set up and how a voice enters it; the sound is in svf.simd.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/svf.h"

#include <algorithm>

namespace kiln {

namespace {

int svf_stages(Svf::Mode mode) {
  switch (mode) {
    case Svf::kLp24:
    case Svf::kBp24:
    case Svf::kHp24:
      return 2;
    case Svf::kLp36:
    case Svf::kHp36:
      return 3;
    default:
      return 1;
  }
}

}  // namespace

void Svf::prepare(Channel& channel, Coefficients& coefficients, const FilterSetup& setup,
                  std::span<float>) {
  channel = Channel{};
  coefficients = Coefficients{};
  const float mode = setup.structure[kMode];
  coefficients.mode = static_cast<Mode>(std::clamp(static_cast<int>(mode), 0, kModeCount - 1));
  coefficients.stages = svf_stages(coefficients.mode);
  coefficients.direct = coefficients.mode > kLp36;
  coefficients.inverse_rate = static_cast<float>(1.0 / setup.engine_rate);
}

void Svf::start(Channel& channel, Coefficients&, const FilterStart& start) noexcept {
  for (int i = 0; i < kMaxStages; ++i) {
    channel.s1[i][start.lane] = 0.0f;
    channel.s2[i][start.lane] = 0.0f;
  }
  channel.drive.start(start.lane);
}

}  // namespace kiln
