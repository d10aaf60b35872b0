// The flat table of every parameter of the instrument: slots × (common + each type's own).
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Built once from slot descriptions by kiln/engine/instrument.cpp; immutable afterwards, any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/parameters/spec.h"

namespace kiln {

using ParamIndex = uint16_t;  // position in the flat table: stable within one build
inline constexpr ParamIndex kNoParam = 0xffff;

enum class SlotKind : uint8_t {
  kVoice,
  kOscillator,
  kNoise,
  kRouting,
  kFilter,
  kEnvelope,
  kLfo,
  kMacro,
  kFollower,
  kEffect,
  kMaster
};
enum class Scope : uint8_t { kVoice, kGlobal };

// What the table is built from: one slot ("osc1"), its common parameters and its types.
struct SlotSpec {
  std::string id;    // "osc1"
  std::string name;  // "Oscillator 1"
  SlotKind kind = SlotKind::kVoice;
  int number = 0;  // 0-based among its kind
  Scope scope = Scope::kVoice;
  std::span<const ParamSpec> common = {};
  std::span<const ModuleSpec* const> types = {};  // empty: a slot without types
  // Initial values that differ for this slot ("level" −6 dB for osc 2): {common id, real}.
  std::vector<std::pair<const char*, float>> initial_overrides = {};
  // Initial values of common parameters that a type brings with it, by type: what a patch that
  // names the type alone has.
  std::vector<std::vector<std::pair<const char*, float>>> type_initials = {};
  uint16_t since = 1;  // of a slot that came later, as ParamSpec::since, for all it holds
};

struct ParamInfo {
  ParamSpec spec;     // a copy, with the slot's initial value and type names
  std::string id;     // "osc1.analog.shape"
  std::string name;   // "Oscillator 1 Shape"
  uint16_t slot = 0;  // index into slots()
  int16_t type = -1;  // index into the slot's types; −1: common
  Scope scope = Scope::kVoice;
  std::vector<const char*> choice_names = {};  // the storage behind spec.choices for "type"
  std::vector<float> initial_of_type = {};     // empty: spec.initial for all
};

struct SlotInfo {
  SlotSpec spec;
  ParamIndex first_common = 0;  // common parameters are contiguous, in the order of the spec
  std::vector<ParamIndex> first_of_type;  // each type's own parameters are contiguous too
  ParamIndex type_param = kNoParam;       // "osc1.type", or kNoParam
  ParamIndex end = 0;                     // one past the slot's last parameter
};

class ParamTable {
 public:
  explicit ParamTable(std::vector<SlotSpec> slots);
  ParamTable(const ParamTable&) = delete;
  ParamTable& operator=(const ParamTable&) = delete;

  int size() const { return static_cast<int>(params_.size()); }
  const ParamInfo& operator[](ParamIndex index) const { return params_[index]; }
  std::span<const ParamInfo> params() const { return params_; }
  std::span<const SlotInfo> slots() const { return slots_; }

  std::optional<ParamIndex> find(std::string_view id) const;
  const SlotInfo* find_slot(std::string_view id) const;
  // The slot of a kind by its 0-based number; asserts that it exists.
  const SlotInfo& slot(SlotKind kind, int number = 0) const;
  // The index of a common parameter of a slot by its last id part; kNoParam if there is none.
  ParamIndex common(const SlotInfo& slot, std::string_view last_part) const;
  // The initial value of a parameter in a patch of these real values: that of the slot's type.
  float initial(ParamIndex param, std::span<const float> values) const;
  // Parameters a host sees: neither structural nor target-only.
  std::vector<ParamIndex> host_params() const;
  // The nearest existing id, for error messages.
  std::string nearest_id(std::string_view id) const;

 private:
  std::vector<ParamInfo> params_;
  std::vector<SlotInfo> slots_;
  std::vector<std::pair<std::string, ParamIndex>> by_id_;  // sorted
};

}  // namespace kiln
