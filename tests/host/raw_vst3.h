// A VST3 host without JUCE: loads the built plug-in, sends points, notes and states, plays blocks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <dlfcn.h>
#include <juce_core/juce_core.h>
#include <pluginterfaces/base/ibstream.h>
#include <pluginterfaces/base/ipluginbase.h>
#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstcomponent.h>
#include <pluginterfaces/vst/ivstevents.h>
#include <pluginterfaces/vst/ivstparameterchanges.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tests/host/rig.h"

namespace kiln::host {
namespace vst = Steinberg::Vst;
using Steinberg::int32;
using Steinberg::kNoInterface;
using Steinberg::kResultFalse;
using Steinberg::kResultOk;
using Steinberg::tresult;
using Steinberg::TUID;
using Steinberg::uint32;

inline constexpr double kRawRate = 48000.0;
inline constexpr int kRawBlock = 4096;

// Objects of the test live on its stack: nobody counts references.
template <class Interface>
class OnStack : public Interface {
 public:
  tresult PLUGIN_API queryInterface(const TUID, void** object) override {
    *object = nullptr;
    return kNoInterface;
  }
  uint32 PLUGIN_API addRef() override { return 1; }
  uint32 PLUGIN_API release() override { return 1; }
};

struct Point {
  int frame = 0;
  double x = 0.0;
};

class Queue final : public OnStack<vst::IParamValueQueue> {
 public:
  Queue(vst::ParamID id, std::vector<Point> points) : id_(id), points_(std::move(points)) {}
  vst::ParamID PLUGIN_API getParameterId() override { return id_; }
  int32 PLUGIN_API getPointCount() override { return static_cast<int32>(points_.size()); }
  tresult PLUGIN_API getPoint(int32 index, int32& frame, vst::ParamValue& x) override {
    const Point& point = points_.at(static_cast<std::size_t>(index));
    frame = planted("points") ? 0 : point.frame;
    x = point.x;
    return kResultOk;
  }
  tresult PLUGIN_API addPoint(int32, vst::ParamValue, int32&) override { return kResultFalse; }

 private:
  const vst::ParamID id_;
  const std::vector<Point> points_;
};

class Changes final : public OnStack<vst::IParameterChanges> {
 public:
  std::vector<Queue> queues;
  int32 PLUGIN_API getParameterCount() override { return static_cast<int32>(queues.size()); }
  vst::IParamValueQueue* PLUGIN_API getParameterData(int32 index) override {
    return &queues.at(static_cast<std::size_t>(index));
  }
  vst::IParamValueQueue* PLUGIN_API addParameterData(const vst::ParamID&, int32&) override {
    return nullptr;
  }
};

class Notes final : public OnStack<vst::IEventList> {
 public:
  std::vector<vst::Event> events;
  int32 PLUGIN_API getEventCount() override { return static_cast<int32>(events.size()); }
  tresult PLUGIN_API getEvent(int32 index, vst::Event& event) override {
    event = events.at(static_cast<std::size_t>(index));
    return kResultOk;
  }
  tresult PLUGIN_API addEvent(vst::Event&) override { return kResultFalse; }
};

inline vst::Event note_on(int frame, int key) {
  vst::Event event{};
  event.sampleOffset = frame;
  event.type = vst::Event::kNoteOnEvent;
  event.noteOn.pitch = static_cast<Steinberg::int16>(key);
  event.noteOn.velocity = 0.8f;
  event.noteOn.noteId = -1;
  return event;
}

inline vst::Event note_off(int frame, int key) {
  vst::Event event{};
  event.sampleOffset = frame;
  event.type = vst::Event::kNoteOffEvent;
  event.noteOff.pitch = static_cast<Steinberg::int16>(key);
  event.noteOff.noteId = -1;
  return event;
}

// A state to read.
class Bytes final : public OnStack<Steinberg::IBStream> {
 public:
  explicit Bytes(std::string text) : text_(std::move(text)) {}
  tresult PLUGIN_API read(void* data, int32 count, int32* taken) override {
    const auto left = static_cast<int32>(text_.size() - at_);
    const int32 now = std::clamp(count, int32{0}, left);
    std::memcpy(data, text_.data() + at_, static_cast<std::size_t>(now));
    at_ += static_cast<std::size_t>(now);
    if (taken != nullptr) *taken = now;
    return kResultOk;
  }
  tresult PLUGIN_API write(void*, int32, int32*) override { return kResultFalse; }
  tresult PLUGIN_API seek(Steinberg::int64 to, int32 mode, Steinberg::int64* result) override {
    const auto size = static_cast<Steinberg::int64>(text_.size());
    const Steinberg::int64 base =
        mode == kIBSeekSet ? 0 : (mode == kIBSeekCur ? static_cast<Steinberg::int64>(at_) : size);
    at_ = static_cast<std::size_t>(std::clamp(base + to, Steinberg::int64{0}, size));
    if (result != nullptr) *result = static_cast<Steinberg::int64>(at_);
    return kResultOk;
  }
  tresult PLUGIN_API tell(Steinberg::int64* at) override {
    *at = static_cast<Steinberg::int64>(at_);
    return kResultOk;
  }

 private:
  const std::string text_;
  std::size_t at_ = 0;
};

// The built plug-in, loaded as a host without JUCE does it.
class RawPlugin {
 public:
  RawPlugin() {
    const juce::File binaries = juce::File(KILN_VST3_BUNDLE).getChildFile("Contents");
    const auto found = binaries.findChildFiles(juce::File::findFiles, true, "Kiln.so");
    if (found.isEmpty()) return;
    module_ = dlopen(found[0].getFullPathName().toRawUTF8(), RTLD_NOW | RTLD_LOCAL);
    if (module_ == nullptr) return;
    const auto enter = reinterpret_cast<bool (*)(void*)>(dlsym(module_, "ModuleEntry"));
    const auto get =
        reinterpret_cast<Steinberg::IPluginFactory* (*)()>(dlsym(module_, "GetPluginFactory"));
    if (enter == nullptr || get == nullptr || !enter(module_)) return;
    factory_ = get();
    for (int32 i = 0; i < factory_->countClasses(); ++i) {
      Steinberg::PClassInfo info;
      factory_->getClassInfo(i, &info);
      if (std::strcmp(info.category, "Audio Module Class") != 0) continue;
      factory_->createInstance(info.cid, vst::IComponent::iid,
                               reinterpret_cast<void**>(&component_));
    }
    if (component_ == nullptr) return;
    component_->queryInterface(vst::IAudioProcessor::iid, reinterpret_cast<void**>(&processor_));
    component_->initialize(nullptr);
    vst::ProcessSetup setup{vst::kRealtime, vst::kSample32, kRawBlock, kRawRate};
    processor_->setupProcessing(setup);
    component_->activateBus(vst::kEvent, vst::kInput, 0, true);
    component_->activateBus(vst::kAudio, vst::kOutput, 0, true);
    component_->setActive(true);
    processor_->setProcessing(true);
  }
  ~RawPlugin() {
    if (component_ != nullptr) {
      processor_->setProcessing(false);
      component_->setActive(false);
      component_->terminate();
      processor_->release();
      component_->release();
    }
    if (factory_ != nullptr) factory_->release();
    if (module_ == nullptr) return;
    const auto leave = reinterpret_cast<bool (*)()>(dlsym(module_, "ModuleExit"));
    if (leave != nullptr) leave();
    dlclose(module_);
  }
  RawPlugin(const RawPlugin&) = delete;
  RawPlugin& operator=(const RawPlugin&) = delete;

  bool loaded() const { return processor_ != nullptr; }

  bool set_state(const std::string& text) {
    Bytes bytes(text);
    return component_->setState(&bytes) == kResultOk;
  }

  // One block, at most kRawBlock frames.
  void process(Changes& changes, Notes& notes, float* left, float* right, int frames) {
    std::array<float*, 2> channels = {left, right};
    vst::AudioBusBuffers output;
    output.numChannels = 2;
    output.channelBuffers32 = channels.data();
    vst::ProcessData data;
    data.processMode = vst::kRealtime;
    data.symbolicSampleSize = vst::kSample32;
    data.numSamples = frames;
    data.numOutputs = 1;
    data.outputs = &output;
    data.inputParameterChanges = &changes;
    data.inputEvents = &notes;
    processor_->process(data);
  }

 private:
  void* module_ = nullptr;
  Steinberg::IPluginFactory* factory_ = nullptr;
  vst::IComponent* component_ = nullptr;
  vst::IAudioProcessor* processor_ = nullptr;
};

// VST3's number of a parameter.
inline vst::ParamID number_of(const char* id) {
  return static_cast<vst::ParamID>(juce::String(id).hashCode()) & 0x7fffffffu;
}

}  // namespace kiln::host
