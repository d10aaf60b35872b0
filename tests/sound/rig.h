// A whole instrument at a desk: a patch in text, notes, the sound of it, and rows of the sound
// table. SPDX-License-Identifier: GPL-3.0-or-later
//
// Shared by the tests of this folder. They measure what leaves kiln::Synth, never a module alone.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/engine/synth.h"

namespace kiln::sound {

struct Take {
  double rate = 48000.0;
  std::vector<float> left, right;

  // Frames [from, to) seconds of the left channel.
  std::span<const float> part(double from, double to = 1e9) const { return cut(left, from, to); }
  std::span<const float> right_part(double from, double to = 1e9) const {
    return cut(right, from, to);
  }
  int frame(double seconds) const { return static_cast<int>(seconds * rate + 0.5); }

 private:
  std::span<const float> cut(std::span<const float> all, double from, double to) const;
};

double note_hz(double note);  // 69 is 440 Hz

// What will be played: starts as `init` (a saw, no velocity, phase 0). Equal sounds are rendered
// once in the life of the program.
class Sound {
 public:
  Sound();

  // A value as one types it ("640 Hz", "LP24", "-6 dB"); an unknown id or value throws.
  Sound& set(std::string_view id, std::string_view text);
  Sound& set(std::string_view id, double real);
  // Depth −1…+1 of the target's range.
  Sound& route(std::string_view source, std::string_view target, double depth);

  // Seconds; the events lie on the nearest frame.
  Sound& note(int key, double from, double to, int velocity = 127, int channel = 0);
  Sound& midi(double at, MidiMessage message);
  Sound& move(double at, std::string_view id, double real);

  Sound& at_rate(double hz);
  Sound& quality(int factor);              // 1, 2, 4
  Sound& blocks(std::vector<int> frames);  // host block sizes, repeated; default 512

  Take play(double seconds) const;
  const Patch& patch() const { return patch_; }

 private:
  struct Timed {
    long frame;
    Event event;
  };
  struct Pending {  // in seconds until the rate is known
    double at;
    Event event;
  };

  ParamIndex find(std::string_view id) const;

  Patch patch_;
  std::vector<Pending> events_;
  std::vector<int> blocks_ = {512};
  double rate_ = 48000.0;
  int quality_ = 0;
  std::string key_;  // everything above as text
};

// One row of the sound table: prints "SOUND row | signal | value | goal" and fails the running test
// if the goal is missed.
struct Goal {
  double at_least = -1e30;
  double at_most = 1e30;
  const char* unit = "dB";
  int decimals = 1;
};
inline Goal at_most(double limit, const char* unit = "dB", int decimals = 1) {
  return {.at_most = limit, .unit = unit, .decimals = decimals};
}
inline Goal at_least(double limit, const char* unit = "dB", int decimals = 1) {
  return {.at_least = limit, .unit = unit, .decimals = decimals};
}
inline Goal within(double limit, const char* unit = "dB", int decimals = 2) {
  return {.at_least = -limit, .at_most = limit, .unit = unit, .decimals = decimals};
}
void report(std::string_view row, std::string_view signal, double value, const Goal& goal);
// A value without a goal.
void report_value(std::string_view row, std::string_view signal, double value, const Goal& shown);

}  // namespace kiln::sound
