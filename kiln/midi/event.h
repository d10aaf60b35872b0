// Timed events: everything that moves an instrument, in one ordered list.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// On one frame the order is that of EventType, whatever the front end delivered: transport, patch
// swaps, parameters, controllers, note-off, note-on; equal types keep the order of arrival.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kiln {

enum class EventType : uint8_t {
  kTransport,
  kPatchSwap,
  kParameter,
  kController,
  kNoteOff,
  kNoteOn
};

// Position and tempo of the host's song, valid from the event's frame on.
struct Transport {
  double beat_position = 0.0;       // quarter notes since the song's start
  double beats_per_minute = 120.0;  // finite, > 0 (checked where it enters)
  bool playing = false;
  uint8_t numerator = 4;
  uint8_t denominator = 4;
};

// A channel voice message as it came: status with channel, two data bytes. Note-on with velocity 0
// is a note-off. Interpreting controllers (pedals, RPN, MPE …) is the engine's work.
struct MidiMessage {
  uint8_t status = 0;
  uint8_t data1 = 0;
  uint8_t data2 = 0;

  constexpr int channel() const { return status & 0x0f; }
  constexpr int kind() const { return status & 0xf0; }
};

struct ParameterChange {
  uint16_t param = 0;  // ParamIndex
  float real = 0.0f;   // in real units
};

struct Event {
  int frame = 0;  // host frames from the start of the block, ≥ 0
  EventType type = EventType::kController;
  bool ends_new_note = false;  // a note-off that belongs behind the note-on of its own frame:
                               // set by EventList::sort()
  union {
    Transport transport;
    void* swap;  // a PatchSwap of kiln/engine/part.h; the engine takes it over
    ParameterChange parameter;
    MidiMessage midi;
  };
  constexpr Event() : midi{} {}
};

Event transport_event(int frame, const Transport& transport) noexcept;
Event parameter_event(int frame, uint16_t param, float real) noexcept;
Event midi_event(int frame, MidiMessage message) noexcept;  // picks the type by the message

// A list with room made off the audio thread. Frames may arrive in any order and outside the
// block: sort() puts them in order, stably and without allocating, and clamps them into it.
//
// One exception to the order of a frame: when a note-on is followed by its note-off on the same
// frame and the key was not down before, they stay in this order. Notes of no length would else
// never end. To know which keys are down, one list serves one instrument for its whole life.
class EventList {
 public:
  explicit EventList(std::size_t capacity = 16384);
  void clear() noexcept;
  // False when full: the event is dropped (a note-off never is: it replaces the newest event that
  // is neither a note-off nor a patch swap, which would be lost with all it owns).
  bool add(const Event& event) noexcept;
  void sort(int block_frames) noexcept;
  std::span<const Event> events() const noexcept { return events_; }
  std::size_t size() const noexcept { return events_.size(); }

 private:
  using KeysDown = std::array<std::bitset<128>, 16>;

  void sort_events() noexcept;
  void merge(std::size_t first, std::size_t middle, std::size_t last) noexcept;
  void mark_zero_length_notes() noexcept;
  bool follow_keys() noexcept;
  void forget_strikes() noexcept;

  std::vector<Event> events_;
  std::vector<Event> scratch_;                   // for the merge sort
  std::size_t replaceable_ = 0;                  // when full: no event from here on may be replaced
  KeysDown keys_down_ = {};                      // after the last sorted block
  std::array<std::array<int, 128>, 16> struck_;  // frame of the newest note-on of a key, −1: none
};

}  // namespace kiln
