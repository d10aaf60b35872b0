// MIDI learn between the threads: the audio thread follows knobs, the others edit the list.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "kiln/base/spsc_queue.h"
#include "kiln/document/document.h"
#include "kiln/midi/controllers.h"
#include "kiln/midi/event.h"
#include "kiln/midi/learn.h"

namespace kiln {

// An edit on its way to the audio thread.
struct LearnCommand {
  enum class Kind : uint8_t { kListen, kStop, kAdd, kRemove, kClear };
  Kind kind = Kind::kStop;
  LearnEntry entry = {};
};

class LearnBridge {
 public:
  explicit LearnBridge(const ParamTable& table) : table_(table) {}

  // ---- [any-thread but audio]
  // The next controller that moves gets `param`.
  void listen(ParamIndex param, Takeover takeover);
  void stop_listening();
  std::optional<ParamIndex> listening();
  void add(const LearnEntry& entry);
  void remove(ParamIndex param);
  void replace(std::span<const LearnEntry> entries);
  std::vector<LearnEntry> entries();  // with what was learnt meanwhile

  // ---- [audio-thread]
  // Takes over what was edited; once a block.
  void begin_block() noexcept;
  // A controller of a channel moved. Writes the parameters that listen to it into the document and
  // adds their events. True if one did: then the controller has no other work.
  bool follow(const MidiMessage& message, int frame, Document& document,
              EventList& events) noexcept;

 private:
  using Command = LearnCommand;
  static constexpr std::size_t kQueueSize = 1024;

  void send(const Command& command);
  void take_learnt();  // under mutex_
  float controller_value(const MidiMessage& message, int& controller) noexcept;

  const ParamTable& table_;
  std::mutex mutex_;
  std::vector<LearnEntry> entries_;  // as the other threads know it
  std::optional<ParamIndex> listening_;
  std::vector<Command> unsent_;
  SpscQueue<Command> commands_{kQueueSize};
  SpscQueue<LearnEntry> learnt_{kMaxLearned};

  // Of the audio thread.
  LearnMap map_;
  std::array<std::array<uint8_t, cc::kFirstLsb>, 16> msb_ = {};
  std::array<uint32_t, 16> msb_seen_ = {};
};

}  // namespace kiln
