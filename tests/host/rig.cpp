// Loading, planting defects, playing.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/host/rig.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "kiln/plugin/processor.h"

namespace kiln::host {
namespace {

// What a careless plug-in does.
class Planted final : public Processor {
 public:
  Planted() {
    if (planted("memory")) weight_.assign(std::size_t{40} << 20, 'x');
    if (planted("leak")) std::fill_n(new char[1 << 20], 1 << 20, 'x');
  }
  void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) override {
    if (planted("stuck")) {
      juce::MidiBuffer kept;
      for (const auto event : midi) {
        const juce::MidiMessage message = event.getMessage();
        if (!message.isNoteOff() && !message.isController()) {
          kept.addEvent(message, event.samplePosition);
        }
      }
      midi.swapWith(kept);
    }
    Processor::processBlock(buffer, midi);
    const int frames = buffer.getNumSamples();
    if (frames == 0) return;
    if (planted("block")) buffer.addSample(0, 0, 1e-6f);
    if (planted("nan")) buffer.setSample(0, frames - 1, std::nanf(""));
    if (planted("slow")) juce::Thread::sleep(1);
    if (planted("race")) ++unguarded_;
  }
  void setStateInformation(const void* data, int bytes) override {
    if (planted("state") && bytes > 0) {  // plays what was left of a damaged one
      instrument().document().set_value(0, -60.0f, Origin::kGui);
    }
    if (planted("crash")) std::_Exit(3);
    if (planted("race")) ++unguarded_;
    Processor::setStateInformation(data, bytes);
    if (planted("forget")) instrument().document().set_value(0, -60.0f, Origin::kGui);
  }

 private:
  std::vector<char> weight_;
  int unguarded_ = 0;  // written by two threads
};

}  // namespace

bool planted(const char* defect) {
  const char* const name = std::getenv("KILN_PLANT");
  return name != nullptr && std::string(name) == defect;
}

bool run_long() { return std::getenv("KILN_LONG") != nullptr; }

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0.0;
  file >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

Instance make_plain() { return std::make_unique<Planted>(); }

Instance make_vst3(juce::String& error) {
  juce::VST3PluginFormat format;
  juce::OwnedArray<juce::PluginDescription> found;
  format.findAllTypesForFile(found, KILN_VST3_BUNDLE);
  if (found.isEmpty()) {
    error = "no plug-in in " KILN_VST3_BUNDLE;
    return nullptr;
  }
  return format.createInstanceFromDescription(*found.getFirst(), 48000.0, 512, error);
}

const std::vector<TimedMessage>& song() {
  static const std::vector<TimedMessage> made = [] {
    std::vector<TimedMessage> list;
    const auto note = [&](int key, int from, int to, int velocity) {
      list.push_back({from, juce::MidiMessage::noteOn(1, key, static_cast<juce::uint8>(velocity))});
      list.push_back({to, juce::MidiMessage::noteOff(1, key)});
    };
    note(57, 1001, 30011, 100);
    note(64, 12347, 40000, 90);
    note(69, 24680, 60001, 110);
    note(45, 52001, 80003, 120);
    for (int i = 0; i < 50; ++i) {
      list.push_back({20003 + 611 * i, juce::MidiMessage::controllerEvent(1, 1, 2 * i)});
      list.push_back({20007 + 613 * i, juce::MidiMessage::pitchWheel(1, 8192 + 40 * i)});
    }
    std::stable_sort(list.begin(), list.end(), [](const TimedMessage& a, const TimedMessage& b) {
      return a.frame < b.frame;
    });
    return list;
  }();
  return made;
}

float Sound::peak() const {
  float most = 0.0f;
  for (const std::vector<float>* channel : {&left, &right}) {
    for (const float x : *channel) most = std::max(most, std::fabs(x));
  }
  return most;
}

bool Sound::finite() const {
  for (const std::vector<float>* channel : {&left, &right}) {
    for (const float x : *channel) {
      if (!std::isfinite(x) || (x != 0.0f && std::fpclassify(x) == FP_SUBNORMAL)) return false;
    }
  }
  return true;
}

void prepare(juce::AudioProcessor& instance, double rate, int most_frames) {
  instance.setRateAndBufferSizeDetails(rate, most_frames);
  instance.prepareToPlay(rate, most_frames);
}

Sound play(juce::AudioProcessor& instance, const std::vector<TimedMessage>& messages, int frames,
           const std::function<int()>& next_block) {
  Sound sound;
  auto next = messages.begin();
  int at = 0;
  while (at < frames) {
    const int count = std::clamp(next_block(), 0, frames - at);
    juce::AudioBuffer<float> buffer(2, count);
    for (int c = 0; c < 2; ++c) {
      std::fill_n(buffer.getWritePointer(c), count, std::numeric_limits<float>::quiet_NaN());
    }
    juce::MidiBuffer midi;
    for (; next != messages.end() && next->frame < at + count; ++next) {
      midi.addEvent(next->message, next->frame - at);
    }
    instance.processBlock(buffer, midi);
    sound.left.insert(sound.left.end(), buffer.getReadPointer(0), buffer.getReadPointer(0) + count);
    sound.right.insert(sound.right.end(), buffer.getReadPointer(1),
                       buffer.getReadPointer(1) + count);
    at += count;
  }
  return sound;
}

}  // namespace kiln::host
