// What an oscillator type must offer, and how a slot calls it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A type renders all lanes of a voice group (one voice a lane) and all unison lanes of its slot.
// Pitch, detune, level, pan and sends belong to the slot (kiln/voices/oscillator_slot.h); the type
// makes the wave. To add one: analog.h / analog.cpp / analog.simd.cpp as the example, and one line
// in registry.cpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

#include "kiln/parameters/spec.h"
#include "kiln/simd/lanes.h"

namespace kiln {

class WavetableMips;  // kiln/dsp/wavetable.h

inline constexpr int kMaxUnison = 16;

// Depth of `cross` is the type's own parameter "cross" (0…1 as engine value).
enum class CrossMode : uint8_t { kPhase, kFrequency, kRing, kAmplitude, kSync };

// Fixed while a patch's structure lives. Made off the audio thread.
struct OscillatorSetup {
  double engine_rate = 96000.0;      // Hz
  int quality = 2;                   // engine rate / host rate: 1, 2, 4
  int unison = 1;                    // 1…kMaxUnison
  const float* structure = nullptr;  // real values of the type's own parameters, in table order:
                                     // read the structural ones (menus) here
  const WavetableMips* table = nullptr;  // the slot's wavetable; null when the type has none
  std::span<const float> remap = {};     // drawn phases of the slot (parameters/drawing.h)
  bool has_cross = false;                // a cross source is connected
  CrossMode cross_mode = CrossMode::kPhase;
  bool needs_sync_out = false;  // somebody listens to sync_out
  // What prepare() puts here lives as long as the slot and is freed off the audio thread: tables
  // that several slots share, as a type's own state is plain memory. Null: nobody keeps anything.
  std::vector<std::shared_ptr<const void>>* keep = nullptr;
};

// One voice begins in one lane, at its exact frame.
struct OscillatorStart {
  int lane = 0;
  const uint32_t* phases = nullptr;  // [unison] start phases, 2³² = one cycle
  uint32_t random_key = 0;           // differs per note and slot (kiln/base/random.h)
};

// At each control point (and for starting lanes at their frame): new targets.
// Ramps run from the values of the previous control point to these within the control period;
// lanes in `starting` jump (step 0). A type keeps its ramps in its Coefficients. While nothing it
// is told of moves, a type is not called, unless its update() returned true: it moves by itself
// (drift).
struct OscillatorUpdate {
  LaneMask lanes = 0;                // lanes to update; all others keep their ramps untouched,
                                     // even in a shared vector (a voice may start mid-period)
  LaneMask starting = 0;             // subset that jumps
  float inverse_frames = 0.0f;       // 1 / engine frames of a control period
  const Lanes* params = nullptr;     // the type's own parameters as engine values, in table order
  const Lanes* increment = nullptr;  // [unison] cycles per engine frame, 0 … 0.5, detuned
  const Lanes* note = nullptr;       // pitch in semitones (69 = A4), centre lane: for key scaling
  const Lanes* position = nullptr;   // [unison] −1…+1, the lane's place in the unison spread
  bool params_moved = true;  // false: no value of `params` has changed since the last update
};

// Frames [begin, end) of the current control period.
struct OscillatorRender {
  int begin = 0;
  int end = 0;
  LaneMask lanes = 0;                 // only vectors holding a sounding lane need be computed
  const Ramp* unison_left = nullptr;  // [unison] gain of each unison lane; unused if unison = 1
  const Ramp* unison_right = nullptr;
  const LaneBlock* cross = nullptr;       // audio-rate input (about ±1), or null
  const LaneBlock* cross_sync = nullptr;  // for CrossMode::kSync: 0 = none, else the time since the
                                          // reset as a fraction (0, 1] of this frame
  LaneBlock* left = nullptr;              // overwritten; unison = 1 writes gain 1 here …
  LaneBlock* right = nullptr;             // … and nothing here, unless stereo() says so
  LaneBlock* sync_out = nullptr;          // times of own wraps of the centre lane, as cross_sync
};

template <class M>
concept Oscillator = requires(typename M::State& state, typename M::Coefficients& coefficients,
                              const OscillatorSetup& setup, std::span<float> memory,
                              const OscillatorStart& start, const OscillatorUpdate& update,
                              const OscillatorRender& render) {
  { M::kSpec } -> std::convertible_to<const ModuleSpec&>;
  // Trivially copyable, zero-initialised by the engine; sized for one group.
  requires std::is_trivially_copyable_v<typename M::State>;
  // Extra memory for one group in floats (delay lines …), zeroed; 0 for most types.
  { M::memory_floats(setup) } -> std::same_as<std::size_t>;
  { M::stereo(setup) } -> std::same_as<bool>;  // does render write `right`?
  // Off the audio thread: may build tables, put them into setup.keep and keep pointers to them.
  {M::prepare(state, coefficients, setup, memory)};
  { M::start(state, coefficients, start) }
  noexcept;
  { M::update(state, coefficients, update) }
  noexcept;
  { M::render(state, coefficients, render) }
  noexcept;
};

// The same as a table of functions: how slots hold any type.
struct OscillatorModule {
  const ModuleSpec* spec = nullptr;
  std::size_t state_bytes = 0;  // State, then Coefficients, each 64-byte aligned
  std::size_t (*memory_floats)(const OscillatorSetup&) = nullptr;
  bool (*stereo)(const OscillatorSetup&) = nullptr;
  void (*prepare)(void* state, const OscillatorSetup&, std::span<float> memory) = nullptr;
  void (*start)(void* state, const OscillatorStart&) noexcept = nullptr;
  bool (*update)(void* state, const OscillatorUpdate&) noexcept = nullptr;
  void (*render)(void* state, const OscillatorRender&) noexcept = nullptr;
};

template <Oscillator M>
constexpr OscillatorModule make_oscillator_module() {
  struct alignas(64) Both {
    typename M::State state;
    typename M::Coefficients coefficients;
  };
  return {
      &M::kSpec,
      sizeof(Both),
      [](const OscillatorSetup& setup) { return M::memory_floats(setup); },
      [](const OscillatorSetup& setup) { return M::stereo(setup); },
      [](void* raw, const OscillatorSetup& setup, std::span<float> memory) {
        auto* both = ::new (raw) Both{};
        M::prepare(both->state, both->coefficients, setup, memory);
      },
      [](void* raw, const OscillatorStart& start) noexcept {
        auto* both = static_cast<Both*>(raw);
        M::start(both->state, both->coefficients, start);
      },
      [](void* raw, const OscillatorUpdate& update) noexcept {
        auto* both = static_cast<Both*>(raw);
        if constexpr (std::is_void_v<decltype(M::update(both->state, both->coefficients,
                                                        update))>) {
          M::update(both->state, both->coefficients, update);
          return false;
        } else {
          return M::update(both->state, both->coefficients, update);
        }
      },
      [](void* raw, const OscillatorRender& render) noexcept {
        auto* both = static_cast<Both*>(raw);
        M::render(both->state, both->coefficients, render);
      },
  };
}

// Every type, in the frozen order of the choice "oscN.type" (registry.cpp). The first is
// "off": the slot is silent and costs nothing.
std::span<const OscillatorModule> oscillator_modules();

}  // namespace kiln
