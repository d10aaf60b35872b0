// The order of a block's events: by frame, then by type, then as they arrived.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/midi/event.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "kiln/base/random.h"

namespace kiln {
namespace {

MidiMessage on(int key, int velocity = 100, int channel = 0) {
  return {static_cast<uint8_t>(0x90 | channel), static_cast<uint8_t>(key),
          static_cast<uint8_t>(velocity)};
}
MidiMessage off(int key, int channel = 0) {
  return {static_cast<uint8_t>(0x80 | channel), static_cast<uint8_t>(key), 64};
}
MidiMessage controller(int number, int value) {
  return {0xb0, static_cast<uint8_t>(number), static_cast<uint8_t>(value)};
}

// "3 on 60 | 3 off 60": frame, what, key, in the order of play.
std::string story(const EventList& list) {
  std::string text;
  for (const Event& event : list.events()) {
    if (!text.empty()) text += " | ";
    text += std::to_string(event.frame) + " ";
    switch (event.type) {
      case EventType::kTransport:
        text += "transport";
        break;
      case EventType::kPatchSwap:
        text += "swap";
        break;
      case EventType::kParameter:
        text += "parameter " + std::to_string(event.parameter.param);
        break;
      case EventType::kController:
        text += "controller " + std::to_string(event.midi.data1);
        break;
      case EventType::kNoteOff:
        text += "off " + std::to_string(event.midi.data1);
        break;
      case EventType::kNoteOn:
        text += "on " + std::to_string(event.midi.data1);
        break;
    }
  }
  return text;
}

Event swap_event(int frame) {
  Event event;
  event.frame = frame;
  event.type = EventType::kPatchSwap;
  event.swap = nullptr;
  return event;
}

TEST(EventTest, AFrameIsPlayedInTheOrderOfTheTypes) {
  EventList list;
  list.add(midi_event(5, on(60)));
  list.add(midi_event(5, off(64)));
  list.add(midi_event(5, controller(1, 3)));
  list.add(parameter_event(5, 7, 0.5f));
  list.add(swap_event(5));
  list.add(transport_event(5, {}));
  list.add(midi_event(4, on(72)));
  list.sort(64);
  EXPECT_EQ(story(list),
            "4 on 72 | 5 transport | 5 swap | 5 parameter 7 | 5 controller 1 | 5 off 64 | 5 on 60");
}

TEST(EventTest, EqualEventsKeepTheOrderOfArrival) {
  EventList list;
  for (int i = 0; i < 100; ++i) list.add(midi_event(3, controller(i, 0)));
  for (int i = 100; i < 120; ++i) list.add(midi_event(2, controller(i, 0)));
  list.sort(64);
  for (int i = 0; i < 120; ++i) {
    EXPECT_EQ(list.events()[static_cast<std::size_t>(i)].midi.data1, i < 20 ? 100 + i : i - 20);
  }
}

TEST(EventTest, FramesOutsideTheBlockAreTakenIn) {
  EventList list;
  list.add(midi_event(-100, on(60)));
  list.add(midi_event(64, on(61)));
  list.add(midi_event(1 << 30, on(62)));
  list.sort(64);
  EXPECT_EQ(story(list), "0 on 60 | 63 on 61 | 63 on 62");
  list.clear();
  list.add(midi_event(7, on(60)));
  list.sort(0);
  EXPECT_EQ(story(list), "0 on 60") << "a block of no frames";
}

TEST(EventTest, ANoteOnWithoutVelocityIsANoteOff) {
  EXPECT_EQ(midi_event(0, on(60, 0)).type, EventType::kNoteOff);
  EXPECT_EQ(midi_event(0, on(60, 1)).type, EventType::kNoteOn);
  EXPECT_EQ(midi_event(0, {0xe0, 0, 64}).type, EventType::kController);
}

TEST(EventTest, ANoteWithoutLengthEnds) {
  EventList list;
  list.add(midi_event(9, on(60)));
  list.add(midi_event(9, off(60)));
  list.sort(64);
  EXPECT_EQ(story(list), "9 on 60 | 9 off 60");
  list.clear();
  list.add(midi_event(70, on(60)));  // both come too late and meet on the last frame
  list.add(midi_event(75, off(60)));
  list.sort(64);
  EXPECT_EQ(story(list), "63 on 60 | 63 off 60");
}

TEST(EventTest, ANoteOffThatArrivesLateStillEndsTheOldNote) {
  EventList list;
  list.add(midi_event(0, on(60)));
  list.sort(64);
  list.clear();
  list.add(midi_event(9, on(60)));  // the key is still down
  list.add(midi_event(9, off(60)));
  list.add(midi_event(20, off(60)));
  list.sort(64);
  EXPECT_EQ(story(list), "9 off 60 | 9 on 60 | 20 off 60");
  list.clear();
  list.add(midi_event(3, on(60)));  // it is not any more
  list.add(midi_event(3, off(60)));
  list.add(midi_event(3, on(60)));
  list.add(midi_event(4, off(60)));
  list.sort(64);
  EXPECT_EQ(story(list), "3 on 60 | 3 off 60 | 3 on 60 | 4 off 60");
}

TEST(EventTest, AllNotesOffForgetsTheKeys) {
  EventList list;
  list.add(midi_event(0, on(60)));
  list.add(midi_event(1, controller(123, 0)));
  list.add(midi_event(9, on(60)));
  list.add(midi_event(9, off(60)));
  list.sort(64);
  EXPECT_EQ(story(list), "0 on 60 | 1 controller 123 | 9 on 60 | 9 off 60");
}

TEST(EventTest, AFullListDropsAllButNoteOffs) {
  EventList list(3);
  EXPECT_TRUE(list.add(midi_event(0, on(60))));
  EXPECT_TRUE(list.add(swap_event(1)));
  EXPECT_TRUE(list.add(midi_event(2, controller(1, 0))));
  EXPECT_FALSE(list.add(midi_event(3, controller(2, 0)))) << "full";
  EXPECT_TRUE(list.add(midi_event(4, off(61)))) << "replaces the controller";
  EXPECT_TRUE(list.add(midi_event(5, off(62)))) << "replaces the note-on";
  EXPECT_FALSE(list.add(midi_event(6, off(63)))) << "a patch swap is never replaced";
  list.sort(64);
  EXPECT_EQ(story(list), "1 swap | 4 off 61 | 5 off 62");
}

// The order by the library's own stable sort, for lists without zero-length notes.
std::vector<int> expected_order(const EventList& list) {
  std::vector<Event> events(list.events().begin(), list.events().end());
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.type < b.type;
  });
  std::vector<int> order;
  for (const Event& event : events) order.push_back(event.midi.data1 * 128 + event.midi.data2);
  return order;
}

TEST(EventTest, AnyListIsSortedAsByAStableSort) {
  for (uint32_t seed = 0; seed < 300; ++seed) {
    EventList list;
    const std::uint32_t key = random_key(1, seed, 0);
    const int count = static_cast<int>(random_bits(key, 0) % 700);
    const uint32_t frames = 1 + random_bits(key, 1) % 64;
    for (int i = 0; i < count; ++i) {
      const uint32_t bits = random_bits(key, static_cast<uint32_t>(i) + 2);
      const MidiMessage message{static_cast<uint8_t>(bits % 3 == 0   ? 0x80
                                                     : bits % 3 == 1 ? 0x91
                                                                     : 0xb2),
                                static_cast<uint8_t>(i / 100), static_cast<uint8_t>(1 + i % 100)};
      list.add(midi_event(static_cast<int>(bits / 3 % frames), message));
    }
    const std::vector<int> expected = expected_order(list);
    list.sort(64);
    std::vector<int> order;
    for (const Event& event : list.events()) {
      order.push_back(event.midi.data1 * 128 + event.midi.data2);
    }
    ASSERT_EQ(order, expected) << "of " << count << " events, seed " << seed;
  }
}

TEST(EventTiming, TenThousandControllersAreSortedWithinMilliseconds) {
  EventList list;
  for (int round = 0; round < 2; ++round) {
    double best = 1e9;
    for (int run = 0; run < 5; ++run) {
      list.clear();
      for (int i = 0; i < 10000; ++i) {
        // First nearly sorted, as hosts deliver; then backwards.
        const int frame = round == 0 ? i / 20 + (i % 7 == 0 ? 3 : 0) : 512 - i / 20;
        list.add(midi_event(frame, controller(i % 100, i % 128)));
      }
      const auto begin = std::chrono::steady_clock::now();
      list.sort(512);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begin;
      best = std::min(best, took.count());
    }
    std::printf("10,000 controllers %s: %.3f ms\n", round == 0 ? "nearly sorted" : "backwards",
                best);
    EXPECT_LT(best, 5.0);
  }
}

}  // namespace
}  // namespace kiln
