// MIDI learn: which controller moves which parameter, over what range, without jumps.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain logic on knob positions x, 0…1: the caller reads and sets parameters. Nothing in here
// allocates, so that it may be used on any one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace kiln {

// What happens while knob and parameter disagree.
enum class Takeover : uint8_t {
  kOff,    // the parameter jumps to the knob
  kCatch,  // the knob does nothing until it meets the parameter or passes it
  kScale,  // the parameter moves with the knob at once, by what both have left to their end
};

inline constexpr int kAnyChannel = -1;

struct LearnEntry {
  int8_t channel = kAnyChannel;  // 0…15 or kAnyChannel
  uint8_t controller = 0;        // 0…127
  uint16_t param = 0;            // ParamIndex
  float from = 0.0f;             // x of the parameter when the knob is at 0 …
  float to = 1.0f;               // … and at its end; to < from turns it round
  Takeover takeover = Takeover::kCatch;
  uint16_t steps = 0;  // of a stepped parameter, from end to end; 0: continuous

  bool operator==(const LearnEntry&) const = default;
};

struct LearnChange {
  uint16_t param = 0;
  float x = 0.0f;
};

inline constexpr int kMaxLearned = 128;

class LearnMap {
 public:
  // The next controller that moves gets `param`; what the parameter had is replaced.
  void listen(uint16_t param, Takeover takeover = Takeover::kCatch, uint16_t steps = 0) noexcept;
  void stop_listening() noexcept { listening_.reset(); }
  std::optional<uint16_t> listening() const noexcept {
    return listening_ ? std::optional<uint16_t>(listening_->param) : std::nullopt;
  }

  // False when the map is full. One parameter has one controller; one controller moves any number.
  bool add(const LearnEntry& entry) noexcept;
  bool remove(uint16_t param) noexcept;
  void clear() noexcept { count_ = 0; }
  std::span<const LearnEntry> entries() const noexcept {
    return {entries_.data(), static_cast<std::size_t>(count_)};
  }
  const LearnEntry* find(uint16_t param) const noexcept;

  // A controller moved to `value`, 0…1. `present(param)` gives a parameter's x as it is now.
  // Answers with the parameters to set; what is being learnt answers only from its next move on.
  template <typename Present>
  std::span<const LearnChange> move(int channel, int controller, float value,
                                    Present&& present) noexcept {
    change_count_ = 0;
    learn(channel, controller, value);
    for (int i = 0; i < count_; ++i) {
      if (listens_to(i, channel, controller)) {
        follow(i, value, present(entries_[static_cast<std::size_t>(i)].param));
      }
    }
    return {changes_.data(), static_cast<std::size_t>(change_count_)};
  }

 private:
  struct Knob {
    bool known = false;  // has been moved since the entry was made
    bool caught = false;
    float position = 0.0f;  // where it was last, 0…1
    float set = 0.0f;       // x that it gave the parameter
  };

  void learn(int channel, int controller, float value) noexcept;
  bool listens_to(int index, int channel, int controller) const noexcept;
  void follow(int index, float value, float present) noexcept;
  int index_of(uint16_t param) const noexcept;

  std::array<LearnEntry, kMaxLearned> entries_ = {};
  std::array<Knob, kMaxLearned> knobs_ = {};
  int count_ = 0;
  std::optional<LearnEntry> listening_;
  std::array<LearnChange, kMaxLearned> changes_ = {};
  int change_count_ = 0;
};

}  // namespace kiln
