// Which note sounds in which lane: polyphony, mono and legato, priority, stealing, pedals.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pure logic without sound: it is told of keys and pedals and answers with actions for lanes. The
// caller carries them out (kiln/engine/part.cpp). Nothing here allocates after prepare().
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace kiln {

inline constexpr int kMaxNotes = 64;
inline constexpr int kReserveLanes = 16;                        // for fades of stolen voices
inline constexpr int kMaxLanesPerPart = kMaxNotes + kReserveLanes;

enum class VoiceMode : uint8_t { kPoly, kMono, kLegato };
enum class NotePriority : uint8_t { kLast, kLow, kHigh };

struct AllocatorSetup {
  int polyphony = 16;                // 1…64 notes
  VoiceMode mode = VoiceMode::kPoly;
  NotePriority priority = NotePriority::kLast;
  bool continuous_pedal = false;     // sustain: any value > 0 holds; false: switch at 64
};

// One voice has one identity, which unison and MPE share.
struct VoiceNote {
  uint8_t channel = 0;
  uint8_t key = 60;
  float velocity = 0.0f;             // 0…1
  uint32_t number = 0;               // counts notes of the epoch: the key of all its random numbers
};

struct VoiceAction {
  enum class Kind : uint8_t {
    kStart,      // a new voice begins in `lane` (free before)
    kRestart,    // mono: the sounding voice takes the new note, envelopes retrigger
    kLegato,     // mono or legato: the sounding voice takes the new note, pitch only
    kRelease,    // the voice enters its release
    kFade,       // stolen: 5 ms fade to silence; the lane stays busy until lane_free()
    kKill,       // reserve used up: 1 ms fade
  };
  Kind kind = Kind::kStart;
  int lane = 0;
  VoiceNote note = {};
  bool overlaps = false;             // kStart, kRestart, kLegato: another key was held
  float release_velocity = 0.0f;     // kRelease: 0…1
  int16_t glide_from_key = -1;       // key sounding or struck before, −1: none (glide starts there)
};

// At most this many actions answer one call.
inline constexpr int kMaxActions = kMaxLanesPerPart + 2;

class VoiceAllocator {
 public:
  void prepare(const AllocatorSetup& setup) noexcept;      // forgets all notes
  void change(const AllocatorSetup& setup) noexcept;       // keeps what sounds
  // `levels` [kMaxLanesPerPart]: present loudness of each lane, for stealing (released and quietest
  // first, then oldest held; never the lowest or newest held note while another exists).
  std::span<const VoiceAction> note_on(int channel, int key, float velocity, uint32_t number,
                                       std::span<const float> levels) noexcept;
  std::span<const VoiceAction> note_off(int channel, int key, float release_velocity) noexcept;
  std::span<const VoiceAction> sustain(int channel, int value) noexcept;    // 0…127; −1: all channels
  std::span<const VoiceAction> sostenuto(int channel, bool down) noexcept;
  std::span<const VoiceAction> all_notes_off(int channel) noexcept;         // −1: all; pedals hold
  std::span<const VoiceAction> release_all() noexcept;     // also what pedals hold (old parts)
  // The caller says when a lane has become silent.
  void lane_free(int lane) noexcept;

  int held_notes() const noexcept;             // keys or pedals hold them
  int sounding_notes() const noexcept;         // not fading
  bool is_free(int lane) const noexcept;
  const VoiceNote& note(int lane) const noexcept;

 private:
  // Written with the implementation.
};

}  // namespace kiln
