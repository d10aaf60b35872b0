// Plays chords, times blocks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchmarks/compare/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <thread>

#include "benchmarks/scenario.h"

namespace kiln::compare {
namespace {

using bench::cpu_time;  // nanoseconds of this thread

constexpr int kNoteOn = 0x90, kNoteOff = 0x80, kVelocity = 100;
constexpr int kFirstKey = 36;
constexpr int kChord = 32;
constexpr int kSettle = 94;          // blocks, 0.25 s: attacks are over
constexpr int kHeld = 750;           // blocks, 2 s
constexpr int kTogether = 25;        // of them, between two looks at the clock
constexpr int kQuiet = 10 * 375;     // blocks, 10 s: tails are over
constexpr int kRuns = 7;             // of which each block's shortest time counts
constexpr int kChordFrames = 12000;  // a new chord every 0.25 s …
constexpr int kChordBlocks = 1500;   // … for 4 s
constexpr int kLongestWait = 100;    // tries, 0.2 s each
constexpr int kStrikes = 60;
constexpr int kBesideStrike = 8;  // voices that sound already

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Memory of this process that is in use, MiB.
double resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024.0;
  }
  return 0.0;
}

class Player {
 public:
  explicit Player(Instrument& instrument) : instrument_(instrument) {}

  void chord(int status, int voices, int frame = 0, int first_key = kFirstKey) {
    for (int i = 0; i < voices; ++i) instrument_.midi(frame, status, first_key + i, kVelocity);
  }
  // Nanoseconds of one block.
  double block() {
    const double start = cpu_time();
    instrument_.run();
    const double time = cpu_time() - start;
    for (int i = 0; i < kBlock; ++i) peak_ = std::max(peak_, std::fabs(instrument_.left()[i]));
    instrument_.off_audio();
    return time;
  }
  void blocks(int count) {
    for (int i = 0; i < count; ++i) block();
  }
  // Nanoseconds per frame of many blocks, few looks at the clock.
  double frame_time() {
    double sum = 0.0;
    for (int i = 0; i < kHeld / kTogether; ++i) {
      const double start = cpu_time();
      for (int k = 0; k < kTogether; ++k) instrument_.run();
      sum += cpu_time() - start;
      instrument_.off_audio();
    }
    return sum / (double{kHeld} * kBlock);
  }
  // Lets threads of the instrument's own come to their end, too.
  void rest(int count) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    blocks(count);
  }
  // Some build their waves on a thread of their own after they are opened.
  void wait_for_sound() {
    for (int i = 0; i < kLongestWait; ++i) {
      chord(kNoteOn, 1);
      blocks(kSettle);
      chord(kNoteOff, 1);
      rest(kSettle);
      if (peak_ > 0.0f) return;
    }
    throw std::runtime_error("it makes no sound");
  }

 private:
  Instrument& instrument_;
  float peak_ = 0.0f;
};

// Nanoseconds per frame while `voices` are held.
double held(Player& player, int voices) {
  player.chord(kNoteOn, voices);
  player.blocks(kSettle);
  const double time = player.frame_time();
  player.chord(kNoteOff, voices);
  player.rest(2 * kSettle);
  return time;
}

// The chord changes in the block in which its time has come. Keys change by turns.
void change_chord(Player& player, int block) {
  const int begin = block * kBlock;
  const int number = (begin + kBlock - 1) / kChordFrames;
  const int frame = number * kChordFrames - begin;
  if (frame < 0) return;
  const auto key = [](int chord) { return kFirstKey + chord % 2; };
  if (number > 0) player.chord(kNoteOff, kChord, frame, key(number - 1));
  player.chord(kNoteOn, kChord, frame, key(number));
}

// Each block's shortest time of kRuns identical runs, sorted.
std::vector<double> chord_blocks(Player& player) {
  std::vector<double> times(kChordBlocks, std::numeric_limits<double>::infinity());
  for (int run = 0; run < kRuns; ++run) {
    for (int block = 0; block < kChordBlocks; ++block) {
      change_chord(player, block);
      double& shortest = times[static_cast<std::size_t>(block)];
      shortest = std::min(shortest, player.block());
    }
    for (int key = kFirstKey; key < kFirstKey + kChord + 2; ++key) {
      player.chord(kNoteOff, 1, 0, key);
    }
    player.rest(4 * kSettle);
  }
  std::sort(times.begin(), times.end());
  return times;
}

// Nanoseconds that a block with a strike takes more than those behind it.
double strike_time(Player& player) {
  std::vector<double> times;
  player.chord(kNoteOn, kBesideStrike);
  player.blocks(kSettle);
  for (int i = 0; i < kStrikes; ++i) {
    const int key = kFirstKey + kBesideStrike + i % 12;
    player.chord(kNoteOn, 1, 0, key);
    const double struck = player.block();
    std::vector<double> behind;
    for (int k = 0; k < 9; ++k) behind.push_back(player.block());
    times.push_back(struck - median(behind));
    player.chord(kNoteOff, 1, 0, key);
    player.blocks(kSettle / 2);
  }
  player.chord(kNoteOff, kBesideStrike);
  player.rest(2 * kSettle);
  return median(times);
}

}  // namespace

Figures measure(const Model& model) {
  Figures figures;
  const auto add = [&](const char* name, double value) { figures.emplace_back(name, value); };

  const auto start = std::chrono::steady_clock::now();
  Instrument& instrument = open_instrument(model);
  const std::chrono::duration<double, std::milli> load = std::chrono::steady_clock::now() - start;
  add("load_ms", load.count());

  Player player(instrument);
  player.wait_for_sound();
  held(player, kChord);  // once for caches and tables
  add("chord_frame_ns", held(player, kChord));
  add("half_chord_frame_ns", held(player, kChord / 2));
  add("one_voice_frame_ns", held(player, 1));
  add("note_on_ns", strike_time(player));

  const std::vector<double> times = chord_blocks(player);
  const double middle = times[times.size() / 2];
  add("p99_to_median", times[static_cast<std::size_t>(0.99 * double{kChordBlocks - 1})] / middle);
  add("max_to_median", times.back() / middle);

  player.rest(kQuiet);
  add("idle_frame_ns", player.frame_time());

  const double before = resident();
  Player other(open_instrument(model));
  other.wait_for_sound();
  other.chord(kNoteOn, kChord);
  other.blocks(kSettle);
  add("instance_mib", resident() - before);
  return figures;
}

}  // namespace kiln::compare
