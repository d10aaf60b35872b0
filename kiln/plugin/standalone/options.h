// What the stand-alone program is asked for on its command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_core/juce_core.h>

namespace kiln {

struct StandaloneOptions {
  bool help = false;
  bool list_devices = false;
  bool no_window = false;         // plays until it is ended; for servers and tests
  juce::String preset = {};       // a name of the library or a file
  juce::String device_type = {};  // "ALSA", "JACK" …
  juce::String error = {};        // what is wrong with the command line
};

StandaloneOptions read_options(const juce::StringArray& arguments);
extern const char* const kStandaloneUsage;

}  // namespace kiln
