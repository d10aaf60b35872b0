// Timed events: everything that moves an instrument, in one ordered list.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// On one frame the order is that of EventType, whatever the front end delivered: transport, patch
// swaps, parameters, controllers, note-off, note-on; equal types keep the order of arrival.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kiln {

enum class EventType : uint8_t {
  kTransport, kPatchSwap, kParameter, kController, kNoteOff, kNoteOn
};

// Position and tempo of the host's song, valid from the event's frame on.
struct Transport {
  double beat_position = 0.0;      // quarter notes since the song's start
  double beats_per_minute = 120.0; // finite, > 0 (checked where it enters)
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
  uint16_t param = 0;              // ParamIndex
  float real = 0.0f;               // in real units
};

struct Event {
  int frame = 0;                   // host frames from the start of the block, ≥ 0
  EventType type = EventType::kController;
  union {
    Transport transport;
    void* swap;                    // a PatchSwap of kiln/engine/part.h; the engine takes it over
    ParameterChange parameter;
    MidiMessage midi;
  };
  constexpr Event() : midi{} {}
};

Event transport_event(int frame, const Transport& transport) noexcept;
Event parameter_event(int frame, uint16_t param, float real) noexcept;
Event midi_event(int frame, MidiMessage message) noexcept;   // picks the type by the message

// A list with room made off the audio thread. Frames may arrive in any order and outside the
// block: sort() puts them in order, stably and without allocating, and clamps them into it.
class EventList {
 public:
  explicit EventList(std::size_t capacity = 16384);
  void clear() noexcept { events_.clear(); }
  // False when full: the event is dropped (a note-off never is: it replaces the newest event that
  // is not a note-off).
  bool add(const Event& event) noexcept;
  void sort(int block_frames) noexcept;
  std::span<const Event> events() const noexcept { return events_; }
  std::size_t size() const noexcept { return events_.size(); }

 private:
  std::vector<Event> events_;
  std::vector<Event> scratch_;     // for the merge sort
};

}  // namespace kiln
