// A window in which nothing moves hardly wakes. Needs a screen: tests/gui/with_screen.sh brings
// one. SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/gui/touch/stage.h"

namespace kiln {
namespace {

using test::Stage;

// How often JUCE's thread of timers woke.
long wakes() {
  const auto first_line = [](const std::filesystem::path& path) {
    std::string line;
    std::getline(std::ifstream(path) >> std::ws, line);
    return line;
  };
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    if (first_line(task.path() / "comm") != "JUCE Timer") continue;
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("voluntary_ctxt_switches:")) return std::stol(line.substr(24));
    }
  }
  return -1;
}

TEST(RestTest, AWindowInWhichNothingMovesWakesSeldomAndAtOnce) {
#ifndef KILN_JUCE_RESTS
  GTEST_SKIP() << "this JUCE is compiled as it is (cmake/juce_resting.cmake)";
#endif
  if (juce::Desktop::getInstance().getDisplays().displays.isEmpty()) GTEST_SKIP();
  Stage stage;
  juce::MessageManager& messages = *juce::MessageManager::getInstance();
  stage.editor.addToDesktop(juce::ComponentPeer::windowHasTitleBar);
  stage.editor.setVisible(true);
  for (int i = 0; i < 100 && !stage.editor.resting(); ++i) messages.runDispatchLoopUntil(50);
  ASSERT_TRUE(stage.editor.resting()) << "the editor never comes to rest";
  messages.runDispatchLoopUntil(1000);
  const long before = wakes();
  ASSERT_GE(before, 0) << "there is no such thread";
  messages.runDispatchLoopUntil(3000);
  const long resting = wakes() - before;
  EXPECT_GT(resting, 3) << "it must look now and then";
  EXPECT_LT(resting, 300) << "in three seconds: it asks all the time whether to paint";
  struct Painted : juce::Component {
    void paint(juce::Graphics&) override { ++times; }
    int times = 0;
  } painted;
  stage.editor.addAndMakeVisible(painted);
  painted.setBounds(0, 0, 10, 10);
  for (int i = 0; i < 5 && painted.times == 0; ++i) messages.runDispatchLoopUntil(20);
  EXPECT_GT(painted.times, 0) << "100 ms after it was asked for, nothing is painted";
}

}  // namespace
}  // namespace kiln
