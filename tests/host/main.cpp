// Starts the host tests with JUCE's message thread on this one, and without a display.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <juce_events/juce_events.h>

#include <cstdlib>

int main(int count, char** words) {
  // JUCE takes the first display of the machine where none is named; it may be anybody's, and end.
  setenv("DISPLAY", ":65535", 1);
  const juce::ScopedJuceInitialiser_GUI juce;
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
