// The instrument's slots and the one flat table of all its parameters.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Voice slots come first, so that the parameters a voice group holds are [0, voice_param_count()).
#pragma once

#include <cmath>
#include <iterator>

#include "kiln/parameters/spec.h"
#include "kiln/parameters/table.h"
#include "kiln/voices/params.h"

namespace kiln {

inline constexpr int kEffectCount = 8;          // the chain: fx1 … fx8
inline constexpr int kSendSlot = kEffectCount;  // fxs: fed by their sends, wet only
inline constexpr int kEffectSlots = kSendSlot + 1;

namespace macro {
enum Param { kValue, kPolarity, kParamCount };
inline constexpr const char* kPolarities[] = {"unipolar", "bipolar"};
// What a macro gives as a source, from its value 0…1.
constexpr float source_value(float value, bool bipolar) {
  return bipolar ? 2.0f * value - 1.0f : value;
}
}  // namespace macro
inline constexpr ParamSpec kMacroParams[] = {
    {.id = "value",
     .name = "Macro",
     .unit = Unit::kPercent,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "A knob for many"},
    {.id = "polarity",
     .name = "Polarity",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 1,
     .flags = kStructural,
     .choices = macro::kPolarities,
     .help = "0 to 1, or -1 to 1: the middle of the knob moves nothing"},
};

namespace follower {
enum Param { kAttack, kRelease, kParamCount };
}
inline constexpr ParamSpec kFollowerParams[] = {
    {.id = "attack",
     .name = "Follower attack",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.0001f,
     .max = 0.5f,
     .initial = 0.005f,
     .help = "Rise of the level follower"},
    {.id = "release",
     .name = "Follower release",
     .curve = Curve::kLog,
     .unit = Unit::kSecond,
     .min = 0.001f,
     .max = 4.0f,
     .initial = 0.12f,
     .help = "Fall of the level follower"},
};

namespace master {
enum Param { kLevel, kGuard, kQuality, kParamCount };
enum class Guard : uint8_t { kOff, kLimit, kMuteOnFault };
inline constexpr const char* kGuards[] = {"off", "limit", "mute on fault"};
inline constexpr const char* kQualities[] = {"1x", "2x", "4x"};
}  // namespace master
inline constexpr ParamSpec kMasterParams[] = {
    {.id = "level",
     .name = "Volume",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .initial = 0,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .x_max = 1.26f,
     .help = "Level after the effects"},
    {.id = "guard",
     .name = "Output guard",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .initial = 2,
     .flags = kStructural,
     .choices = master::kGuards,
     .help = "What happens to a fault or an overload"},
    {.id = "quality",
     .name = "Quality",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .initial = 1,
     .flags = kStructural,
     .choices = master::kQualities,
     .help = "Engine rate against the host's rate"},
};

// [any-thread] Built on first use, immutable.
const ParamTable& instrument_table();
// Parameters of scope kVoice are [0, this).
int voice_param_count();

}  // namespace kiln
