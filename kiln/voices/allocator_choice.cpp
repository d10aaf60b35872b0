// Who must go and who may sound: the victim of a theft, the voice of mono, the key that wins.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "kiln/voices/allocator.h"

namespace kiln {
namespace {

float level_of(std::span<const float> levels, int lane) {
  const auto at = static_cast<std::size_t>(lane);
  return at < levels.size() ? levels[at] : 0.0f;
}

}  // namespace

int VoiceAllocator::quietest(State state, std::span<const float> levels) const noexcept {
  int best = -1;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state != state || (state != State::kReleased && lane >= limit())) continue;
    const float level = level_of(levels, lane);
    if (best < 0 || level < level_of(levels, best) ||
        (level == level_of(levels, best) &&
         voice.since < lanes_[static_cast<std::size_t>(best)].since)) {
      best = lane;
    }
  }
  return best;
}

int VoiceAllocator::oldest(State state) const noexcept {
  int best = -1;
  for (int lane = 0; lane < limit(); ++lane) {
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state == state &&
        (best < 0 || voice.since < lanes_[static_cast<std::size_t>(best)].since)) {
      best = lane;
    }
  }
  return best;
}

int VoiceAllocator::steal_victim(std::span<const float> levels) const noexcept {
  const int released = quietest(State::kReleased, levels);
  if (released >= 0) return released;
  int lowest = -1, newest = -1, victim = -1;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state != State::kHeld) continue;
    if (newest < 0 || voice.since > lanes_[static_cast<std::size_t>(newest)].since) newest = lane;
    if (lowest < 0 || voice.note.key < lanes_[static_cast<std::size_t>(lowest)].note.key) {
      lowest = lane;
    }
  }
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state != State::kHeld || lane == lowest || lane == newest) continue;
    if (victim < 0 || voice.since < lanes_[static_cast<std::size_t>(victim)].since) victim = lane;
  }
  return victim >= 0 ? victim : newest;
}

// The voice that mono and legato play: the newest held one, else the newest in its release.
int VoiceAllocator::mono_voice() const noexcept {
  int best = -1;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    if (!sounds(lane)) continue;
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    const LaneState& other = lanes_[static_cast<std::size_t>(std::max(best, 0))];
    if (best < 0 ||
        (voice.state == other.state ? voice.since > other.since : voice.state == State::kHeld)) {
      best = lane;
    }
  }
  return best;
}

// Among the keys that are down; null if none is.
const VoiceNote* VoiceAllocator::winner() const noexcept {
  const VoiceNote* best = nullptr;
  for (int i = 0; i < key_count_; ++i) {
    const VoiceNote& key = keys_[static_cast<std::size_t>(i)];
    const bool wins =
        best == nullptr || setup_.priority == NotePriority::kLast ||
        (setup_.priority == NotePriority::kLow ? key.key <= best->key : key.key >= best->key);
    if (wins) best = &key;
  }
  return best;
}

}  // namespace kiln
