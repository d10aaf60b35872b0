// Reads the command line of the stand-alone program.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiln/plugin/standalone/options.h"

namespace kiln {

const char* const kStandaloneUsage =
    "Usage: Kiln [--preset NAME|FILE] [--audio TYPE] [--no-window] [--list-devices]\n"
    "\n"
    "  --preset NAME    start with this preset of the library, or this .kiln file\n"
    "  --audio TYPE     kind of audio device: ALSA, JACK, ... (remembered)\n"
    "  --no-window      play without a window until the program is ended\n"
    "  --list-devices   print the audio and MIDI devices and end\n"
    "\n"
    "The computer's keyboard plays: A W S E D F ... are keys, Z and X change the octave.\n";

StandaloneOptions read_options(const juce::StringArray& arguments) {
  StandaloneOptions options;
  for (int i = 0; i < arguments.size(); ++i) {
    const juce::String& word = arguments[i];
    const auto value = [&](juce::String& target) {
      if (i + 1 < arguments.size()) {
        target = arguments[++i];
      } else {
        options.error = word + " needs a value";
      }
    };
    if (word == "--help" || word == "-h") {
      options.help = true;
    } else if (word == "--list-devices") {
      options.list_devices = true;
    } else if (word == "--no-window") {
      options.no_window = true;
    } else if (word == "--preset") {
      value(options.preset);
    } else if (word == "--audio") {
      value(options.device_type);
    } else if (word.endsWith(".kiln")) {
      options.preset = word;
    } else {
      options.error = "unknown argument " + word;
    }
  }
  return options;
}

}  // namespace kiln
