// What a slot does to a block of frames before and after its effect, frames side by side.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/effects/block_ramp.h"
#include "kiln/effects/module.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// The input of a slot, kept for the mix.
struct SlotBlock {
  alignas(64) float left[kMaxControlFrames];
  alignas(64) float right[kMaxControlFrames];

  // Copies the input and leaves it in `r` times the gate. Returns the larger of `peak` and the
  // highest size of what it leaves there.
  float enter(const EffectRender& r, const BlockRamp<float>& gate, float peak) noexcept;

  // dry · input + wet · r into r; false, and nothing changed, when a frame of r is louder than
  // `limit` or no number. `peak` as above, of r before the mix.
  bool leave(const EffectRender& r, const BlockRamp<float>& dry, const BlockRamp<float>& wet,
             float limit, float& peak) const noexcept;
};

}  // namespace kiln
