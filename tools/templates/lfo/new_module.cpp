// The value of the new_module LFO at a phase.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/new_module.h"

#include "kiln/base/math.h"
#include "kiln/base/phase.h"

namespace kiln {
namespace {

// peak: where in the cycle the value is +1.
float new_module_value(float cycles, float peak) {
  const float share = cycles < peak ? cycles / peak : (1.0f - cycles) / (1.0f - peak);
  return 2.0f * share - 1.0f;
}

}  // namespace

void NewModuleLfo::read(State&, const LfoKindRead& r) noexcept {
  for (int i = 0; i < kLanes; ++i) {
    if (!has_lane(r.lanes, i)) continue;
    const float lean = r.params[kLean][i];
    const float peak = math::clamp(0.5f + 0.5f * lean, kSteepest, 1.0f - kSteepest);
    const std::uint32_t phase = (*r.phase)[i];
    (*r.left)[i] = new_module_value(phase_to_cycles(phase), peak);
    if (!r.wants_right) continue;
    (*r.right)[i] = new_module_value(phase_to_cycles(phase + 0x40000000u), peak);
  }
}

}  // namespace kiln
