// Controls of the whole voice: level, pitch, polyphony, glide, noise layer and filter routing.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <iterator>

#include "kiln/parameters/spec.h"
#include "kiln/voices/allocator.h"

namespace kiln {

inline constexpr int kOscillatorCount = 3;
inline constexpr int kFilterCount = 2;

namespace voice {
// Order of kVoiceParams.
enum Param {
  kLevel,
  kPan,
  kPitch,
  kPolyphony,
  kMode,
  kPriority,
  kGlide,
  kGlideMode,
  kGlideWhen,
  kGlideCurve,
  kTranspose,
  kFine,
  kDrift,
  kBendUp,
  kBendDown,
  kVelocityCurve,
  kPressureCurve,
  kParamCount
};
inline constexpr const char* kModes[] = {"poly", "mono", "legato"};
inline constexpr const char* kPriorities[] = {"last", "low", "high"};
inline constexpr const char* kGlideModes[] = {"time", "rate"};
inline constexpr const char* kGlideWhens[] = {"always", "overlapping"};
}  // namespace voice

inline constexpr ParamSpec kVoiceParams[] = {
    {.id = "level",
     .name = "Voice level",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .initial = 0,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .x_max = 1.26f,
     .help = "Level of each voice"},
    {.id = "pan",
     .name = "Voice pan",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "Position of each voice"},
    {.id = "pitch",
     .name = "Voice pitch",
     .unit = Unit::kSemitone,
     .min = -48,
     .max = 48,
     .flags = kModulatable | kTargetOnly | kPitchUnits,
     .drop_depth = 0.02f,
     .help = "Pitch of all oscillators of a voice"},
    {.id = "polyphony",
     .name = "Polyphony",
     .curve = Curve::kStep,
     .unit = Unit::kCount,
     .min = 1,
     .max = kMaxNotes,
     .initial = 16,
     .flags = kStructural,
     .help = "Notes at the same time"},
    {.id = "mode",
     .name = "Mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = voice::kModes,
     .help = "Poly, or one voice for all keys"},
    {.id = "priority",
     .name = "Priority",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = voice::kPriorities,
     .help = "Which held key sounds in mono and legato"},
    {.id = "glide",
     .name = "Glide",
     .curve = Curve::kPower3,
     .unit = Unit::kSecond,
     .max = 10,
     .flags = kModulatable,
     .help = "Time from the last pitch to the new one; 0 is off"},
    {.id = "glide_mode",
     .name = "Glide mode",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 1,
     .flags = kStructural,
     .choices = voice::kGlideModes,
     .help = "The same time for every step, or for every octave"},
    {.id = "glide_when",
     .name = "Glide when",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 1,
     .flags = kStructural,
     .choices = voice::kGlideWhens,
     .help = "On every note, or only when keys overlap"},
    {.id = "glide_curve",
     .name = "Glide curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .help = "0 is linear in pitch"},
    {.id = "transpose",
     .name = "Transpose",
     .curve = Curve::kStep,
     .unit = Unit::kSemitone,
     .min = -48,
     .max = 48,
     .help = "Whole instrument, before tuning"},
    {.id = "fine",
     .name = "Fine",
     .unit = Unit::kCent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "Whole instrument"},
    {.id = "drift",
     .name = "Drift",
     .curve = Curve::kPower2,
     .unit = Unit::kPercent,
     .max = 100,
     .flags = kModulatable,
     .help = "Slow random pitch of each voice; 100 % is 8 ct"},
    {.id = "bend_up",
     .name = "Bend up",
     .curve = Curve::kStep,
     .unit = Unit::kSemitone,
     .max = 48,
     .initial = 2,
     .flags = kStructural,
     .help = "Pitch wheel range upwards"},
    {.id = "bend_down",
     .name = "Bend down",
     .curve = Curve::kStep,
     .unit = Unit::kSemitone,
     .max = 48,
     .initial = 2,
     .flags = kStructural,
     .help = "Pitch wheel range downwards"},
    {.id = "velocity_curve",
     .name = "Velocity curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .flags = kStructural,
     .help = "Above 0 soft strikes sound louder"},
    {.id = "pressure_curve",
     .name = "Pressure curve",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .initial = -20,
     .flags = kStructural,
     .help = "Above 0 light pressure does more"},
};
static_assert(std::size(kVoiceParams) == voice::kParamCount);

namespace noise_layer {
enum Param { kLevel, kColour, kSend, kParamCount };
inline constexpr const char* kSends[] = {"F1", "F2", "Both", "FX", "Out"};
}  // namespace noise_layer

inline constexpr ParamSpec kNoiseLayerParams[] = {
    {.id = "level",
     .name = "Noise",
     .curve = Curve::kLevel,
     .unit = Unit::kDecibel,
     .min = -INFINITY,
     .max = 6.0206f,
     .initial = -INFINITY,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .x_max = 1.26f,
     .help = "Level of the voice's noise layer"},
    {.id = "colour",
     .name = "Noise colour",
     .unit = Unit::kDecibelPerOctave,
     .min = -6,
     .max = 6,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .help = "-6 brown, -3 pink, 0 white"},
    {.id = "send",
     .name = "Noise to",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 4,
     .flags = kStructural,
     .choices = noise_layer::kSends,
     .help = "Where the noise goes"},
};
static_assert(std::size(kNoiseLayerParams) == noise_layer::kParamCount);

namespace routing {
enum Param { kMode, kFeedback, kParamCount };
enum class Mode : uint8_t { kSerial, kParallel, kSplit };
inline constexpr const char* kModes[] = {"serial", "parallel", "split"};
}  // namespace routing

inline constexpr ParamSpec kRoutingParams[] = {
    {.id = "mode",
     .name = "Routing",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 2,
     .flags = kStructural,
     .choices = routing::kModes,
     .help = "Filters one after the other, side by side, or left and right"},
    {.id = "feedback",
     .name = "Feedback",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Last filter's output back into filter 1"},
};
static_assert(std::size(kRoutingParams) == routing::kParamCount);

}  // namespace kiln
