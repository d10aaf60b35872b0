// Which routes a plan takes in: loaded types, reachable targets, voice or global domain.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kiln/modulation/plan.h"

namespace kiln {

// Envelopes, then LFOs: the sources that others may move.
inline constexpr int kModulatorCount = kEnvelopeCount + kLfoCount;

// The modulator (0…3: envelopes, 4…9: LFOs) behind a source, or −1.
int modulator_of(Source source);

// What a patch's values say about its routes. Lives while the plan is compiled.
class PlanRules {
 public:
  PlanRules(const PlanInput& input, const ParamTable& table);

  // Checks one route by itself; false: it stays out, and messages say why unless it is off or only
  // sleeps with its target's type.
  bool admit(const Route& route, std::uint8_t number);
  void refuse(const Route& route, const std::string& why);

  // The modulator that a parameter belongs to, or −1.
  int owner(ParamIndex param) const;
  bool modulator_global(int modulator) const;
  bool param_global(ParamIndex param) const;
  // Does the source give −1…+1? LFOs and macros say so by their own polarity, a slide by the
  // player's mode.
  bool bipolar(Source source) const;

  std::vector<std::string> messages = {};

 private:
  bool loaded(ParamIndex param) const;
  const char* why_not(const Route& route) const;

  const PlanInput& input_;
  const ParamTable& table_;
  std::array<bool, kLfoCount> lfo_global_ = {};
};

}  // namespace kiln
