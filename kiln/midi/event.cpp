// Makes events and puts a block's events in order.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/event.h"

#include <algorithm>

#include "kiln/midi/controllers.h"

namespace kiln {
namespace {

constexpr int kNoteOffStatus = 0x80;
constexpr int kNoteOnStatus = 0x90;
constexpr int kControllerStatus = 0xb0;
constexpr int kNotStruck = -1;
constexpr std::size_t kShortRun = 32;  // sorted by insertion before runs are merged

bool is_note_on(const MidiMessage& message) {
  return message.kind() == kNoteOnStatus && message.data2 > 0;
}

bool is_note_off(const MidiMessage& message) {
  return message.kind() == kNoteOffStatus ||
         (message.kind() == kNoteOnStatus && message.data2 == 0);
}

bool ends_all_notes(const MidiMessage& message) {
  return message.kind() == kControllerStatus && message.data1 >= cc::kFirstModeMessage &&
         message.data1 != cc::kResetControllers && message.data1 != cc::kLocalControl;
}

int rank(const Event& event) {
  return static_cast<int>(event.ends_new_note ? EventType::kNoteOn : event.type);
}

bool before(const Event& a, const Event& b) {
  return a.frame != b.frame ? a.frame < b.frame : rank(a) < rank(b);
}

bool may_be_replaced(const Event& event) {
  return event.type != EventType::kNoteOff && event.type != EventType::kPatchSwap;
}

}  // namespace

Event transport_event(int frame, const Transport& transport) noexcept {
  Event event;
  event.frame = frame;
  event.type = EventType::kTransport;
  event.transport = transport;
  return event;
}

Event parameter_event(int frame, uint16_t param, float real) noexcept {
  Event event;
  event.frame = frame;
  event.type = EventType::kParameter;
  event.parameter = {.param = param, .real = real};
  return event;
}

Event midi_event(int frame, MidiMessage message) noexcept {
  Event event;
  event.frame = frame;
  event.type = is_note_on(message)    ? EventType::kNoteOn
               : is_note_off(message) ? EventType::kNoteOff
                                      : EventType::kController;
  event.midi = message;
  return event;
}

EventList::EventList(std::size_t capacity) : scratch_(capacity) {
  events_.reserve(capacity);
  for (auto& channel : struck_) channel.fill(kNotStruck);
}

void EventList::clear() noexcept {
  events_.clear();
  replaceable_ = 0;
}

bool EventList::add(const Event& event) noexcept {
  if (events_.size() < std::min(events_.capacity(), scratch_.size())) {
    events_.push_back(event);
    replaceable_ = events_.size();
    return true;
  }
  if (event.type != EventType::kNoteOff) return false;
  while (replaceable_ > 0) {
    Event& candidate = events_[--replaceable_];
    if (!may_be_replaced(candidate)) continue;
    candidate = event;
    return true;
  }
  return false;
}

void EventList::sort(int block_frames) noexcept {
  const int last_frame = std::max(block_frames - 1, 0);
  bool notes = false;
  for (Event& event : events_) {
    event.frame = std::clamp(event.frame, 0, last_frame);
    event.ends_new_note = false;
    notes = notes || event.type >= EventType::kController;
  }
  if (notes) mark_zero_length_notes();
  sort_events();
  if (notes && follow_keys()) sort_events();
  replaceable_ = events_.size();
}

// In the order of arrival: which note-offs follow a note-on of their key on the same frame?
void EventList::mark_zero_length_notes() noexcept {
  for (Event& event : events_) {
    if (event.type < EventType::kNoteOff) continue;
    int& struck = struck_[static_cast<std::size_t>(event.midi.channel())][event.midi.data1 & 0x7f];
    if (event.type == EventType::kNoteOn) {
      struck = event.frame;
    } else {
      event.ends_new_note = struck == event.frame;
    }
  }
  forget_strikes();
}

// In the order of play: keeps account of the keys. A marked note-off whose key was down before its
// frame ends the old note, not the new one: its mark goes. Returns whether one went.
bool EventList::follow_keys() noexcept {
  bool unmarked = false;
  for (Event& event : events_) {
    if (event.type < EventType::kController) continue;
    const auto channel = static_cast<std::size_t>(event.midi.channel());
    const std::size_t key = event.midi.data1 & 0x7f;
    auto& keys = keys_down_[channel];
    int& struck_again = struck_[channel][key];
    if (event.type == EventType::kNoteOn) {
      if (keys.test(key)) struck_again = event.frame;
      keys.set(key);
    } else if (event.type == EventType::kNoteOff) {
      if (event.ends_new_note && struck_again == event.frame) {
        event.ends_new_note = false;
        struck_again = kNotStruck;
        unmarked = true;
      } else {
        keys.reset(key);
      }
    } else if (ends_all_notes(event.midi)) {
      keys.reset();
    }
  }
  forget_strikes();
  return unmarked;
}

void EventList::forget_strikes() noexcept {
  for (const Event& event : events_) {
    if (event.type != EventType::kNoteOn) continue;
    struck_[static_cast<std::size_t>(event.midi.channel())][event.midi.data1 & 0x7f] = kNotStruck;
  }
}

// Merge sort from short runs upwards. Runs that are in order already cost one comparison, and only
// the stretch where two runs overlap is moved: nearly sorted events take linear time.
void EventList::sort_events() noexcept {
  const std::size_t size = events_.size();
  for (std::size_t first = 0; first < size; first += kShortRun) {
    const std::size_t last = std::min(first + kShortRun, size);
    for (std::size_t i = first + 1; i < last; ++i) {
      if (!before(events_[i], events_[i - 1])) continue;
      const Event event = events_[i];
      std::size_t hole = i;
      for (; hole > first && before(event, events_[hole - 1]); --hole) {
        events_[hole] = events_[hole - 1];
      }
      events_[hole] = event;
    }
  }
  for (std::size_t run = kShortRun; run < size; run *= 2) {
    for (std::size_t first = 0; first + run < size; first += 2 * run) {
      merge(first, first + run, std::min(first + 2 * run, size));
    }
  }
}

void EventList::merge(std::size_t first, std::size_t middle, std::size_t last) noexcept {
  if (!before(events_[middle], events_[middle - 1])) return;
  const auto at = [this](std::size_t i) { return events_.begin() + static_cast<long>(i); };
  // What of the left run comes before all of the right one stays, and the other way round.
  const auto left = std::upper_bound(at(first), at(middle), events_[middle], before);
  const auto right_end = std::lower_bound(at(middle), at(last), events_[middle - 1], before);
  const auto left_end = std::copy(left, at(middle), scratch_.begin());
  auto from_left = scratch_.begin();
  auto from_right = at(middle);
  auto to = left;
  while (from_left != left_end && from_right != right_end) {
    *to++ = before(*from_right, *from_left) ? *from_right++ : *from_left++;
  }
  std::copy(from_left, left_end, to);
}

}  // namespace kiln
