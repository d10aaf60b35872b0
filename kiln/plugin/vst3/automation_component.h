// A VST3 component around JUCE's: takes the parameter points out of a block before JUCE sees it.
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JUCE gives a plug-in the last point of a block only. Here every point of Kiln's own parameters
// goes to the processor with its frame (automation_points.h); what is left, MIDI controllers above
// all, goes to JUCE as it came.
#pragma once

#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstcomponent.h>
#include <pluginterfaces/vst/ivstparameterchanges.h>

#include <array>
#include <atomic>
#include <vector>

#include "kiln/plugin/automation_points.h"

namespace kiln {

// The queues that JUCE gets to see.
class RemainingChanges final : public Steinberg::Vst::IParameterChanges {
 public:
  void clear() noexcept { count_ = 0; }
  void add(Steinberg::Vst::IParamValueQueue* queue) noexcept {
    if (count_ < kMost) queues_[static_cast<std::size_t>(count_++)] = queue;
  }
  Steinberg::int32 PLUGIN_API getParameterCount() override { return count_; }
  Steinberg::Vst::IParamValueQueue* PLUGIN_API getParameterData(Steinberg::int32 index) override;
  Steinberg::Vst::IParamValueQueue* PLUGIN_API addParameterData(const Steinberg::Vst::ParamID&,
                                                                Steinberg::int32&) override {
    return nullptr;
  }
  Steinberg::tresult PLUGIN_API queryInterface(const Steinberg::TUID iid, void** object) override;
  // It lives as long as the component.
  Steinberg::uint32 PLUGIN_API addRef() override { return 1; }
  Steinberg::uint32 PLUGIN_API release() override { return 1; }

 private:
  static constexpr int kMost = 4096;
  int count_ = 0;
  std::array<Steinberg::Vst::IParamValueQueue*, kMost> queues_ = {};
};

class AutomationComponent final : public Steinberg::Vst::IComponent,
                                  public Steinberg::Vst::IAudioProcessor {
 public:
  // Takes over one reference of each.
  AutomationComponent(Steinberg::Vst::IComponent* component,
                      Steinberg::Vst::IAudioProcessor* processor);

  Steinberg::tresult PLUGIN_API queryInterface(const Steinberg::TUID iid, void** object) override;
  Steinberg::uint32 PLUGIN_API addRef() override;
  Steinberg::uint32 PLUGIN_API release() override;

  // IPluginBase and IComponent: passed on.
  Steinberg::tresult PLUGIN_API initialize(Steinberg::FUnknown* context) override;
  Steinberg::tresult PLUGIN_API terminate() override;
  Steinberg::tresult PLUGIN_API getControllerClassId(Steinberg::TUID id) override;
  Steinberg::tresult PLUGIN_API setIoMode(Steinberg::Vst::IoMode mode) override;
  Steinberg::int32 PLUGIN_API getBusCount(Steinberg::Vst::MediaType type,
                                          Steinberg::Vst::BusDirection direction) override;
  Steinberg::tresult PLUGIN_API getBusInfo(Steinberg::Vst::MediaType type,
                                           Steinberg::Vst::BusDirection direction,
                                           Steinberg::int32 index,
                                           Steinberg::Vst::BusInfo& bus) override;
  Steinberg::tresult PLUGIN_API getRoutingInfo(Steinberg::Vst::RoutingInfo& in,
                                               Steinberg::Vst::RoutingInfo& out) override;
  Steinberg::tresult PLUGIN_API activateBus(Steinberg::Vst::MediaType type,
                                            Steinberg::Vst::BusDirection direction,
                                            Steinberg::int32 index,
                                            Steinberg::TBool state) override;
  Steinberg::tresult PLUGIN_API setActive(Steinberg::TBool state) override;
  Steinberg::tresult PLUGIN_API setState(Steinberg::IBStream* state) override;
  Steinberg::tresult PLUGIN_API getState(Steinberg::IBStream* state) override;

  // IAudioProcessor: passed on, but for process().
  Steinberg::tresult PLUGIN_API setBusArrangements(Steinberg::Vst::SpeakerArrangement* inputs,
                                                   Steinberg::int32 input_count,
                                                   Steinberg::Vst::SpeakerArrangement* outputs,
                                                   Steinberg::int32 output_count) override;
  Steinberg::tresult PLUGIN_API
  getBusArrangement(Steinberg::Vst::BusDirection direction, Steinberg::int32 index,
                    Steinberg::Vst::SpeakerArrangement& arrangement) override;
  Steinberg::tresult PLUGIN_API canProcessSampleSize(Steinberg::int32 size) override;
  Steinberg::uint32 PLUGIN_API getLatencySamples() override;
  Steinberg::tresult PLUGIN_API setupProcessing(Steinberg::Vst::ProcessSetup& setup) override;
  Steinberg::tresult PLUGIN_API setProcessing(Steinberg::TBool state) override;
  Steinberg::tresult PLUGIN_API process(Steinberg::Vst::ProcessData& data) override;
  Steinberg::uint32 PLUGIN_API getTailSamples() override;

 private:
  static constexpr std::size_t kMostPoints = 32768;  // of a block

  virtual ~AutomationComponent();
  void take_points(Steinberg::Vst::IParameterChanges& changes, int frames) noexcept;
  void take_queue(Steinberg::Vst::IParamValueQueue& queue, ParamIndex param, int frames) noexcept;

  Steinberg::Vst::IComponent* const component_;
  Steinberg::Vst::IAudioProcessor* const processor_;
  std::atomic<Steinberg::uint32> references_{1};
  std::vector<AutomationPoint> points_;
  RemainingChanges remaining_;
};

}  // namespace kiln
