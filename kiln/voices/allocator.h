// Which note sounds in which lane: polyphony, mono and legato, priority, stealing, pedals.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pure logic without sound: it is told of keys and pedals and answers with actions for lanes. The
// caller carries them out (kiln/engine/part.cpp). Nothing here allocates.
//
// What the rules of INSTRUMENT.md leave open is decided so:
// - A key struck again while it or a pedal still holds its old voice releases that voice: no key
//   has more than one held voice, one note-off ends it however often the key was struck.
// - A note held by a pedal is held like one held by its key: stolen by age, overlapped by legato.
// - Mono and legato: a key struck retriggers (mono), a key lifted never does: the voice returns to
//   the key that wins among those still down with its pitch only. A pedal defers the lift, the
//   return too. Priority counts keys that are down, not what pedals hold.
// - With two held notes the newest is stolen and the lowest stays: the bass survives.
// - New notes take the lowest free lane below polyphony + kReserveLanes. When fewer than four are
//   free the quietest fade is shortened (kKill); when none is, the lane whose fade is furthest
//   starts anew at once (kKill, then kStart in the same lane).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kiln {

inline constexpr int kMaxNotes = 64;
inline constexpr int kReserveLanes = 16;  // for fades of stolen voices
inline constexpr int kMaxLanesPerPart = kMaxNotes + kReserveLanes;

enum class VoiceMode : uint8_t { kPoly, kMono, kLegato };
enum class NotePriority : uint8_t { kLast, kLow, kHigh };

struct AllocatorSetup {
  int polyphony = 16;  // 1…64 notes
  VoiceMode mode = VoiceMode::kPoly;
  NotePriority priority = NotePriority::kLast;
  bool continuous_pedal = false;  // sustain: any value > 0 holds; false: switch at 64
};

// One voice has one identity, which unison and MPE share.
struct VoiceNote {
  uint8_t channel = 0;
  uint8_t key = 60;
  float velocity = 0.0f;  // 0…1
  uint32_t number = 0;    // counts notes of the epoch: the key of all its random numbers
};

struct VoiceAction {
  enum class Kind : uint8_t {
    kStart,    // a new voice begins in `lane` (free before)
    kRestart,  // mono: the sounding voice takes the new note, envelopes retrigger
    kLegato,   // mono or legato: the sounding voice takes the new note, pitch only
    kRelease,  // the voice enters its release
    kFade,     // stolen: 5 ms fade to silence; the lane stays busy until lane_free()
    kKill,     // reserve used up: 1 ms fade
  };
  Kind kind = Kind::kStart;
  int lane = 0;
  VoiceNote note = {};
  bool overlaps = false;          // kStart, kRestart, kLegato: another key was held
  float release_velocity = 0.0f;  // kRelease: 0…1
  int16_t glide_from_key = -1;    // key sounding or struck before, −1: none (glide starts there)
};

// At most this many actions answer one call.
inline constexpr int kMaxActions = kMaxLanesPerPart + 2;

class VoiceAllocator {
 public:
  void prepare(const AllocatorSetup& setup) noexcept;  // forgets all notes
  void change(const AllocatorSetup& setup) noexcept;   // keeps what sounds
  // `levels` [kMaxLanesPerPart]: present loudness of each lane, for stealing (released and quietest
  // first, then oldest held; never the lowest or newest held note while another exists).
  std::span<const VoiceAction> note_on(int channel, int key, float velocity, uint32_t number,
                                       std::span<const float> levels) noexcept;
  std::span<const VoiceAction> note_off(int channel, int key, float release_velocity) noexcept;
  std::span<const VoiceAction> sustain(int channel, int value) noexcept;  // 0…127; −1: all channels
  std::span<const VoiceAction> sostenuto(int channel, bool down) noexcept;
  std::span<const VoiceAction> all_notes_off(int channel) noexcept;  // −1: all; pedals hold
  // Fades the quietest released note; with `held` and none released the one a new note would take.
  std::span<const VoiceAction> steal(bool held, std::span<const float> levels) noexcept;
  std::span<const VoiceAction> release_all() noexcept;    // also what pedals hold (old parts)
  std::span<const VoiceAction> all_sound_off() noexcept;  // fades all and forgets the keys
  // Forgets what was played before silence: the key that glides start from and keys still down.
  void begin_epoch() noexcept;
  // The caller says when a lane has become silent.
  void lane_free(int lane) noexcept;

  int held_notes() const noexcept;      // keys or pedals hold them
  int sounding_notes() const noexcept;  // not fading
  // Here, since a note lifted asks them of every lane.
  bool is_free(int lane) const noexcept {
    return lanes_[static_cast<std::size_t>(lane)].state == State::kFree;
  }
  const VoiceNote& note(int lane) const noexcept {
    return lanes_[static_cast<std::size_t>(lane)].note;
  }

 private:
  enum class State : uint8_t { kFree, kHeld, kReleased, kFading, kKilled };

  struct LaneState {
    State state = State::kFree;
    bool key_down = false;  // kHeld without it: a pedal holds
    bool caught = false;    // by the sostenuto pedal
    VoiceNote note = {};
    float release_velocity = 0.0f;  // of the key already lifted
    uint32_t since = 0;             // when it was struck; fading: when the fade began
  };

  bool is_poly() const { return setup_.mode == VoiceMode::kPoly; }
  bool sounds(int lane) const;
  bool pedal_holds(const LaneState& lane) const;
  int limit() const { return setup_.polyphony + kReserveLanes; }

  void note_on_poly(const VoiceNote& note, bool overlaps, std::span<const float> levels) noexcept;
  void note_on_mono(const VoiceNote& note, bool overlaps, std::span<const float> levels) noexcept;
  void start(const VoiceNote& note, bool overlaps, std::span<const float> levels) noexcept;
  void take_over(int lane, VoiceAction::Kind kind, const VoiceNote& note, bool overlaps) noexcept;
  void end_note(int lane) noexcept;
  void end_what_nothing_holds() noexcept;
  void release(int lane) noexcept;
  void fade(int lane, VoiceAction::Kind kind) noexcept;
  int steal_victim(std::span<const float> levels) const noexcept;
  int quietest(State state, std::span<const float> levels) const noexcept;
  int oldest(State state) const noexcept;
  int mono_voice() const noexcept;
  const VoiceNote* winner() const noexcept;
  bool forget_key(int channel, int key) noexcept;
  bool other_note_held(int channel, int key) const noexcept;

  std::span<const VoiceAction> answer() const noexcept {
    return {actions_.data(), static_cast<std::size_t>(action_count_)};
  }
  void act(const VoiceAction& action) noexcept;

  static constexpr int kMaxKeys = 128;

  AllocatorSetup setup_ = {};
  std::array<LaneState, kMaxLanesPerPart> lanes_ = {};
  std::array<VoiceNote, kMaxKeys> keys_ = {};  // down, in the order struck
  int key_count_ = 0;
  uint16_t sustain_ = 0;  // a bit for each channel
  uint16_t sostenuto_ = 0;
  uint32_t now_ = 0;   // counts strikes and fades
  int last_key_ = -1;  // that a voice took
  std::array<VoiceAction, kMaxActions> actions_ = {};
  int action_count_ = 0;
};

}  // namespace kiln
