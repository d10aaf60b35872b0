// The controls every oscillator slot has, whatever its type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <iterator>

#include "kiln/oscillators/module.h"

namespace kiln {

namespace osc {
// Order of kOscillatorCommon.
enum Common {
  kType, kLevel, kPan, kDetune, kDetuneRange, kSpread, kUnison, kBlend, kOctave, kSemitone, kFine,
  kPitch, kPhase, kRandomPhase, kFreeRunning, kKeyTrack, kSend, kCrossSource, kCrossMode,
  kCommonCount
};
enum class Send : uint8_t { kFilter1, kFilter2, kBoth, kEffects, kOut };
enum class CrossSource : uint8_t { kOff, kOsc1, kOsc2, kOsc3, kNoise, kFilter1, kFilter2 };

inline constexpr const char* kDetuneRanges[] = {"100 ct", "12 st"};
inline constexpr const char* kSends[] = {"F1", "F2", "Both", "FX", "Out"};
inline constexpr const char* kCrossSources[] = {"off",   "Osc 1",    "Osc 2",   "Osc 3",
                                                "Noise", "Filter 1", "Filter 2"};
inline constexpr const char* kCrossModes[] = {"PM", "FM", "Ring", "AM", "Sync"};
}  // namespace osc

inline constexpr ParamSpec kOscillatorCommon[] = {
    {.id = "type", .name = "Type", .curve = Curve::kStep, .unit = Unit::kChoice, .max = 0,
     .flags = kStructural, .help = "Kind of oscillator in this slot"},
    {.id = "level", .name = "Level", .curve = Curve::kLevel, .unit = Unit::kDecibel,
     .min = -INFINITY, .max = 6.0206f, .initial = 0.0f, .smoothing = Smoothing::k20ms,
     .flags = kModulatable, .drop_depth = 0.5f, .x_max = 1.26f, .help = "Level after unison"},
    {.id = "pan", .name = "Pan", .unit = Unit::kPercent, .min = -100, .max = 100,
     .smoothing = Smoothing::k20ms, .flags = kModulatable, .drop_depth = 0.5f,
     .help = "Position between left and right, constant power"},
    {.id = "detune", .name = "Detune", .curve = Curve::kPower2, .unit = Unit::kPercent, .max = 100,
     .initial = 15, .smoothing = Smoothing::k20ms, .flags = kModulatable,
     .help = "Offset of the outermost unison lane; 100 % is 100 ct or 12 st"},
    {.id = "detune_range", .name = "Detune range", .curve = Curve::kStep, .unit = Unit::kChoice,
     .max = 1, .flags = kStructural, .choices = osc::kDetuneRanges, .help = "Range of Detune"},
    {.id = "spread", .name = "Spread", .unit = Unit::kPercent, .max = 100, .initial = 70,
     .smoothing = Smoothing::k20ms, .flags = kModulatable,
     .help = "Unison lanes alternate left and right"},
    {.id = "unison", .name = "Unison", .curve = Curve::kStep, .unit = Unit::kCount, .min = 1,
     .max = kMaxUnison, .initial = 1, .flags = kStructural, .help = "Number of unison lanes"},
    {.id = "blend", .name = "Blend", .unit = Unit::kPercent, .max = 100, .initial = 80,
     .smoothing = Smoothing::k20ms, .flags = kModulatable,
     .help = "Side lanes against the centre lane, constant power"},
    {.id = "octave", .name = "Octave", .curve = Curve::kStep, .unit = Unit::kCount, .min = -4,
     .max = 4, .help = "Octaves up or down"},
    {.id = "semitone", .name = "Semitone", .curve = Curve::kStep, .unit = Unit::kSemitone,
     .min = -12, .max = 12, .help = "Semitones up or down"},
    {.id = "fine", .name = "Fine", .unit = Unit::kCent, .min = -100, .max = 100,
     .smoothing = Smoothing::k20ms, .flags = kModulatable, .help = "Cents up or down"},
    {.id = "pitch", .name = "Pitch", .unit = Unit::kSemitone, .min = -48, .max = 48,
     .flags = kModulatable | kTargetOnly | kPitchUnits, .drop_depth = 0.02f,
     .help = "Pitch of this slot, continuous"},
    {.id = "phase", .name = "Phase", .unit = Unit::kDegree, .max = 360,
     .flags = kModulatable, .help = "Phase at note start"},
    {.id = "random_phase", .name = "Random", .unit = Unit::kPercent, .max = 100, .initial = 100,
     .help = "How random the start phase is, per unison lane"},
    {.id = "free_running", .name = "Free running", .curve = Curve::kStep, .unit = Unit::kSwitch,
     .flags = kStructural, .help = "Phases run on between notes"},
    {.id = "key_track", .name = "Key track", .curve = Curve::kStep, .unit = Unit::kSwitch,
     .initial = 1, .flags = kStructural, .help = "Off: plays C4 on every key"},
    {.id = "send", .name = "Send to", .curve = Curve::kStep, .unit = Unit::kChoice, .max = 4,
     .flags = kStructural, .choices = osc::kSends, .help = "Where the slot's sound goes"},
    {.id = "cross_source", .name = "Cross source", .curve = Curve::kStep, .unit = Unit::kChoice,
     .max = 6, .flags = kStructural, .choices = osc::kCrossSources,
     .help = "Audio that modulates this oscillator"},
    {.id = "cross_mode", .name = "Cross mode", .curve = Curve::kStep, .unit = Unit::kChoice,
     .max = 4, .flags = kStructural, .choices = osc::kCrossModes,
     .help = "What the cross source does"},
};
static_assert(std::size(kOscillatorCommon) == osc::kCommonCount);

}  // namespace kiln
