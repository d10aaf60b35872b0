// What a kind of LFO must offer, and how a group of LFOs calls it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The group (lfo.h) runs the phases and does what all kinds share: delay, fade, polarity, smooth.
// A kind turns a place in its pattern into values −1…+1. To add one: shape.h / shape.cpp as the
// example, and one line in registry.cpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>

#include "kiln/parameters/drawing.h"
#include "kiln/parameters/spec.h"
#include "kiln/simd/lanes.h"

namespace kiln {

// Fixed while a patch's structure lives. Made off the audio thread.
struct LfoKindSetup {
  const float* structure = nullptr;     // real values of the kind's own parameters, in table order
  const LfoDrawing* drawing = nullptr;  // null or empty: the kind's default; copy what you need
};

// One LFO begins in one lane.
struct LfoKindStart {
  int lane = 0;
  std::uint32_t random_key = 0;  // differs per note and LFO (kiln/base/random.h)
};

// Asks for the values at a control point, or at the frame where a voice starts.
struct LfoKindRead {
  LaneMask lanes = 0;               // all others keep their values, even in a shared vector
  LaneMask jumped = 0;              // lanes that begin here or that the song moved
  const Lanes* params = nullptr;    // the kind's own parameters as engine values
  const IntLanes* cycle = nullptr;  // cycles since the beginning of the LFO or of the song …
  const IntLanes* phase = nullptr;  // … and the place in this one, 2³² = one cycle
  const Lanes* moved = nullptr;     // cycles gone since the last read (0…0.5)
  bool wants_right = true;
  Lanes* left = nullptr;   // −1…+1
  Lanes* right = nullptr;  // a quarter of the pattern ahead, or the kind's own second
};

template <class K>
concept LfoKind = requires(typename K::State& state, const LfoKindSetup& setup,
                           const LfoKindStart& start, const LfoKindRead& read) {
  { K::kSpec } -> std::convertible_to<const ModuleSpec&>;
  // The own parameter that says how many cycles make the whole pattern; −1: the pattern is one
  // cycle. Phase offsets and one-shots go by the whole pattern.
  { K::kLengthParam } -> std::convertible_to<int>;
  requires std::is_trivially_copyable_v<typename K::State>;
  {K::prepare(state, setup)};  // off the audio thread
  { K::start(state, start) }
  noexcept;
  { K::read(state, read) }
  noexcept;
};

// The same as a table of functions: how a group holds any kind.
struct LfoModule {
  const ModuleSpec* spec = nullptr;
  int length_param = -1;
  std::size_t state_bytes = 0;  // 64-byte aligned
  void (*prepare)(void* state, const LfoKindSetup&) = nullptr;
  void (*start)(void* state, const LfoKindStart&) noexcept = nullptr;
  void (*read)(void* state, const LfoKindRead&) noexcept = nullptr;
};

template <LfoKind K>
constexpr LfoModule make_lfo_module() {
  using State = typename K::State;
  static_assert(alignof(State) <= 64);
  return {
      &K::kSpec,
      K::kLengthParam,
      sizeof(State),
      [](void* raw, const LfoKindSetup& setup) { K::prepare(*::new (raw) State{}, setup); },
      [](void* raw, const LfoKindStart& start) noexcept {
        K::start(*static_cast<State*>(raw), start);
      },
      [](void* raw, const LfoKindRead& read) noexcept { K::read(*static_cast<State*>(raw), read); },
  };
}

// Every kind, in the frozen order of the choice "lfoN.type" (registry.cpp).
std::span<const LfoModule> lfo_modules();

}  // namespace kiln
