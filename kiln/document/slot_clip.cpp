// Copies a slot's values and what belongs to them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/document/slot_clip.h"

#include <algorithm>
#include <cstddef>

namespace kiln {

SlotClip copy_slot(const Patch& patch, const SlotInfo& slot) {
  SlotClip clip;
  clip.kind = slot.spec.kind;
  clip.values.assign(patch.values.begin() + slot.first_common, patch.values.begin() + slot.end);
  clip.common = slot.spec.common.size();
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
  const std::size_t common = slot.spec.common.size();
  if (clip.kind != slot.spec.kind || clip.values.size() - clip.common != count - common) {
    return false;
  }
  // Slots of a kind begin with the same controls and end with the same types.
  const auto at = [](std::size_t n) { return static_cast<std::ptrdiff_t>(n); };
  const auto from = clip.values.begin();
  const auto to = patch.values.begin() + slot.first_common;
  std::copy_n(from, std::min(common, clip.common), to);
  std::copy(from + at(clip.common), clip.values.end(), to + at(common));
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
