// Follows learnt controllers without making their parameters jump.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/learn.h"

#include <algorithm>
#include <cmath>

#include "kiln/midi/controllers.h"

namespace kiln {
namespace {

constexpr float kNear = 1.0f / 127.0f;  // one step of a knob: close enough to catch
constexpr float kSame = 1e-4f;          // the parameter is still where the knob left it

float within(float x) { return x > 0.0f ? (x < 1.0f ? x : 1.0f) : 0.0f; }

// Of the parameter's x, seen on the scale of the knob.
float to_knob(const LearnEntry& entry, float x) {
  const float width = entry.to - entry.from;
  return std::fabs(width) < kSame ? 0.0f : within((x - entry.from) / width);
}

float to_parameter(const LearnEntry& entry, float knob) {
  return within(entry.from + (entry.to - entry.from) * knob);
}

// The knob moved from `before` to `now`; the parameter goes the same part of its way to the end.
float scaled(float parameter, float before, float now) {
  if (now > before) return parameter + (1.0f - parameter) * (now - before) / (1.0f - before);
  return before > 0.0f ? parameter * now / before : parameter;
}

// Parameter selection, data entry and mode messages have their own work.
bool may_be_learnt(int controller) {
  switch (controller) {
    case cc::kDataEntry:
    case cc::kDataEntryLsb:
    case cc::kDataIncrement:
    case cc::kDataDecrement:
    case cc::kNrpnLsb:
    case cc::kNrpnMsb:
    case cc::kRpnLsb:
    case cc::kRpnMsb:
      return false;
    default:
      return controller >= 0 && controller < cc::kFirstModeMessage;
  }
}

}  // namespace

void LearnMap::listen(uint16_t param, Takeover takeover, uint16_t steps) noexcept {
  listening_ = LearnEntry{.param = param, .takeover = takeover, .steps = steps};
}

bool LearnMap::add(const LearnEntry& entry) noexcept {
  int index = index_of(entry.param);
  if (index < 0) {
    if (count_ == kMaxLearned) return false;
    index = count_++;
  }
  LearnEntry& kept = entries_[static_cast<std::size_t>(index)];
  kept = entry;
  kept.from = within(entry.from);
  kept.to = within(entry.to);
  knobs_[static_cast<std::size_t>(index)] = {};
  return true;
}

bool LearnMap::remove(uint16_t param) noexcept {
  const int index = index_of(param);
  if (index < 0) return false;
  std::copy(entries_.begin() + index + 1, entries_.begin() + count_, entries_.begin() + index);
  std::copy(knobs_.begin() + index + 1, knobs_.begin() + count_, knobs_.begin() + index);
  --count_;
  return true;
}

const LearnEntry* LearnMap::find(uint16_t param) const noexcept {
  const int index = index_of(param);
  return index < 0 ? nullptr : &entries_[static_cast<std::size_t>(index)];
}

int LearnMap::index_of(uint16_t param) const noexcept {
  for (int i = 0; i < count_; ++i) {
    if (entries_[static_cast<std::size_t>(i)].param == param) return i;
  }
  return -1;
}

bool LearnMap::listens_to(int index, int channel, int controller) const noexcept {
  const LearnEntry& entry = entries_[static_cast<std::size_t>(index)];
  return entry.controller == controller &&
         (entry.channel == kAnyChannel || channel == kAnyChannel || entry.channel == channel);
}

void LearnMap::learn(int channel, int controller, float value) noexcept {
  if (!listening_ || !may_be_learnt(controller)) return;
  LearnEntry entry = *listening_;
  entry.channel = static_cast<int8_t>(channel);
  entry.controller = static_cast<uint8_t>(controller);
  if (!add(entry)) return;  // full: it goes on listening
  listening_.reset();
  Knob& knob = knobs_[static_cast<std::size_t>(index_of(entry.param))];
  knob.known = true;  // where it is now; the parameter stays
  knob.position = within(value);
}

void LearnMap::follow(int index, float value, float present) noexcept {
  const LearnEntry& entry = entries_[static_cast<std::size_t>(index)];
  Knob& knob = knobs_[static_cast<std::size_t>(index)];
  const bool first = !knob.known;
  const float now = within(value);
  const float before = first ? now : knob.position;
  knob.known = true;
  knob.position = now;
  if (!first && now == before) return;
  // Someone else moved the parameter: the knob must meet it again.
  const float half_step = entry.steps > 0 ? 0.5f / static_cast<float>(entry.steps) : 0.0f;
  if (std::fabs(present - knob.set) > half_step + kSame) knob.caught = false;
  // Beyond its range a parameter is met at the nearer end.
  const float parameter = to_knob(entry, present);
  const float reach = kNear + half_step;
  if (parameter >= std::min(before, now) - reach && parameter <= std::max(before, now) + reach) {
    knob.caught = true;
  }
  float target = now;
  if (!knob.caught && entry.takeover == Takeover::kCatch) return;
  if (!knob.caught && entry.takeover == Takeover::kScale) {
    if (first) return;  // one position says nothing about the way
    target = scaled(parameter, before, now);
  }
  knob.set = to_parameter(entry, target);
  changes_[static_cast<std::size_t>(change_count_++)] = {.param = entry.param, .x = knob.set};
}

}  // namespace kiln
