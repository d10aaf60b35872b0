// The controls every filter slot has, whatever its type.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <iterator>

#include "kiln/filters/module.h"

namespace kiln {

namespace filter {
enum Common {
  kType,
  kCutoff,
  kResonance,
  kDrive,
  kKey,
  kMix,
  kPan,
  kFmSource,
  kFmDepth,
  kCommonCount
};
inline constexpr const char* kFmSources[] = {"off", "Osc 1", "Osc 2", "Osc 3", "Noise"};
}  // namespace filter

inline constexpr ParamSpec kFilterCommon[] = {
    {.id = "type",
     .name = "Type",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 0,
     .flags = kStructural,
     .help = "Kind of filter in this slot"},
    {.id = "cutoff",
     .name = "Cutoff",
     .curve = Curve::kLog,
     .unit = Unit::kHertz,
     .min = 20,
     .max = 20480,
     .initial = 20480,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .drop_depth = 0.2f,
     .x_min = -0.2f,
     .x_max = 1.2f,
     .help = "Corner frequency; 10 % of the knob is an octave"},
    {.id = "resonance",
     .name = "Resonance",
     .unit = Unit::kPercent,
     .max = 100,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Emphasis at the cutoff; from 92 % on the ladder sings by itself"},
    {.id = "drive",
     .name = "Drive",
     .unit = Unit::kDecibel,
     .max = 36,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Gain into the saturator, partly taken back after it"},
    {.id = "key",
     .name = "Key track",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Cutoff follows the key, around C4"},
    {.id = "mix",
     .name = "Mix",
     .unit = Unit::kPercent,
     .max = 100,
     .initial = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "Filtered against unfiltered"},
    {.id = "pan",
     .name = "Pan",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k20ms,
     .flags = kModulatable,
     .drop_depth = 0.5f,
     .help = "Position after the filter"},
    {.id = "fm_source",
     .name = "FM source",
     .curve = Curve::kStep,
     .unit = Unit::kChoice,
     .max = 4,
     .flags = kStructural,
     .choices = filter::kFmSources,
     .help = "Oscillator that moves the cutoff at audio rate"},
    {.id = "fm_depth",
     .name = "FM depth",
     .unit = Unit::kPercent,
     .min = -100,
     .max = 100,
     .smoothing = Smoothing::k10ms,
     .flags = kModulatable,
     .help = "Depth of the audio-rate cutoff modulation; 100 % is 60 st"},
};
static_assert(std::size(kFilterCommon) == filter::kCommonCount);

}  // namespace kiln
