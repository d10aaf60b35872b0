// What a host restores is not told back to it: it would mark its project as edited.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <juce_events/juce_events.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "tests/host/rig.h"

namespace kiln::host {
namespace {

class Counter final : public juce::AudioProcessorListener {
 public:
  void audioProcessorParameterChanged(juce::AudioProcessor*, int, float) override { ++values; }
  void audioProcessorChanged(juce::AudioProcessor*, const ChangeDetails& details) override {
    if (!details.latencyChanged) ++others;
  }
  std::atomic<int> values{0};
  std::atomic<int> others{0};
};

TEST(HostRestoreTest, AStateThatComesFromTheHostIsNotToldBack) {
  const Instance instance = make_plain();
  prepare(*instance, 48000.0, 512);
  std::vector<juce::MemoryBlock> states(2);
  instance->getStateInformation(states[0]);
  std::mt19937 random(11);
  for (juce::AudioProcessorParameter* parameter : instance->getParameters()) {
    parameter->setValue(static_cast<float>(random() % 1000) * 0.001f);
  }
  instance->getStateInformation(states[1]);
  juce::MessageManager::getInstance()->runDispatchLoopUntil(100);
  Counter counter;
  instance->addListener(&counter);
  // From another thread, at any time in relation to the timer that tells the host.
  std::thread restoring([&] {
    for (std::size_t i = 0; i < 120; ++i) {
      const juce::MemoryBlock& state = states[i % 2];
      instance->setStateInformation(state.getData(), static_cast<int>(state.getSize()));
      std::this_thread::sleep_for(std::chrono::milliseconds(i * 7 % 13));
    }
  });
  juce::MessageManager::getInstance()->runDispatchLoopUntil(1500);
  restoring.join();
  juce::MessageManager::getInstance()->runDispatchLoopUntil(100);
  EXPECT_EQ(counter.values, 0) << "values of a restored state were sent to the host as edits";
  EXPECT_EQ(counter.others, 0) << "the host was told of changes that were its own";
  instance->removeListener(&counter);
}

}  // namespace
}  // namespace kiln::host
