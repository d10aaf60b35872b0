// Every modulation source: identity, text, polarity and where it lives.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The order is frozen: sources are saved by id, but compiled plans and arrays use the number.
// To add one: a line in the enum, a line in kSources, and its value in kiln/voices/sources.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kiln/parameters/table.h"

namespace kiln {

inline constexpr int kEnvelopeCount = 4;
inline constexpr int kLfoCount = 6;
inline constexpr int kMacroCount = 8;

enum class Source : uint8_t {
  kNone,
  kEnv1,
  kEnv2,
  kEnv3,
  kEnv4,  // Env 1 is Amp
  kLfo1,
  kLfo2,
  kLfo3,
  kLfo4,
  kLfo5,
  kLfo6,
  kLfo1Right,
  kLfo2Right,
  kLfo3Right,
  kLfo4Right,
  kLfo5Right,
  kLfo6Right,
  kMacro1,
  kMacro2,
  kMacro3,
  kMacro4,
  kMacro5,
  kMacro6,
  kMacro7,
  kMacro8,
  kVelocity,
  kReleaseVelocity,
  kNote,
  kNoteInOctave,
  kWheel,
  kBend,
  kChannelPressure,
  kNotePressure,
  kSlide,
  kBreath,
  kExpression,
  kPedal,
  kRandom1,
  kRandom2,
  kAlternate,
  kLane,
  kVoice,
  kGate,
  kFollower,
  kConstant,
  kOsc1Audio,
  kOsc2Audio,
  kOsc3Audio,
  kCount
};
inline constexpr int kSourceCount = static_cast<int>(Source::kCount);

enum class SourceScope : uint8_t {
  kVoice,     // each voice has its own value
  kGlobal,    // one value for all
  kByModule,  // LFOs: their own "scope" parameter says which
  kUnison,    // one value per unison lane: oscillator pitch, level and pan only
  kAudio,     // audio rate: filter cutoff only
};

struct SourceSpec {
  const char* id;    // as in presets: "env2", "lfo1.right", "wheel"
  const char* name;  // as on screen
  bool bipolar;      // −1…+1, else 0…1
  SourceScope scope;
};

inline constexpr std::array<SourceSpec, kSourceCount> kSources = {{
    {"none", "None", false, SourceScope::kGlobal},
    {"amp", "Amp", false, SourceScope::kVoice},
    {"env2", "Env 2", false, SourceScope::kVoice},
    {"env3", "Env 3", false, SourceScope::kVoice},
    {"env4", "Env 4", false, SourceScope::kVoice},
    {"lfo1", "LFO 1", true, SourceScope::kByModule},
    {"lfo2", "LFO 2", true, SourceScope::kByModule},
    {"lfo3", "LFO 3", true, SourceScope::kByModule},
    {"lfo4", "LFO 4", true, SourceScope::kByModule},
    {"lfo5", "LFO 5", true, SourceScope::kByModule},
    {"lfo6", "LFO 6", true, SourceScope::kByModule},
    {"lfo1.right", "LFO 1 right", true, SourceScope::kByModule},
    {"lfo2.right", "LFO 2 right", true, SourceScope::kByModule},
    {"lfo3.right", "LFO 3 right", true, SourceScope::kByModule},
    {"lfo4.right", "LFO 4 right", true, SourceScope::kByModule},
    {"lfo5.right", "LFO 5 right", true, SourceScope::kByModule},
    {"lfo6.right", "LFO 6 right", true, SourceScope::kByModule},
    {"macro1", "Macro 1", false, SourceScope::kGlobal},
    {"macro2", "Macro 2", false, SourceScope::kGlobal},
    {"macro3", "Macro 3", false, SourceScope::kGlobal},
    {"macro4", "Macro 4", false, SourceScope::kGlobal},
    {"macro5", "Macro 5", false, SourceScope::kGlobal},
    {"macro6", "Macro 6", false, SourceScope::kGlobal},
    {"macro7", "Macro 7", false, SourceScope::kGlobal},
    {"macro8", "Macro 8", false, SourceScope::kGlobal},
    {"velocity", "Velocity", false, SourceScope::kVoice},
    {"release_velocity", "Release velocity", false, SourceScope::kVoice},
    {"note", "Note", true, SourceScope::kVoice},                       // 0 at C4, ±1 at ±60 st
    {"note_in_octave", "Note in octave", false, SourceScope::kVoice},  // C 0 … B 11/12
    {"wheel", "Wheel", false, SourceScope::kVoice},                    // of the voice's zone
    {"bend", "Bend", true, SourceScope::kVoice},
    {"channel_pressure", "Channel pressure", false, SourceScope::kVoice},
    {"note_pressure", "Note pressure", false, SourceScope::kVoice},  // polyphonic or MPE pressure
    {"slide", "Slide", true, SourceScope::kVoice},
    {"breath", "Breath", false, SourceScope::kGlobal},
    {"expression", "Expression", false, SourceScope::kGlobal},
    {"pedal", "Pedal", false, SourceScope::kGlobal},
    {"random1", "Random 1", true, SourceScope::kVoice},
    {"random2", "Random 2", true, SourceScope::kVoice},
    {"alternate", "Alternate", true, SourceScope::kVoice},  // −1, +1 by turns
    {"lane", "Lane", true, SourceScope::kUnison},
    {"voice", "Voice", false, SourceScope::kVoice},  // voice number / polyphony
    {"gate", "Gate", false, SourceScope::kVoice},
    {"follower", "Follower", false, SourceScope::kGlobal},
    {"constant", "Constant", false, SourceScope::kGlobal},  // always 1
    {"osc1.audio", "Osc 1 audio", true, SourceScope::kAudio},
    {"osc2.audio", "Osc 2 audio", true, SourceScope::kAudio},
    {"osc3.audio", "Osc 3 audio", true, SourceScope::kAudio},
}};

constexpr const SourceSpec& source_spec(Source source) {
  return kSources[static_cast<std::size_t>(source)];
}

constexpr std::optional<Source> find_source(std::string_view id) {
  for (std::size_t i = 0; i < kSources.size(); ++i) {
    if (id == kSources[i].id) return static_cast<Source>(i);
  }
  return std::nullopt;
}

// The parameter that chooses an LFO's or macro's range; kNoParam where a source's range is fixed.
ParamIndex polarity_param(Source source, const ParamTable& table);

// Does a source give −1…+1, else 0…1? `polarity` is the real value of its polarity_param(), any
// number where there is none.
bool gives_both_signs(Source source, float polarity);

}  // namespace kiln
