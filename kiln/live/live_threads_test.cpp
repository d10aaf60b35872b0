// Audio, two hosts' threads, states, upkeep and MIDI learn at once on one instance.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What it proves is in what it runs under: the thread sanitizer (preset tsan) or the realtime
// sanitizer (preset rtsan). KILN_LONG=1 runs a minute.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "kiln/engine/instrument.h"
#include "kiln/live/live_instrument.h"

namespace kiln {
namespace {

constexpr int kFrames = 32;  // a block

TEST(LiveThreadsTest, EveryThreadMayDoItsPartAtOnce) {
  const ParamTable& table = instrument_table();
  LiveInstrument instrument(
      std::make_shared<SharedLibrary>(LibraryPlaces{.factory = {KILN_SOURCE_DIR}, .user = {}}),
      "test");
  instrument.prepare({.host_rate = 48000.0});
  const std::string state = instrument.state();
  const ParamIndex cutoff = table.find("filter1.cutoff").value();
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  const auto repeat = [&](unsigned seed, const std::function<void(std::mt19937&)>& once) {
    threads.emplace_back([&stop, seed, once] {
      std::mt19937 random(seed);
      while (!stop) once(random);
    });
  };
  const std::vector<ParamIndex> params = table.host_params();
  const auto turn = [&](std::mt19937& random) {
    instrument.set_host_x(params[random() % params.size()],
                          static_cast<float>(random() % 1000) * 0.001f);
  };
  repeat(1, turn);
  repeat(2, turn);
  repeat(3, [&](std::mt19937& random) {
    if (random() % 2 == 0) {
      EXPECT_TRUE(instrument.set_state(state).ok);
    } else {
      EXPECT_FALSE(instrument.state().empty());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  repeat(4, [&](std::mt19937&) {
    instrument.upkeep();
    instrument.take_messages();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  });
  repeat(5, [&](std::mt19937& random) {
    if (random() % 2 == 0) {
      instrument.learn().listen(cutoff, Takeover::kOff);
    } else {
      instrument.learn().remove(cutoff);
    }
    instrument.play({0x90, static_cast<uint8_t>(40 + random() % 40), 90});
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  });

  // This thread is the audio thread.
  std::mt19937 random(6);
  std::vector<float> left(kFrames), right(kFrames);
  const auto seconds = std::chrono::seconds(std::getenv("KILN_LONG") != nullptr ? 60 : 1);
  const auto start = std::chrono::steady_clock::now();
  bool finite = true;
  while (finite && std::chrono::steady_clock::now() - start < seconds) {
    instrument.begin_block();
    instrument.midi(3, {0xb0, 74, static_cast<uint8_t>(random() % 128)});
    instrument.midi(5, {static_cast<uint8_t>(random() % 2 == 0 ? 0x90 : 0x80),
                        static_cast<uint8_t>(40 + random() % 40), 100});
    instrument.parameter(7, cutoff, static_cast<float>(random() % 1000) * 0.001f);
    instrument.render(left.data(), right.data(), kFrames);
    finite = std::all_of(left.begin(), left.end(), [](float x) { return std::isfinite(x); });
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(finite);
  EXPECT_TRUE(instrument.set_state(state).ok);
  EXPECT_EQ(instrument.state(), state) << "something of what the threads did survives a state";
}

}  // namespace
}  // namespace kiln
