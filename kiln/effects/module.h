// What an effect type must offer, and how a slot calls it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An effect processes the stereo bus at engine rate, in place and fully wet; dry/wet mix, bypass
// fades and sleeping on silence belong to the slot (kiln/effects/slot.h). To add one: a trio of
// files as chorus.h / chorus.cpp / chorus_test.cpp, and one line in registry.cpp.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "kiln/parameters/spec.h"

namespace kiln {

// How the slot mixes dry and wet for mix m.
enum class MixLaw : uint8_t {
  kCrossfade,  // dry 1 − m, wet m: modulation and distortion-like effects
  kOverlay,    // dry min(1, 2 − 2m), wet min(1, 2m): delays and reverbs
};

// Fixed while a patch's structure lives.
struct EffectSetup {
  double engine_rate = 96000.0;      // Hz
  int control_frames = 16;           // engine frames of a control period
  const float* structure = nullptr;  // real values of the type's own parameters, in table order
};

// What an effect may know at a control point.
struct EffectUpdate {
  const float* params = nullptr;  // the type's own parameters as engine values, in table order,
                                  // smoothed and modulated
  bool jump = false;              // first update after prepare or reset: no ramps
  double beats_per_second = 2.0;  // tempo
  double beat_position = 0.0;     // quarter notes since the song's start (transport or own clock)
  bool playing = false;
  uint32_t random_key = 0;  // of this slot, for this epoch
};

// In place: frames [0, frames) lie inside one control period, which began `begin` frames earlier.
// Ramps are start + k·step with k = begin + i.
struct EffectRender {
  int begin = 0;
  int frames = 0;
  float* left = nullptr;
  float* right = nullptr;
};

template <class M>
concept Effect = requires(M& module, const EffectSetup& setup, std::span<float> memory,
                          const EffectUpdate& update, const EffectRender& render) {
  { M::kSpec } -> std::convertible_to<const ModuleSpec&>;
  { M::kMixLaw } -> std::convertible_to<MixLaw>;
  { M::kDefaultMix } -> std::convertible_to<float>;          // percent
  { M::memory_floats(setup) } -> std::same_as<std::size_t>;  // zeroed by the engine
  {module.prepare(setup, memory)};                           // off the audio thread
  { module.update(update) }
  noexcept;
  { module.render(render) }
  noexcept;
  { module.reset() }
  noexcept;  // silence, as after prepare
  // Seconds until the output is below −120 dBFS after silent input; infinite for a freeze.
  { module.tail_seconds() }
  noexcept->std::same_as<double>;
};

struct EffectModule {
  const ModuleSpec* spec = nullptr;
  MixLaw mix_law = MixLaw::kCrossfade;
  float default_mix = 100.0f;
  std::size_t object_bytes = 0;
  std::size_t (*memory_floats)(const EffectSetup&) = nullptr;
  void (*prepare)(void* object, const EffectSetup&, std::span<float> memory) = nullptr;
  void (*update)(void* object, const EffectUpdate&) noexcept = nullptr;
  void (*render)(void* object, const EffectRender&) noexcept = nullptr;
  void (*reset)(void* object) noexcept = nullptr;
  double (*tail_seconds)(void* object) noexcept = nullptr;
  void (*destroy)(void* object) = nullptr;
  // For displays, of types that have it: what a compressor takes, and where the slow and the fast
  // sweep of moving taps are (phases in cycles).
  float (*reduction_db)(const void* object) = nullptr;
  std::array<float, 2> (*sweep_phases)(const void* object) = nullptr;
};

template <Effect M>
constexpr EffectModule make_effect_module() {
  EffectModule made = {
      &M::kSpec,
      M::kMixLaw,
      M::kDefaultMix,
      (sizeof(M) + 63) / 64 * 64,
      [](const EffectSetup& setup) { return M::memory_floats(setup); },
      [](void* object, const EffectSetup& setup, std::span<float> memory) {
        (::new (object) M{})->prepare(setup, memory);
      },
      [](void* object, const EffectUpdate& update) noexcept {
        static_cast<M*>(object)->update(update);
      },
      [](void* object, const EffectRender& render) noexcept {
        static_cast<M*>(object)->render(render);
      },
      [](void* object) noexcept { static_cast<M*>(object)->reset(); },
      [](void* object) noexcept { return static_cast<M*>(object)->tail_seconds(); },
      [](void* object) { static_cast<M*>(object)->~M(); },
  };
  if constexpr (requires(const M& module) { module.reduction_db(); }) {
    made.reduction_db = [](const void* object) {
      return static_cast<const M*>(object)->reduction_db();
    };
  }
  if constexpr (requires(const M& module) { module.sweep_phases(); }) {
    made.sweep_phases = [](const void* object) {
      return static_cast<const M*>(object)->sweep_phases();
    };
  }
  return made;
}

// Every type, in the frozen order of the choice "fxN.type" (registry.cpp). The first is "off".
std::span<const EffectModule> effect_modules();

}  // namespace kiln
