// Throws the dice within what stays playable.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/gui/panels/chance.h"

#include <algorithm>
#include <string_view>

#include "kiln/gui/style/paint.h"

namespace kiln::gui {
namespace {

// The ends of some knobs are for hands only: endless echoes, attacks of half a minute.
constexpr float kLowest = 0.02f;
constexpr float kHighest = 0.85f;
constexpr float kLongestAttack = 0.45f;

bool is_the_players(std::string_view id) {
  for (const std::string_view kept :
       {"level", "pan", "mix", "send", "fine", "pitch", "phase", "output", "make_up", "velocity",
        "threshold", "key", "key_track"}) {
    if (id == kept) return true;
  }
  return false;
}

bool takes_chance(SlotKind kind) {
  return kind == SlotKind::kOscillator || kind == SlotKind::kFilter ||
         kind == SlotKind::kEnvelope || kind == SlotKind::kLfo || kind == SlotKind::kEffect;
}

std::uint16_t number_of(Context& context, const SlotInfo& slot) {
  return static_cast<std::uint16_t>(&slot - context.model.table().slots().data());
}

juce::int64 new_seed() { return juce::Random::getSystemRandom().nextInt64(); }

std::vector<MenuItem> amounts(Context& context,
                              const std::function<std::vector<const SlotInfo*>()>& slots) {
  std::vector<MenuItem> items;
  for (const auto& [name, amount] :
       {std::pair("A little", kLittleChance), std::pair("Much", kMuchChance),
        std::pair("Anything", kAnyChance)}) {
    items.push_back({.text = name, .action = [&context, slots, a = amount] {
                       randomise(context, slots(), a, new_seed());
                     }});
  }
  return items;
}

}  // namespace

std::vector<ParamIndex> chance_params(Context& context, const SlotInfo& slot) {
  std::vector<ParamIndex> params;
  const int type = context.type_of(slot);
  if (!takes_chance(slot.spec.kind) || type == 0) {
    if (slot.spec.kind != SlotKind::kEnvelope && slot.spec.kind != SlotKind::kLfo) return params;
  }
  for (ParamIndex p = slot.first_common; p < slot.end; ++p) {
    const ParamInfo& info = context.model.table()[p];
    if (info.type >= 0 && info.type != type) continue;
    if (!info.spec.modulatable() || info.spec.target_only() || info.spec.curve == Curve::kStep ||
        info.spec.unit == Unit::kChoice || info.spec.unit == Unit::kSwitch) {
      continue;
    }
    if (!is_the_players(info.spec.id)) params.push_back(p);
  }
  return params;
}

void randomise(Context& context, const std::vector<const SlotInfo*>& slots, float amount,
               std::int64_t seed) {
  juce::Random dice(seed);
  context.model.edit("Randomise", [&](Patch& patch) {
    for (const SlotInfo* const slot : slots) {
      for (const ParamIndex p : chance_params(context, *slot)) {
        const ParamSpec& spec = context.model.table()[p].spec;
        const float high = std::string_view(spec.id) == "attack" ? kLongestAttack : kHighest;
        const float before = real_to_x(spec, patch.values[p]);
        const float moved = before + amount * (2.0f * dice.nextFloat() - 1.0f);
        // Over the ends and back, so that they are no likelier than the rest.
        const float over = moved > high ? 2.0f * high - moved : moved;
        const float x = over < kLowest ? 2.0f * kLowest - over : over;
        patch.values[p] = x_to_real(spec, std::clamp(x, 0.0f, high));
      }
    }
  });
}

bool is_locked(Context& context, const SlotInfo& slot) {
  return context.model.memory().locked.contains(number_of(context, slot));
}

void set_locked(Context& context, const SlotInfo& slot, bool locked) {
  std::set<std::uint16_t>& all = context.model.memory().locked;
  if (locked) {
    all.insert(number_of(context, slot));
  } else {
    all.erase(number_of(context, slot));
  }
}

std::vector<const SlotInfo*> unlocked_slots(Context& context) {
  std::vector<const SlotInfo*> slots;
  for (const SlotInfo& slot : context.model.table().slots()) {
    if (takes_chance(slot.spec.kind) && !is_locked(context, slot)) slots.push_back(&slot);
  }
  return slots;
}

void add_chance_items(std::vector<MenuItem>& items, Context& context, const SlotInfo& slot) {
  items.push_back({.text = "Randomise", .sub = amounts(context, [&slot] {
                                          return std::vector<const SlotInfo*>{&slot};
                                        })});
  const bool locked = is_locked(context, slot);
  items.push_back({.text = "Lock against chance",
                   .ticked = locked,
                   .action = [&context, &slot, locked] { set_locked(context, slot, !locked); }});
}

MenuItem whole_chance_item(Context& context) {
  MenuItem item{.text = "Randomise"};
  item.sub = amounts(context, [&context] { return unlocked_slots(context); });
  const auto locked = context.model.memory().locked.size();
  if (locked > 0) {
    item.sub.push_back({.separator = true});
    item.sub.push_back({.text = "Unlock all (" + juce::String(static_cast<int>(locked)) + ")",
                        .action = [&context] { context.model.memory().locked.clear(); }});
  }
  return item;
}

}  // namespace kiln::gui
