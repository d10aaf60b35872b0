// Gives lanes to notes, and takes them back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/voices/allocator.h"

#include <algorithm>

#include "kiln/simd/lanes.h"

namespace kiln {
namespace {

constexpr int kReserveLow = 4;        // free lanes below which fades are shortened
constexpr int kSwitchThreshold = 64;  // of a pedal
constexpr uint16_t kAllChannels = 0xffff;

uint16_t channel_bits(int channel) {
  return channel < 0 ? kAllChannels : static_cast<uint16_t>(1u << (channel & 15));
}

bool same_key(const VoiceNote& note, int channel, int key) {
  return note.channel == channel && note.key == key;
}

}  // namespace

void VoiceAllocator::prepare(const AllocatorSetup& setup) noexcept {
  *this = VoiceAllocator();
  setup_ = setup;
  setup_.polyphony = std::clamp(setup.polyphony, 1, kMaxNotes);
}

void VoiceAllocator::change(const AllocatorSetup& setup) noexcept {
  setup_ = setup;
  setup_.polyphony = std::clamp(setup.polyphony, 1, kMaxNotes);
  // A part has whole groups of lanes: voices beyond the last one are gone.
  const int groups = (limit() + kLanes - 1) / kLanes;
  for (int lane = groups * kLanes; lane < kMaxLanesPerPart; ++lane) lane_free(lane);
}

void VoiceAllocator::begin_epoch() noexcept {
  key_count_ = 0;
  last_key_ = -1;
}

void VoiceAllocator::act(const VoiceAction& action) noexcept {
  if (action_count_ < kMaxActions) actions_[static_cast<std::size_t>(action_count_++)] = action;
}

std::span<const VoiceAction> VoiceAllocator::note_on(int channel, int key, float velocity,
                                                     uint32_t number,
                                                     std::span<const float> levels) noexcept {
  action_count_ = 0;
  const VoiceNote note{.channel = static_cast<uint8_t>(channel & 15),
                       .key = static_cast<uint8_t>(key & 127),
                       .velocity = velocity,
                       .number = number};
  const bool overlaps = other_note_held(note.channel, note.key);
  forget_key(note.channel, note.key);
  if (key_count_ == kMaxKeys) forget_key(keys_[0].channel, keys_[0].key);
  keys_[static_cast<std::size_t>(key_count_++)] = note;
  if (is_poly()) {
    note_on_poly(note, overlaps, levels);
  } else {
    note_on_mono(note, overlaps, levels);
  }
  return answer();
}

void VoiceAllocator::note_on_poly(const VoiceNote& note, bool overlaps,
                                  std::span<const float> levels) noexcept {
  int notes = 0;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    const LaneState& old = lanes_[static_cast<std::size_t>(lane)];
    if (old.state == State::kFree) continue;
    if (old.state == State::kHeld && same_key(old.note, note.channel, note.key)) release(lane);
    notes += sounds(lane) ? 1 : 0;
  }
  for (; notes >= setup_.polyphony; --notes) {
    fade(steal_victim(levels), VoiceAction::Kind::kFade);
  }
  start(note, overlaps, levels);
}

void VoiceAllocator::note_on_mono(const VoiceNote& note, bool overlaps,
                                  std::span<const float> levels) noexcept {
  const VoiceNote* const best = winner();
  if (best == nullptr || !same_key(*best, note.channel, note.key)) return;
  const int voice = mono_voice();
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {  // held since before the mode changed
    if (lane != voice && lanes_[static_cast<std::size_t>(lane)].state == State::kHeld) {
      release(lane);
    }
  }
  if (voice < 0) {
    start(note, overlaps, levels);
    return;
  }
  const bool held = lanes_[static_cast<std::size_t>(voice)].state == State::kHeld;
  const bool legato = setup_.mode == VoiceMode::kLegato && overlaps && held;
  take_over(voice, legato ? VoiceAction::Kind::kLegato : VoiceAction::Kind::kRestart, note,
            overlaps);
}

void VoiceAllocator::start(const VoiceNote& note, bool overlaps,
                           std::span<const float> levels) noexcept {
  int lane = 0;
  while (lane < limit() && !is_free(lane)) ++lane;
  if (lane == limit()) {
    lane = oldest(State::kKilled);
    if (lane < 0) {
      lane = quietest(State::kFading, levels);
      if (lane < 0) return;  // cannot be: fewer notes sound than there are lanes
      fade(lane, VoiceAction::Kind::kKill);
    }
  }
  const int from = last_key_;
  take_over(lane, VoiceAction::Kind::kStart, note, overlaps);
  actions_[static_cast<std::size_t>(action_count_ - 1)].glide_from_key = static_cast<int16_t>(from);

  int free = 0;
  for (int i = limit() - 1; i >= 0 && free < kReserveLow; --i) free += is_free(i) ? 1 : 0;
  if (free == kReserveLow) return;
  const int fading = quietest(State::kFading, levels);
  if (fading >= 0) fade(fading, VoiceAction::Kind::kKill);
}

void VoiceAllocator::take_over(int lane, VoiceAction::Kind kind, const VoiceNote& note,
                               bool overlaps) noexcept {
  LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
  act({.kind = kind,
       .lane = lane,
       .note = note,
       .overlaps = overlaps,
       .glide_from_key = voice.note.key});
  voice = {.state = State::kHeld, .key_down = true, .note = note, .since = ++now_};
  last_key_ = note.key;
}

std::span<const VoiceAction> VoiceAllocator::note_off(int channel, int key,
                                                      float release_velocity) noexcept {
  action_count_ = 0;
  forget_key(channel, key);
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state != State::kHeld || !voice.key_down || !same_key(voice.note, channel, key)) {
      continue;
    }
    voice.key_down = false;
    voice.release_velocity = release_velocity;
    if (!pedal_holds(voice)) end_note(lane);
    break;  // no key has two: what end_note() began stays
  }
  return answer();
}

// Nothing holds the note any more: mono returns to a key that is still down, else it releases.
void VoiceAllocator::end_note(int lane) noexcept {
  const VoiceNote* const next = is_poly() ? nullptr : winner();
  if (next == nullptr) {
    release(lane);
    return;
  }
  for (const LaneState& voice : lanes_) {
    if (voice.state == State::kHeld && voice.key_down &&
        same_key(voice.note, next->channel, next->key)) {
      release(lane);  // that key sounds already, since before the mode changed
      return;
    }
  }
  take_over(lane, VoiceAction::Kind::kLegato, *next, true);
}

void VoiceAllocator::end_what_nothing_holds() noexcept {
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    const LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
    if (voice.state == State::kHeld && !voice.key_down && !pedal_holds(voice)) end_note(lane);
  }
}

void VoiceAllocator::release(int lane) noexcept {
  LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
  voice.state = State::kReleased;
  voice.key_down = voice.caught = false;
  act({.kind = VoiceAction::Kind::kRelease,
       .lane = lane,
       .note = voice.note,
       .release_velocity = voice.release_velocity});
}

void VoiceAllocator::fade(int lane, VoiceAction::Kind kind) noexcept {
  if (lane < 0) return;
  LaneState& voice = lanes_[static_cast<std::size_t>(lane)];
  voice.state = kind == VoiceAction::Kind::kKill ? State::kKilled : State::kFading;
  voice.key_down = voice.caught = false;
  voice.since = ++now_;
  act({.kind = kind, .lane = lane, .note = voice.note});
}

std::span<const VoiceAction> VoiceAllocator::sustain(int channel, int value) noexcept {
  action_count_ = 0;
  const bool down = setup_.continuous_pedal ? value > 0 : value >= kSwitchThreshold;
  const uint16_t bits = channel_bits(channel);
  sustain_ = static_cast<uint16_t>(down ? sustain_ | bits : sustain_ & ~bits);
  if (!down) end_what_nothing_holds();
  return answer();
}

std::span<const VoiceAction> VoiceAllocator::sostenuto(int channel, bool down) noexcept {
  action_count_ = 0;
  const uint16_t bits = channel_bits(channel);
  const auto changed = static_cast<uint16_t>(bits & (down ? ~sostenuto_ : sostenuto_));
  sostenuto_ ^= changed;
  for (LaneState& voice : lanes_) {  // a pedal that repeats itself catches nothing new
    if (voice.state == State::kHeld && (changed & channel_bits(voice.note.channel)) != 0) {
      voice.caught = down;
    }
  }
  if (!down) end_what_nothing_holds();
  return answer();
}

std::span<const VoiceAction> VoiceAllocator::all_notes_off(int channel) noexcept {
  action_count_ = 0;
  const uint16_t bits = channel_bits(channel);
  int kept = 0;
  for (int i = 0; i < key_count_; ++i) {
    const VoiceNote& key = keys_[static_cast<std::size_t>(i)];
    if ((bits & channel_bits(key.channel)) == 0) keys_[static_cast<std::size_t>(kept++)] = key;
  }
  key_count_ = kept;
  for (LaneState& voice : lanes_) {
    if ((bits & channel_bits(voice.note.channel)) != 0) voice.key_down = false;
  }
  end_what_nothing_holds();
  return answer();
}

std::span<const VoiceAction> VoiceAllocator::steal(bool held,
                                                   std::span<const float> levels) noexcept {
  action_count_ = 0;
  fade(held ? steal_victim(levels) : quietest(State::kReleased, levels), VoiceAction::Kind::kFade);
  return answer();
}

std::span<const VoiceAction> VoiceAllocator::release_all() noexcept {
  action_count_ = 0;
  key_count_ = 0;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    if (lanes_[static_cast<std::size_t>(lane)].state == State::kHeld) release(lane);
  }
  return answer();
}

std::span<const VoiceAction> VoiceAllocator::all_sound_off() noexcept {
  action_count_ = 0;
  key_count_ = 0;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) {
    if (sounds(lane)) fade(lane, VoiceAction::Kind::kFade);
  }
  return answer();
}

void VoiceAllocator::lane_free(int lane) noexcept {
  if (lane >= 0 && lane < kMaxLanesPerPart) lanes_[static_cast<std::size_t>(lane)] = {};
}

bool VoiceAllocator::sounds(int lane) const {
  const State state = lanes_[static_cast<std::size_t>(lane)].state;
  return state == State::kHeld || state == State::kReleased;
}

bool VoiceAllocator::pedal_holds(const LaneState& lane) const {
  return lane.caught || (sustain_ & channel_bits(lane.note.channel)) != 0;
}

bool VoiceAllocator::forget_key(int channel, int key) noexcept {
  for (int i = 0; i < key_count_; ++i) {
    if (!same_key(keys_[static_cast<std::size_t>(i)], channel, key)) continue;
    std::copy(keys_.begin() + i + 1, keys_.begin() + key_count_, keys_.begin() + i);
    --key_count_;
    return true;
  }
  return false;
}

bool VoiceAllocator::other_note_held(int channel, int key) const noexcept {
  const auto other = [&](const VoiceNote& note) { return !same_key(note, channel, key); };
  return std::any_of(keys_.begin(), keys_.begin() + key_count_, other) ||
         std::any_of(lanes_.begin(), lanes_.end(), [&](const LaneState& voice) {
           return voice.state == State::kHeld && other(voice.note);
         });
}

int VoiceAllocator::held_notes() const noexcept {
  return static_cast<int>(std::count_if(lanes_.begin(), lanes_.end(), [](const LaneState& voice) {
    return voice.state == State::kHeld;
  }));
}

int VoiceAllocator::sounding_notes() const noexcept {
  int notes = 0;
  for (int lane = 0; lane < kMaxLanesPerPart; ++lane) notes += sounds(lane) ? 1 : 0;
  return notes;
}

}  // namespace kiln
