// Patches made in code: by parameter ids, and at random.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "kiln/base/random.h"
#include "kiln/engine/instrument.h"
#include "kiln/presets/patch.h"

namespace kiln::test {

// Throws for an unknown id, with the nearest one.
ParamIndex param(std::string_view id);

void set(Patch& patch, std::string_view id, float real);
// The type of a slot by its module's id: choose(patch, "osc1", "fm").
void choose(Patch& patch, std::string_view slot, std::string_view type);
// The number of a type in its slot's choice.
int type_number(std::string_view slot, std::string_view type);

Route make_route(Source source, std::string_view target, float depth, Source via = Source::kNone);

// Numbers drawn one after the other from a key: the same on every machine.
class Draw {
 public:
  explicit Draw(std::uint32_t key) : key_(key) {}
  std::uint32_t bits() { return random_bits(key_, counter_++); }
  float unit() { return random_unipolar(bits()); }  // [0, 1)
  int below(int count) { return static_cast<int>(bits() % static_cast<std::uint32_t>(count)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(float probability) { return unit() < probability; }

 private:
  std::uint32_t key_;
  std::uint32_t counter_ = 0;
};

// A real value anywhere on the knob.
float random_real(const ParamSpec& spec, Draw& draw);

}  // namespace kiln::test
