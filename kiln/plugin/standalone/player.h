// The instrument on an audio device: devices, MIDI inputs, settings, without a window.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_devices/juce_audio_devices.h>
#include <juce_audio_utils/juce_audio_utils.h>
#include <juce_data_structures/juce_data_structures.h>

#include <memory>

#include "kiln/plugin/processor.h"
#include "kiln/plugin/standalone/jack_midi.h"
#include "kiln/plugin/standalone/options.h"

namespace kiln {

class Player final : private juce::ChangeListener {
 public:
  explicit Player(juce::PropertiesFile& settings);
  ~Player() override;

  // Opens the device of the settings, or the system's. What is wrong, in words for a person.
  juce::String open(const StandaloneOptions& options);
  // A preset of the library or a file; what is wrong, or nothing.
  juce::String load_preset(const juce::String& name);
  void save_settings();

  Processor& processor() { return *processor_; }
  juce::AudioDeviceManager& devices() { return devices_; }
  juce::MidiMessageCollector& midi() { return player_.getMidiMessageCollector(); }
  bool plays() const { return devices_.getCurrentAudioDevice() != nullptr; }

 private:
  void changeListenerCallback(juce::ChangeBroadcaster*) override;
  void follow_inputs();

  juce::PropertiesFile& settings_;
  std::unique_ptr<Processor> processor_;
  juce::AudioDeviceManager devices_;
  juce::AudioProcessorPlayer player_;
  std::unique_ptr<JackMidi> jack_midi_;
};

// The audio and MIDI devices of this machine, one a line.
juce::String device_list();

}  // namespace kiln
