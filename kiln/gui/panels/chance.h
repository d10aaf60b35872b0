// Sounds by chance: a slot, or all that are not locked, moved a little or altogether.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kiln/gui/context.h"
#include "kiln/gui/controls/popup.h"

namespace kiln::gui {

// How far knobs may go: the share of their travel to both sides.
inline constexpr float kLittleChance = 0.1f;
inline constexpr float kMuchChance = 0.3f;
inline constexpr float kAnyChance = 1.0f;

// Which parameters chance may move: continuous ones of the slot's type that make its sound. Levels,
// places, pitches and mixes are the player's.
std::vector<ParamIndex> chance_params(Context& context, const SlotInfo& slot);

// One step of undo. The same seed gives the same sound.
void randomise(Context& context, const std::vector<const SlotInfo*>& slots, float amount,
               std::int64_t seed);

bool is_locked(Context& context, const SlotInfo& slot);
void set_locked(Context& context, const SlotInfo& slot, bool locked);
std::vector<const SlotInfo*> unlocked_slots(Context& context);

// "Randomise" with its amounts, and the lock: for the menus of slots.
void add_chance_items(std::vector<MenuItem>& items, Context& context, const SlotInfo& slot);
// The same for the whole sound.
MenuItem whole_chance_item(Context& context);

}  // namespace kiln::gui
