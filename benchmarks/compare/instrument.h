// A synthesizer to be measured: Kiln's engine, an LV2 or a VST2, all played in the same way.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kiln::compare {

inline constexpr int kRate = 48000;  // Hz
inline constexpr int kBlock = 128;   // host frames

class Instrument {
 public:
  virtual ~Instrument() = default;
  // A MIDI message for the next block, `frame` frames into it; in order of time.
  virtual void midi(int frame, int status, int data1, int data2) = 0;
  virtual void run() = 0;                 // one block of kBlock frames: what is timed
  virtual void off_audio() {}             // between blocks, what a host does on its other threads
  virtual const float* left() const = 0;  // of the last block
};

// What is opened, and its sound.
struct Model {
  std::string format;                                   // "engine", "lv2" or "vst2"
  std::string path;                                     // preset file, LV2 bundle or VST2 library
  std::string uri;                                      // of an LV2
  std::vector<std::pair<std::string, float>> controls;  // by symbol (LV2) or name (VST2)
  std::string state_key;                                // LV2: the property that holds its state
  std::string state_file;                               // … and what it says; VST2: its chunk
  bool base64 = false;                                  // JUCE's LV2s keep bytes as text
};

// Ready to play at kRate, and as long as the process lives: some plug-ins fall when they are
// closed. Throws std::runtime_error.
Instrument& open_instrument(const Model& model);
Instrument* open_engine(const Model& model);
Instrument* open_lv2(const Model& model);
Instrument* open_vst2(const Model& model);

std::string read_text(const std::string& file);

}  // namespace kiln::compare
