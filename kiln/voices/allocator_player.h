// A player of the allocator's tests: presses keys and pedals, writes down what the lanes do.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <vector>

#include "kiln/voices/allocator.h"

namespace kiln::test {

// Plays, keeps the levels, and checks of every answer what must always hold.
class AllocatorPlayer {
 public:
  explicit AllocatorPlayer(const AllocatorSetup& setup) : setup_(setup) {
    allocator_.prepare(setup);
  }

  std::string press(int key, int channel = 0) {
    const auto actions = allocator_.note_on(channel, key, 0.8f, number_++, levels_);
    return follow(actions);
  }
  std::string lift(int key, int channel = 0) {
    return follow(allocator_.note_off(channel, key, 0.25f));
  }
  std::string pedal(int value, int channel = -1) {
    return follow(allocator_.sustain(channel, value));
  }
  std::string sostenuto(bool down) { return follow(allocator_.sostenuto(-1, down)); }
  std::string all_notes_off(int channel = -1) { return follow(allocator_.all_notes_off(channel)); }
  std::string release_all() { return follow(allocator_.release_all()); }
  std::string all_sound_off() { return follow(allocator_.all_sound_off()); }
  void change(const AllocatorSetup& setup) {
    setup_ = setup;
    allocator_.change(setup);
  }
  void level(int lane, float level) { levels_[static_cast<std::size_t>(lane)] = level; }
  // What was released or stolen has become silent.
  void wait() {
    for (const int lane : ending_) allocator_.lane_free(lane);
    ending_.clear();
  }
  void voice_ends(int lane) { allocator_.lane_free(lane); }
  void begin_epoch() { allocator_.begin_epoch(); }

  int held() const { return allocator_.held_notes(); }
  int sounding() const { return allocator_.sounding_notes(); }
  const std::vector<VoiceAction>& actions() const { return actions_; }
  VoiceAllocator& allocator() { return allocator_; }

 private:
  // "start 60 in 0, release 1, fade 2"
  std::string follow(std::span<const VoiceAction> actions) {
    actions_.assign(actions.begin(), actions.end());
    using Kind = VoiceAction::Kind;
    std::string text;
    for (const VoiceAction& action : actions) {
      EXPECT_GE(action.lane, 0);
      EXPECT_LT(action.lane, kMaxLanesPerPart);
      if (!text.empty()) text += ", ";
      const std::string lane = std::to_string(action.lane);
      const std::string key_in_lane = fmt::format("{} in {}", action.note.key, lane);
      switch (action.kind) {
        case Kind::kStart:
          text += "start " + key_in_lane;
          break;
        case Kind::kRestart:
          text += "restart " + key_in_lane;
          break;
        case Kind::kLegato:
          text += "legato " + key_in_lane;
          break;
        case Kind::kRelease:
          text += "release " + lane;
          break;
        case Kind::kFade:
          text += "fade " + lane;
          break;
        case Kind::kKill:
          text += "kill " + lane;
          break;
      }
      const bool begins = action.kind == Kind::kStart || action.kind == Kind::kRestart ||
                          action.kind == Kind::kLegato;
      if (begins) {
        EXPECT_LT(action.lane, setup_.polyphony + kReserveLanes) << "of the lanes there are";
        EXPECT_FALSE(allocator_.is_free(action.lane));
        ending_.erase(action.lane);
      } else {
        ending_.insert(action.lane);
      }
    }
    EXPECT_LE(allocator_.held_notes(), allocator_.sounding_notes());
    return text;
  }

  AllocatorSetup setup_;
  VoiceAllocator allocator_;
  std::array<float, kMaxLanesPerPart> levels_ = {};
  std::set<int> ending_;
  std::vector<VoiceAction> actions_;
  uint32_t number_ = 0;
};

inline AllocatorSetup poly(int polyphony) { return {.polyphony = polyphony}; }
inline AllocatorSetup mono(NotePriority priority = NotePriority::kLast) {
  return {.mode = VoiceMode::kMono, .priority = priority};
}
inline AllocatorSetup legato(NotePriority priority = NotePriority::kLast) {
  return {.mode = VoiceMode::kLegato, .priority = priority};
}

}  // namespace kiln::test
