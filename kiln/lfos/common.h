// The controls every LFO has, whatever its kind, and how its phase runs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <iterator>

#include "kiln/parameters/spec.h"
#include "kiln/parameters/tempo.h"

namespace kiln {

namespace lfo {
// Order of kLfoCommon.
enum Common {
  kKind,
  kRate,
  kRateSync,
  kRateDivision,
  kPhase,
  kDelay,
  kFade,
  kSmooth,
  kUnipolar,
  kTrigger,
  kScope,
  kKeyTrack,
  kCommonCount
};
enum class Trigger : uint8_t { kRetrigger, kFree, kOneShot, kSong };
inline constexpr const char* kTriggers[] = {"retrigger", "free", "one-shot", "song"};
inline constexpr const char* kScopes[] = {"voice", "global"};
inline constexpr const char* kPolarities[] = {"bipolar", "unipolar"};
}  // namespace lfo

inline constexpr ParamSpec kLfoCommon[] = {
    {.id = "type",
     .name = "Kind",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 0,
     .flags = kStructural,
     .help = "Kind of LFO"},
    {.id = "rate",
     .name = "Rate",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 0.0078125f,
     .max = 512,
     .initial = 2,
     .flags = kModulatable,
     .x_min = -0.25f,
     .x_max = 1.25f,
     .help = "Cycles per second when sync is off"},
    sync_switch("rate_sync", "Sync", true),
    division_choice("rate_division", "Rate", "1/4"),
    {.id = "phase",
     .name = "Phase",
     .unit = Unit::kDegree,
     .max = 360,
     .flags = kModulatable,
     .help = "Start phase; also moves the running LFO"},
    {.id = "delay",
     .name = "Delay",
     .curve = Curve::kPower3,
     .unit = Unit::kSecond,
     .max = 8,
     .flags = kModulatable,
     .help = "Time from note-on before the LFO is heard"},
    {.id = "fade",
     .name = "Fade",
     .curve = Curve::kPower3,
     .unit = Unit::kSecond,
     .max = 8,
     .flags = kModulatable,
     .help = "Time to full depth after the delay"},
    {.id = "smooth",
     .name = "Smooth",
     .curve = Curve::kPower3,
     .unit = Unit::kSecond,
     .max = 0.5f,
     .flags = kModulatable,
     .help = "Rounds the output off"},
    {.id = "polarity",
     .name = "Polarity",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 1,
     .flags = kStructural,
     .choices = lfo::kPolarities,
     .help = "-1 to 1, or 0 to 1"},
    {.id = "trigger",
     .name = "Trigger",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 3,
     .flags = kStructural,
     .choices = lfo::kTriggers,
     .help = "What sets the phase"},
    {.id = "scope",
     .name = "Scope",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 1,
     .flags = kStructural,
     .choices = lfo::kScopes,
     .help = "One LFO a voice, or one for all (free and song are global by nature)"},
    {.id = "key_track",
     .name = "Key track",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .flags = kModulatable,
     .help = "Rate follows the key, around C4"},
};
static_assert(std::size(kLfoCommon) == lfo::kCommonCount);

}  // namespace kiln
