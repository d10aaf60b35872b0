// A raw VST3 host that sends parameter points inside a block: each must act at its own frame.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE's host cannot do this: it sends one point a block. KILN_PLANT=points moves all points of a
// block to its start, as a plug-in does that hears of the last one only.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <juce_core/juce_core.h>
#include <pluginterfaces/base/ipluginbase.h>
#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstcomponent.h>
#include <pluginterfaces/vst/ivstevents.h>
#include <pluginterfaces/vst/ivstparameterchanges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "tests/host/rig.h"

namespace kiln::host {
namespace {

namespace vst = Steinberg::Vst;
using Steinberg::int32;
using Steinberg::kNoInterface;
using Steinberg::kResultFalse;
using Steinberg::kResultOk;
using Steinberg::tresult;
using Steinberg::TUID;
using Steinberg::uint32;

constexpr double kRate = 48000.0;
constexpr int kBlock = 4096;

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

// The built plug-in, loaded as a host without JUCE does it.
class Plugin {
 public:
  Plugin() {
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
    vst::ProcessSetup setup{vst::kRealtime, vst::kSample32, kBlock, kRate};
    processor_->setupProcessing(setup);
    component_->activateBus(vst::kEvent, vst::kInput, 0, true);
    component_->activateBus(vst::kAudio, vst::kOutput, 0, true);
    component_->setActive(true);
    processor_->setProcessing(true);
  }
  ~Plugin() {
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
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  bool loaded() const { return processor_ != nullptr; }

  // Points count from the start of the song, which is cut into blocks of `most` frames. A note is
  // struck at its first frame.
  std::vector<float> play(int frames, int most, vst::ParamID id, const std::vector<Point>& points) {
    std::vector<float> left(static_cast<std::size_t>(frames)), right(left.size());
    for (int from = 0; from < frames; from += most) {
      const int count = std::min(most, frames - from);
      Changes changes;
      std::vector<Point> inside;
      for (const Point& point : points) {
        if (point.frame >= from && point.frame < from + count) {
          inside.push_back({point.frame - from, point.x});
        }
      }
      if (!inside.empty()) changes.queues.emplace_back(id, inside);
      Notes notes;
      if (from == 0) {
        vst::Event event{};
        event.type = vst::Event::kNoteOnEvent;
        event.noteOn.pitch = 69;
        event.noteOn.velocity = 0.8f;
        event.noteOn.noteId = -1;
        notes.events.push_back(event);
      }
      std::array<float*, 2> channels = {left.data() + from, right.data() + from};
      vst::AudioBusBuffers output;
      output.numChannels = 2;
      output.channelBuffers32 = channels.data();
      vst::ProcessData data;
      data.processMode = vst::kRealtime;
      data.symbolicSampleSize = vst::kSample32;
      data.numSamples = count;
      data.numOutputs = 1;
      data.outputs = &output;
      data.inputParameterChanges = &changes;
      data.inputEvents = &notes;
      processor_->process(data);
    }
    return left;
  }

 private:
  void* module_ = nullptr;
  Steinberg::IPluginFactory* factory_ = nullptr;
  vst::IComponent* component_ = nullptr;
  vst::IAudioProcessor* processor_ = nullptr;
};

vst::ParamID number_of(const char* id) {
  return static_cast<vst::ParamID>(juce::String(id).hashCode()) & 0x7fffffffu;
}

// The level falls to nothing and comes back within one block.
const std::vector<Point> kDip = {{1000, 0.0}, {2500, 0.5}, {2501, 0.8}, {3999, 0.2}};

TEST(HostAutomationTest, APointInsideABlockActsOnItsOwnFrame) {
  Plugin plain, dipped;
  ASSERT_TRUE(plain.loaded() && dipped.loaded()) << KILN_VST3_BUNDLE << " cannot be loaded";
  const vst::ParamID level = number_of("master.level");
  const std::vector<float> still = plain.play(kBlock, kBlock, level, {});
  const std::vector<float> moved = dipped.play(kBlock, kBlock, level, kDip);
  const auto differs = std::mismatch(still.begin(), still.end(), moved.begin()).first;
  const auto first = static_cast<int>(differs - still.begin());
  EXPECT_GE(first, 1000) << "a point of frame 1000 was heard before it";
  EXPECT_LE(first, 1000 + 64) << "a point of frame 1000 was heard long after it";
  float dip = 0.0f, before = 0.0f;
  for (int i = 500; i < 1000; ++i)
    before = std::max(before, std::fabs(moved[static_cast<std::size_t>(i)]));
  for (int i = 2300; i < 2500; ++i)
    dip = std::max(dip, std::fabs(moved[static_cast<std::size_t>(i)]));
  EXPECT_GT(before, 0.01f);
  EXPECT_LT(dip, 0.1f * before) << "the level did not fall inside the block";
}

TEST(HostAutomationTest, PointsActAlikeHoweverTheHostCutsItsBlocks) {
  const vst::ParamID level = number_of("master.level");
  Plugin whole;
  ASSERT_TRUE(whole.loaded());
  const std::vector<float> expected = whole.play(kBlock, kBlock, level, kDip);
  for (const int most : {1, 17, 64, 500, 1001}) {
    Plugin cut;
    const std::vector<float> sound = cut.play(kBlock, most, level, kDip);
    const auto differs = std::mismatch(expected.begin(), expected.end(), sound.begin()).first;
    EXPECT_EQ(differs - expected.begin(), kBlock)
        << "blocks of " << most << " frames: the first frame that differs";
  }
}

}  // namespace
}  // namespace kiln::host
