// Commands go to the audio thread by one queue, what it learnt comes back by another.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/live/learn_bridge.h"

#include <algorithm>

namespace kiln {
namespace {

constexpr int kControlChange = 0xb0;

uint16_t learn_steps(const ParamSpec& spec) {
  return spec.curve == Curve::kStep ? static_cast<uint16_t>(spec.max - spec.min) : 0;
}

void put(std::vector<LearnEntry>& entries, const LearnEntry& entry) {
  const auto same = std::find_if(entries.begin(), entries.end(),
                                 [&](const LearnEntry& e) { return e.param == entry.param; });
  if (same != entries.end()) {
    *same = entry;
  } else if (entries.size() < kMaxLearned) {
    entries.push_back(entry);
  }
}

}  // namespace

void LearnBridge::send(const Command& command) {
  // While no audio runs the queue may fill up: what waits goes first, in its order.
  unsent_.push_back(command);
  std::size_t sent = 0;
  while (sent < unsent_.size() && commands_.push(unsent_[sent])) ++sent;
  unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(sent));
}

void LearnBridge::take_learnt() {
  LearnEntry entry;
  while (learnt_.pop(entry)) {
    put(entries_, entry);
    if (listening_ == entry.param) listening_.reset();
  }
}

void LearnBridge::listen(ParamIndex param, Takeover takeover) {
  const std::lock_guard lock(mutex_);
  take_learnt();
  listening_ = param;
  LearnEntry entry;
  entry.param = param;
  entry.takeover = takeover;
  entry.steps = learn_steps(table_[param].spec);
  send({Command::Kind::kListen, entry});
}

void LearnBridge::stop_listening() {
  const std::lock_guard lock(mutex_);
  take_learnt();
  listening_.reset();
  send({Command::Kind::kStop, {}});
}

std::optional<ParamIndex> LearnBridge::listening() {
  const std::lock_guard lock(mutex_);
  take_learnt();
  return listening_;
}

void LearnBridge::add(const LearnEntry& entry) {
  const std::lock_guard lock(mutex_);
  take_learnt();
  put(entries_, entry);
  send({Command::Kind::kAdd, entry});
}

void LearnBridge::remove(ParamIndex param) {
  const std::lock_guard lock(mutex_);
  take_learnt();
  std::erase_if(entries_, [&](const LearnEntry& entry) { return entry.param == param; });
  LearnEntry entry;
  entry.param = param;
  send({Command::Kind::kRemove, entry});
}

void LearnBridge::replace(std::span<const LearnEntry> entries) {
  const std::lock_guard lock(mutex_);
  take_learnt();
  entries_.clear();
  listening_.reset();
  unsent_.clear();  // all of it is replaced
  send({Command::Kind::kStop, {}});
  send({Command::Kind::kClear, {}});
  for (const LearnEntry& entry : entries) {
    put(entries_, entry);
    send({Command::Kind::kAdd, entry});
  }
}

std::vector<LearnEntry> LearnBridge::entries() {
  const std::lock_guard lock(mutex_);
  take_learnt();
  return entries_;
}

void LearnBridge::begin_block() noexcept {
  Command command;
  while (commands_.pop(command)) {
    switch (command.kind) {
      case Command::Kind::kListen:
        map_.listen(command.entry.param, command.entry.takeover, command.entry.steps);
        break;
      case Command::Kind::kStop:
        map_.stop_listening();
        break;
      case Command::Kind::kAdd:
        map_.add(command.entry);
        break;
      case Command::Kind::kRemove:
        map_.remove(command.entry.param);
        break;
      case Command::Kind::kClear:
        map_.clear();
        break;
    }
  }
}

// 0…1, of 14 bits where the fine half follows its coarse one (then it is the coarse one's number).
float LearnBridge::controller_value(const MidiMessage& message, int& controller) noexcept {
  const auto channel = static_cast<std::size_t>(message.channel());
  controller = message.data1;
  if (controller < cc::kFirstLsb) {
    msb_[channel][message.data1] = message.data2;
    msb_seen_[channel] |= 1u << controller;
  } else if (controller < cc::kEndOfLsbs) {
    const int coarse = controller - cc::kFirstLsb;
    if ((msb_seen_[channel] >> coarse & 1u) != 0) {
      controller = coarse;
      const int value = msb_[channel][static_cast<std::size_t>(coarse)] << 7 | message.data2;
      return static_cast<float>(value) * (1.0f / 16383.0f);
    }
  }
  return static_cast<float>(message.data2) * (1.0f / 127.0f);
}

bool LearnBridge::follow(const MidiMessage& message, int frame, Document& document,
                         EventList& events) noexcept {
  if (message.kind() != kControlChange) return false;
  const std::optional<uint16_t> wanted = map_.listening();
  int controller = 0;
  const float value = controller_value(message, controller);
  const auto present = [&](uint16_t param) noexcept {
    return real_to_x(table_[param].spec, document.value(param));
  };
  const std::span<const LearnChange> changes =
      map_.move(message.channel(), controller, value, present);
  for (const LearnChange& change : changes) {
    const ParamSpec& spec = table_[change.param].spec;
    const float real = clamp_real(spec, x_to_real(spec, change.x));
    document.set_value(change.param, real, Origin::kMidiLearn);
    if (!spec.structural()) events.add(parameter_event(frame, change.param, real));
  }
  if (wanted && !map_.listening()) {
    if (const LearnEntry* const entry = map_.find(*wanted)) learnt_.push(*entry);
  }
  return !changes.empty();
}

}  // namespace kiln
