// Copies a slot's values and what belongs to them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/slot_clip.h"

#include <algorithm>

namespace kiln {

SlotClip copy_slot(const Patch& patch, const SlotInfo& slot) {
  SlotClip clip;
  clip.kind = slot.spec.kind;
  clip.values.assign(patch.values.begin() + slot.first_common, patch.values.begin() + slot.end);
  const auto number = static_cast<std::size_t>(slot.spec.number);
  if (clip.kind == SlotKind::kOscillator) {
    clip.wavetable = patch.wavetables.at(number);
    clip.remap = patch.remaps.at(number);
  }
  if (clip.kind == SlotKind::kLfo) clip.lfo = patch.lfos.at(number);
  if (clip.kind == SlotKind::kMacro) clip.macro = patch.macros.at(number);
  return clip;
}

bool paste_slot(Patch& patch, const SlotInfo& slot, const SlotClip& clip) {
  const auto count = static_cast<std::size_t>(slot.end - slot.first_common);
  if (clip.kind != slot.spec.kind || clip.values.size() != count) return false;
  std::copy(clip.values.begin(), clip.values.end(), patch.values.begin() + slot.first_common);
  const auto number = static_cast<std::size_t>(slot.spec.number);
  if (clip.kind == SlotKind::kOscillator) {
    patch.wavetables.at(number) = clip.wavetable;
    patch.remaps.at(number) = clip.remap;
  }
  if (clip.kind == SlotKind::kLfo) patch.lfos.at(number) = clip.lfo;
  if (clip.kind == SlotKind::kMacro) patch.macros.at(number) = clip.macro;
  return true;
}

}  // namespace kiln
