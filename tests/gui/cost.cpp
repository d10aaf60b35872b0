// What the open editor costs: the process without its audio thread, still and with all moving.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kiln_gui_cost PRESET [SCALE | NAME ...]: opens the plug-in's own window on the display, plays
// blocks of 256 frames at 48 kHz in time, and prints per cent of a core for each page and scale;
// with names (Voice, empty, nothing) only for what is called so.
#include <juce_audio_processors/juce_audio_processors.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "kiln/gui/editor.h"
#include "kiln/plugin/create_editor.h"
#include "kiln/plugin/editor_model.h"
#include "kiln/plugin/processor.h"

namespace {

using namespace kiln;

constexpr int kBlock = 256;
constexpr double kRate = 48000.0;
constexpr int kSettleMs = 1500;
constexpr int kTailMs = 20000;
constexpr int kMeasureMs = 6000;

double cpu_seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Plays in time, as a device does; a four-note chord is struck every two seconds if asked.
class Sound {
 public:
  explicit Sound(Processor& processor) : processor_(processor), thread_([this] { run(); }) {}
  ~Sound() {
    stop_ = true;
    thread_.join();
  }
  void play(bool on) { playing_ = on; }
  double seconds() const { return seconds_; }  // of CPU

 private:
  void run() {
    juce::AudioBuffer<float> buffer(2, kBlock);
    auto next = std::chrono::steady_clock::now();
    bool sounds = false;
    for (int block = 0; !stop_; ++block) {
      juce::MidiBuffer midi;
      const bool strikes = playing_ && block % 375 == 0;
      if (sounds && (strikes || !playing_)) {
        for (const int key : {48, 55, 62, 67}) midi.addEvent(juce::MidiMessage::noteOff(1, key), 0);
        sounds = false;
      }
      if (strikes) {
        for (const int key : {48, 55, 62, 67}) {
          midi.addEvent(juce::MidiMessage::noteOn(1, key, 0.8f), 1);
        }
        sounds = true;
      }
      processor_.processBlock(buffer, midi);
      seconds_ = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
      next += std::chrono::microseconds(static_cast<int>(1e6 * kBlock / kRate));
      std::this_thread::sleep_until(next);
    }
  }

  Processor& processor_;
  std::atomic<bool> stop_{false}, playing_{false};
  std::atomic<double> seconds_{0.0};
  std::thread thread_;
};

class Measurement : private juce::Timer {
 public:
  Measurement(const juce::String& preset, const std::vector<int>& scales,
              const juce::StringArray& names) {
    processor_.setRateAndBufferSizeDetails(kRate, kBlock);
    processor_.prepareToPlay(kRate, kBlock);
    {
      EditorModel model(processor_);
      for (std::size_t i = 0; i < model.presets().size(); ++i) {
        if (preset == model.presets()[i].name.c_str()) model.load_preset(static_cast<int>(i));
      }
    }
    sound_ = std::make_unique<Sound>(processor_);
    steps_.push_back({"closed, nothing sounds", 0, gui::Page::kVoice, false});
    steps_.push_back({"an empty window of JUCE", 0, gui::Page::kVoice, false, true});
    for (const int scale : scales) {
      steps_.push_back({"open, nothing sounds", scale, gui::Page::kVoice, false});
      steps_.push_back({"Voice, all moves", scale, gui::Page::kVoice, true});
      steps_.push_back({"Effects, all moves", scale, gui::Page::kEffects, true});
      steps_.push_back({"Matrix, all moves", scale, gui::Page::kMatrix, true});
      steps_.push_back({"Play, all moves", scale, gui::Page::kPlay, true});
      steps_.push_back({"Presets, all moves", scale, gui::Page::kPresets, true});
    }
    const auto left_out = [&](const Step& step) {
      const juce::String name = step.name;
      return !names.isEmpty() && std::none_of(names.begin(), names.end(), [&](const auto& wanted) {
        return name.containsIgnoreCase(wanted);
      });
    };
    steps_.erase(std::remove_if(steps_.begin(), steps_.end(), left_out), steps_.end());
    begin();
  }
  ~Measurement() override { stopTimer(); }

 private:
  struct Step {
    const char* name;
    int scale;  // per cent; 0: no window
    gui::Page page;
    bool plays;
    bool empty = false;
  };

  void begin() {
    const Step& step = steps_[at_];
    sound_->play(step.plays);
    if (step.scale == 0) {
      window_ = nullptr;
      if (step.empty) open(new juce::Component);
    } else {
      if (at_ == 0 || steps_[at_ - 1].scale == 0) {
        editor_ = create_editor(processor_).release();
        open(editor_);
      }
      editor_->setSize(gui::kWidth * step.scale / 100, gui::kHeight * step.scale / 100);
      for (juce::Component* child : editor_->getChildren()) {
        if (auto* const inside = dynamic_cast<gui::Editor*>(child)) inside->show(step.page);
      }
    }
    measuring_ = false;
    // The tail of what played must have died away before a window counts as one at rest.
    const bool rings = at_ > 0 && steps_[at_ - 1].plays && !step.plays;
    startTimer(rings ? kTailMs : kSettleMs);
  }

  void open(juce::Component* content) {
    window_ = std::make_unique<juce::DocumentWindow>("Kiln", juce::Colours::black, 0);
    window_->setUsingNativeTitleBar(true);
    if (content->getWidth() == 0) content->setSize(gui::kWidth, gui::kHeight);
    window_->setContentOwned(content, true);
    window_->setTopLeftPosition(0, 0);
    window_->setVisible(true);
  }

  void timerCallback() override {
    const double all = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID), sound = sound_->seconds();
    if (!measuring_) {
      all_ = all;
      audio_ = sound;
      began_ = std::chrono::steady_clock::now();
      measuring_ = true;
      startTimer(kMeasureMs);
      return;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began_;
    const double share = 100.0 * ((all - all_) - (sound - audio_)) / wall.count();
    std::printf("%-24s %4d %%  %5.1f %% of a core  (audio %4.1f %%)\n", steps_[at_].name,
                steps_[at_].scale, share, 100.0 * (sound - audio_) / wall.count());
    std::fflush(stdout);
    if (++at_ < steps_.size()) {
      begin();
      return;
    }
    stopTimer();
    window_ = nullptr;
    juce::MessageManager::getInstance()->stopDispatchLoop();
  }

  Processor processor_;
  std::unique_ptr<Sound> sound_;
  std::unique_ptr<juce::DocumentWindow> window_;
  juce::AudioProcessorEditor* editor_ = nullptr;
  std::vector<Step> steps_;
  std::size_t at_ = 0;
  bool measuring_ = false;
  double all_ = 0.0, audio_ = 0.0;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: kiln_gui_cost PRESET [SCALE | NAME ...]\n", stderr);
    return 2;
  }
  std::vector<int> scales;
  juce::StringArray names;
  for (int i = 2; i < argc; ++i) {
    const int scale = juce::String(argv[i]).getIntValue();
    if (scale > 0) {
      scales.push_back(scale);
    } else {
      names.add(argv[i]);
    }
  }
  if (scales.empty()) scales = {100};
  const juce::ScopedJuceInitialiser_GUI juce;
  const Measurement measurement(argv[1], scales, names);
  juce::MessageManager::getInstance()->runDispatchLoop();
  return 0;
}
