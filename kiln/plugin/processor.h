// Kiln as JUCE's plug-in wrappers see it: buses, blocks, state; everything else is
// LiveInstrument's. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <juce_audio_processors/juce_audio_processors.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kiln/gui/settings.h"
#include "kiln/live/live_instrument.h"
#include "kiln/live/upkeep.h"
#include "kiln/plugin/host_parameter.h"

namespace kiln {

class PresetShelf;  // kiln/plugin/preset_shelf.h; only where there is an editor

class Processor : public juce::AudioProcessor, private juce::Timer, private juce::AsyncUpdater {
 public:
  Processor();
  ~Processor() override;

  LiveInstrument& instrument() { return instrument_; }
  // Null for a parameter that hosts don't see.
  HostParameter* host_parameter(ParamIndex param) const;

  // A gesture of the player on one parameter, from the editor [message thread]: one step of undo,
  // and the host records it.
  void begin_gesture(ParamIndex param);
  void set_from_editor(ParamIndex param, float real);
  void end_gesture(ParamIndex param);
  // [message thread] All presets, read and measured aside from the first window on.
  std::shared_ptr<PresetShelf> shelf();
  // [any-thread] Whether the host's song runs.
  bool host_plays() const noexcept { return host_plays_.load(std::memory_order_relaxed); }

  const juce::String getName() const override;
  bool acceptsMidi() const override { return true; }
  bool producesMidi() const override { return false; }
  bool supportsMPE() const override { return true; }
  double getTailLengthSeconds() const override;
  bool isBusesLayoutSupported(const BusesLayout& layout) const override;
  void prepareToPlay(double rate, int most_frames) override;
  void releaseResources() override {}
  void reset() override;
  void setNonRealtime(bool offline) noexcept override;
  void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) override;
  using AudioProcessor::processBlock;
  juce::AudioProcessorParameter* getBypassParameter() const override { return bypass_; }

  juce::AudioProcessorEditor* createEditor() override;
  bool hasEditor() const override { return true; }

  // One program: with more, JUCE adds a parameter through which hosts overwrite restored state.
  int getNumPrograms() override { return 1; }
  int getCurrentProgram() override { return 0; }
  void setCurrentProgram(int) override {}
  const juce::String getProgramName(int) override;
  void changeProgramName(int, const juce::String&) override {}
  void getStateInformation(juce::MemoryBlock& state) override;
  void setStateInformation(const void* data, int bytes) override;

  // What the editor remembers of this instance while its window is closed [message thread].
  gui::WindowMemory& window_memory() { return window_memory_; }

  // Names of the MIDI devices that play it, where that is known: in the stand-alone program
  // [message thread].
  void set_inputs(std::vector<std::string> names) { inputs_ = std::move(names); }
  const std::vector<std::string>& inputs() const { return inputs_; }

  // Output limiter, before prepareToPlay: the stand-alone program's.
  void set_limiter(bool on) { limit_ = on; }

 private:
  static constexpr int kMostFrames = 16384;  // rendered at once

  void timerCallback() override;
  void handleAsyncUpdate() override;
  void read_transport() noexcept;
  void add_automation(int from, int to) noexcept;
  void render(juce::AudioBuffer<float>& buffer, int from, int frames) noexcept;

  LiveInstrument instrument_;
  std::vector<HostParameter*> by_param_;  // owned by the processor, null where hosts see none
  BypassParameter* bypass_ = nullptr;
  ChangeReader changes_;  // for the host
  Transport transport_;
  std::array<float, kMostFrames> other_channel_ = {};  // of a mono output
  bool limit_ = false;
  gui::WindowMemory window_memory_;
  std::vector<std::string> inputs_;
  // States that came. A look at the changes that overlaps one, or comes after it, sees what the
  // host restored.
  std::atomic<int> restores_begun_{0};
  std::atomic<int> restores_ended_{0};
  int restores_seen_ = 0;  // ended, at the last look
  int quiet_updates_ = 0;  // looks since a value moved
  std::atomic<bool> host_plays_{false};
  std::shared_ptr<PresetShelf> shelf_;
  Upkeep::Registration registration_;  // last: upkeep ends before anything it uses
};

}  // namespace kiln
