// What a filter type must offer, and how a slot calls it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A type filters all lanes of a voice group in place, fully wet. Cutoff modulation, key tracking,
// dry/wet mix and pan belong to the slot (kiln/voices/filter_slot.h). To add one: a trio of files
// as svf.h / svf.cpp / svf.simd.cpp, and one line in registry.cpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>

#include "kiln/parameters/spec.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// Fixed while a patch's structure lives.
struct FilterSetup {
  double engine_rate = 96000.0;      // Hz
  const float* structure = nullptr;  // real values of the type's own parameters, in table order
};

// One voice begins in one lane. State of that lane must become silent.
struct FilterStart {
  int lane = 0;
  uint32_t random_key = 0;  // differs per note and slot: component tolerances and the like
};

// New targets at a control point; ramped over the control period, lanes in `starting` jump.
struct FilterUpdate {
  LaneMask lanes = 0;  // lanes to update; all others keep their ramps untouched,
                       // even in a shared vector (a voice may start mid-period)
  LaneMask starting = 0;
  float inverse_frames = 0.0f;
  const Lanes* params = nullptr;     // the type's own parameters as engine values, in table order
  const Lanes* cutoff_hz = nullptr;  // 5 Hz … 0.45 × engine rate, key tracking and modulation done
  const Lanes* resonance = nullptr;  // 0…1
  const Lanes* drive_db = nullptr;   // 0…36
};

// Frames [begin, end) of the current control period, in place.
struct FilterRender {
  int begin = 0;
  int end = 0;
  LaneMask lanes = 0;
  int channels = 1;  // 1: only block[0] and channel[0]
  LaneBlock* block[2] = {};
  const LaneBlock* cutoff_octaves = nullptr;  // audio-rate cutoff modulation, or null
};

template <class M>
concept Filter = requires(typename M::Channel& channel, typename M::Coefficients& coefficients,
                          const FilterSetup& setup, std::span<float> memory,
                          const FilterStart& start, const FilterUpdate& update,
                          const FilterRender& render, typename M::Channel* const* channels) {
  { M::kSpec } -> std::convertible_to<const ModuleSpec&>;
  // State of one audio channel of one group; copied left to right when a voice turns stereo.
  requires std::is_trivially_copyable_v<typename M::Channel>;
  // Extra memory of one channel of one group in floats, zeroed. Types that need some are stereo
  // from the start.
  { M::memory_floats(setup) } -> std::same_as<std::size_t>;
  // Off the audio thread, once a channel; `coefficients` is shared by both channels.
  {M::prepare(channel, coefficients, setup, memory)};
  { M::start(channel, coefficients, start) }
  noexcept;  // once a channel
  { M::update(coefficients, update) }
  noexcept;
  { M::render(channels, coefficients, render) }
  noexcept;
};

struct FilterModule {
  const ModuleSpec* spec = nullptr;
  std::size_t channel_bytes = 0;  // multiples of 64
  std::size_t coefficient_bytes = 0;
  std::size_t (*memory_floats)(const FilterSetup&) = nullptr;
  void (*prepare)(void* channel, void* coefficients, const FilterSetup&,
                  std::span<float> memory) = nullptr;
  void (*start)(void* channel, void* coefficients, const FilterStart&) noexcept = nullptr;
  void (*update)(void* coefficients, const FilterUpdate&) noexcept = nullptr;
  void (*render)(void* const* channels, void* coefficients, const FilterRender&) noexcept = nullptr;
};

template <Filter M>
constexpr FilterModule make_filter_module() {
  struct alignas(64) Channel {
    typename M::Channel value;
  };
  struct alignas(64) Coefficients {
    typename M::Coefficients value;
  };
  return {
      &M::kSpec,
      sizeof(Channel),
      sizeof(Coefficients),
      [](const FilterSetup& setup) { return M::memory_floats(setup); },
      [](void* channel, void* coefficients, const FilterSetup& setup, std::span<float> memory) {
        ::new (channel) Channel{};
        M::prepare(static_cast<Channel*>(channel)->value,
                   static_cast<Coefficients*>(coefficients)->value, setup, memory);
      },
      [](void* channel, void* coefficients, const FilterStart& start) noexcept {
        M::start(static_cast<Channel*>(channel)->value,
                 static_cast<Coefficients*>(coefficients)->value, start);
      },
      [](void* coefficients, const FilterUpdate& update) noexcept {
        M::update(static_cast<Coefficients*>(coefficients)->value, update);
      },
      [](void* const* channels, void* coefficients, const FilterRender& render) noexcept {
        typename M::Channel* typed[2] = {
            &static_cast<Channel*>(channels[0])->value,
            render.channels > 1 ? &static_cast<Channel*>(channels[1])->value : nullptr};
        M::render(typed, static_cast<Coefficients*>(coefficients)->value, render);
      },
  };
}

// Every type, in the frozen order of the choice "filterN.type" (registry.cpp). The first is
// "off": sound passes untouched.
std::span<const FilterModule> filter_modules();

}  // namespace kiln
