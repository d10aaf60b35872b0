// Draws values and moves between them.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/lfos/random.h"

#include "kiln/base/math.h"
#include "kiln/base/phase.h"
#include "kiln/base/random.h"

namespace kiln {
namespace {

using RandomStyle = RandomLfo::Style;

constexpr int kDraws = 16;                // of which a correlated value is made
constexpr int kWalkBits = 2;              // a walk takes 2² small steps a cycle
constexpr float kWalkCorrelation = 0.8f;  // the least of a walk

// c^0 x[n] + c^1 x[n−1] + …, as loud as one draw: weights of unit power. Neighbours correlate by
// about c, 15/16 at c = 1.
float draw_value(std::uint32_t key, std::uint32_t number, float c) {
  if (c <= 0.0f) return random_bipolar(random_bits(key, number));
  float sum = 0.0f, power = 0.0f, weight = 1.0f;
  for (std::uint32_t j = 0; j < kDraws; ++j) {
    sum += weight * random_bipolar(random_bits(key, number - j));
    power += weight * weight;
    weight *= c;
  }
  return math::clamp(sum / math::sqrt(power), -1.0f, 1.0f);
}

float random_output(RandomStyle style, std::uint32_t key, std::uint32_t cycle, std::uint32_t phase,
                    float correlation, bool jumped, RandomLfo::Place& place) {
  const bool walks = style == RandomStyle::kWalk;
  const std::uint32_t number = walks ? (cycle << kWalkBits) + (phase >> (32 - kWalkBits)) : cycle;
  const float t = phase_to_cycles(walks ? phase << kWalkBits : phase);
  const float c = walks ? kWalkCorrelation + (1.0f - kWalkCorrelation) * correlation : correlation;
  if (jumped || number != place.number) {
    const bool follows = !jumped && number == place.number + 1;
    place.from = follows ? place.to : draw_value(key, number, c);
    place.to = draw_value(key, number + 1, c);
    place.number = number;
  }
  switch (style) {
    case RandomStyle::kHold:
      return place.from;
    case RandomStyle::kGlide:
      return place.from + (place.to - place.from) * (t * t * (3.0f - 2.0f * t));
    case RandomStyle::kWalk:
      break;
  }
  return place.from + (place.to - place.from) * t;
}

}  // namespace

void RandomLfo::prepare(State& state, const LfoKindSetup& setup) {
  state.style = static_cast<Style>(static_cast<int>(setup.structure[kStyle]));
}

void RandomLfo::start(State& state, const LfoKindStart& start) noexcept {
  state.key[start.lane] = start.random_key;
}

void RandomLfo::read(State& state, const LfoKindRead& r) noexcept {
  for (const int i : lanes_of(r.lanes)) {
    const float correlation = math::clamp(r.params[kCorrelation][i], 0.0f, 1.0f);
    const bool jumped = has_lane(r.jumped, i);
    const std::uint32_t cycle = (*r.cycle)[i];
    const std::uint32_t phase = (*r.phase)[i];
    (*r.left)[i] = random_output(state.style, state.key[i], cycle, phase, correlation, jumped,
                                 state.place[0][i]);
    if (!r.wants_right) continue;
    const std::uint32_t quarter = phase + 0x40000000u;
    (*r.right)[i] = random_output(state.style, state.key[i], cycle + (quarter < phase ? 1u : 0u),
                                  quarter, correlation, jumped, state.place[1][i]);
  }
}

}  // namespace kiln
