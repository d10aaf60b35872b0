// The controls an effect slot has, whatever its type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <iterator>
#include <span>

#include "kiln/effects/module.h"

namespace kiln {

namespace effect {
enum Common { kType, kOn, kMix, kSend, kCommonCount };
}  // namespace effect

// Of a slot of the chain; slot S, which the sends feed, has the first two alone. Mix starts at
// EffectModule::default_mix whenever a type is chosen.
inline constexpr ParamSpec kEffectCommon[] = {
    {.id = "type",
     .name = "Type",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 0,
     .flags = kStructural,
     .help = "Kind of effect in this slot"},
    {.id = "on",
     .name = "On",
     .curve = Curve::kStep,
     .unit = Unit::kSwitch,
     .max = 1,
     .initial = 1,
     .help = "Off fades in 20 ms; delays and reverbs ring out"},
    {.id = "mix",
     .name = "Mix",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "Dry against wet"},
    {.id = "send",
     .name = "Send",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 0,
     .initial = -INFINITY,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "How much of what leaves this slot goes to slot S as well; bypassed, what passes",
     .since = 2},
};
static_assert(std::size(kEffectCommon) == effect::kCommonCount);
inline constexpr std::span<const ParamSpec> kSendSlotCommon =
    std::span(kEffectCommon).first(effect::kMix);

}  // namespace kiln
