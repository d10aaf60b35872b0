// Patches that stand for light, usual and heavy sounds, and a player that holds chords of them.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "kiln/engine/synth.h"

namespace kiln::bench {

inline constexpr int kRate = 48000;  // Hz
inline constexpr int kBlock = 128;   // host frames
inline constexpr int kQuality = 2;

// The scenario's patch, from benchmarks/patches. "unison_between" is "unison" with every position
// between two frames of its table, where each lane reads both. Stops the program if the patch gives
// a warning: a misspelt parameter would measure another sound.
Patch scenario_patch(const std::string& name);

// A synthesizer fed block by block.
class Player {
 public:
  explicit Player(const Patch& patch);

  // Added to the next block, `frame` frames into it. `voices` keys, semitones apart.
  void strike(int voices, int frame = 0, int first_key = kFirstKey);
  void release(int voices, int frame = 0, int first_key = kFirstKey);
  void play(int frames);        // one block, at most kRate frames
  void play_blocks(int count);  // of kBlock frames
  void play_until_asleep();
  float peak() const;  // of the last block
  Synth& synth() { return synth_; }

  static constexpr int kFirstKey = 30;

 private:
  void add(int status, int voices, int frame, int first_key);

  Synth synth_;
  EventList events_;
  std::vector<float> left_, right_;
  int last_frames_ = 0;
};

// Of this thread, in nanoseconds. A call costs some 0.3 µs.
double cpu_time();

}  // namespace kiln::bench
