// What hosts do: every block size, every rate, strange transports, no tidy order of calls.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "tests/robust/random_patch.h"
#include "tests/support/song.h"
#include "tests/support/songs.h"

namespace kiln::test {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

void expect_healthy(const Audio& audio, const std::string& what) {
  const Health health = health_of(audio);
  EXPECT_TRUE(health.finite) << what << " gives NaN or infinity, or leaves samples unwritten";
  EXPECT_TRUE(health.normal) << what << " gives denormals";
  EXPECT_LE(health.peak, 15.849f) << what << " is louder than +24 dBFS";
}

// One busy instrument, called as a host may; checks what is written after every call.
class Caller {
 public:
  explicit Caller(double rate = 48000.0) : song_(busy_song(0, rate)) { prepare(rate); }

  void prepare(double rate) {
    SynthSettings settings = song_.settings;
    settings.host_rate = rate;
    synth.prepare(settings, song_.patches[0]);
  }
  void call(int frames) {
    const float mark = std::bit_cast<float>(0x7fc01234u);
    std::fill(left_.begin(), left_.end(), mark);
    std::fill(right_.begin(), right_.end(), mark);
    synth.process(events, left_.data(), right_.data(), frames);
    events.clear();
    for (const auto& channel : {std::cref(left_), std::cref(right_)}) {
      for (std::size_t i = 0; i < channel.get().size(); ++i) {
        const float x = channel.get()[i];
        const bool inside = i < static_cast<std::size_t>(frames);
        bad_ += inside ? !std::isfinite(x) : std::bit_cast<std::uint32_t>(x) != 0x7fc01234u;
        if (inside) peak_ = std::max(peak_, std::fabs(x));
        if (!inside && i > static_cast<std::size_t>(frames) + 64) break;
      }
    }
  }
  void strike(int frame, int key) { events.add(midi_event(frame, {0x90, as_byte(key), 100})); }
  void release(int frame, int key) { events.add(midi_event(frame, {0x80, as_byte(key), 64})); }
  int bad() const { return bad_; }
  float peak() const { return peak_; }

  Synth synth;
  EventList events;

 private:
  static std::uint8_t as_byte(int x) { return static_cast<std::uint8_t>(x); }

  Song song_;
  std::vector<float> left_ = std::vector<float>(16384 + 64);
  std::vector<float> right_ = std::vector<float>(16384 + 64);
  int bad_ = 0;
  float peak_ = 0.0f;
};

TEST(RobustHostTest, WritesEveryFrameOfEveryBlockSizeAndNoOther) {
  Caller caller;
  int key = 40;
  for (int round = 0; round < 3; ++round) {
    for (const int size :
         {0, 1, 2, 3, 10, 16, 17, 64, 256, 500, 1024, 1536, 2027, 4096, 8192, 16384}) {
      caller.strike(size / 2, key);
      caller.release(size, key - 3);
      caller.call(size);
      key = 40 + (key - 39) % 40;
      EXPECT_EQ(caller.bad(), 0) << "in or around a block of " << size;
    }
  }
  EXPECT_GT(caller.peak(), 0.01f);
}

TEST(RobustHostTest, TenThousandBlocksOfRandomSize) {
  Caller caller;
  Draw draw(10000);
  for (int call = 0; call < 10000; ++call) {
    const int size = draw.chance(0.2f) ? 1 : draw.chance(0.5f) ? draw.below(65) : draw.below(400);
    const int at = draw.below(size + 1);
    if (draw.chance(0.02f)) caller.strike(at, draw.between(30, 90));
    if (draw.chance(0.02f)) caller.release(at, draw.between(30, 90));
    caller.call(call % 500 == 0 ? 2048 : size);
    ASSERT_EQ(caller.bad(), 0) << "at call " << call << ", " << size << " frames";
  }
  EXPECT_GT(caller.peak(), 0.01f);
}

TEST(RobustHostTest, RatesThatChangeWhileNotesSound) {
  constexpr std::array<double, 17> kRates = {8000,   11025,  16000,   22050,    32000,  44100,
                                             48000,  88200,  96000,   176400,   192000, 384000,
                                             768000, 1234.5, 44055.9, 47999.99, 95904.1};
  Caller caller;
  for (int change = 0; change < 100; ++change) {
    const double rate = kRates[static_cast<std::size_t>(change * 7) % kRates.size()];
    caller.prepare(rate);
    caller.strike(3, 40 + change % 40);
    caller.strike(70, 47 + change % 40);
    for (int block = 0; block < 8; ++block) caller.call(100 + 37 * (change % 5));
    ASSERT_EQ(caller.bad(), 0) << "at " << rate << " Hz";
  }
  EXPECT_GT(caller.peak(), 0.01f);
  EXPECT_LT(caller.peak(), 16.0f);
}

TEST(RobustHostTest, RatesNoHostShouldAskFor) {
  for (const double rate : {0.0, -48000.0, 1.0, 1e12, kNan, kInfinity}) {
    Caller caller;
    caller.prepare(rate);
    caller.strike(0, 60);
    for (int block = 0; block < 4; ++block) caller.call(512);
    EXPECT_EQ(caller.bad(), 0) << "at a rate of " << rate;
  }
}

TEST(RobustHostTest, TransportsNoHostShouldSend) {
  const std::array<double, 9> kNumbers = {0.0, -1.0,  1e-9, 120.0,     999.0,
                                          1e6, 1e300, kNan, -kInfinity};
  for (const int every : {1, 100, 1000}) {
    Song song = busy_song();
    song.frames = 24000;
    Draw draw(static_cast<std::uint32_t>(every));
    for (int at = 0; at < song.frames; at += every) {
      song.transport({at, kNumbers[static_cast<std::size_t>(draw.below(9))],
                      kNumbers[static_cast<std::size_t>(draw.below(9))], draw.chance(0.6f)});
    }
    song.sort();
    const Audio audio = play(song);
    expect_healthy(audio, "a strange transport every " + std::to_string(every) + " frames");
    EXPECT_GT(audio.peak(), 0.01f) << "strange transports every " << every << " frames mute";
  }
}

// What is no number, or no tempo, leaves the song as it was.
TEST(RobustHostTest, TransportsThatAreNoNumbersChangeNothing) {
  const Song song = busy_song();
  Song strange = song;
  for (int at = 1000; at < strange.frames; at += 777) {
    Transport transport;
    song.transport_at(at, transport);
    transport.beat_position = at % 2 == 0 ? kNan : -kInfinity;
    transport.beats_per_minute = at % 3 == 0 ? kNan : (at % 3 == 1 ? 0.0 : -120.0);
    strange.events.push_back({.frame = at, .event = transport_event(0, transport)});
  }
  strange.sort();
  EXPECT_EQ(difference(play(song), play(strange)), "");
}

TEST(RobustHostTest, JumpsBackAndLoopsOfAnyLength) {
  for (const int loop : {1, 7, 480, 12000}) {
    Song song = busy_song();
    song.frames = 24000;
    for (int at = 0; at < song.frames; at += loop) song.transport({at, 3.0, 140.0, true});
    song.sort();
    expect_healthy(play(song), "a loop of " + std::to_string(loop) + " frames");
  }
}

TEST(RobustHostTest, AThousandInstancesOneAfterTheOtherAndAHundredAlive) {
  for (int i = 0; i < 1000; ++i) {
    Synth synth;
    if (i % 4 == 0) continue;  // never prepared
    synth.prepare({}, plain_patch());
    if (i % 4 == 1) continue;  // never played
    EventList events;
    events.add(midi_event(0, {0x90, 60, 100}));
    std::array<float, 64> left, right;
    synth.process(events, left.data(), right.data(), 64);
    if (i % 4 == 2) continue;
    std::vector<std::string> messages;
    ASSERT_TRUE(synth.send(synth.make_swap(plain_patch(), false, messages)));  // never taken
  }
  std::vector<std::unique_ptr<Synth>> alive;
  const Song song = sleepy_song();
  Song beginning = song;
  beginning.frames = 4800;
  for (int i = 0; i < 100; ++i) {
    alive.push_back(std::make_unique<Synth>());
    alive.back()->prepare(song.settings, song.patches[0]);
  }
  const Audio expected = play_on(*alive.front(), beginning);
  for (std::size_t i = 1; i < alive.size(); ++i) {
    EXPECT_EQ(difference(expected, play_on(*alive[i], beginning)), "")
        << "instance " << i << " of a hundred";
  }
}

}  // namespace
}  // namespace kiln::test
