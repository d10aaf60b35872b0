// One slot's content on its way from one slot to another of the same kind.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "kiln/parameters/table.h"
#include "kiln/presets/patch.h"

namespace kiln {

struct SlotClip {
  SlotKind kind = SlotKind::kVoice;
  std::vector<float> values = {};  // of every parameter of the slot, in order
  std::size_t common = 0;          // how many of them any type has
  WavetableRef wavetable = {};     // oscillators
  std::vector<float> remap = {};   // oscillators
  PatchLfo lfo = {};               // LFOs
  MacroLabel macro = {};           // macros
};

SlotClip copy_slot(const Patch& patch, const SlotInfo& slot);
// False, and nothing changed, if the slot is of another kind. What only one of both slots has (mix
// and send of effects) stays. Routes stay with their slots.
bool paste_slot(Patch& patch, const SlotInfo& slot, const SlotClip& clip);

}  // namespace kiln
