// The computer's keyboard as a piano: A is C, W is C sharp, Z and X change the octave.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_devices/juce_audio_devices.h>
#include <juce_gui_basics/juce_gui_basics.h>

#include <bitset>

namespace kiln {

class ComputerKeys final : public juce::KeyListener {
 public:
  explicit ComputerKeys(juce::MidiMessageCollector& midi) : midi_(midi) {}

  bool keyPressed(const juce::KeyPress& key, juce::Component* where) override;
  bool keyStateChanged(bool is_down, juce::Component* where) override;
  void release_all();

 private:
  void send(int key, bool on);

  juce::MidiMessageCollector& midi_;
  std::bitset<128> down_;
  int octave_ = 5;  // A plays key 60
};

}  // namespace kiln
