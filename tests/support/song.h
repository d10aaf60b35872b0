// Songs made in code, and an instrument that plays them in blocks of any size.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kiln/engine/synth.h"
#include "kiln/midi/event.h"
#include "kiln/presets/patch.h"

namespace kiln::test {

struct Song {
  // What a swap event refers to; [0] plays from the start.
  std::vector<Patch> patches;
  SynthSettings settings = {};
  int frames = 0;

  struct Timed {
    int frame = 0;
    Event event = {};
    int patch = -1;  // ≥ 0: a swap to this patch
    bool keeps_voices = false;
  };
  std::vector<Timed> events;  // of one frame: in the order they are added

  // Given in braces: what is drawn inside braces is drawn from left to right by every compiler.
  struct Midi {
    int frame, status, data1, data2;
  };
  struct Note {
    int frame, frames_long, channel, key, velocity;
  };
  struct Value {
    int frame;
    std::string_view id;
    float real;
  };
  struct Place {
    int frame;
    double beat, bpm;
    bool playing;
  };
  void midi(const Midi& message);
  void note(const Note& note);
  void value(const Value& value);
  void swap(int frame, int patch, bool keeps_voices);
  // The transport from here on; also what a host that repeats itself tells at each block.
  void transport(const Place& place);
  // By frame, keeping the order of each frame. Call once, last.
  void sort();

  // Where the transport stands at a frame, as a host would compute it; false: none was set yet.
  bool transport_at(int frame, Transport& transport) const;

 private:
  struct Anchor {
    int frame;
    Transport transport;
  };
  std::vector<Anchor> anchors_;
};

struct Audio {
  std::vector<float> left, right;
  float peak() const;
  std::string digest() const;
  friend bool operator==(const Audio&, const Audio&) = default;
};

// How a host calls.
struct Host {
  std::function<int()> next_block = [] { return 512; };  // 0 is allowed
  int silent_frames = 0;                                 // before the song
  bool repeats_transport = false;                        // tells position and tempo at every block
};

Host host_with_blocks(int size);
// Sizes 0 … 2048, a fifth of them 1, some empty.
Host host_with_random_blocks(std::uint32_t key);

// Prepares `synth` and plays the whole song. The samples of the song alone are returned.
Audio play(Synth& synth, const Song& song, const Host& host = {});
// The same without preparing: the synth goes on as it is.
Audio play_on(Synth& synth, const Song& song, const Host& host = {});
Audio play(const Song& song, const Host& host = {});  // in a new instance

// Two renders: where they part and by how much, or "" if all bits are equal.
std::string difference(const Audio& expected, const Audio& got);

}  // namespace kiln::test
