// Notes from JACK: a MIDI input port for the stand-alone program, where a JACK server runs.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE plays sound through JACK but hears MIDI only through ALSA.
#pragma once

#include <juce_audio_devices/juce_audio_devices.h>

#include <memory>

namespace kiln {

class JackMidi {
 public:
  // Null where there is no JACK library or no server. Messages go to `midi`, which lives longer.
  static std::unique_ptr<JackMidi> open(juce::MidiMessageCollector& midi);

  virtual ~JackMidi() = default;
};

}  // namespace kiln
