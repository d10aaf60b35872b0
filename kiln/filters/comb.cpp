// How a comb filter is set up and how a voice enters it; the sound is in comb.simd.cpp.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/filters/comb.h"

#include <algorithm>

#include "kiln/base/math.h"

namespace kiln {

namespace {

// The longest delay, four points for the interpolator, and four frames that repeat the first ones
// behind the end, so that four neighbours are always in one piece.
constexpr int kCombMargin = 4;

int comb_line_frames(const FilterSetup& setup) {
  return static_cast<int>(setup.engine_rate / Comb::kLowestHz) + 2 * kCombMargin;
}

}  // namespace

std::size_t Comb::memory_floats(const FilterSetup& setup) {
  return static_cast<std::size_t>(comb_line_frames(setup) + kCombMargin) * kLanes;
}

void Comb::prepare(Channel& channel, Coefficients& coefficients, const FilterSetup& setup,
                   std::span<float> memory) {
  channel = Channel{};
  channel.lines = memory.data();
  channel.length = comb_line_frames(setup);
  coefficients = Coefficients{};
  const int mode = static_cast<int>(setup.structure[kMode]);
  coefficients.mode = static_cast<Mode>(std::clamp(mode, 0, kModeCount - 1));
  coefficients.rate = static_cast<float>(setup.engine_rate);
  coefficients.longest = static_cast<float>(comb_line_frames(setup) - kCombMargin);
  coefficients.dc = static_cast<float>(-math::expm1(-math::kTwoPi * 5.0 / setup.engine_rate));
  coefficients.period = {Ramp::constant(64.0f), Lanes::filled(64.0f)};
}

void Comb::start(Channel& channel, Coefficients&, const FilterStart& start) noexcept {
  const int frames = channel.length + kCombMargin;
  std::fill_n(channel.lines + static_cast<std::ptrdiff_t>(start.lane) * frames, frames, 0.0f);
  channel.dc[start.lane] = 0.0f;
  channel.damp[start.lane] = 0.0f;
  for (Lanes& state : channel.allpass) state[start.lane] = 0.0f;
  channel.drive.start(start.lane);
}

}  // namespace kiln
