// Starts the tests of the window with JUCE's message thread on this one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <juce_events/juce_events.h>

#include <cstdlib>

int main(int count, char** words) {
  // JUCE takes the first display of the machine where none is named; it may be anybody's, and end.
  const char* const own = std::getenv("KILN_TEST_DISPLAY");
  setenv("DISPLAY", own != nullptr ? own : ":65535", 1);
  const juce::ScopedJuceInitialiser_GUI juce;
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
