// All that is fixed while one patch's structure sounds: types, unison, routing, plan, rates.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compiled on the main thread from the patch's values; immutable afterwards, shared by all groups.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "kiln/dsp/wavetable.h"
#include "kiln/envelopes/dahdsr.h"
#include "kiln/filters/common.h"
#include "kiln/lfos/lfo.h"
#include "kiln/modulation/plan.h"
#include "kiln/oscillators/common.h"
#include "kiln/parameters/drawing.h"
#include "kiln/parameters/table.h"
#include "kiln/voices/allocator.h"
#include "kiln/voices/glide.h"
#include "kiln/voices/params.h"

namespace kiln {

inline constexpr int kHostFramesPerControl = 8;  // at every quality
inline constexpr int kNoRoute = -1;
inline constexpr int kFmFromNoise = 3;

// Where a slot's sound can go.
struct Sends {
  bool filter1 = false;
  bool filter2 = false;
  bool effects = false;
  bool out = false;
};
Sends make_sends(osc::Send send);

// The unison lanes of a slot: fixed numbers, by lane.
struct UnisonLayout {
  int count = 1;
  bool has_sides = false;                           // lanes beside the centre: Blend has an effect
  std::array<float, kMaxUnison> position = {};      // −1…+1
  std::array<float, kMaxUnison> detune_shape = {};  // sign(u)·|u|^1.5: Szabo (2010) measured
                                                    // 1 : 0.572 : 0.177 on the JP-8000
  std::array<float, kMaxUnison> side = {};          // −1 left, 0 centre, +1 right
  std::array<float, kMaxUnison> centre_gain = {};
  std::array<float, kMaxUnison> side_gain = {};
};
UnisonLayout make_unison(int count);

// A route of a unison or audio source into one slot.
struct SlotRoute {
  int number = kNoRoute;  // of the patch's routes: its depth
  Source via = Source::kNone;
};

struct OscillatorStructure {
  const OscillatorModule* module = nullptr;  // null: off
  OscillatorSetup setup = {};
  std::vector<float> own_values;  // behind setup.structure
  ParamIndex common = 0;          // first common parameter
  ParamIndex own = 0;             // first of the type's own
  UnisonLayout unison = {};
  Sends sends = {};
  osc::CrossSource cross = osc::CrossSource::kOff;
  bool cross_delayed = false;  // the source is rendered later: its previous period is heard
  bool heard_later = false;    // the other side of that: somebody hears its previous period
  bool stereo = false;
  bool key_track = true;
  bool free_running = false;
  float detune_cents = 100.0f;  // at Detune 100 %
  std::shared_ptr<const WavetableMips> table;
  std::vector<float> remap;  // behind setup.remap
  SlotRoute lane_pitch = {};
  SlotRoute lane_level = {};
  SlotRoute lane_pan = {};
};

struct FilterStructure {
  const FilterModule* module = nullptr;  // null: off
  FilterSetup setup = {};
  std::vector<float> own_values;
  ParamIndex common = 0;
  ParamIndex own = 0;
  int fm_source = -1;       // oscillator 0…2, kFmFromNoise, −1: none
  SlotRoute fm_route = {};  // oscillator audio → cutoff, from the matrix
};

struct LfoStructure {
  bool used = false;
  bool global = false;
  int kind = 0;
  LfoSetup setup = {};
  std::vector<float> common_values;
  std::vector<float> own_values;
  LfoDrawing drawing = {};
  ParamIndex common = 0;
  ParamIndex own = 0;
};

struct EnvelopeStructure {
  bool used = false;  // as a source (the amplitude always runs)
  EnvelopeSetup setup = {};
  ParamIndex common = 0;
};

// Do two sets of a type's own values agree in all that is structural?
bool same_menus(const ModuleSpec& spec, std::span<const float> a, std::span<const float> b);

// May a running oscillator or filter go on under the other structure, its state as it is?
bool same_oscillator(const OscillatorStructure& a, const OscillatorStructure& b);
bool same_filter(const FilterStructure& a, const FilterStructure& b);

// May a running LFO go on under the other structure? Values that move continuously don't matter.
bool same_lfo(const LfoStructure& a, const LfoStructure& b);

// What the compiler is given.
struct VoiceInput {
  std::span<const float> values;  // real value of every parameter
  std::array<LfoDrawing, kLfoCount> drawings = {};
  std::array<std::shared_ptr<const WavetableMips>, kOscillatorCount> tables = {};
  std::array<std::vector<float>, kOscillatorCount> remaps = {};
  double engine_rate = 96000.0;
  int quality = 2;
};

// The slots that send to one of the buses F1, F2, FX, Out, in the order in which they are added.
struct BusSlots {
  int count = 0;
  std::array<std::uint8_t, kOscillatorCount + 1> slots = {};  // oscillators by number, or kNoise
  static constexpr std::uint8_t kNoise = kOscillatorCount;
};

struct VoiceStructure {
  // [main-thread] `plan` is compiled from the same values.
  VoiceStructure(const ParamTable& table, const VoiceInput& input, Plan compiled);
  VoiceStructure(const VoiceStructure&) = delete;
  VoiceStructure& operator=(const VoiceStructure&) = delete;

  double engine_rate;
  int quality;
  int control_frames;  // engine frames of a control period
  float inverse_frames;
  double control_rate;  // control points per second
  int param_count;      // voice parameters: [0, param_count) of the table
  const ParamTable& table;

  Plan plan;
  std::array<OscillatorStructure, kOscillatorCount> oscillators;
  std::array<int, kOscillatorCount> order;  // in which oscillators are rendered
  OscillatorStructure noise;                // the noise layer: the noise type with white defaults
  std::array<FilterStructure, kFilterCount> filters;
  std::array<EnvelopeStructure, kEnvelopeCount> envelopes;
  std::array<LfoStructure, kLfoCount> lfos;
  routing::Mode routing;
  AllocatorSetup allocation;
  GlideMode glide_mode;
  bool glide_only_overlapping;
  float bend_up;
  float bend_down;
  bool noise_on;                       // the noise layer is heard or listened to
  std::vector<Source> shared_sources;  // global sources that routes use, without the constant
  std::array<BusSlots, 4> buses = {};
  bool always_stereo;       // a slot or filter writes two different channels
  bool feedback_possible;   // routing feedback is set or a target
  ParamIndex voice_params;  // first of kVoiceParams
  ParamIndex noise_params;
  ParamIndex routing_params;
};

// What of the voices' sound an edit takes away or moves elsewhere: it fades out before, and what is
// new fades in afterwards.
struct VoiceEdit {
  bool all = false;  // the sum of the voices
  bool noise = false;
  std::array<bool, kOscillatorCount> oscillators = {};
  std::array<bool, kFilterCount> filters = {};  // to its input
  bool brings = false;                          // something new sounds afterwards
  bool changes_nothing() const;
};
VoiceEdit compare_voices(const VoiceStructure& now, const VoiceStructure& next);

}  // namespace kiln
