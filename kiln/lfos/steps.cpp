// Which step plays, and how it is left and entered.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/steps.h"

#include "kiln/base/math.h"
#include "kiln/base/phase.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

using StepsState = StepsLfo::State;
using StepPlace = StepsLfo::Place;

constexpr float kDefaultPattern[] = {1.0f,  0.0f, 0.5f, -0.5f, 0.75f, -0.25f, 0.25f, -1.0f,
                                     0.75f, 0.0f, 0.5f, -0.5f, 1.0f,  -0.25f, 0.25f, -0.75f};

// So many steps back a step is looked for that plays; past them the pattern rests at 0.
constexpr std::uint32_t kLookBack = 64;

// Steps before the song's beginning count backwards from the pattern's end.
int step_index(const StepsState& state, std::uint32_t step, std::uint32_t length) {
  const int whole = static_cast<int>(length);
  const int place = static_cast<std::int32_t>(step) % whole;
  return (place < 0 ? place + whole : place) % state.drawn;
}

// The value that stands at a step: its own, or that of the last step that played.
float standing_value(const StepsState& state, std::uint32_t key, std::uint32_t step,
                     std::uint32_t length, float chance) {
  if (chance >= 1.0f) return state.pattern[step_index(state, step, length)].value;
  if (chance <= 0.0f) return 0.0f;
  for (std::uint32_t back = 0; back < kLookBack; ++back) {
    const std::uint32_t candidate = step - back;
    if (random_unipolar(random_bits(key, candidate)) < chance) {
      return state.pattern[step_index(state, candidate, length)].value;
    }
  }
  return 0.0f;
}

void enter_step(const StepsState& state, std::uint32_t key, std::uint32_t step,
                std::uint32_t length, float chance, StepPlace& place) {
  const bool follows = step == place.step + 1;
  const float before = standing_value(state, key, step - 1, length, chance);
  place.to = standing_value(state, key, step, length, chance);
  place.next = standing_value(state, key, step + 1, length, chance);
  // A tied step has arrived here when it ends.
  const bool arrived =
      follows ? place.tied : state.pattern[step_index(state, step - 1, length)].tie;
  place.from = arrived ? place.to : before;
  place.tied = state.pattern[step_index(state, step, length)].tie;
  place.step = step;
}

float step_value(const StepPlace& place, float t, float slew) {
  if (t < slew) return place.from + (place.to - place.from) * (t / slew);
  if (!place.tied) return place.to;
  return place.to + (place.next - place.to) * ((t - slew) / (1.0f - slew));
}

struct StepRead {
  std::uint32_t length;
  float slew, chance, swing;
};

float steps_output(const StepsState& state, std::uint32_t key, std::uint32_t cycle,
                   std::uint32_t phase, const StepRead& read, bool jumped, StepPlace& place) {
  std::uint32_t step = cycle;
  float t = phase_to_cycles(phase);
  if (read.swing != 0.5f) {
    const float pair = 0.5f * (static_cast<float>(cycle & 1u) + t);
    const bool second = pair >= read.swing;
    step = (cycle & ~1u) + (second ? 1u : 0u);
    t = second ? (pair - read.swing) / (1.0f - read.swing) : pair / read.swing;
  }
  if (jumped || step != place.step) {
    if (jumped) place.step = step;  // no step was before: ties count as drawn
    enter_step(state, key, step, read.length, read.chance, place);
  }
  return step_value(place, t, read.slew);
}

}  // namespace

void StepsLfo::prepare(State& state, const LfoKindSetup& setup) {
  if (setup.drawing != nullptr && !setup.drawing->steps.empty()) {
    for (const LfoStep& step : setup.drawing->steps) {
      if (state.drawn == kMaxLfoSteps) break;
      state.pattern[state.drawn] = {math::clamp(step.value, -1.0f, 1.0f), step.tie};
      ++state.drawn;
    }
  } else {
    for (const float value : kDefaultPattern) state.pattern[state.drawn++] = {value, false};
  }
}

void StepsLfo::start(State& state, const LfoKindStart& start) noexcept {
  state.key[start.lane] = start.random_key;
}

void StepsLfo::read(State& state, const LfoKindRead& r) noexcept {
  for (const int i : lanes_of(r.lanes)) {
    const float steps = math::clamp(r.params[kLength][i], 1.0f, float{kMaxLfoSteps});
    const StepRead read = {.length = static_cast<std::uint32_t>(steps),
                           .slew = math::clamp(r.params[kSlew][i], 0.0f, 1.0f),
                           .chance = r.params[kChance][i],
                           .swing = math::clamp(r.params[kSwing][i], 0.5f, 0.75f)};
    const bool jumped = has_lane(r.jumped, i);
    const std::uint32_t cycle = (*r.cycle)[i];
    const std::uint32_t phase = (*r.phase)[i];
    (*r.left)[i] = steps_output(state, state.key[i], cycle, phase, read, jumped, state.place[0][i]);
    if (!r.wants_right) continue;
    const std::uint32_t quarter = phase + (read.length % 4 << 30);
    const std::uint32_t ahead = cycle + read.length / 4 + (quarter < phase ? 1u : 0u);
    (*r.right)[i] =
        steps_output(state, state.key[i], ahead, quarter, read, jumped, state.place[1][i]);
  }
}

}  // namespace kiln
