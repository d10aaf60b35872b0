// One parameter, declared once: identity, range, law, unit and help, as constexpr data.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A module keeps a constexpr table of ParamSpec beside its DSP. Host bridge, editor, presets,
// modulation, manual and tests all loop over these same tables.
//
// Three domains of one value:
//   x       knob position 0…1; modulation adds here (pitch targets: in semitones, see kPitchUnits)
//   real    what one reads and saves: Hz, seconds, dB, percent (0…100), semitones, choice index
//   engine  what DSP code reads: percent → fraction, level in dB → linear gain, all others = real
#pragma once

#include <cstdint>
#include <span>

namespace kiln {

enum class Curve : uint8_t {
  kLinear,  // real = min + (max − min)·x; centre 0 for symmetric ranges
  kLog,     // real = min·(max/min)^x
  kPower2,  // real = max·x²  (min is 0 or a floor that clamps)
  kPower3,  // real = max·x³
  kPower4,  // real = max·x⁴
  kLevel,   // gain = 2x³; real is dB, −inf at x = 0, +6.02 at x = 1
  kStep,    // whole numbers min…max, choices and switches
};

enum class Unit : uint8_t {
  kNone,
  kPercent,
  kDecibel,
  kHertz,
  kSecond,
  kSemitone,
  kCent,
  kDegree,
  kRatio,
  kRadian,
  kPerSecond,
  kDecibelPerOctave,
  kCount,
  kChoice,
  kSwitch,
};

// How a base value moves to a new one. Envelopes and LFOs are never smoothed.
enum class Smoothing : uint8_t { kNone, k5ms, k10ms, k20ms };

inline constexpr uint8_t kModulatable = 1;  // may be a route's target
inline constexpr uint8_t kStructural = 2;   // part of the patch's structure: not automatable
inline constexpr uint8_t kTargetOnly = 4;   // a modulation target without a knob or host parameter
inline constexpr uint8_t kPitchUnits = 8;   // routes add in semitones: 100 % depth = 48 st

struct ParamSpec {
  const char* id = "";    // last part of the full id: "cutoff" of "filter1.cutoff"
  const char* name = "";  // as on the panel: "Cutoff"
  Curve curve = Curve::kLinear;
  Unit unit = Unit::kNone;
  float min = 0.0f;  // real units
  float max = 1.0f;
  float initial = 0.0f;
  Smoothing smoothing = Smoothing::kNone;
  uint8_t flags = 0;
  std::span<const char* const> choices = {};  // kStep with kChoice: text of min, min+1, …
  float drop_depth = 0.25f;                   // depth of a route made by dropping a source here
  float x_min = 0.0f;                         // what modulation may reach beyond the knob, in x
  float x_max = 1.0f;
  const char* help = "";  // one line
  uint16_t since = 1;     // edition of the list that added it: hosts list later ones last

  constexpr bool modulatable() const { return (flags & kModulatable) != 0; }
  constexpr bool structural() const { return (flags & kStructural) != 0; }
  constexpr bool target_only() const { return (flags & kTargetOnly) != 0; }
  constexpr bool pitch_units() const { return (flags & kPitchUnits) != 0; }
};

// A type that a slot can hold (an oscillator, a filter, an effect …) as everybody else sees it.
struct ModuleSpec {
  const char* id = "";    // "analog": the middle part of "osc1.analog.shape"
  const char* name = "";  // "Analog"
  int revision = 1;       // raised when the module's sound changes
  std::span<const ParamSpec> params = {};
  const char* help = "";
};

// Any real value put into the spec's range (kStep: rounded). NaN becomes the initial value.
float clamp_real(const ParamSpec& spec, float real) noexcept;
// Real → knob position. Infinite and out-of-range values clamp.
float real_to_x(const ParamSpec& spec, float real) noexcept;
// Knob position → real; x outside 0…1 follows the law (x_min…x_max), kStep rounds.
float x_to_real(const ParamSpec& spec, float x) noexcept;
// Knob position → what DSP code reads.
float x_to_engine(const ParamSpec& spec, float x) noexcept;
// Real → what DSP code reads, without the detour over x.
float real_to_engine(const ParamSpec& spec, float real) noexcept;

}  // namespace kiln
