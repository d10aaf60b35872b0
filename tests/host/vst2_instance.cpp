// A small VST2 host: the built libKiln.so as an AudioProcessor, so that every row runs on it, too.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE's own VST2 host with the headers of fst-dev writes past its speaker arrangements; this one
// asks for none.
#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "tests/host/rig.h"

#ifdef KILN_VST2_FILE
#include <pluginterfaces/vst2.x/aeffectx.h>

namespace kiln::host {
namespace {

using Pointer = t_fstPtrInt;
using Entry = AEffect* (*)(AEffectDispatcherProc);

class Vst2Parameter final : public juce::AudioProcessorParameter {
 public:
  Vst2Parameter(AEffect& effect, int index) : effect_(effect), index_(index) {}
  float getValue() const override { return effect_.getParameter(&effect_, index_); }
  void setValue(float x) override { effect_.setParameter(&effect_, index_, x); }
  float getDefaultValue() const override { return 0.0f; }
  juce::String getName(int) const override { return juce::String(index_); }
  juce::String getLabel() const override { return {}; }
  float getValueForText(const juce::String& text) const override { return text.getFloatValue(); }

 private:
  AEffect& effect_;
  const int index_;
};

// One block's events as VST2 lays them out: a count, then pointers.
class EventBlock {
 public:
  explicit EventBlock(const juce::MidiBuffer& midi) {
    const auto count = static_cast<std::size_t>(midi.getNumEvents());
    short_.reserve(count);
    long_.reserve(count);
    memory_.resize(sizeof(t_fstEvents) + count * sizeof(void*));
    auto* const list = reinterpret_cast<t_fstEvents*>(memory_.data());
    for (const juce::MidiMessageMetadata at : midi) {
      list->events[list->numEvents++] = at.numBytes <= 3 ? short_event(at) : long_event(at);
    }
  }
  void* data() { return memory_.data(); }

 private:
  t_fstEvent* short_event(const juce::MidiMessageMetadata& at) {
    t_fstMidiEvent& event = short_.emplace_back();
    event.type = kVstMidiType;
    event.byteSize = sizeof(event);
    event.deltaFrames = at.samplePosition;
    std::memcpy(event.midiData, at.data, static_cast<std::size_t>(at.numBytes));
    return reinterpret_cast<t_fstEvent*>(&event);
  }
  t_fstEvent* long_event(const juce::MidiMessageMetadata& at) {
    t_fstSysexEvent& event = long_.emplace_back();
    event.type = kVstSysExType;
    event.byteSize = sizeof(event);
    event.deltaFrames = at.samplePosition;
    event.dumpBytes = at.numBytes;
    event.sysexDump = reinterpret_cast<char*>(const_cast<juce::uint8*>(at.data));
    return reinterpret_cast<t_fstEvent*>(&event);
  }

  std::vector<t_fstMidiEvent> short_;
  std::vector<t_fstSysexEvent> long_;
  std::vector<char> memory_;
};

class Vst2Instance final : public juce::AudioProcessor {
 public:
  Vst2Instance(void* module, AEffect& effect)
      : AudioProcessor(
            BusesProperties().withOutput("Output", juce::AudioChannelSet::stereo(), true)),
        module_(module),
        effect_(effect) {
    effect_.user = this;
    call(effOpen);
    for (int i = 0; i < effect_.numParams; ++i) addParameter(new Vst2Parameter(effect_, i));
    setLatencySamples(effect_.initialDelay);
  }
  ~Vst2Instance() override {
    call(effMainsChanged, 0, 0);
    call(effClose);
    dlclose(module_);
  }

  static Pointer host(AEffect* effect, int what, int, Pointer, void* const, float) {
    if (what == audioMasterVersion) return kVstVersion;
    auto* const self = effect != nullptr ? static_cast<Vst2Instance*>(effect->user) : nullptr;
    if (what != audioMasterGetTime || self == nullptr) return 0;
    return reinterpret_cast<Pointer>(self->time());
  }

  void prepareToPlay(double rate, int most_frames) override {
    call(effMainsChanged, 0, 0);
    call(effSetSampleRate, 0, 0, nullptr, static_cast<float>(rate));
    call(effSetBlockSize, 0, most_frames);
    call(effMainsChanged, 0, 1);
  }
  void processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer& midi) override {
    EventBlock events(midi);
    if (!midi.isEmpty()) call(effProcessEvents, 0, 0, events.data());
    float* channels[2] = {buffer.getWritePointer(0), buffer.getWritePointer(1)};
    effect_.processReplacing(&effect_, channels, channels, buffer.getNumSamples());
    midi.clear();
  }
  using AudioProcessor::processBlock;
  void getStateInformation(juce::MemoryBlock& state) override {
    void* data = nullptr;
    const Pointer bytes = call(effGetChunk, 0, 0, &data);
    state.replaceAll(data, static_cast<std::size_t>(bytes));
  }
  void setStateInformation(const void* data, int bytes) override {
    call(effSetChunk, 0, bytes, const_cast<void*>(data));
  }

  const juce::String getName() const override { return "VST2"; }
  double getTailLengthSeconds() const override { return 0.0; }
  bool acceptsMidi() const override { return true; }
  bool producesMidi() const override { return false; }
  void releaseResources() override {}
  juce::AudioProcessorEditor* createEditor() override { return nullptr; }
  bool hasEditor() const override { return false; }
  int getNumPrograms() override { return effect_.numPrograms; }
  int getCurrentProgram() override { return 0; }
  void setCurrentProgram(int) override {}
  const juce::String getProgramName(int) override { return {}; }
  void changeProgramName(int, const juce::String&) override {}

 private:
  Pointer call(int what, int index = 0, Pointer value = 0, void* data = nullptr,
               float real = 0.0f) {
    return effect_.dispatcher(&effect_, what, index, value, data, real);
  }
  // Null: this host has no transport.
  t_fstTimeInfo* time() {
    const auto position = getPlayHead() != nullptr
                              ? getPlayHead()->getPosition()
                              : juce::Optional<juce::AudioPlayHead::PositionInfo>();
    if (!position.hasValue()) return nullptr;
    time_ = {};
    time_.sampleRate = 48000.0;
    if (position->getIsPlaying()) time_.flags |= kVstTransportPlaying;
    if (const auto tempo = position->getBpm(); tempo.hasValue()) {
      time_.flags |= kVstTempoValid;
      time_.tempo = *tempo;
    }
    if (const auto beats = position->getPpqPosition(); beats.hasValue()) {
      time_.flags |= kVstPpqPosValid;
      time_.ppqPos = *beats;
    }
    return &time_;
  }

  void* const module_;
  AEffect& effect_;
  t_fstTimeInfo time_ = {};
};

}  // namespace

Instance make_vst2(juce::String& error) {
  void* const module = dlopen(KILN_VST2_FILE, RTLD_NOW | RTLD_LOCAL);
  const auto entry =
      module != nullptr ? reinterpret_cast<Entry>(dlsym(module, "VSTPluginMain")) : nullptr;
  AEffect* const effect = entry != nullptr ? entry(&Vst2Instance::host) : nullptr;
  if (effect == nullptr) {
    error = "no plug-in in " KILN_VST2_FILE;
    return nullptr;
  }
  if (effect->numOutputs != 2 || effect->numPrograms != 1) {
    error = "VST2 shows " + juce::String(effect->numOutputs) + " outputs and " +
            juce::String(effect->numPrograms) + " programs";
    return nullptr;
  }
  return std::make_unique<Vst2Instance>(module, *effect);
}

}  // namespace kiln::host

#else

namespace kiln::host {

Instance make_vst2(juce::String& error) {
  error = "built without VST2";
  return nullptr;
}

}  // namespace kiln::host
#endif
