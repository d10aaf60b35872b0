// Ten instances with their windows open play, while states and parameters come from other threads.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The thread sanitizer (./run test --tsan) reads along. The windows need no display: they live,
// look and draw on the message thread, into pictures. KILN_LONG=1 runs ten minutes.
// KILN_PLANT=nan must fail anywhere, KILN_PLANT=race under the thread sanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "kiln/plugin/create_editor.h"
#include "kiln/plugin/processor.h"
#include "tests/gui/rig.h"
#include "tests/host/rig.h"

namespace kiln::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kInstances = 10;
constexpr int kThreadsBlock = 32;
constexpr int kAudioThreads = 2;

gui::Editor* editor_in(juce::Component& window) {
  for (juce::Component* const child : window.getChildren()) {
    if (auto* const found = dynamic_cast<gui::Editor*>(child)) return found;
  }
  return nullptr;
}

class Players {
 public:
  Players() {
    for (int i = 0; i < kInstances; ++i) {
      instances_.push_back(make_plain());
      prepare(*instances_.back(), 48000.0, kThreadsBlock);
      windows_.push_back(create_editor(plugin(i)));
    }
    state_ = state_of(*instances_.front());
  }
  ~Players() { stop(); }

  void start() {
    for (int i = 0; i < kAudioThreads; ++i) threads_.emplace_back([this, i] { play(i); });
    for (unsigned seed : {7u, 8u}) threads_.emplace_back([this, seed] { turn(seed); });
    threads_.emplace_back([this] { restore(); });
  }
  void stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  // [message thread] One look of one window; every so often it is closed and opened.
  void look(int turn) {
    const int i = turn % kInstances;
    auto& window = windows_[static_cast<std::size_t>(i)];
    if (turn % 97 == 96) {
      window = nullptr;
      window = create_editor(plugin(i));
    }
    gui::Editor* const editor = editor_in(*window);
    ASSERT_NE(editor, nullptr);
    if (turn % 5 == 0) editor->show(static_cast<gui::Page>(turn / 5 % 5));
    editor->look();
    if (turn % 7 == 0) {
      ASSERT_TRUE(window->createComponentSnapshot(window->getLocalBounds(), true, 0.5f).isValid());
    }
    juce::MessageManager::getInstance()->runDispatchLoopUntil(5);
  }
  bool finite() const { return finite_; }
  int blocks() const { return blocks_; }
  int states() const { return states_; }

  // One more state, now that all is quiet: nothing of what the threads did may be left of the
  // sound.
  void expect_a_state_sticks() {
    for (const Instance& instance : instances_) {
      instance->setStateInformation(state_.getData(), static_cast<int>(state_.getSize()));
      EXPECT_EQ(state_of(*instance), state_);
    }
  }

 private:
  static juce::MemoryBlock state_of(juce::AudioProcessor& instance) {
    juce::MemoryBlock state;
    instance.getStateInformation(state);
    return state;
  }
  juce::AudioProcessor& at(unsigned i) { return *instances_[i % kInstances]; }
  Processor& plugin(int i) { return dynamic_cast<Processor&>(at(static_cast<unsigned>(i))); }

  // A host's audio thread with every second instance, in time if the machine can.
  void play(int first) {
    constexpr int kFrames = 2048;
    while (!stop_) {
      const auto due = Clock::now() + std::chrono::microseconds(kFrames * 1000000LL / 48000);
      for (int i = first; i < kInstances; i += kAudioThreads) {
        const Sound sound =
            host::play(at(static_cast<unsigned>(i)), song(), kFrames, [] { return kThreadsBlock; });
        blocks_ += kFrames / kThreadsBlock;
        if (!sound.finite()) finite_ = false;
        if (stop_) return;
      }
      std::this_thread::sleep_until(std::max(due, Clock::now() + std::chrono::milliseconds(1)));
    }
  }
  void turn(unsigned seed) {
    std::mt19937 random(seed);
    while (!stop_) {
      const auto& parameters = at(random()).getParameters();
      const auto i = static_cast<int>(random() % static_cast<unsigned>(parameters.size() - 1));
      parameters[i]->setValue(static_cast<float>(random() % 1000) / 999.0f);
      if (random() % 16 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  void restore() {
    std::mt19937 random(9);
    while (!stop_) {
      juce::AudioProcessor& instance = at(random());
      instance.setStateInformation(state_.getData(), static_cast<int>(state_.getSize()));
      EXPECT_GT(state_of(at(random())).getSize(), 0u);
      ++states_;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  const gui_test::UserFolder user_;
  std::vector<Instance> instances_;
  std::vector<std::unique_ptr<juce::AudioProcessorEditor>> windows_;
  juce::MemoryBlock state_;
  std::atomic<bool> stop_{false}, finite_{true};
  std::atomic<int> blocks_{0}, states_{0};
  std::vector<std::thread> threads_;
};

TEST(ProcessorThreadsTest, TenInstancesPlayWhileStatesAndParametersComeFromOtherThreads) {
  Players players;
  players.start();
  const auto seconds = std::chrono::seconds(run_long() ? 600 : 60);
  const auto start = Clock::now();
  int looks = 0;
  while (players.finite() && Clock::now() - start < seconds) {
    players.look(looks++);
    if (HasFatalFailure()) break;
  }
  players.stop();
  std::printf("%d blocks of %d, %d states, %d looks of a window\n", players.blocks(), kThreadsBlock,
              players.states(), looks);
  EXPECT_TRUE(players.finite()) << "a block was no number";
  EXPECT_GT(players.states(), 10);
  players.expect_a_state_sticks();
}

}  // namespace
}  // namespace kiln::host
